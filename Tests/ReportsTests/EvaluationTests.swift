import Measurements
import Reports
import Testing

/// Errors of a trained network, and their tables.
@Suite struct EvaluationTests {
  @Test(arguments: [
    (0, 10, 0.0, 0.2775327998628892), (5, 50, 0.04347576493189042, 0.21360231437479654),
    (58, 100, 0.48206486703042967, 0.6720161732564526),
  ])
  func `the interval is that of Wilson`(_ wrong: Int, _ count: Int, _ low: Double, _ high: Double)
    throws
  {
    let labels = [Int](repeating: 0, count: count)
    let answers = (0..<count).map { $0 < wrong ? 1 : 0 }
    let found = Evaluation(name: "m", labels: labels, answers: answers, classes: 2)
    let interval = try #require(found.interval)
    #expect((interval[0] - low).magnitude < 1e-12 && (interval[1] - high).magnitude < 1e-12)
    #expect(found.wrong == wrong && found.majorityError == 0)
  }

  @Test func `rows of the confusion matrix are labels, columns answers`() {
    let found = Evaluation(name: "m", labels: [0, 0, 1, 2], answers: [0, 2, 1, 1], classes: 4)
    #expect(found.confusion == [[1, 0, 1, 0], [0, 1, 0, 0], [0, 1, 0, 0], [0, 0, 0, 0]])
    #expect(found.error == 0.5 && found.majorityError == 0.5)
    let text = SummaryTable.confusion(found).text()
    #expect(text.contains("    0        2   50.00 %     1     .     1     ."))
    // A class without samples has no error.
    #expect(text.contains("    3        0         -     .     .     .     ."))
  }

  @Test func `without samples there are no errors, and many classes are told by their confusions`()
  {
    let none = Evaluation(name: "m", labels: [], answers: [], classes: 3)
    #expect(none.error == nil && none.interval == nil)
    #expect(!SummaryTable.errors(none).text().contains("error"))
    let many = Evaluation(name: "m", labels: [0, 0, 0, 13], answers: [5, 5, 7, 13], classes: 20)
    #expect(SummaryTable.confusion(many).text().contains("5 (2), 7 (1)"))
  }
}
