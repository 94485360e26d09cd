import Records
import Runs
import Testing

@testable import Experiments

/// `expected` of a model file: bounds and words.
@Suite struct ExpectedResultTests {
  private static func model(_ expected: String, _ sound: SoundModel = .learning) -> String {
    sound.text + "\nexpected: {\(expected)}\n"
  }

  private static func problems(_ expected: String, _ sound: SoundModel = .learning) -> [String] {
    do {
      return try ModelFile.parse(model(expected, sound), file: "m.yaml").warnings.map(\.message)
    } catch .problems(let all) {
      return all.map(\.message)
    } catch { return ["\(error)"] }
  }

  @Test func `bounds have units, and come back as they were`() throws {
    let claims =
      "test error: {max: 5 %, within_twin: 0.5 %}, validation error: {between: [0.01, 3 %]}, "
      + "cosine of hidden->output: {min: 0.9}, time: a minute"
    let experiment = try ModelFile.parse(
      Self.model(claims), file: "m.yaml", overrides: ["data.validation=2"])
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
    ("test error: ", "'test error' has no bounds; give one, such as test error: {max: 0}"),
    ("test error: {max: -1 %}", "'max' is -0.01, but 'test error' is 0 to 1"),
    ("cosine: {min: 1.01}", "'min' is 1.01, but 'cosine' is -1 to 1"),
    ("test error: {equals: 150 %}", "'equals' is 1.5, but 'test error' is 0 to 1"),
    ("test error: {min: 5 %, max: 4 %}", "no value keeps all bounds of 'test error'"),
    ("twin test error of input->hidden: {max: 0}", "'twin test error' is measured of the whole"),
    (
      "test error of hidden->output: {max: 0}", "'hidden->output' in 'test error of hidden->output'"
    ),
    ("cosine of pair: {min: 0}", "'pair' in 'cosine of pair' is no part of this model; known:"),
    ("test error: 5 %", "what is expected of 'test error' is in words, which nothing judges"),
  ])
  func `what no run can answer is told`(expected: String, message: String) {
    let told = Self.problems(expected)
    #expect(told.count == 1 && told[0].hasPrefix(message), "\(told)")
  }

  @Test(
    arguments: [
      (SoundModel.rate, "test error: {within_twin: 1 %}", "a rate model has no twin"),
      (.rate, "twin test error: {max: 1 %}", "is not measured by a run of this model"),
      (.learning, "validation error: {max: 1 %}", "it needs 'data.validation', which is 0"),
      (.theorem, "step error of symetric: {max: 1}", "did you mean 'symmetric'?"),
      (.theorem, "relative error of beta 0.7: {max: 1}", "'beta 0.7' in"),
      (.theorem, "failed checks of beta 0.1: {max: 0}", "is measured of the whole model"),
    ] as [(SoundModel, String, String)])
  func `what this model does not measure is told`(
    model: SoundModel, expected: String, message: String
  ) {
    let told = Self.problems(expected, model)
    #expect(told.count == 1 && told[0].contains(message), "\(told)")
  }

  @Test(arguments: ["test error: {within_twin: 1 %}", "twin test error: {max: 1 %}"])
  func `without a rate twin nothing is expected of it`(claim: String) throws {
    let text = Self.model("validation error: {max: 1}, \(claim)")
      .replacing("{set: xor}", with: "{set: xor, validation: 2}")
    let told = message(
      text.replacing("  rule: zero-area", with: "  twin: false\n  rule: zero-area"))
    #expect(told.contains("there is no rate twin without 'learning.twin: true'"), "\(told)")
    // Where the command line takes the twin away, what is left is judged.
    let changed = try ModelFile.parse(text, file: "m.yaml", overrides: ["learning.twin=false"])
    #expect(changed.expectations == [Expectation(.validationError, [.max(1)])])
    #expect(message(changed.yaml).isEmpty)
  }
}
