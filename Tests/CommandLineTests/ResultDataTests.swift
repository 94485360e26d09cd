import Foundation
import Testing

/// Files of results as programs read them: what was not measured is not there, numbers are numbers.
@Suite struct ResultDataTests {
  private static let learning = """
    name: small
    seed: 5
    network:
      populations:
        input: {size: 64, kind: clamp}
        hidden: &unit {size: 8, kind: lif, tau_m: 20 ms, threshold: 0.025, reset: -0.025,
          t_ref: 0.3 ms, tau_syn: 5 ms, r_max: 1 /ms, V_0: {uniform: [-0.025, 0.025]}}
        output: {<<: *unit, size: 10, bias: 0.1}
      projections:
        - {from: input, to: hidden, weights: {glorot_uniform: {gain: 0.5}}}
        - {from: hidden, to: output, symmetric: true, weights: {glorot_uniform: {gain: 0.3}}}
    data: {set: digits, size: 8, train: 20, validation: 10, test: 12}
    learning:
      phases: {free: 30 ms, nudged: 30 ms, readout: 10 ms}
      batch: 4
      epochs: 2
      rates: {input->hidden: 0.3, hidden->output: 0.08}
    """

  private func objects(_ file: String, _ folder: URL) throws -> [[String: Any]] {
    try Tool.text(file, in: folder).split(separator: "\n").map {
      try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any] ?? [:]
    }
  }

  private func object(_ file: String, _ folder: URL) throws -> [String: Any] {
    try #require(
      try JSONSerialization.jsonObject(
        with: Data(contentsOf: folder.appendingPathComponent(file))) as? [String: Any])
  }

  /// The rows of a table without quotes.
  private func rows(_ file: String, _ folder: URL) throws -> [[String]] {
    try Tool.text(file, in: folder).split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
  }

  @Test func `metrics hold what was measured, and the result the chosen epoch's validation error`()
    throws
  {
    try Tool.withFolder { folder in
      try Tool.write(Self.learning, as: "m.yaml", in: folder)
      #expect(try Tool.run("run", "m.yaml", "-o", "a", "-q", in: folder).status == 0)
      let epochs = try objects("a/metrics.jsonl", folder)
      // Before learning, nothing but errors on the validation set was measured.
      #expect(
        Set(epochs[0].keys) == ["epoch", "validationError", "twinValidationError"], "\(epochs[0])")
      #expect(epochs[1]["trainError"] is Double && epochs[1]["settlingDrift"] is Double)
      #expect(epochs[1]["agreements"] == nil && epochs[1]["rateDifference"] == nil)
      let result = try object("a/result.json", folder)
      let best = try #require(result["bestEpoch"] as? Int)
      #expect(result["validationError"] as? Double == epochs[best]["validationError"] as? Double)
      let least = epochs.compactMap { $0["validationError"] as? Double }.min()
      #expect(result["validationError"] as? Double == least)
      // Without a validation set there is no such error.
      #expect(
        try Tool.run("run", "m.yaml", "data.validation=0", "-o", "b", "-q", in: folder).status == 0)
      for epoch in try objects("b/metrics.jsonl", folder) {
        #expect(epoch["validationError"] == nil && epoch["twinValidationError"] == nil)
        #expect(epoch["trainErrorAfter"] is Double)
      }
      #expect(try object("b/result.json", folder)["validationError"] == nil)
    }
  }

  @Test func `the raster is of the first test sample, or of that which the user chooses`() throws {
    try Tool.withFolder { folder in
      try Tool.write(Self.learning, as: "m.yaml", in: folder)
      for (change, words) in [
        ("name=m", "test sample 0, the first, label "),
        ("learning.raster=7", "test sample 7, chosen by learning.raster, label "),
      ] {
        #expect(
          try Tool.run(
            "run", "m.yaml", "learning.epochs=0", change, "-o", "a", "--force", "-q", in: folder
          )
          .status == 0)
        let label = try #require(try object("a/raster.json", folder)["label"] as? String)
        #expect(label.hasPrefix(words), "\(label)")
        #expect(try Tool.text("a/figures/raster.gp", in: folder).contains(words))
      }
      let wrong = try Tool.run("check", "m.yaml", "learning.raster=12", in: folder)
      #expect(wrong.status == 65)
      #expect(
        (wrong.output + wrong.errors)
          .contains("'raster' is 12, but there are 12 test samples, counted from 0"))
    }
  }

  @Test func `a rate model's files have the shapes, the seed and the keys that are documented`()
    throws
  {
    try Tool.withFolder { folder in
      try Tool.write(
        """
        name: docs
        rate: {input: 2, layers: [{name: hidden, size: 8}, {name: top, size: 3}], feedback: untied,
          cost: cross-entropy}
        seed: 5
        data: {set: xor}
        training: {epochs: 1, batch: 4, rates: {input->hidden: 0.2, hidden->top: 0.1, readout: 0.1}}
        """, as: "docs.yaml", in: folder)
      let run = try Tool.run("run", "docs.yaml", "-o", "a", "-q", in: folder)
      #expect(run.status == 0)
      for (name, shape) in [
        ("readout", "(3, 2)"), ("readout-bias", "(2,)"), ("hidden", "(8,)"),
        ("hidden-top", "(8, 3)"), ("hidden-top-back", "(8, 3)"), ("input-hidden", "(2, 8)"),
      ] {
        let data = try Data(
          contentsOf: folder.appendingPathComponent("a/weights/\(name).npy"))
        #expect(data.range(of: Data("'shape': \(shape)".utf8)) != nil, "\(name)")
      }
      #expect(run.output.contains("\n5     "), "\(run.output)")
      #expect(try objects("a/metrics.jsonl", folder)[0]["seed"] as? Int == 5)
      let more = try Tool.run("run", "docs.yaml", "training.seeds=2", "-o", "b", "-q", in: folder)
      let seeds = try #require(try object("b/result.json", folder)["seeds"] as? [[String: Any]])
      #expect(seeds.map { $0["seed"] as? Int } == [5, 5])
      #expect(seeds.map { $0["repetition"] as? Int } == [1, 2])
      #expect(more.output.contains("±: standard deviation (n - 1) over 2 repetitions."))
    }
  }

  @Test func `spikes and traces are as the page about outputs says`() throws {
    try Tool.withFolder { folder in
      try Tool.write(
        """
        name: m
        network:
          populations:
            a: {size: 2, kind: lif, C_m: 100 pF, I_e: [500, 600]}
            b: {size: 1, kind: adex}
        simulate:
          duration: 60 ms
          probes:
            - {population: a, units: [1]}
            - {population: b, variable: w}
            - {population: a, variable: V, every: 0.5}
        """, as: "m.yaml", in: folder)
      #expect(try Tool.run("run", "m.yaml", "-o", "a", "-q", in: folder).status == 0)
      let spikes = try rows("a/spikes.csv", folder)
      #expect(spikes[0] == ["time_ms", "population", "unit"])
      #expect(spikes.count > 2)
      #expect(spikes.dropFirst().allSatisfy { Double($0[0]) != nil && $0[1] == "a" })
      let files = try FileManager.default.contentsOfDirectory(
        atPath: folder.appendingPathComponent("a").path)
      for name in ["traces-a-V", "traces-a-V-2", "traces-b-w"] {
        #expect(files.contains(name + ".csv") && files.contains(name + ".h5"), "\(name)")
      }
      #expect(try Tool.text("a/traces-b-w.csv", in: folder).hasPrefix("time_ms,w b 0"))
    }
  }

  @Test func `tables for programs hold plain numbers, with units in the head`() throws {
    try Tool.withFolder { folder in
      try Tool.write(Self.learning, as: "m.yaml", in: folder)
      let sweep = try Tool.run(
        "sweep", "m.yaml", "learning.phases.free=20 ms,30 ms", "seed=1,2", "learning.epochs=1",
        "learning.twin=false", "--out", "s", "--metric", "validationError", "-q", in: folder)
      #expect(sweep.status == 0, "\(sweep.errors)")
      #expect(sweep.output.contains("best by validation error: points "), "\(sweep.output)")
      for name in ["table.csv", "means.csv"] {
        let table = try rows("s/" + name, folder)
        let column = try #require(table[0].firstIndex(of: "learning.phases.free [ms]"))
        #expect(Set(table.dropFirst().map { $0[column] }) == ["20", "30"])
        for row in table.dropFirst() {
          for (title, cell) in zip(table[0], row) where !["status", "error"].contains(title) {
            #expect(cell.isEmpty || Double(cell) != nil, "\(name), \(title): \(cell)")
          }
        }
      }
      #expect(try object("s/table.json", folder)["best"] is [String: Any])
      let compare = try Tool.run(
        "compare", "m.yaml", "--rules", "zero-area,pair", "--samples", "3", "--seeds", "2",
        "--sweep", "learning.phases.nudged=20 ms,30 ms", "--out", "c", "-q", in: folder)
      #expect(compare.status == 0, "\(compare.errors)")
      #expect(
        try Tool.text("c/compare.txt", in: folder)
          .contains("± seeds, ± samples: standard deviation (n - 1) of the cosine"))
      let training = try Tool.run(
        "compare", "m.yaml", "--rules", "zero-area", "--seeds", "2", "--train", "--out", "t", "-q",
        in: folder)
      #expect(training.status == 0, "\(training.errors)")
      for name in ["c/compare.csv", "t/compare.csv"] {
        let table = try rows(name, folder)
        #expect(table.count > 2)
        for row in table.dropFirst() {
          for (title, cell) in zip(table[0], row)
          where !["rule", "projection", "part"].contains(title) {
            #expect(cell.isEmpty || Double(cell) != nil, "\(name), \(title): \(cell)")
          }
        }
      }
      #expect(try rows("c/compare.csv", folder)[0].contains("learning.phases.nudged [ms]"))
    }
  }
}
