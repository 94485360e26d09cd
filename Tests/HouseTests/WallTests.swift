import Foundation
import Testing

/// Walls between modules: each imports only what its row in the tables of CONTRIBUTING.md names.
@Suite struct WallTests {
  /// The tables of CONTRIBUTING.md: who imports what.
  static let table: [String: Set<String>] = {
    let page = SourceFile.root.appending(path: "CONTRIBUTING.md")
    let text = (try? String(contentsOf: page, encoding: .utf8)) ?? ""
    var table: [String: Set<String>] = [:]
    for line in text.split(separator: "\n") {
      guard let row = line.wholeMatch(of: /\| `(\w+)` \|(.*\|)? ([\w ]*) \|/) else { continue }
      table[String(row.1)] = Set(row.3.split(separator: " ").map(String.init))
    }
    return table
  }()

  /// The imports of all files of each module.
  static let imports: [String: Set<String>] = {
    var imports: [String: Set<String>] = [:]
    for file in SourceFile.sources + SourceFile.tests {
      imports[file.module, default: []].formUnion(file.imports)
    }
    return imports
  }()

  @Test func `the table names all modules`() {
    #expect(Set(Self.table.keys) == Set(Self.imports.keys))
  }

  @Test(arguments: SourceFile.sources + SourceFile.tests)
  func `a file imports what the table of its module names`(_ file: SourceFile) {
    let strangers = file.imports.subtracting(Self.table[file.module] ?? [])
    #expect(strangers.isEmpty, "\(file.path) imports \(strangers.sorted()); see CONTRIBUTING.md")
  }

  @Test(arguments: Self.table.keys.sorted())
  func `the table names no import that is not there`(_ module: String) {
    let gone = Self.table[module]!.subtracting(Self.imports[module] ?? [])
    #expect(gone.isEmpty, "\(module) no longer imports \(gone.sorted())")
  }

  @Test(arguments: [
    ("CGSL", "Solvers"), ("CGSLShims", "Solvers"), ("COpenBLAS", "Solvers"), ("CZlib", "Datasets"),
    ("CHDF5", "Exchange"), ("CMPI", "MessagePassing"), ("Yams", "Experiments"),
    ("ArgumentParser", "equispike"), ("FlyingFox", "equispike"), ("FlyingSocks", "equispike"),
  ])
  func `a library has one importer`(library: String, importer: String) {
    #expect(Self.table.filter { $0.value.contains(library) }.map(\.key) == [importer])
  }

  @Test
  func `imports go upwards only, as the table is ordered, and descriptions know no execution`() {
    let descriptions = ["Networks", "Plasticity", "Protocols"]
    for module in descriptions {
      #expect(Self.table[module]!.isDisjoint(with: ["Engine", "RateModel", "Foundation"]))
    }
    for module in ["Networks", "Plasticity"] {
      #expect(Self.table[module]!.isDisjoint(with: descriptions))
    }
    #expect(!Self.table["Engine"]!.contains("Foundation"))
  }

  @Test func `reading a model file links no simulator`() {
    var reached: Set = ["Experiments"], known = 0
    while reached.count > known {
      known = reached.count
      for module in reached { reached.formUnion(Self.imports[module] ?? []) }
    }
    #expect(reached.isDisjoint(with: ["Engine", "RateModel", "EquilibriumPropagation", "Solvers"]))
  }

  /// Each arrow is an import that does not follow from the others.
  static let picture: String = {
    let house = Set(SourceFile.sources.map(\.module))
    func below(_ module: String) -> Set<String> { imports[module, default: []].intersection(house) }
    func reach(_ module: String) -> Set<String> {
      below(module).reduce(into: below(module)) { $0.formUnion(reach($1)) }
    }
    var lines = ["graph BT"]
    for module in house.sorted() {
      let direct = below(module)
      let implied = direct.reduce(into: Set<String>()) { $0.formUnion(reach($1)) }
      lines += direct.subtracting(implied).sorted().map { "  \(module) --> \($0)" }
    }
    return lines.joined(separator: "\n")
  }()

  @Test func `the picture of the modules shows the imports that there are`() throws {
    let page = SourceFile.root.appending(path: "Documentation/modules.md")
    let text = try String(contentsOf: page, encoding: .utf8)
    #expect(text.contains("```mermaid\n\(Self.picture)\n```"), "it should be:\n\(Self.picture)")
  }

  @Test func `only the tool prints and exits`() {
    let calls = ["print(", "debugPrint(", "dump(", "exit(", "_exit(", "abort("]
    var callers: Set<String> = []
    for file in SourceFile.sources {
      for (index, line) in file.code.enumerated() {
        guard calls.contains(where: { line.calls($0) }) else { continue }
        callers.insert(file.module)
        #expect(file.module == "equispike", "\(file.place(index)): \(line)")
      }
    }
    #expect(callers == ["equispike"])
  }

  @Test func `imports are found however they are written`() {
    let file = SourceFile(
      path: "Sources/Engine/Example.swift",
      text: """
        internal import Alpha
        @preconcurrency public import Beta // why
          import struct Foundation.Data
        // import Records
        /* import Reports
        import Experiments */
        let text = "import Gamma"
        """)
    #expect(file.imports == ["Alpha", "Beta", "Foundation"])
    #expect(file.module == "Engine")
  }

  @Test(arguments: [
    ("print(x)", true), ("Foundation.exit(2)", true), ("a; exit(2)", true),
    ("sheet.print(x)", false), ("fingerprint(x)", false), ("func print(x: Int)", false),
  ])
  func `calls are told from members`(line: String, isCall: Bool) {
    #expect((line.calls("print(") || line.calls("exit(")) == isCall)
  }
}

extension String {
  /// True if the line calls the free function `name(`.
  fileprivate func calls(_ name: String) -> Bool {
    var rest = self[...]
    while let found = rest.firstRange(of: name) {
      let before = self[..<found.lowerBound]
      let owner = before.reversed().prefix { $0.isLetter || $0.isNumber || "._".contains($0) }
      let isFree = ["", "Foundation.", "Glibc.", "Swift."].contains(String(owner.reversed()))
      if isFree && !before.hasSuffix("func ") { return true }
      rest = rest[found.upperBound...]
    }
    return false
  }
}
