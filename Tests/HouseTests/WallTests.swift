import Foundation
import Testing

/// The walls between the folders, read from the sources themselves.
@Suite struct WallTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// Path below Sources and text of every Swift file.
  private static let sources: [(path: String, text: String)] = {
    let folder = root.appendingPathComponent("Sources")
    let names = FileManager.default.enumerator(atPath: folder.path)?.allObjects ?? []
    return names.compactMap { $0 as? String }.filter { $0.hasSuffix(".swift") }.sorted().map {
      ($0, (try? String(contentsOf: folder.appendingPathComponent($0), encoding: .utf8)) ?? "")
    }
  }()

  private static func imports(_ text: String) -> [String] {
    text.split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ")
      guard let place = words.firstIndex(of: "import"), place <= 2, place + 1 < words.count else {
        return nil
      }
      return String(words[place + 1])
    }
  }

  @Test func `there are sources to read`() { #expect(Self.sources.count > 100) }

  @Test(arguments: [
    ("CGSL", ["Solvers"]), ("CGSLShims", ["Solvers"]), ("COpenBLAS", ["Solvers"]),
    ("CZlib", ["Datasets"]), ("Yams", ["Experiments"]), ("ArgumentParser", ["equispike"]),
  ])
  func `an outside library has one importer`(_ library: String, _ folders: [String]) {
    for (path, text) in Self.sources where Self.imports(text).contains(library) {
      #expect(folders.contains { path.hasPrefix($0 + "/") }, "\(path) imports \(library)")
    }
  }

  @Test(arguments: [
    ("Quantities", ["Networks", "Engine", "Foundation"]),
    ("Solvers", ["Networks", "Engine", "Foundation"]),
    ("Networks", ["Engine", "Plasticity", "Foundation"]),
    ("Plasticity", ["Engine", "Networks", "Foundation"]),
    ("Engine", ["Records", "Reports", "Experiments", "EquilibriumPropagation", "Foundation"]),
    ("RateModel", ["Engine", "Plasticity"]),
    ("EquilibriumPropagation", ["Records", "Reports", "Experiments"]),
    ("Records", ["Engine", "EquilibriumPropagation", "Networks"]),
    ("Reports", ["Engine", "EquilibriumPropagation", "Networks"]),
  ])
  func `a folder does not look over its wall`(_ folder: String, _ hidden: [String]) {
    for (path, text) in Self.sources where path.hasPrefix(folder + "/") {
      let seen = Self.imports(text).filter(hidden.contains)
      #expect(seen.isEmpty, "\(path) imports \(seen.joined(separator: ", "))")
    }
  }

  @Test func `only the tool prints or exits`() {
    for (path, text) in Self.sources where !path.hasPrefix("equispike/") {
      for line in text.split(separator: "\n") where !line.contains("//") {
        let words = line.trimmingCharacters(in: .whitespaces)
        #expect(!words.hasPrefix("print(") && !words.hasPrefix("exit("), "\(path): \(words)")
      }
    }
  }

  @Test func `no file is longer than 400 lines`() {
    for (path, text) in Self.sources {
      #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count <= 401, "\(path)")
    }
  }
}
