import Records
import Runs
import Testing

@testable import Experiments

/// `expected` of a model file: bounds and words.
@Suite struct ExpectedResultTests {
  private static func model(_ expected: String) -> String {
    SoundModel.learning.text + "\nexpected: {\(expected)}\n"
  }

  private static func problems(_ expected: String) -> [String] {
    do {
      return try ModelFile.parse(model(expected), file: "m.yaml").warnings.map(\.message)
    } catch .problems(let all) {
      return all.map(\.message)
    } catch { return ["\(error)"] }
  }

  @Test func `bounds have units, and come back as they were`() throws {
    let claims =
      "test error: {max: 5 %, within_twin: 0.5 %}, validation error: {between: [0.01, 3 %]}, "
      + "cosine of hidden->output: {min: 0.9}, time: a minute"
    let experiment = try ModelFile.parse(Self.model(claims), file: "m.yaml")
    #expect(
      experiment.expectations == [
        Expectation(.testError, [.max(0.05), .withinTwin(0.005)]),
        Expectation(.validationError, [.between(0.01, 0.03)]),
        Expectation(.cosine, of: ["hidden->output"], [.min(0.9)]),
      ])
    #expect(experiment.expected == ["time": "a minute"])
    #expect(experiment.warnings.isEmpty)
    #expect(
      try ModelFile.parse(experiment.yaml, file: "again.yaml").expectations
        == experiment.expectations)
    // A page reads the same from the text.
    #expect(Expectation.all(in: ModelText(experiment.yaml)) == experiment.expectations)
  }

  @Test(arguments: [
    (
      "tst error: {max: 5 %}",
      "'tst error' is nothing that a run measures; did you mean 'test error'?"
    ),
    ("spikes: {max: 5}", "'spikes' is not measured by a run of this model; known: test error"),
    ("test error: {maximum: 5 %}", "unknown key 'maximum' in 'test error'"),
    ("test error: {}", "'test error' needs a bound: max, min, between"),
    ("test error: {max: 5 ms}", "'max' must be a fraction"),
    (
      "test error: {tolerance: 1 %}",
      "'tolerance' belongs to 'equals'"
    ),
    ("cosine: {within_twin: 0.1}", "unknown key 'within_twin' in 'cosine': only errors"),
    (
      "cosine of hiden->output: {min: 0.9}",
      "'hiden->output' in 'cosine of hiden->output' is no part of this model; did you mean 'hidden->output'?"
    ),
    ("test error: 5 %", "what is expected of 'test error' is in words, which nothing judges"),
  ])
  func `what no run can answer is told`(expected: String, message: String) {
    let told = Self.problems(expected)
    #expect(told.count == 1 && told[0].hasPrefix(message), "\(told)")
  }
}
