import Testing

@testable import Experiments

@Suite struct SuggestionTests {
  @Test(arguments: [
    ("kitten", "sitting", 3), ("", "abc", 3), ("abc", "", 3), ("abc", "abc", 0),
    ("taum", "tau_m", 1),
  ])
  func `distance is that of Levenshtein`(a: String, b: String, distance: Int) {
    #expect(Suggestion.distance(a, b) == distance)
  }

  @Test func `only near words are suggested`() {
    let known = ["tau_m", "t_ref", "threshold", "b"]
    #expect(Suggestion.nearest("taum", in: known) == "tau_m")
    #expect(Suggestion.nearest("TAU_M", in: known) == "tau_m")
    #expect(Suggestion.nearest("tresold", in: known) == "threshold")
    #expect(Suggestion.nearest("capacitance", in: known) == nil)
    #expect(Suggestion.nearest("xy", in: known) == nil)
    #expect(Suggestion.nearest("x", in: []) == nil)
  }
}
