import EquilibriumPropagation
import Experiments
import Foundation
import Measurements
import Networks
import Runs
import Testing

@Suite struct SnippetTests {
  static let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  @Test func `a model file of ten lines is run with changes, and measured`() throws {
    let result = try Snippets.run()
    #expect(result.testError == 0 && result.failure == nil)
    #expect(result.weights["hidden->output"]?.isEmpty == false)
    guard case .learning(let measured) = result.measured else {
      Issue.record("xor learns")
      return
    }
    #expect(measured.name == "xor" && measured.epochs == 3)
    #expect(try Snippets.sweep().points == [["0.2"], ["0.4"]])
  }

  @Test func `a network of ten lines learns digits better than chance`() throws {
    let result = try Snippets.learn()
    #expect(result.summary.testError! < 0.6)  // chance: 0.9
    #expect(result.weights["hidden->output"]?.count == 400)
  }

  @Test func `a neuron of ten lines fires, and the recorder has all of its spikes`() throws {
    let times = try Snippets.simulate()
    #expect(times.count > 5)
    #expect(times == times.sorted())
    #expect((times.last ?? .infinity) <= 1000)
  }

  @Test func `the first rule cancels in a tied weight, zero-area does not`() throws {
    let measured = try Snippets.measure(try Snippets.rule())
    #expect(abs(measured.area) < 1e-9)
    #expect(abs(measured.gain ?? 0) < 1e-9)
    #expect(abs(try Snippets.balanced() ?? 0) > 1)
  }

  @Test func `the article's comparison ends as it says`() throws {
    let (network, settings) = Snippets.settings()
    let cosines = try Snippets.compare(network, settings)
    #expect((cosines["zero-area hidden->output"] ?? 0) > 0.98)
    #expect(abs(cosines["pair hidden->output"] ?? 1) < 0.01)
  }

  @Test func `layers make a network without problems, whatever their number`() {
    for sizes in [[4, 3, 2], [4, 3, 3, 2], [5, 4, 3, 3, 2]] {
      let network = Network.layers(sizes)
      #expect(network.problems().isEmpty)
      #expect(network.populations.map(\.size) == sizes)
      #expect(network.projections.map(\.isSymmetric) == sizes.indices.dropLast().map { $0 > 0 })
    }
  }

  @Test(arguments: [
    "Documentation/library.md", "Documentation/Equispike.docc/FirstRule.md",
    "Documentation/Equispike.docc/FromPaperToExperiment.md",
  ])
  func `what an article shows is what the tests run`(_ article: String) throws {
    let text = try String(contentsOf: Self.package.appendingPathComponent(article), encoding: .utf8)
    let source = try String(
      contentsOf: Self.package.appendingPathComponent("Tests/SnippetTests/Snippets.swift"),
      encoding: .utf8)
    var snippets: [String] = []
    for part in source.components(separatedBy: "// begin ").dropFirst() {
      let body = part.components(separatedBy: "// end")[0].split(separator: "\n").dropFirst()
      snippets.append(Self.normal(body))
    }
    var compared = 0
    for part in text.components(separatedBy: "```swift\n").dropFirst() {
      let lines = part.components(separatedBy: "```")[0].split(separator: "\n")
        .filter { !$0.hasPrefix("import ") }
      let code = Self.normal(lines[...])
      if code.isEmpty || code.contains(".package(") { continue }
      #expect(snippets.contains(code), "\(article) shows other code:\n\(code)")
      compared += 1
    }
    #expect(compared > 0)
  }

  /// Lines without their indentation.
  private static func normal(_ lines: ArraySlice<Substring>) -> String {
    lines.map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
      .joined(separator: "\n")
  }
}
