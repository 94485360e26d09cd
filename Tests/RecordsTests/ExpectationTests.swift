import Measurements
import Foundation
@testable import Records
import Testing

/// Claims of a model file against what a run measured.
@Suite struct ExpectationTests {
  private static func run(
    _ kind: RunKind, _ expected: String, model: String = ""
  ) -> RunRecord {
    var run = RunRecord(path: "runs/a", information: RunInformation())
    run.kind = kind
    run.model = ModelText(
      "name: a\nexpected:\n" + expected.split(separator: "\n").map { "  \($0)\n" }.joined() + model)
    return run
  }

  /// A run of learning with 4.5 % errors, its twin with 3.4 %, and two cosines.
  private static func learning(_ expected: String) -> RunRecord {
    var run = run(.learning, expected)
    var result = LearningSummary()
    (result.testError, result.twinTestError) = (0.045, 0.034)
    for (part, cosine) in [("total", 0.9), ("forward", 0.2)] {
      result.agreements.append(
        Agreement(
          projection: "a->b", part: part, reference: "rate EP", cosine: cosine, signAgreement: 1,
          relativeSize: 1, rmse: 0, count: 4))
    }
    run.result = result
    return run
  }

  @Test(arguments: [
    ("test error: {max: 0.045}", true), ("test error: {max: 0.0449}", false),
    ("test error: {min: 0.045}", true), ("test error: {min: 0.046}", false),
    ("test error: {between: [0.04, 0.05]}", true), ("test error: {between: [0.05, 0.06]}", false),
    ("test error: {equals: 0.045}", true), ("test error: {equals: 0.044}", false),
    ("test error: {equals: 0.044, tolerance: 0.001}", true),
    ("test error: {within_twin: 0.011}", true), ("test error: {within_twin: 0.01}", false),
    ("twin test error: {max: 0.034}", true), ("cosine: {min: 0.9}", true),
    ("cosine of forward: {min: 0.9}", false), ("cosine of a->b: {max: 0.5}", false),
  ])
  func `each bound holds up to its end`(claim: String, isMet: Bool) {
    #expect(Verdict.all(of: Self.learning(claim)).map(\.isMet) == [isMet])
  }

  @Test func `all populations keep a bound, or the one that is named`() throws {
    var run = Self.run(
      .simulation,
      """
      rate: {between: [0.005 /ms, 0.0065 /ms]}
      rate of a: {max: 0.0055 /ms}
      spikes: {equals: 30}
      spikes of b: {equals: 20}
      first spike: {max: 3 ms}
      """)
    let text = """
      {"name": "a", "duration": 1000, "spikes": 30, "synapticEvents": 0, "seconds": 1, "populations": [
      {"name": "a", "units": 2, "spikes": 10, "rate": 5.2, "first": 2.5},
      {"name": "b", "units": 3, "spikes": 20, "rate": 6.6, "first": 3.5}]}
      """
    run.simulation = try JSONDecoder().decode(SimulationSummary.self, from: Data(text.utf8))
    let verdicts = Verdict.all(of: run)
    #expect(verdicts.map(\.isMet) == [false, true, true, true, false])
    #expect(verdicts[0].measured == "5.2 Hz (a) to 6.6 Hz (b)")
    #expect(
      verdicts[0].sentence == "rate: 5 Hz to 6.5 Hz, measured 5.2 Hz (a) to 6.6 Hz (b): not met")
    #expect(verdicts[4].sentence == "first spike: at most 3 ms, measured 3.5 ms (b): not met")
  }

  @Test func `settings choose among the numbers of theorems`() {
    var run = Self.run(
      .theorems,
      "step error of symmetric, beta 0.1: {max: 0.01}\ncosine of 150 steps: {min: 0.5}\nfailed checks: {max: 0}\n",
      model: "theorem:\n  samples: 2\n")
    var record = TheoremReport()
    for (free, scheme, rmse) in [(150, "symmetric", 0.005), (1500, "one-sided", 0.2)] {
      record.steps.append(
        .init(
          free: free, nudged: 10, beta: 0.1, scheme: scheme, name: "a->b", rmse: rmse,
          cosine: 1 - rmse, signError: 0, relativeSize: 1, cosines: [], sizeEP: [], sizeBPTT: [],
          examplesEP: [], examplesBPTT: [], drift: 0))
    }
    record.checks = [Check(name: "c", measured: "1", bar: "0", passed: false)]
    run.theorems = record
    #expect(Verdict.all(of: run).map(\.isMet) == [true, true, false])
    // No check is no check that passed.
    run.theorems?.checks = []
    #expect(Verdict.all(of: run).map(\.isMet) == [true, true, nil])
    // Cosines that a model claims of its learning are not those of theorems of its rate model.
    run.model = ModelText("expected:\n  cosine: {min: 0.5}\nlearning:\n  rule: pair\n")
    #expect(Verdict.all(of: run).isEmpty)
  }

  @Test func `a claim that names the model's own rule is left to compare`() {
    for rule in ["  rule: pair\n", "  rule:\n    name: pair\n    tau: 10 ms\n"] {
      var run = Self.learning(
        "\"cosine of pair, a->b\": {min: 0.5}\n\"cosine of a->b\": {min: 0.5}")
      run.model = ModelText(
        "expected:\n  \"cosine of pair, a->b\": {min: 0.5}\n  \"cosine of a->b\": {min: 0.5}\nlearning:\n"
          + rule)
      #expect(Verdict.all(of: run).map(\.name) == ["cosine of a->b"])
    }
  }

  @Test func `rules are named, those with a set of parameters too`() {
    var run = Self.run(
      .comparison,
      "\"cosine of pair, song-2000\": {max: 0}\n\"cosine of gated\": {min: 0.9}\ntest error: {max: 0}\n"
    )
    var record = ComparisonTable(name: "c")
    for (rule, cosine) in [("pair, song-2000", -1.0), ("gated", 0.8)] {
      var row = RuleScore(rule: rule, projection: "a->b", part: "total")
      row.agreements = [
        Agreement(
          projection: "a->b", part: "total", reference: "rate EP", cosine: cosine,
          signAgreement: 1, relativeSize: 1, rmse: 0, count: 4)
      ]
      record.rows.append(row)
    }
    run.comparison = record
    // A comparison without trainings has no errors to judge.
    #expect(Verdict.all(of: run).map(\.isMet) == [true, false])
    run.trainings = [
      ComparedTraining(rule: "gated", seed: 1), ComparedTraining(rule: "rate twin", seed: 1),
    ]
    (run.trainings[0].testError, run.trainings[1].testError) = (0, 0.3)
    #expect(Verdict.all(of: run).map(\.sentence) == ["test error: at most 0 %, measured 0 %: met"])
  }

  @Test func `what was not measured is neither met nor not`() {
    var run = Self.learning("validation error: {max: 0.1}")
    #expect(Verdict.all(of: run).map(\.isMet) == [nil])
    #expect(Verdict.all(of: run)[0].sentence == "validation error: at most 10 %, not measured")
    // Words of models of earlier versions are no claims.
    run.model = ModelText("expected:\n  spiking test error: \"<= 4 %\"\n  time: seconds\n")
    #expect(Verdict.all(of: run).isEmpty)
    #expect(Expectation.words(in: run.model).map(\.path) == ["spiking test error", "time"])
  }
}
