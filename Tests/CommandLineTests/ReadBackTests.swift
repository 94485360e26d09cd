import Foundation
import Testing

/// Weights and biases that a training wrote, read by another run.
@Suite struct ReadBackTests {
  /// A small spiking network; `hidden` has connections of its own, as sparse as `connect` says.
  private static func spiking(_ connect: String) -> String {
    """
    name: first
    seed: 3
    network:
      populations:
        input: {size: 64, kind: clamp}
        hidden: &unit {size: 12, kind: lif, tau_m: 20 ms, threshold: 0.025, reset: -0.025,
          t_ref: 0.3 ms, tau_syn: 5 ms, r_max: 1 /ms, V_0: {uniform: [-0.025, 0.025]},
          bias: [0, 0.001, 0.002, 0, 0, 0, 0, 0, 0, 0, -0.001, 0.003]}
        output: {<<: *unit, size: 10, bias: 0.1}
      projections:
        - {from: input, to: hidden, weights: {glorot_uniform: {gain: 0.5}}}
        - {from: hidden, to: output, symmetric: true, connect: \(connect),
            weights: {uniform: [\(connect.contains("bounds") ? 0 : -0.3), 0.3]}}
    data: {set: digits, size: 8, train: 40, validation: 30, test: 40}
    learning:
      phases: {free: 30 ms, nudged: 30 ms, readout: 10 ms}
      batch: 2
      epochs: 2
      rates: {input->hidden: 0.3, hidden->output: 0.08}
      bias_rates: {hidden: 0.3, output: 0.08}
      twin: false
    """
  }

  private func result(_ folder: String, _ scratch: URL) throws -> [String: Any] {
    let data = try Data(contentsOf: scratch.appendingPathComponent(folder + "/result.json"))
    return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  private func number(_ key: String, of folder: String, _ scratch: URL) throws -> Double {
    try #require(try result(folder, scratch)[key] as? Double)
  }

  private func weights(_ folder: String, _ scratch: URL) throws -> [String: Data] {
    let weights = scratch.appendingPathComponent(folder + "/weights")
    var result: [String: Data] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: weights.path) {
      result[name] = try Data(contentsOf: weights.appendingPathComponent(name))
    }
    return result
  }

