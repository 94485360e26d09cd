import Foundation
import Testing

/// Rules measured and compared through the whole program.
@Suite struct CompareTests {
  private static let model = """
    name: tiny
    network:
      populations:
        input: {size: 64, kind: clamp}
        hidden: &unit {size: 20, kind: lif, tau_m: 20 ms, threshold: 0.025, reset: -0.025,
                       t_ref: 0.3 ms, tau_syn: 5 ms, r_max: 1 /ms, V_0: {uniform: [-0.025, 0.025]}}
        output: {<<: *unit, size: 10, bias: 0.1}
      projections:
        - {from: input, to: hidden, weights: {glorot_uniform: {gain: 0.7}}}
        - {from: hidden, to: output, symmetric: true, weights: {glorot_uniform: {gain: 0.5}}}
    rules:
      mine:
        parameters: {A: 0.5, tau: 10 ms}
        equations: |
          dx/dt = -x/tau : pre
          dy/dt = -y/tau : post
        on_pre: w -= A*y; x += 1
        on_post: w += A*x; y += 1
    data: {set: digits, size: 8, train: 60, validation: 20, test: 20}
    learning:
      rule: zero-area
      nudging: {beta: 0.25}
      phases: {free: 60 ms, nudged: 60 ms, readout: 20 ms}
      rates: {input->hidden: 0.5, hidden->output: 0.3}
      epochs: 1
    comparison:
      samples: 8
      seeds: 2
      rules: [zero-area, {label: own, rule: mine}, {label: slow, rule: {name: pair, tau_plus: 30 ms}, phases: {nudged: 80 ms}}]
    """

