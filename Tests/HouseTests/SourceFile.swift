import Foundation
import Testing

/// A Swift file of the package, read as text.
struct SourceFile: Sendable, CustomTestStringConvertible {
  /// Its path inside the package: `Sources/Engine/Frame.swift`.
  var path: String
  /// The target it belongs to: `Engine`.
  var module: String
  /// Its lines as they are.
  var lines: [Substring]
  /// The same lines without comments and without what strings say.
  var code: [String]

  /// A file with this text.
  init(path: String, text: String) {
    self.path = path
    module = path.split(separator: "/").dropFirst().first.map(String.init) ?? ""
    lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    code = Self.code(of: lines)
  }

  var testDescription: String { path }

  /// The place of a line, for an index from 0: `Sources/Engine/Frame.swift:12`.
  func place(_ index: Int) -> String { "\(path):\(index + 1)" }

  /// The modules that the file imports.
  var imports: Set<String> {
    var modules: Set<String> = []
    for line in code {
      let words = line.split(separator: " ").drop { $0.hasPrefix("@") || Self.access.contains($0) }
      guard words.first == "import" else { continue }
      let name = words.dropFirst().drop { Self.importKinds.contains($0) }.first ?? ""
      modules.insert(String(name.prefix { $0 != "." }))
    }
    return modules
  }

  private static let access: Set<Substring> = [
    "public", "package", "internal", "fileprivate", "private",
  ]
  private static let importKinds: Set<Substring> = [
    "struct", "class", "enum", "protocol", "func", "var", "let", "typealias",
  ]
}

extension SourceFile {
  /// The folder of the package.
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// All Swift files under `Sources`.
  static let sources = read("Sources")
  /// All Swift files under `Tests`.
  static let tests = read("Tests")

  private static func read(_ folder: String) -> [SourceFile] {
    let paths = FileManager.default.enumerator(atPath: root.appending(path: folder).path)
    let names = (paths?.allObjects as? [String] ?? []).filter { $0.hasSuffix(".swift") }
    return names.sorted().compactMap { name in
      let path = folder + "/" + name
      let text = try? String(contentsOf: root.appending(path: path), encoding: .utf8)
      return text.map { SourceFile(path: path, text: $0) }
    }
  }
}

extension SourceFile {
  /// Takes out comments and the insides of strings. Quotes inside an interpolation end the string
  /// and begin it again, which is as good here.
  private static func code(of lines: [Substring]) -> [String] {
    var isComment = false
    var isText = false  // between """ and """
    return lines.map { line in
      var code: [UInt8] = []
      let bytes = Array(line.utf8)
      var isString = false
      var index = 0
      func next(_ text: StaticString) -> Bool {
        bytes[index...].starts(with: String(describing: text).utf8)
      }
      while index < bytes.count {
        if isComment {
          isComment = !next("*/")
          index += isComment ? 1 : 2
        } else if next("\"\"\"") {
          isText.toggle()
          index += 3
        } else if isText {
          index += 1
        } else if isString, next("\\") {
          index += 2
        } else if next("\"") {
          isString.toggle()
          index += 1
        } else if isString {
          index += 1
        } else if next("//") {
          break
        } else if next("/*") {
          isComment = true
          index += 2
        } else {
          code.append(bytes[index])
          index += 1
        }
      }
      return String(decoding: code, as: UTF8.self)
    }
  }
}
