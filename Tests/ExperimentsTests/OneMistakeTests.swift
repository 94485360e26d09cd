import Foundation
import Networks
import Runs
import Testing

@testable import Experiments

/// One mistake gives one message: every key and value of shipped models, wrong in every way.
@Suite struct OneMistakeTests {
  /// A model with one mistake: another text, or an override.
  private struct Mistake {
    var name: String
    var text: String
    var overrides: [String] = []
  }

  /// A key or a plain value of the file, where it stands.
  private struct Piece {
    var path: [String]
    var line: Int, column: Int
    var text: String
    var isKey: Bool
  }

  /// All keys and plain values; what an alias repeats counts once.
  private static func pieces(of text: String) -> [Piece] {
    guard let root = YAMLText.parse(text, log: ProblemLog(text: text)) else { return [] }
    var found: [Piece] = []
    var taken: Set<String> = []
    func add(_ path: [String], _ place: ModelProblem.Place, _ text: String, isKey: Bool) {
      guard case .line(let line, let column) = place, taken.insert("\(line):\(column)").inserted
      else { return }
      found.append(Piece(path: path, line: line, column: column, text: text, isKey: isKey))
    }
    func walk(_ node: Node, _ path: [String]) {
      switch node.content {
      case .scalar(let text, isPlain: true): add(path, node.place, text, isKey: false)
      case .scalar: break
      case .sequence(let elements):
        for (index, element) in elements.enumerated() { walk(element, path + ["\(index)"]) }
      case .mapping(let entries):
        for entry in entries {
          add(path + [entry.key], entry.place, entry.key, isKey: true)
          walk(entry.value, path + [entry.key])
        }
      }
    }
    walk(root, [])
    return found
  }

  /// All that can stand in the place of this piece, and the piece left out.
  private static func mistakes(
    _ text: String, _ piece: Piece, populations: [String]
  ) -> [Mistake] {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(Array.init)
    let line = lines[piece.line - 1], start = piece.column - 1
    let end = start + piece.text.count
    guard end <= line.count, String(line[start..<end]) == piece.text else { return [] }
    let path = piece.path.joined(separator: ".")
    func with(_ other: String) -> Mistake {
      lines[piece.line - 1] = Array(line[..<start]) + Array(other) + Array(line[end...])
      return Mistake(
        name: "\(path): '\(piece.text)' is '\(other)'",
        text: lines.map { String($0) }.joined(separator: "\n"))
    }
    if piece.isKey {
      return ["\(piece.text)q", "zzz", "x\(piece.text)"].map(with) + [
        Mistake(name: "\(path) is left out", text: text, overrides: [path + "=null"])
      ]
    }
    let isNumber = Double(piece.text.prefix { !$0.isWhitespace }) != nil
    let others = populations.contains(piece.text) ? populations.filter { $0 != piece.text } : []
    return
      (["[1, 2, 3]", "{a: 1}", "nonsense", "~"] + others
      + (isNumber ? ["-7", "-3 kg", ".nan", "1e99"] : [piece.text + "q"])).map(with)
  }

  private static func problems(_ mistake: Mistake) -> [ModelProblem] {
    do {
      _ = try ModelFile.parse(
        mistake.text, file: modelsFolder + "/model.yaml", overrides: mistake.overrides)
      return []
    } catch ModelError.problems(let problems) { return problems } catch { return [] }
  }

  /// True if the messages say the same of several parts, each of which is wrong in its own way: populations that take
  /// `kind` from one place and rules of a comparison that one setting makes useless.
  private static func areOfSeveralParts(_ problems: [ModelProblem]) -> Bool {
    for part in ["population '", "rule '"] {
      let rests = problems.map { problem -> String? in
        guard problem.message.hasPrefix(part) else { return nil }
        return problem.message.components(separatedBy: "'").enumerated()
          .filter { $0.offset != 1 && $0.offset != 3 }.map(\.element).joined()
      }
      if let first = rests[0], rests.allSatisfy({ $0 == first }) { return true }
    }
    return false
  }

  /// More of them with EQUISPIKE_MODELS_WRONG=all.
  private static let models =
    ProcessInfo.processInfo.environment["EQUISPIKE_MODELS_WRONG"] == "all"
    ? shippedModels
    : [
      "xor.yaml", "brette2007-cuba.yaml", "adex-adaptation.yaml", "izhikevich.yaml",
      "song2000.yaml", "theorems.yaml",
      "compare/rules.yaml", "plausibility/quantised.yaml", "papers/mnist-rate-conv.yaml",
    ]

  @Test(arguments: models)
  func `one mistake in a model gives one message`(_ name: String) throws {
    let text = try String(contentsOfFile: modelsFolder + "/" + name, encoding: .utf8)
    let experiment = try ModelFile.parse(text, file: modelsFolder + "/model.yaml")
    let populations = experiment.network.populations.map(\.name)
    var count = 0, refused = 0
    for piece in Self.pieces(of: text) {
      for mistake in Self.mistakes(text, piece, populations: populations) {
        let problems = Self.problems(mistake)
        count += 1
        refused += problems.isEmpty ? 0 : 1
        if problems.count > 1, Self.areOfSeveralParts(problems) { continue }
        #expect(
          problems.count <= 1,
          "\(mistake.name): \(problems.map(\.sentence).joined(separator: "\n    "))")
      }
    }
    #expect(count > 100 && refused > count / 2, "\(refused) of \(count)")
  }

  @Test func `names and kinds that are wrong in many places are told once, with all lines`() throws
  {
    let text = try String(contentsOfFile: modelsFolder + "/izhikevich.yaml", encoding: .utf8)
    let problems = Self.problems(
      Mistake(name: "", text: text.replacing("  izhikevich:", with: "  izikevich:")))
    #expect(problems.count == 1)
    #expect(
      problems.first?.message
        == "'kind' cannot be 'izhikevich'; did you mean 'izikevich'? (also on lines 29, 30, 31)")
  }

  @Test func `a key that is not known stands for the one that is missing`() throws {
    let problems = Self.problems(
      Mistake(
        name: "", text: SoundModel.learning.text.replacing("{from: input", with: "{start: input"))
    )
    #expect(problems.count == 1)
    #expect(
      problems.first?.message.hasPrefix(
        "unknown key 'start' in a projection, which lacks 'from'; known: ") == true)
  }
}
