import Foundation
import Runs
import Testing

@testable import Experiments

/// The tables of keys: complete, each key once, and what pages and templates say is what they say.
@Suite struct KeyTableTests {
  @Test func `each key has a meaning, and stands once in its section`() {
    for page in KeyPage.all {
      #expect(!page.rows.isEmpty, "\(page.name)")
      #expect(Set(page.rows.map(\.symbol)).count == page.rows.count, "\(page.name)")
      for row in page.rows { #expect(!row.meaning.isEmpty, "\(page.name).\(row.symbol)") }
    }
  }

  @Test(arguments: shippedModels)
  func `every key of a shipped model is in a table`(_ file: String) throws {
    let text = try ModelFile.load(modelsFolder + "/" + file).yaml
    let root = try #require(YAMLText.parse(text, log: ProblemLog(text: text)))
    let comments = TemplateComments(root: root, lines: [])
    var found = 0
    func walk(_ node: Node, _ path: [String]) {
      switch node.content {
      case .scalar: break
      case .sequence(let elements):
        for (index, element) in elements.enumerated() { walk(element, path + ["\(index)"]) }
      case .mapping(let entries):
        for entry in entries {
          let own = path + [entry.key]
          if comments.row(of: own) != nil {
            found += 1
          } else if !Self.isName(own) {
            // A group of keys that stand in the table; what is below a key that is there is its value.
            #expect(
              comments.isGroup(own)
                || own.indices.contains { comments.row(of: Array(own[...$0])) != nil && $0 > 0 },
              "\(own.joined(separator: "."))")
          }
          walk(entry.value, own)
        }
      }
    }
    walk(root, [])
    #expect(found > 15)
  }

  /// True for names of parts.
  private static func isName(_ path: [String]) -> Bool {
    switch path[0] {
    // The keys of a solver stand in tables of their own; results are expected by any name.
    case "network": path.count <= 3 || path[3] == "solver"
    case "expected": true
    case "rules", "membranes": path.count <= 2
    default: path.count == 1
    }
  }

  @Test func `a template says of a key what its table says`() throws {
    let row = try #require(KeyPage.named("learning")?.rows.first { $0.symbol == "phases.free" })
    #expect(
      row == .init(symbol: "phases.free", standard: "80", unit: "ms", meaning: "the free phase"))
    let line = "    free: 30 ms                         # the free phase [ms]; default 80 ms"
    #expect(ModelTemplate.learn.text(name: "m").contains(line))
  }

  @Test func `a key that a value does not have is neither read nor written`() {
    struct Root { var a = 1, b = 2 }
    let table = Table<Root, Int> {
      Parameter("a", .integer(0...9), "first", \.a).required
      Parameter("b", .integer(0...9), "second", \.b)
        .refused { root, limit in root.a > limit ? "a is too large" : nil }
        .written { root, _ in root.b != 2 }
    }
    func read(_ text: String) -> (Root, [String]) {
      let log = ProblemLog(text: text)
      guard let node = YAMLText.parse(text, log: log),
        let section = Item(node: node, name: "x", log: log).section("x")
      else { return (Root(), ["no group of keys"]) }
      var root = Root()
      table.read(section, into: &root, 5)
      return (root, log.problems.map(\.message))
    }
    let (root, problems) = read("{a: 3, b: 4}")
    #expect(root.a == 3 && root.b == 4 && problems.isEmpty)
    #expect(table.write(root, 5).map(\.0) == ["a", "b"])
    #expect(table.write(root, 2).map(\.0) == ["a"])
    #expect(table.write(Root(), 5).map(\.0) == ["a"])
    #expect(read("{a: 6, b: 4}").1 == ["unknown key 'b' in x: a is too large"])
    #expect(read("{b: 4}").1 == ["x lacks 'a' (required: a)"])
    #expect(
      table.rows(of: Root(), 5) == [
        .init(symbol: "a", standard: "required", meaning: "first"),
        .init(symbol: "b", standard: "2", meaning: "second"),
      ])
  }
}
