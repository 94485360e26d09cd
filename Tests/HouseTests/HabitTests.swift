import Testing

/// Habits that the compiler and the formatter do not see.
@Suite struct HabitTests {
  private static let all = SourceFile.sources + SourceFile.tests

  @Test func `a long file says why in its first line`() {
    #expect(Self.all.count > 100, "the files of the package were not found")
    for file in Self.all where file.lines.count > 400 {
      #expect(
        file.lines[0].hasPrefix("//") && !file.lines[0].hasPrefix("// swift-"),
        "\(file.path) has \(file.lines.count) lines")
    }
  }

  @Test func `nothing is left for later`() {
    let marks = ["TO" + "DO", "FIX" + "ME"]
    for file in Self.all {
      for (index, line) in file.lines.enumerated() {
        #expect(!marks.contains { line.contains($0) }, "\(file.place(index)): \(line)")
      }
    }
  }

  /// The rule of swift-format, except that it also asks for the words that a protocol has already
  /// said.
  @Test func `what is public is documented, here or in its protocol`() {
    var known: Set<String> = [
      // The standard library's.
      "description", "debugDescription", "hash", "encode", "errorDescription", "next", "init(from",
      "==", "<", "+", "-", "*", "/", "+=", "-=", "*=", "/=",
    ]
    for file in SourceFile.sources { known.formUnion(file.requirements) }
    var count = 0
    for file in SourceFile.sources where file.module != "equispike" {
      for (index, line) in file.code.enumerated() {
        guard let name = Declaration(line), name.isPublic else { continue }
        count += 1
        if known.contains(name.name) { continue }
        #expect(file.isDocumented(index), "\(file.place(index)): \(name.name) is not documented")
      }
    }
    #expect(count > 300, "public declarations were not found")
  }

  @Test(arguments: [
    ("  public static let best = 1", "best"), ("  @inlinable public func go(_ x: Int)", "go"),
    ("public struct Seed: Sendable {", "Seed"),
    ("  public init(from decoder: any Decoder)", "init(from"),
    ("  public private(set) var time: Double", "time"),
    ("  public static func + (a: A, b: A)", "+"),
  ])
  func `declarations are found however they are written`(line: String, name: String) {
    #expect(Declaration(line)?.name == name)
    #expect(Declaration(line)?.isPublic == true)
    #expect(Declaration("public import Quantities") == nil)
  }
}

/// The declaration in a line.
private struct Declaration {
  var isPublic = false
  var name = ""

  private static let kinds: Set<Substring> = [
    "func", "var", "let", "struct", "class", "enum", "protocol", "actor", "typealias",
  ]

  /// nil when the line declares nothing.
  init?(_ line: String) {
    for word in line.split(separator: " ") {
      if !name.isEmpty || word == "=" || word.hasPrefix("//") { break }
      if word == "public" {
        isPublic = true
      } else if word.hasPrefix("init(") || word.hasPrefix("init?(") || word.hasPrefix("init<") {
        name = word.hasPrefix("init(from") ? "init(from" : "init"
      } else if word.hasPrefix("subscript(") {
        name = "subscript"
      } else if Self.kinds.contains(word) {
        let rest = line[word.endIndex...].drop { $0 == " " }
        let identifier = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
        name = String(identifier.isEmpty ? rest.prefix { !" (<".contains($0) } : identifier)
        // An operator may begin with <.
        if name.isEmpty { name = String(rest.prefix { !" (".contains($0) }) }
      }
    }
    if name.isEmpty { return nil }
  }
}

extension SourceFile {
  /// The names that the file's protocols ask for.
  fileprivate var requirements: Set<String> {
    var names: Set<String> = []
    var depth = 0
    for line in code {
      if depth == 0, line.split(separator: " ").contains("protocol") {
        depth = 1
      } else if depth > 0 {
        if depth == 1, let name = Declaration(line)?.name, name != "init" { names.insert(name) }
        depth += line.count { $0 == "{" } - line.count { $0 == "}" }
      }
    }
    return names
  }

  /// True if a doc comment precedes a line, with attributes between them ignored.
  fileprivate func isDocumented(_ index: Int) -> Bool {
    for line in lines[..<index].reversed() {
      let text = line.drop { $0 == " " }
      if text.hasPrefix("///") { return true }
      if !text.hasPrefix("@") { return false }
    }
    return false
  }
}
