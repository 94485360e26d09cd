import Runs
import TestSupport
import Testing

@testable import Experiments

/// Long files that are wrong throughout are refused in a time that grows with their length, not with its square, and
/// in the memory that their text takes, not what it asks for.
@Suite struct LargeFileTests {
  private static let head = """
    name: large
    network:
      populations:
        a: {kind: poisson, size: 4, rate: 20 Hz}
        b: {kind: lif, size: 3, C_m: 1 pF}
      projections:
        - {from: a, to: b, weights: 1 pA}
    simulate: {duration: 20 ms}

    """

  private static func lines(_ count: Int, _ line: (Int) -> String) -> String {
    (0..<count).map(line).joined()
  }

  private static func rule(_ body: String) -> String { head + "rules:\n  mine:\n" + body }

  /// Mistakes: a description, the text, and words of the first message.
  static let files: [(String, String, String)] = [
    (
      "numbers", head.replacing("1 pA", with: "{list: [\(lines(20_000) { _ in "x, " })1]}"),
      "a value of 'list' must be a current such as 1.5 nA, not 'x'"
    ),
    ("keys", head + lines(10_000) { "k\($0): 1\n" }, "unknown key 'k0' in a model file"),
    (
      "merged keys",
      head + "x: &x {" + lines(5000) { "k\($0): 1, " } + "}\ny:\n  <<: *x\n"
        + lines(5000) { "  j\($0): 1\n" }, "unknown key 'x' in a model file"
    ),
    ("duplicates", head + lines(5000) { _ in "k: 1\n" }, "duplicate key 'k'"),
    (
      "units",
      "name: large\nnetwork:\n  populations:\n"
        + lines(300) { "    p\($0): {kind: poisson, size: 10000000, rate: 1 Hz}\n" }
        + "simulate: {duration: 1 ms}\n", "the network has more than 30000000 units"
    ),
    (
      "populations",
      "name: large\nnetwork:\n  populations:\n"
        + lines(10_001) { "    p\($0): {kind: clamp, size: 1}\n" }
        + "simulate: {duration: 1 ms}\n", "more than 10000 populations"
    ),
    (
      "statements",
      rule(
        "    equations: 'dx/dt = -x/(20 ms) : pre'\n    on_pre: \""
          + lines(5000) { _ in "x += 1; " }
          + "\"\n"), "more than 1000 equations or statements"
    ),
    (
      "parameters",
      rule(
        "    parameters:\n" + lines(2000) { "      q\($0): 1\n" }
          + "    equations: 'dx/dt = -x/(20 ms) : pre'\n    on_pre: x += 1\n"),
      "more than 1000 parameters"
    ),
    (
      "layers of pictures",
      """
      name: large
      rate:
        input: [3000, 3000]
        layers: [{channels: 100000, kernel: 1}, 10]
      training: {rates: {}}
      data: {set: digits}
      """, "has more than 10000000 units"
    ),
    (
      "a picture",
      """
      name: large
      rate: {input: [100000, 100000, 100000], layers: [10]}
      training: {rates: {}}
      data: {set: digits}
      """, "'input' has more than 10000000 values"
    ),
  ]

  @Test(arguments: files.map(\.0))
  func `a long file that is wrong throughout is refused soon`(_ name: String) throws {
    let (_, text, words) = try #require(Self.files.first { $0.0 == name })
    var error: ModelError?
    let seconds = processorSeconds {
      error = #expect(throws: ModelError.self) { try ModelFile.parse(text, file: "large.yaml") }
    }
    #expect(seconds < 60)
    guard case .problems(let problems) = error else { return }
    #expect(
      problems.contains { $0.message.contains(words) }, "\(problems.map { $0.message.prefix(200) })"
    )
    #expect(problems.count <= ProblemLog.most + 1)
  }

  @Test func `a hundred problems are told, and how many more there are`() throws {
    let text = Self.head + Self.lines(1000) { "k\($0): 1\n" }
    let error = #expect(throws: ModelError.self) { try ModelFile.parse(text, file: "x.yaml") }
    guard case .problems(let problems) = error else { return }
    #expect(problems.count == 101)
    #expect(problems.last?.description == "x.yaml: error: and 900 more problems")
  }
}
