import Foundation
import Testing

/// Documentation/promises.md: each promise has a test, or a command, that exists.
@Suite struct PromiseTests {
  private static let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// The right column of all tables, divided.
  private static func holders() throws -> [String] {
    let page = try String(
      contentsOf: package.appendingPathComponent("Documentation/promises.md"), encoding: .utf8)
    var holders: [String] = []
    for line in page.split(separator: "\n") where line.hasPrefix("| ") {
      let columns = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      // Campaigns stand the other way round: command, result.
      guard columns.count == 2, !["held by", "result"].contains(columns[1]),
        !columns[0].hasPrefix("`")
      else { continue }
      holders += columns[1].components(separatedBy: " · ")
    }
    return holders
  }

  @Test func `every promise is held by a test or a command that exists`() throws {
    var tests = ""
    let folder = Self.package.appendingPathComponent("Tests").path
    for path in FileManager.default.enumerator(atPath: folder)?.compactMap({ $0 as? String }) ?? []
    where path.hasSuffix(".swift") {
      tests += try String(contentsOfFile: folder + "/" + path, encoding: .utf8)
    }
    let holders = try Self.holders()
    #expect(holders.count > 40)
    for holder in holders {
      if holder.hasPrefix("`") {
        let words = holder.trimmingCharacters(in: ["`"]).split(separator: " ")
        let isThere = FileManager.default.fileExists(
          atPath: Self.package.appendingPathComponent(String(words[0])).path)
        #expect(isThere || ["make", "equispike"].contains(words[0]), "\(holder)")
      } else {
        #expect(tests.contains("func `\(holder)`"), "there is no test '\(holder)'")
      }
    }
  }
}
