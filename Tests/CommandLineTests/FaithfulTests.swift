import Foundation
import Testing

/// Models that once became others without a word: by a key that was looked at and dropped, by a conversion, by a spike of
/// weight 0.
@Suite struct FaithfulTests {
  private func model(_ populations: [String], _ projections: [String] = [], more: String = "")
    -> String
  {
    """
    name: m
    \(more)
    network:
      populations:
    \(populations.map { "    " + $0 }.joined(separator: "\n"))
      projections: \(projections.isEmpty ? "[]" : "")
    \(projections.map { "    - " + $0 }.joined(separator: "\n"))
    simulate: {duration: 100 ms}
    """
  }

  private func spikes(of model: String, in folder: URL, as name: String = "m") throws -> String {
    if !model.isEmpty { try Tool.write(model, as: name + ".yaml", in: folder) }
    let run = try Tool.run("run", name + ".yaml", "-q", "--out", name, in: folder)
    #expect(run.status == 0, "\(run.errors)")
    return try Tool.text(name + "/spikes.csv", in: folder)
  }

  @Test(arguments: [
    "kind: lif, C_m: 250 pF, bias: 500", "kind: adex, bias: 5000", "kind: lif_cond, bias: 7",
    "kind: lif_ode, C_m: 250 pF, bias: [1]", "kind: eif, bias: 1",
  ])
  func `a bias where there is none is refused`(_ unit: String) throws {
    try Tool.withFolder { folder in
      try Tool.write(model(["a: {size: 1, \(unit)}"]), as: "m.yaml", in: folder)
      let outcome = try Tool.run("check", "m.yaml", in: folder)
      #expect(outcome.status == 65 && outcome.errors.contains("bias"), "\(outcome)")
    }
  }

  @Test(arguments: ["adex", "lif_cond"])
  func `currents of single units go through a circuit`(_ kind: String) throws {
    try Tool.withFolder { folder in
      let first = try spikes(
        of: model(["a: {size: 2, kind: \(kind), I_e: [700 pA, 900 pA]}"]), in: folder)
      #expect(first.split(separator: "\n").count > 3)
      #expect(try Tool.run("convert", "m.yaml", "circuit", in: folder).status == 0)
      #expect(try Tool.run("convert", "circuit", "back.yaml", in: folder).status == 0)
      // Units of different parameters are populations of their own there.
      let (found, expected) = (try spikes(of: "", in: folder, as: "back"), first)
      let times = [found, expected].map { text in
        text.split(separator: "\n").dropFirst().compactMap { Double($0.prefix { $0 != "," }) }
      }
      #expect(times[0].count == times[1].count)
      #expect(zip(times[0], times[1]).allSatisfy { abs($0 - $1) < 1e-9 })
    }
  }