  private func scratch() throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("compare-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Self.model.write(
      to: folder.appendingPathComponent("tiny.yaml"), atomically: true, encoding: .utf8)
    return folder
  }

  private func json(_ url: URL) throws -> [String: Any] {
    try #require(
      try JSONSerialization.jsonObject(with: try Data(contentsOf: url)) as? [String: Any])
  }

  /// Cosines with rate EP by rule, projection and part.
  private func cosines(_ folder: URL) throws -> [String: Double] {
    let rows = try #require(
      try json(folder.appendingPathComponent("compare.json"))["rows"] as? [[String: Any]])
    var result: [String: Double] = [:]
    for row in rows {
      let agreements = row["agreements"] as? [[String: Any]] ?? []
      let point = (row["point"] as? [String: String] ?? [:]).values.joined()
      let key = [row["rule"], row["projection"], row["part"]].map { "\($0 ?? "")" }
      result[(key + [point]).joined(separator: " ")] =
        agreements.first { $0["reference"] as? String == "rate EP" }?["cosine"] as? Double
    }
    return result
  }

  @Test func `compare measures rules of the program and of the model`() throws {
    let scratch = try scratch()
    defer { try? FileManager.default.removeItem(at: scratch) }
    let outcome = try Tool.run("compare", "tiny.yaml", "--out", "c", "--quiet", in: scratch)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let found = try cosines(scratch.appendingPathComponent("c"))
    #expect(found["zero-area hidden->output total "] ?? 0 > 0.9)
    #expect(found["own hidden->output forward "] ?? 0 > 0.3)
    #expect(found["own hidden->output backward "] ?? 0 < -0.3)
    #expect(found["slow hidden->output total "] != nil)
    for name in ["compare.txt", "compare.csv", "points.jsonl", "figures/rules.svg"] {
      let file = scratch.appendingPathComponent("c").appendingPathComponent(name)
      #expect(FileManager.default.fileExists(atPath: file.path), "\(name)")
    }
  }

  @Test func `a sweep that was interrupted goes on, and ends with the same numbers`() throws {
    let scratch = try scratch()
    defer { try? FileManager.default.removeItem(at: scratch) }
    let arguments = [
      "compare", "tiny.yaml", "--rules", "zero-area,mine", "--samples", "4", "--seeds", "1",
      "--sweep", "learning.nudging.beta=0.1,0.2,0.3,0.4", "--threads", "1",
    ]
    let part = scratch.appendingPathComponent("part")
    let stopped = try Tool.run(arguments: arguments + ["--out", "part"], in: scratch) { process in
      process.wait(for: "part/points.jsonl") { $0.count >= 10 }
      process.interrupt()
    }
    #expect(stopped.status == 130)
    let resumed = try Tool.run("resume", "part", "--quiet", in: scratch)
    #expect(resumed.status == 0, "\(resumed.errors)")
    let whole = try Tool.run(arguments: arguments + ["--out", "whole", "--quiet"], in: scratch)
    #expect(whole.status == 0, "\(whole.errors)")
    let found = try cosines(part)
    #expect(found == (try cosines(scratch.appendingPathComponent("whole"))))
    #expect(found.keys.count { $0.hasPrefix("zero-area hidden->output total") } == 4)
  }

  @Test func `a comparison takes the values that a sweep takes`() throws {
    let scratch = try scratch()
    defer { try? FileManager.default.removeItem(at: scratch) }
    let compared = try Tool.run(
      "compare", "tiny.yaml", "--rules", "zero-area", "--samples", "2", "--seeds", "1", "--sweep",
      "seed=range(1,4)", "--out", "c", "--quiet", in: scratch)
    #expect(compared.status == 0, "\(compared.errors)")
    let found = try cosines(scratch.appendingPathComponent("c"))
    for seed in 1...3 { #expect(found["zero-area hidden->output total \(seed)"] != nil) }
    #expect(found["zero-area hidden->output total 4"] == nil)
    for (sweep, words) in [
      ("seed=rang(1,4)", "there is no function 'rang'"), ("seed=1,1", "the value 1 twice"),
      ("seed=uniform(0,1)", "draws no values from a distribution"),
      ("seed", "not of the form key=a,b,c"),
    ] {
      let refused = try Tool.run("compare", "tiny.yaml", "--sweep", sweep, in: scratch)
      #expect(refused.status == 64 && refused.errors.contains(words), "\(refused.errors)")
    }
  }

  /// Runs of this version have the bar in `options`; those of earlier ones in their command line only.
  @Test(arguments: [false, true])
  func `a comparison that goes on keeps the bar that it began with`(isOlder: Bool) throws {
    let scratch = try scratch()
    defer { try? FileManager.default.removeItem(at: scratch) }
    let part = scratch.appendingPathComponent("part")
    let stopped = try Tool.run(
      arguments: [
        "compare", "tiny.yaml", "--rules", "zero-area,mine", "--samples", "4", "--seeds", "1",
        "--threads", "1", "--min-cosine", "0.9999", "--out", "part", "--sweep",
        "learning.nudging.beta=0.1,0.2,0.3,0.4",
      ], in: scratch
    ) { process in
      process.wait(for: "part/points.jsonl") { $0.count >= 10 }
      process.interrupt()
    }
    #expect(stopped.status == 130)
    let file = part.appendingPathComponent("run.json")
    var run = try json(file)
    #expect(run["kind"] as? String == "comparison")
    if isOlder {
      run["kind"] = nil
      run["options"] = nil
    } else {
      run["commandLine"] = ["equispike", "run", "tiny.yaml"]
    }
    try JSONSerialization.data(withJSONObject: run).write(to: file)
    let resumed = try Tool.run("resume", "part", "--quiet", in: scratch)
    #expect(resumed.status == 1 && resumed.errors.contains("below 0.9999"), "\(resumed.errors)")
  }

  @Test func `a sweep over a parameter of a rule changes the rule`() throws {
    let scratch = try scratch()
    defer { try? FileManager.default.removeItem(at: scratch) }
    for (rules, key) in [
      ("zero-area", "learning.rule.tau_slow=20 ms,300 ms"),
      ("mine", "rules.mine.parameters.tau=5 ms,30 ms"),
    ] {
      let outcome = try Tool.run(
        "compare", "tiny.yaml", "--rules", rules, "--samples", "4", "--seeds", "1", "--sweep", key,
        "--out", "s", "--force", "--quiet", in: scratch)
      #expect(outcome.status == 0, "\(outcome.errors)")
      let found = try cosines(scratch.appendingPathComponent("s"))
        .filter { $0.key.hasPrefix("\(rules) input->hidden total") }
      #expect(found.count == 2 && Set(found.values).count == 2, "\(rules): \(found)")
    }
  }

  @Test func `a cosine below --min-cosine ends with 1, and says where`() throws {
    let scratch = try scratch()
    defer { try? FileManager.default.removeItem(at: scratch) }
    let arguments = [
      "compare", "tiny.yaml", "--rules", "zero-area,own", "--samples", "4", "--seeds", "1",
      "--quiet", "--force", "--out", "c",
    ]
    let fine = try Tool.run(arguments: arguments + ["--min-cosine=-1"], in: scratch)
    #expect(fine.status == 0, "\(fine.errors)")
    let below = try Tool.run(arguments: arguments + ["--min-cosine", "0.9999"], in: scratch)
    #expect(below.status == 1)
    #expect(below.errors.contains("error: the cosine with rate EP is below 0.9999 in:\n  "))
    #expect(below.errors.contains("own, hidden->output: "), "\(below.errors)")
    #expect(!below.errors.contains("rate EP, "), "the reference is not measured by itself")
    // The results are there all the same.
    #expect(try !cosines(scratch.appendingPathComponent("c")).isEmpty)
    let senseless = try Tool.run(arguments: arguments + ["--min-cosine", "2"], in: scratch)
    #expect(senseless.status == 64)
  }

  @Test func `compare --train trains the same network with each rule`() throws {
    let scratch = try scratch()
    defer { try? FileManager.default.removeItem(at: scratch) }
    let outcome = try Tool.run(
      "compare", "tiny.yaml", "--rules", "zero-area,own", "--train", "--seeds", "2", "--out", "t",
      "--quiet", in: scratch)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let lines = try String(
      contentsOf: scratch.appendingPathComponent("t/points.jsonl"), encoding: .utf8
    ).split(separator: "\n")
    #expect(lines.count == 6)  // two rules and the rate twin, two seeds
    #expect(outcome.output.contains("rate twin"))
  }

  @Test func `without a test set there are no test errors and no raster`() throws {
    let scratch = try scratch()
    defer { try? FileManager.default.removeItem(at: scratch) }
    func text(_ file: String) throws -> String {
      try String(contentsOf: scratch.appendingPathComponent(file), encoding: .utf8)
    }
    for (test, isThere) in [("0", false), ("5", true)] {
      let compared = try Tool.run(
        "compare", "tiny.yaml", "data.test=\(test)", "--rules", "zero-area", "--train", "--seeds",
        "1",
        "--out", "t\(test)", "--quiet", in: scratch)
      #expect(compared.status == 0, "\(compared.errors)")
      #expect(try text("t\(test)/compare.json").contains("validationErrors"))
      #expect(try text("t\(test)/compare.json").contains("testError") == isThere)
      let run = try Tool.run(
        "run", "tiny.yaml", "data.test=\(test)", "--out", "r\(test)", "--quiet", in: scratch)
      #expect(run.status == 0, "\(run.errors)")
      let raster = scratch.appendingPathComponent("r\(test)/raster.json").path
      #expect(FileManager.default.fileExists(atPath: raster) == isThere)
    }
  }

  @Test func `a training that was cut between twin and rule counts each seed once`() throws {
    let scratch = try scratch()
    defer { try? FileManager.default.removeItem(at: scratch) }
    let outcome = try Tool.run(
      "compare", "tiny.yaml", "--rules", "zero-area", "--train", "--seeds", "2", "--out", "t",
      "--quiet", in: scratch)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let points = scratch.appendingPathComponent("t/points.jsonl")
    let lines = try String(contentsOf: points, encoding: .utf8).split(separator: "\n")
    #expect(lines.count == 4 && lines[0].contains("rate twin"))
    // As a kill leaves it that comes between the two lines of the first seed.
    try Data((lines[0] + "\n").utf8).write(to: points)
    let facts = scratch.appendingPathComponent("t/run.json")
    let text = try String(contentsOf: facts, encoding: .utf8)
    try Data(text.replacing(#""finished""#, with: #""interrupted""#).utf8).write(to: facts)
    let resumed = try Tool.run("resume", "t", "--quiet", in: scratch)
    #expect(resumed.status == 0, "\(resumed.errors)")
    let again = try String(contentsOf: points, encoding: .utf8).split(separator: "\n")
    #expect(again.count == 4 && again.count { $0.contains("rate twin") } == 2)
    func rows(_ table: String) -> [String] {
      table.split(separator: "\n").filter { $0.contains("%") }.map {
        // Without the processor time.
        $0.split(separator: " ").dropLast(2).joined(separator: " ")
      }
    }
    #expect(rows(resumed.output) == rows(outcome.output))
  }

  @Test func `a rule that cannot be read is refused with the place`() throws {
    let scratch = try scratch()
    defer { try? FileManager.default.removeItem(at: scratch) }
    let unknown = try Tool.run("compare", "tiny.yaml", "--rules", "zero-aria", in: scratch)
    #expect(unknown.status == 65)
    #expect(unknown.errors.contains("did you mean 'zero-area'"))
    let sweep = try Tool.run(
      "compare", "tiny.yaml", "--sweep", "learning.nuging.beta=1,2", in: scratch)
    #expect(sweep.status == 65)
    #expect(!FileManager.default.fileExists(atPath: scratch.appendingPathComponent("runs").path))
  }

  @Test func `rule measures a rule with parameters, and one of a model file`() throws {
    let scratch = try scratch()
    defer { try? FileManager.default.removeItem(at: scratch) }
    let outcome = try Tool.run(
      "rule", "pair", "tau_plus=17", "tau_minus=34 ms", "--synapses", "50", "--json", "--quiet",
      "--out", "pair", in: scratch)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let record = try json(scratch.appendingPathComponent("pair/rule.json"))
    #expect(abs((record["area"] as? Double ?? 0) + 17) < 0.01)
    let own = try Tool.run(
      "rule", "tiny.yaml", "A=2", "--name", "mine", "--synapses", "50", "--out", "own", "--quiet",
      in: scratch)
    #expect(own.status == 0, "\(own.errors)")
    let first = try json(scratch.appendingPathComponent("own/rule.json"))
    #expect(abs((first["firstMoment"] as? Double ?? 0) - 400) < 1)
    let wrong = try Tool.run("rule", "pair", "tau=17", in: scratch)
    #expect(wrong.status == 65 && wrong.errors.contains("unknown key 'tau'"))
  }
}
