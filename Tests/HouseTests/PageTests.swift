import Foundation
import Testing

/// The pages in Markdown: what they point to is there, and the first one stays short.
@Suite struct PageTests {
  private static let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// All pages, as paths below the package.
  static let pages: [String] = {
    let folders = ["", "Documentation", "Models", "Models/cluster", "Benchmarks", "Fuzzing"]
    return folders.flatMap { folder in
      let path = package.appendingPathComponent(folder).path
      let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
      return names.filter { $0.hasSuffix(".md") }.sorted()
        .map { folder.isEmpty ? $0 : folder + "/" + $0 }
    }
  }()

  private static func text(_ page: String) throws -> String {
    try String(contentsOf: package.appendingPathComponent(page), encoding: .utf8)
  }

  /// The anchors of a page's headings: lower case, spaces as hyphens, without other signs.
  private static func anchors(_ text: String) -> Set<String> {
    var anchors: Set<String> = []
    var isCode = false
    for line in text.split(separator: "\n") {
      if line.hasPrefix("```") { isCode.toggle() }
      guard !isCode, let title = line.wholeMatch(of: /#+ (.*)/)?.1 else { continue }
      anchors.insert(
        String(
          title.lowercased().compactMap { sign in
            sign == " " ? "-" : sign.isLetter || sign.isNumber || "-_".contains(sign) ? sign : nil
          }))
    }
    return anchors
  }

  @Test(arguments: pages)
  func `each link leads to a file, and to a heading in it`(_ page: String) throws {
    let folder = Self.package.appendingPathComponent(page).deletingLastPathComponent()
    for link in try Self.text(page).matches(of: /\]\(([^)\s]+)\)/).map({ String($0.1) }) {
      guard !link.contains("://"), !link.hasPrefix("mailto:") else { continue }
      let parts = link.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
      let target =
        parts[0].isEmpty
        ? Self.package.appendingPathComponent(page)
        : folder.appendingPathComponent(String(parts[0]))
      #expect(FileManager.default.fileExists(atPath: target.path), "\(page) points to \(link)")
      if parts.count == 2, target.pathExtension == "md",
        let text = try? String(contentsOf: target, encoding: .utf8)
      {
        #expect(Self.anchors(text).contains(String(parts[1])), "\(page) points to \(link)")
      }
    }
  }

  @Test func `the README begins with the two commands and is short`() throws {
    let text = try Self.text("README.md")
    #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count <= 131)
    let commands = try #require(text.firstRange(of: "make demo"))
    let second = try #require(text.firstRange(of: "\n## "))
    #expect(commands.lowerBound < second.lowerBound)
    #expect(text[..<second.lowerBound].contains("make test"))
  }

  @Test func `the index of the documentation names all its pages`() throws {
    let index = try Self.text("Documentation/README.md")
    for page in Self.pages where page.hasPrefix("Documentation/") && !page.hasSuffix("README.md") {
      let name = page.split(separator: "/")[1]
      #expect(index.contains("(\(name))"), "\(name)")
    }
  }
}