  /// Bounds make some weights of a random projection exactly 0, where a matrix no longer says who is connected.
  @Test(arguments: [
    "dense", "{probability: 0.5}", "{in_degree: 4}", "{probability: 0.5}, bounds: [0, .inf]",
    "{list: [[0, 9], [3, 1], [3, 2], [4, 4], [11, 0], [7, 5], [8, 6], [1, 7], [2, 8], [5, 3]]}",
  ])
  func `a learned spiking network that is converted and loaded makes the same errors`(
    _ connect: String
  ) throws {
    try Tool.withFolder { folder in
      try Tool.write(Self.spiking(connect), as: "first.yaml", in: folder)
      #expect(try Tool.run("run", "first.yaml", "-o", "first", "-q", in: folder).status == 0)
      let converted = try Tool.run("convert", "first", "net.yaml", in: folder)
      #expect(converted.status == 0, "\(converted.errors)")
      #expect(converted.output.contains("net-weights/hidden.bias.npy"))
      let tested = try Tool.run(
        "run", "net.yaml", "learning.epochs=0", "-o", "net", "-q", in: folder)
      #expect(tested.status == 0, "\(tested.errors)")
      for key in ["testError", "validationError", "transferTestError"] {
        #expect(
          try number(key, of: "net", folder) == number(key, of: "first", folder), "\(key)")
      }
      #expect(try weights("net", folder) == weights("first", folder))
    }
  }

  @Test func `values of a clamp besides the input go with the network wherever it goes`() throws {
    let text = Self.spiking("dense")
      .replacing(
        "    hidden: &unit", with: "    context: {size: 3, kind: clamp}\n    hidden: &unit"
      )
      .replacing(
        "  projections:",
        with: "  projections:\n    - {from: context, to: hidden, weights: {uniform: [-0.3, 0.3]}}"
      )
      .replacing("  batch: 2", with: "  batch: 2\n  clamps: {context: [0.5, 1, -0.25]}")
    try Tool.withFolder { folder in
      try Tool.write(text, as: "first.yaml", in: folder)
      #expect(try Tool.run("run", "first.yaml", "-o", "first", "-q", in: folder).status == 0)
      for command in [
        ["convert", "first", "net.yaml"],
        ["run", "net.yaml", "learning.epochs=0", "-o", "net", "-q"],
        ["convert", "first", "net.nir"], ["convert", "net.nir", "back.yaml"],
        ["convert", "first", "circuit"], ["convert", "circuit", "read.yaml"],
        ["convert", "first", "plain.yaml", "--simulate"],
        ["check", "plain.yaml"], ["check", "back.yaml"], ["check", "read.yaml"],
      ] {
        let outcome = try Tool.run(arguments: command, in: folder)
        #expect(outcome.status == 0, "\(command): \(outcome.errors)")
      }
      #expect(
        try number("testError", of: "net", folder) == number("testError", of: "first", folder))
      for name in ["net.yaml", "back.yaml", "read.yaml", "plain.yaml"] {
        #expect(try Tool.text(name, in: folder).contains("context: [0.5, 1, -0.25]"), "\(name)")
      }
      #expect(try Tool.text("plain.yaml", in: folder).contains("input: 1\n"))
      // It is an input of the units like any other.
      let other = try Tool.run(
        "run", "net.yaml", "learning.epochs=0", "learning.clamps={context: [30, -30, 30]}", "-o",
        "other", "-q", in: folder)
      #expect(other.status == 0)
      #expect(
        try number("testError", of: "other", folder) != number("testError", of: "first", folder))
    }
  }

  @Test func `biases come from the files of a run, and learning goes on from there`() throws {
    try Tool.withFolder { folder in
      try Tool.write(Self.spiking("dense"), as: "first.yaml", in: folder)
      #expect(try Tool.run("run", "first.yaml", "-o", "first", "-q", in: folder).status == 0)
      let second = try Tool.run(
        "run", "first.yaml", "learning.epochs=1",
        "learning.rates={input->hidden: 0, hidden->output: 0}",
        "learning.bias_rates={hidden: 0, output: 0}",
        "network.populations.hidden.bias={file: first/weights/hidden.bias.npy}",
        "network.populations.output.bias={file: first/weights/output.bias.npy}",
        "network.projections.input->hidden.weights={file: first/weights/input-hidden.npy}",
        "network.projections.hidden->output.weights={file: first/weights/hidden-output.npy}",
        "-o", "second", "-q", in: folder)
      #expect(second.status == 0, "\(second.errors)")
      let best = try number("validationError", of: "first", folder)
      let lines = try Tool.text("second/metrics.jsonl", in: folder).split(separator: "\n")
      for line in lines {
        let epoch =
          try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] ?? [:]
        #expect(epoch["validationError"] as? Double == best)
      }
      #expect(
        try number("testError", of: "second", folder) == number("testError", of: "first", folder))
    }
  }

  private static func rate(_ more: String) -> String {
    """
    name: rate
    seed: 4
    rate: {input: 64, layers: [12, 10]\(more)}
    data: {set: digits, size: 8, train: 60, validation: 30, test: 40}
    training:
      phases: {free: 15, nudged: 8}
      batch: 10
      epochs: 2
      decay: constant
      rates: {input->hidden: 0.3, hidden->output: 0.2}
    """
  }

  @Test func `a rate model that is converted, or takes over a run, makes the same errors`() throws {
    try Tool.withFolder { folder in
      for (name, more) in [("tied", ""), ("untied", ", feedback: untied")] {
        try Tool.write(Self.rate(more), as: "\(name).yaml", in: folder)
        let first = try Tool.run("run", "\(name).yaml", "-o", name, "-q", in: folder)
        #expect(first.status == 0, "\(first.errors)")
        #expect(try Tool.run("convert", name, "\(name)-net.yaml", in: folder).status == 0)
        try Tool.write(
          Self.rate(more + ", weights: {run: \(name)}"), as: "\(name)-run.yaml", in: folder)
        for again in ["\(name)-net", "\(name)-run"] {
          let tested = try Tool.run(
            "run", again + ".yaml", "training.epochs=0", "-o", again, "-q", in: folder)
          #expect(tested.status == 0, "\(tested.errors)")
          let (a, b) = (try result(name, folder), try result(again, folder))
          let (x, y) = (
            (a["seeds"] as? [[String: Any]])?.first, (b["seeds"] as? [[String: Any]])?.first
          )
          for key in ["testError", "validationError"] {
            #expect(x?[key] as? Double != nil && x?[key] as? Double == y?[key] as? Double)
          }
          #expect(try weights(again, folder) == weights(name, folder))
          // The resolved model finds the files without the run's name.
          #expect(try Tool.run("check", again + "/model.yaml", in: folder).status == 0)
        }
      }
    }
  }

  @Test func `zero biases beside the weights of a run are zero`() throws {
    try Tool.withFolder { folder in
      try Tool.write(Self.rate(""), as: "first.yaml", in: folder)
      #expect(try Tool.run("run", "first.yaml", "-o", "first", "-q", in: folder).status == 0)
      for (name, more, isZero) in [("taken", "", false), ("zero", ", biases: zero", true)] {
        let text = Self.rate(", weights: {run: first}" + more)
        try Tool.write(text, as: name + ".yaml", in: folder)
        let run = try Tool.run(
          "run", name + ".yaml", "training.epochs=0", "-o", name, "-q", in: folder)
        #expect(run.status == 0, "\(run.errors)")
        let written = try weights(name, folder)
        let biases = try #require(written["hidden.npy"])
        #expect(biases.dropFirst(128).allSatisfy { $0 == 0 } == isZero)
        #expect(try written["input-hidden.npy"] == weights("first", folder)["input-hidden.npy"])
      }
    }
  }

  @Test func `the weights of a spiking network run in a rate model`() throws {
    try Tool.withFolder { folder in
      try Tool.write(Self.spiking("dense"), as: "first.yaml", in: folder)
      #expect(
        try Tool.run("run", "first.yaml", "learning.epochs=1", "-o", "first", "-q", in: folder)
          .status == 0)
      let curve = "lif: {tau_m: 20, threshold: 0.025, reset: -0.025, t_ref: 0.3, r_max: 1}"
      let more = ", formulation: graded, activation: {\(curve)}, cost: matching, step: 0.5"
      let wholes = [
        "weights: {run: first}",
        "weights: {input->hidden: {file: first/weights/input-hidden.npy}, "
          + "hidden->output: {file: first/weights/hidden-output.npy}}, biases: {hidden: {file: "
          + "first/weights/hidden.bias.npy}, output: {file: first/weights/output.bias.npy}}",
      ]
      for (index, text) in wholes.enumerated() {
        try Tool.write(Self.rate(more + ", " + text), as: "rate-\(index).yaml", in: folder)
        let run = try Tool.run(
          "run", "rate-\(index).yaml", "training.epochs=0", "seed=3",
          "training.phases={free: 200, nudged: 8}", "-o", "rate-\(index)", "-q", in: folder)
        #expect(run.status == 0, "\(run.errors)")
        let seeds = try result("rate-\(index)", folder)["seeds"] as? [[String: Any]]
        #expect(
          try seeds?.first?["testError"] as? Double
            == number("transferTestError", of: "first", folder))
      }
    }
  }

  @Test func `weights of a rate model that do not fit are refused with the remedy`() throws {
    try Tool.withFolder { folder in
      try Tool.write(Self.rate(""), as: "first.yaml", in: folder)
      #expect(
        try Tool.run("run", "first.yaml", "training.epochs=1", "-o", "first", "-q", in: folder)
          .status == 0)
      let mistakes = [
        (
          "weights: {file: first/weights/input-hidden.npy}",
          "a file holds the weights of one connection, but there are 2; name each: weights: {input->hidden: "
            + "{file: W.npy}}"
        ),
        (
          "weights: {hidden->output: {file: first/weights/input-hidden.npy}}",
          "'hidden->output' has the shape [64, 12]; expected [12, 10], what is read first"
        ),
        (
          "weights: {hidden->outptu: {file: first/weights/input-hidden.npy}}",
          "there is no connection 'hidden->outptu'; did you mean 'hidden->output'?"
        ),
        ("biases: {hidden: [1, 2]}", "'hidden' has the shape [2]; expected [12]"),
        ("feedback: untied, weights: {run: first}", "run 'first' has no 'hidden->output (back)'"),
        ("weights: {run: nothing}", "'nothing'"),
        ("weights: {run: first}, gains: {input->hidden: 2}", "is not drawn but given"),
      ]
      for (text, message) in mistakes {
        try Tool.write(Self.rate(", " + text), as: "wrong.yaml", in: folder)
        let outcome = try Tool.run("check", "wrong.yaml", in: folder)
        #expect(outcome.status == 65)
        #expect((outcome.output + outcome.errors).contains(message), "\(outcome)")
      }
    }
  }

  // MARK: - More epochs

  @Test func `a finished training with more epochs ends as one that had them from the beginning`()
    throws
  {
    try Tool.withFolder { folder in
      try Tool.write(Self.spiking("dense"), as: "spiking.yaml", in: folder)
      try Tool.write(Self.rate(", order: asynchronous"), as: "rate.yaml", in: folder)
      for (name, key) in [("spiking", "learning.epochs"), ("rate", "training.epochs")] {
        #expect(
          try Tool.run("run", name + ".yaml", "\(key)=2", "-o", name, "-q", in: folder).status == 0)
        let more = try Tool.run("resume", name, "\(key)=4", "-q", in: folder)
        #expect(more.status == 0, "\(more.errors)")
        #expect(
          try Tool.run(
            "run", name + ".yaml", "\(key)=4", "-o", "whole", "-q", "--force", in: folder
          )
          .status == 0)
        #expect(try weights(name, folder) == weights("whole", folder))
        #expect(
          try Tool.text(name + "/model.yaml", in: folder)
            == Tool.text("whole/model.yaml", in: folder))
        #expect(
          try Tool.text(name + "/metrics.jsonl", in: folder).split(separator: "\n").count
            == Tool.text("whole/metrics.jsonl", in: folder).split(separator: "\n").count)
        // It can go on once more.
        let fewer = try Tool.run("resume", name, "\(key)=3", in: folder)
        #expect(fewer.status == 2)
        #expect(fewer.errors.contains("\(key) is 3, but '\(name)' has 4 already"), "\(fewer)")
        let done = try Tool.run("resume", name, in: folder)
        #expect(done.status == 2 && done.errors.contains("unless with more epochs"))
        let other = try Tool.run("resume", name, "seed=2", in: folder)
        #expect(other.status == 2 && other.errors.contains("'seed' would make another training"))
      }
    }
  }

  @Test func `more epochs are refused where the rates of the first ones would have been others`()
    throws
  {
    try Tool.withFolder { folder in
      try Tool.write(Self.spiking("dense"), as: "spiking.yaml", in: folder)
      try Tool.write(Self.rate(""), as: "rate.yaml", in: folder)
      for (model, decay, key) in [
        ("spiking", "learning.decay=linear", "learning.epochs"),
        ("rate", "training.decay=linear", "training.epochs"),
        ("rate", "training.decay=cosine", "training.epochs"),
        ("rate", "training.seeds=2", "training.epochs"),
      ] {
        let first = try Tool.run(
          "run", model + ".yaml", "\(key)=1", decay, "-o", "run", "--force", "-q", in: folder)
        #expect(first.status == 0, "\(first.errors)")
        let before = try weights("run", folder)
        let more = try Tool.run("resume", "run", "\(key)=2", in: folder)
        #expect(more.status == 2)
        let reason = decay.hasSuffix("2") ? "keeps the state of the last one only" : "decay: "
        #expect(more.errors.contains(reason) && more.errors.contains("rain anew"), "\(more.errors)")
        #expect(try weights("run", folder) == before)
      }
      // More seeds are no other training of the first ones.
      let seeds = try Tool.run("resume", "run", "training.seeds=3", "-q", in: folder)
      #expect(seeds.status == 0, "\(seeds.errors)")
      #expect((try result("run", folder)["seeds"] as? [Any])?.count == 3)
    }
  }
}
