import Foundation
import Testing

/// Importers of the C libraries.
@Suite struct ImportTests {
  @Test func `only Solvers imports GSL and OpenBLAS`() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    var importers: Set<String> = []
    for folder in ["Sources", "Tests"] {
      let files = FileManager.default.enumerator(
        at: root.appending(path: folder), includingPropertiesForKeys: nil)!
      for case let file as URL in files where file.pathExtension == "swift" {
        let text = try String(contentsOf: file, encoding: .utf8)
        let lines = text.split(separator: "\n")
        if lines.contains(where: { $0.contains(/^\s*(\w+ )*import (CGSL|CGSLShims|COpenBLAS)\b/) })
        {
          importers.insert(file.deletingLastPathComponent().lastPathComponent)
        }
        if folder == "Sources", file.deletingLastPathComponent().lastPathComponent == "Solvers" {
          #expect(!lines.contains { $0.contains(/import Foundation/) }, "\(file.lastPathComponent)")
        }
      }
    }
    #expect(importers == ["Solvers"])
  }
}
