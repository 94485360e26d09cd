import Testing

/// What never imports what. The folders of `Sources` are read from descriptions to execution to
/// files; CONTRIBUTING.md has the table.
@Suite struct WallTests {
  @Test(arguments: [
    ("CGSL", "Solvers"), ("CGSLShims", "Solvers"), ("COpenBLAS", "Solvers"), ("CZlib", "Datasets"),
    ("CHDF5", "Exchange"), ("CMPI", "MessagePassing"), ("Yams", "Experiments"),
    ("ArgumentParser", "equispike"), ("FlyingFox", "equispike"), ("FlyingSocks", "equispike"),
  ])
  func `a library has one importer`(library: String, importer: String) {
    let importers = Set(SourceFile.sources.filter { $0.imports.contains(library) }.map(\.module))
    #expect(importers == [importer])
  }

  @Test(arguments: [
    ("Networks", ["Engine", "Plasticity", "Foundation"]),
    ("Plasticity", ["Engine", "Networks", "Foundation"]),
    ("Engine", ["Records", "Reports", "Experiments", "EquilibriumPropagation", "Foundation"]),
    ("RateModel", ["Engine", "Plasticity"]),
    ("EquilibriumPropagation", ["Records", "Reports", "Experiments"]),
    ("Records", ["Engine", "EquilibriumPropagation", "Networks"]),
    ("Reports", ["Engine", "EquilibriumPropagation", "Networks", "Exchange"]),
    ("Exchange", ["Engine", "EquilibriumPropagation", "Experiments", "Reports"]),
  ])
  func `a module does not know what uses it`(module: String, unknown: [String]) {
    let files = SourceFile.sources.filter { $0.module == module }
    #expect(!files.isEmpty, "there is no module \(module)")
    for file in files {
      #expect(file.imports.isDisjoint(with: unknown), "\(file.path) crosses a wall")
    }
  }

  @Test(arguments: ["Quantities", "Solvers", "Collectives"])
  func `the foundations know nothing of the house`(module: String) {
    let house = Set(SourceFile.sources.map(\.module))
    #expect(house.contains(module))
    for file in SourceFile.sources where file.module == module {
      #expect(
        file.imports.isDisjoint(with: house.union(["Foundation"])), "\(file.path) crosses a wall")
    }
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
  /// Whether the line calls the free function `name(`.
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
