import Foundation
import Testing

/// Warnings at the end of trainings: the same texts in the terminal, in files, and on the page.
@Suite struct FindingTests {
  private static let spiking = """
    name: small
    network:
      populations:
        input: {size: 64, kind: clamp}
        hidden: &unit {size: 8, kind: lif, tau_m: 20 ms, threshold: 0.025, reset: -0.025,
          t_ref: 0.3 ms, tau_syn: 5 ms, r_max: 1 /ms, V_0: {uniform: [-0.025, 0.025]}}
        output: {<<: *unit, size: 10, bias: 0.1}
      projections:
        - {from: input, to: hidden, weights: {glorot_uniform: {gain: 0.5}}}
        - {from: hidden, to: output, symmetric: true, weights: {glorot_uniform: {gain: 0.3}}}
    data: {set: digits, size: 8, train: 40, validation: 20, test: 5}
    learning:
      phases: {free: 30 ms, nudged: 30 ms, readout: 10 ms}
      batch: 1
      epochs: 2
      rates: {input->hidden: 0.3, hidden->output: 0.08}
      twin: false
    """
  private static let rate = """
    name: rates
    rate: {input: 64, layers: [16, 10], order: asynchronous}
    data: {set: digits, size: 8, train: 200, validation: 50, test: 5}
    training: {epochs: 4, rates: {input->hidden: 0.2, hidden->output: 0.1}}
    """

  private func object(_ file: String, _ folder: URL) throws -> [String: Any] {
    let data = Data(try Tool.text(file, in: folder).utf8)
    return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  /// The texts of `run.json`, after `result.json` has been seen to have the same.
  private func warnings(_ run: String, _ folder: URL) throws -> [String] {
    let told = try #require(try object("\(run)/run.json", folder)["warnings"] as? [String: Int])
    let result = try object("\(run)/result.json", folder)["warnings"] as? [String]
    #expect(result == told.keys.sorted())
    return told.keys.sorted()
  }

  @Test(arguments: [
    (
      Self.spiking, "network.populations.hidden.bias=-50",
      "100 % of the units of 'hidden' are silent (limit 75 %)"
    ),
    (Self.rate, "rate.biases={hidden: -50}", "100 % of the units of 'hidden' are silent"),
    (Self.rate, "training.rates={input->hidden: 1e-9}", "nothing was learned: the error ends at"),
  ])
  func `a warning at the end is the same in the terminal, in files and on the page`(
    _ model: String, _ change: String, _ start: String
  ) throws {
    try Tool.withFolder { folder in
      try Tool.write(model, as: "m.yaml", in: folder)
      let run = try Tool.run("run", "m.yaml", change, "-o", "a", "-q", in: folder)
      #expect(run.status == 0)
      let told = try warnings("a", folder)
      #expect(told.contains { $0.hasPrefix(start) }, "\(told)")
      for text in told { #expect(run.errors.contains("warning: \(text)"), "\(run.errors)") }
      #expect(try Tool.run("report", "a", in: folder).status == 0)
      let page = try Tool.text("a/report.html", in: folder)
      #expect(page.contains("<strong>Warnings</strong>"))
      #expect(page.contains(start.replacing("'", with: "&#39;")) || page.contains(start))
      let strict = try Tool.run(
        "run", "m.yaml", change, "-o", "b", "-q", "--strict", in: folder)
      #expect(strict.status == 1 && strict.errors.contains("--strict"))
    }
  }

  @Test(arguments: [Self.spiking, Self.rate])
  func `more epochs are looked at anew, and what was told of the old end is not kept`(
    _ model: String
  ) throws {
    try Tool.withFolder { folder in
      let isRate = model.contains("training:")
      let section = isRate ? "training" : "learning"
      try Tool.write(
        model.replacing("epochs:", with: "decay: \(isRate ? "constant" : "1"), epochs:")
          .replacing("decay: 1, epochs: 2", with: "decay: 1\n  epochs: 2"), as: "m.yaml", in: folder
      )
      let silent = isRate ? "rate.biases={hidden: -50}" : "network.populations.hidden.bias=-50"
      #expect(
        try Tool.run("run", "m.yaml", silent, "\(section).epochs=1", "-o", "a", "-q", in: folder)
          .status == 0)
      // A trace of the old end that the new one does not have.
      let old = try Tool.text("a/run.json", in: folder)
      #expect(old.contains("silent (limit"))
      try Tool.write(
        old.replacing("100 % of the units", with: "99 % of the units"), as: "a/run.json", in: folder
      )
      let resumed = try Tool.run("resume", "a", "\(section).epochs=2", "-q", in: folder)
      #expect(resumed.status == 0, "\(resumed.errors)")
      #expect(
        try Tool.run("run", "m.yaml", silent, "\(section).epochs=2", "-o", "b", "-q", in: folder)
          .status == 0)
      let (longer, whole) = (try warnings("a", folder), try warnings("b", folder))
      #expect(longer == whole)
    }
  }

  @Test func `a sweep tells the warnings of its points, and keeps them in their rows`() throws {
    try Tool.withFolder { folder in
      try Tool.write(Self.rate, as: "m.yaml", in: folder)
      let sweep = try Tool.run(
        "sweep", "m.yaml", "training.rates.input->hidden=0.2,1e-9",
        "training.rates.hidden->output=0",
        "training.epochs=2", "-q", "--json", "-o", "s", in: folder)
      #expect(sweep.status == 0, "\(sweep.errors)")
      let record = try object("s/table.json", folder)
      let rows = try #require(record["rows"] as? [[String: Any]])
      let told = rows.map { $0["warnings"] as? [String] ?? ["missing"] }
      #expect(
        told.count == 2 && told[1].contains { $0.hasPrefix("nothing was learned") }, "\(told)")
      for (point, texts) in zip(1..., told) {
        for text in texts {
          #expect(sweep.errors.contains("point \(point): warning: \(text)"), "\(sweep.errors)")
        }
      }
    }
  }

  @Test func `a comparison of trainings tells which rule and seed it warns of`() throws {
    try Tool.withFolder { folder in
      try Tool.write(Self.spiking, as: "m.yaml", in: folder)
      let compare = try Tool.run(
        "compare", "m.yaml", "network.populations.hidden.bias=-50", "--train", "--seeds", "1",
        "--rules", "zero-area", "-q", "-o", "c", in: folder)
      #expect(compare.status == 0, "\(compare.errors)")
      #expect(
        compare.errors.contains("zero-area, seed 1: 100 % of the units of 'hidden' are silent"),
        "\(compare.errors)")
      #expect(try Tool.text("c/compare.json", in: folder).contains("are silent (limit"))
    }
  }

  @Test func `a shipped model that learns has no warnings`() throws {
    try Tool.withFolder { folder in
      for model in ["xor", "lif-dc"] {
        let run = try Tool.run("run", model, "-o", model, "-q", in: folder)
        #expect(run.status == 0)
        let told = try warnings(model, folder)
        #expect(told == [])
      }
    }
  }
}