  @Test(arguments: ["back.yaml", "net.nir", "circuit"])
  func `two synapses between the same units stay two`(_ file: String) throws {
    try Tool.withFolder { folder in
      let first = try spikes(
        of: model(
          [
            "e: {size: 2, kind: spikes, times: [[1], [50]]}",
            "o: {size: 2, kind: lif, C_m: 250 pF, synapse: jump}",
          ],
          [
            "{from: e, to: o, connect: {list: [[0, 0], [0, 0], [1, 1]]}, weights: {list: [10 mV, 10 mV, 20 mV]}}"
          ]
        ), in: folder)
      #expect(first.contains("o,0") && first.contains("o,1"))
      #expect(try Tool.run("convert", "m.yaml", file, in: folder).status == 0)
      if file != "back.yaml" {
        #expect(try Tool.run("convert", file, "back.yaml", in: folder).status == 0)
      }
      let read = try Tool.run("check", "back.yaml", in: folder)
      #expect(read.status == 0, "\(read.output)")
      // A file of NIR holds no spikes of the sources.
      guard file != "net.nir" else {
        let weights = try Tool.run("convert", "back.yaml", "again.nir", in: folder)
        #expect(weights.status == 0, "\(weights.errors)")
        return
      }
      let again = try spikes(of: "", in: folder, as: "back")
      #expect(
        again.split(separator: "\n").filter { $0.contains(",o,") }
          == first.split(separator: "\n").filter { $0.contains(",o,") })
    }
  }

  @Test func `a current of one unit that cannot be integrated is an error, not a trap`() throws {
    try Tool.withFolder { folder in
      let text = model(
        ["a: {size: 2, kind: q, I_e: [-1 pA, 4 pA]}"],
        more: """
          membranes:
            q:
              initial: {V: 0 mV}
              equations: "dV/dt = sqrt(I_e/(1 pA))*1 mV/ms - V/(10 ms)"
              threshold: V >= 100 mV
              reset: V = 0 mV
              I_e: 0 pA
          """)
      try Tool.write(text, as: "m.yaml", in: folder)
      let outcome = try Tool.run("run", "m.yaml", "-q", "--out", "m", in: folder)
      #expect([2, 65].contains(outcome.status), "\(outcome)")
      #expect(outcome.errors.contains("error:"), "\(outcome)")
    }
  }

  @Test func `a definition of a membrane has one current`() throws {
    try Tool.withFolder { folder in
      let text = model(
        ["a: {size: 1, kind: q}"],
        more: """
          membranes:
            q:
              initial: {V: 0 mV}
              equations: "dV/dt = I_e/(1 pF) - V/(10 ms)"
              threshold: V >= 10 mV
              reset: V = 0 mV
              I_e: [3 pA]
          """)
      try Tool.write(text, as: "m.yaml", in: folder)
      let outcome = try Tool.run("check", "m.yaml", in: folder)
      #expect(outcome.status == 65 && outcome.errors.contains("one number"), "\(outcome)")
    }
  }

  @Test func `what arrives acts although its weight is 0, where it says so`() throws {
    try Tool.withFolder { folder in
      func text(_ weight: String) -> String {
        model(
          ["e: {size: 1, kind: spikes, times: [[1, 2]]}", "a: {size: 1, kind: q}"],
          ["{from: e, to: a, weights: \(weight)}"],
          more: """
            membranes:
              q:
                initial: {V: 0 mV}
                equations: "dV/dt = -V/(10 ms)"
                threshold: V >= 9 mV
                reset: V = 0 mV
                on_arrival: V += 5 mV
            """)
      }
      let zero = try spikes(of: text("0"), in: folder, as: "zero")
      let small = try spikes(of: text("1e-9"), in: folder, as: "small")
      #expect(zero == small && zero.contains(",a,0"))
    }
  }

  @Test func `an input of a circuit reaches the nodes of its set only`() throws {
    try Tool.withFolder { folder in
      let first = try spikes(
        of: model(
          [
            "e: {size: 2, kind: spikes, times: [[1], [50]]}",
            "o: {size: 2, kind: lif, C_m: 250 pF, synapse: jump}",
          ], ["{from: e, to: o, connect: one-to-one, weights: 20 mV}"]), in: folder)
      #expect(first.contains(",o,1"))
      #expect(try Tool.run("convert", "m.yaml", "circuit", in: folder).status == 0)
      let file = folder.appendingPathComponent("circuit/simulation_config.json")
      var config = try #require(
        try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
      var inputs = try #require(config["inputs"] as? [String: [String: Any]])
      for set in [["population": "e", "node_id": [0]], ["population": "e", "model_type": "x"]] {
        for name in inputs.keys { inputs[name]!["node_set"] = set }
        config["inputs"] = inputs
        try JSONSerialization.data(withJSONObject: config).write(to: file)
        let read = try Tool.run("convert", "circuit", "back.yaml", "--force", in: folder)
        guard set["model_type"] == nil else {
          #expect(read.status == 65 && read.errors.contains("model_type"), "\(read)")
          continue
        }
        #expect(read.status == 0, "\(read.errors)")
        let again = try spikes(of: "", in: folder, as: "back")
        #expect(again.contains(",o,0") && !again.contains(",o,1"))
      }
    }
  }

  @Test func `ranges of inputs are those of the training samples`() throws {
    try Tool.withFolder { folder in
      func result(_ name: String, shift: Double) throws -> String {
        let rows = (0..<60).map { k in
          "\(Double(k * 7 % 13) + (k >= 50 ? shift : 0)),\(k * 5 % 11),\(k % 2)"
        }
        try Tool.write(
          "a,b,class\n" + rows.joined(separator: "\n") + "\n", as: name + ".csv", in: folder)
        try Tool.write(
          """
          name: own
          rate: {input: 2, layers: [8, 2]}
          data: {set: arrays, images: \(name).csv, labels: class, test: 10, validation: 5, scale: columns}
          training: {epochs: 2, batch: 4, rates: {input->hidden: 0.5, hidden->output: 0.5}}
          """, as: name + ".yaml", in: folder)
        let run = try Tool.run("run", name + ".yaml", "-q", "--out", name, in: folder)
        #expect(run.status == 0, "\(run.errors)")
        return try Tool.text(name + "/metrics.jsonl", in: folder)
          .replacing(#/"[a-zA-Z]*[sS]econds[a-zA-Z]*":[-+.0-9e]+,?/#, with: "")
      }
      let (plain, shifted) = (try result("plain", shift: 0), try result("shifted", shift: 100))
      #expect(plain == shifted)
    }
  }

  @Test func `Ctrl-C ends the theorems of one model with 130`() throws {
    try Tool.withFolder { folder in
      let outcome = try Tool.run(
        arguments: ["verify", "theorems", "data.train=2000", "-q", "--out", "v"], in: folder
      ) { process in
        process.wait(for: "v/model.yaml")
        process.interrupt()
      }
      #expect([130, 0].contains(outcome.status), "\(outcome)")
      if outcome.status == 130 {
        #expect(try Tool.text("v/run.json", in: folder).contains(#""status" : "interrupted""#))
      }
    }
  }

  @Test func `a training that goes on and is killed does not keep results of fewer epochs`() throws
  {
    try Tool.withFolder { folder in
      try Tool.write(
        """
        name: r
        rate: {input: 64, layers: [20, 10]}
        data: {set: digits, size: 8, train: 60, validation: 20, test: 20}
        training: {epochs: 1, batch: 10, decay: constant, rates: {input->hidden: 0.1, hidden->output: 0.05}}
        """, as: "r.yaml", in: folder)
      #expect(try Tool.run("run", "r.yaml", "-q", "--out", "r", in: folder).status == 0)
      #expect(try Tool.text("r/result.json", in: folder).contains(#""epochs" : 1"#))
      let killed = try Tool.run(
        arguments: ["resume", "r", "training.epochs=100000", "-q"], in: folder,
        adding: ["EQUISPIKE_CHECKPOINT_SECONDS": "0"]
      ) { process in
        process.wait(for: "r/metrics.jsonl") { $0.contains(#""epoch":3"#) }
        process.kill()
      }
      #expect(killed.status == SIGKILL)
      let convert = try Tool.run("convert", "r", "net.yaml", in: folder)
      #expect(convert.status != 0 && convert.errors.contains("no weights"), "\(convert)")
    }
  }

  /// A membrane `q` by itself for 20 ms.
  private func membrane(_ equation: String, _ threshold: String) -> String {
    model(
      ["a: {size: 1, kind: q}"],
      more: """
        membranes:
          q:
            initial: {V: 0}
            equations: "dV/dt = \(equation)"
            threshold: V >= \(threshold)
            reset: V = 0
        """)
  }

  @Test(arguments: [
    // V ends at 1, where its slope has a pole, and never diverges.
    ("1/((1 - V)*1 ms)", "2", "cannot be integrated"),
    // (-2)^0.5 is no number.
    ("(1 + (V - 2)^0.5)/(1 ms)", "1", "not a number"),
  ])
  func `a membrane that has no course is an error, not a spike`(
    _ equation: String, _ threshold: String, _ words: String
  ) throws {
    try Tool.withFolder { folder in
      try Tool.write(membrane(equation, threshold), as: "m.yaml", in: folder)
      let run = try Tool.run("run", "m.yaml", "-q", "--out", "m", in: folder)
      #expect(run.status == 2 && run.errors.contains(words), "\(run)")
    }
  }

  @Test func `a run without test samples tells no test errors, and untaught classes are told`()
    throws
  {
    try Tool.withFolder { folder in
      let rows = (0..<60).map { k in "\(0.1 * Double(k % 10)),\(0.1 * Double(k % 7)),\(k / 20)" }
      try Tool.write("a,b,class\n" + rows.joined(separator: "\n") + "\n", as: "t.csv", in: folder)
      try Tool.write(
        """
        name: own
        network:
          populations:
            input: {size: 2, kind: clamp}
            hidden: &unit {size: 8, kind: lif, tau_m: 20 ms, threshold: 0.025, reset: -0.025, t_ref: 0.3 ms, tau_syn: 5 ms,
                           r_max: 1 /ms}
            output: {<<: *unit, size: 3, bias: 0.1}
          projections:
            - {from: input, to: hidden, weights: {glorot_uniform: {gain: 0.7}}}
            - {from: hidden, to: output, symmetric: true, weights: {glorot_uniform: {gain: 0.5}}}
        data: {set: arrays, images: t.csv, labels: class}
        learning:
          rule: zero-area
          nudging: {beta: 0.25}
          phases: {free: 30 ms, nudged: 30 ms, readout: 10 ms}
          rates: {input->hidden: 0.5, hidden->output: 0.3}
          epochs: 1
        """, as: "m.yaml", in: folder)
      let run = try Tool.run("run", "m.yaml", "-q", "--out", "m", in: folder)
      #expect(run.status == 0 && !run.output.contains("test error"), "\(run)")
      #expect(!run.errors.contains("not in the training part"))
      #expect(!(try Tool.text("m/result.json", in: folder)).contains("TestError"))
      let sorted = try Tool.run("run", "m.yaml", "data.test=20", "-q", "--out", "s", in: folder)
      #expect(
        sorted.errors.contains("class 2 is in the validation or test part"), "\(sorted.errors)")
    }
  }

  @Test func `all rules are compared but for those that cannot be`() throws {
    try Tool.withFolder { folder in
      let outcome = try Tool.run(
        arguments: [
          "compare", "digits", "--rules", "all", "--samples", "1", "--seeds", "1", "data.train=4",
          "data.validation=0", "data.test=0", "data.size=8", "network.populations.input.size=64",
          "network.populations.hidden.size=4", "-q", "--out", "c",
        ], in: folder)
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.errors.contains("'reward-modulated' is left out"))
      #expect(try Tool.text("c/compare.json", in: folder).contains("zero-area"))
    }
  }

  @Test func `kinds of inputs are not asked for where the file tells them`() throws {
    try Tool.withFolder { folder in
      #expect(try Tool.run("convert", "xor", "x.nir", in: folder).status == 0)
      let outcome = try Tool.run("convert", "x.nir", "x.yaml", "--input", "spikes", in: folder)
      #expect(outcome.status == 65 && outcome.errors.contains("leave out --input"), "\(outcome)")
    }
  }

  @Test func `left out samples and repetitions whose weights are kept are told`() throws {
    try Tool.withFolder { folder in
      let rows = (0..<50).map { k in "0.\(k % 10),0.\(k % 7),\(k % 2)" }
      try Tool.write("a,b,class\n" + rows.joined(separator: "\n") + "\n", as: "t.csv", in: folder)
      try Tool.write(
        """
        name: r
        rate: {input: 2, layers: [4, 2]}
        data: {set: arrays, images: t.csv, labels: class, test: 5}
        training: {epochs: 1, batch: 40, seeds: 2, rates: {input->hidden: 0.1, hidden->output: 0.1}}
        """, as: "r.yaml", in: folder)
      let run = try Tool.run("run", "r.yaml", "-q", "--out", "r", in: folder)
      #expect(
        run.status == 0 && run.errors.contains("leave out 5 of 45 training samples"), "\(run)")
      #expect(run.output.contains("the model is the last epoch"), "\(run.output)")
      let convert = try Tool.run("convert", "r", "net.yaml", in: folder)
      #expect(
        convert.status == 0 && convert.errors.contains("the last of 2 repetitions"), "\(convert)")
    }
  }
}
