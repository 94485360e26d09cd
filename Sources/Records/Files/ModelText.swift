/// A model file written by the program (`model.yaml` of a run) as a list of settings.
///
/// Only the program's own layout is read: maps by indentation, one flow value a line. Other lines are left out of the
/// settings; the text is kept unchanged.
public struct ModelText: Sendable, Equatable {
  /// A value and its path: `0.4` and `learning.nudging.beta`.
  public struct Setting: Sendable, Equatable {
    /// The keys joined by dots; connections are named by their ends, `network.projections.a->b.delay`.
    public var path: String
    /// The value as it is written, without quotes.
    public var value: String

    /// The setting of a path to a value.
    public init(path: String, value: String) {
      self.path = path
      self.value = value
    }
  }

  /// The whole text.
  public let text: String
  /// All settings in the order of the text.
  public let settings: [Setting]

  /// The settings in `text`.
  public init(_ text: String) {
    self.text = text
    var settings: [Setting] = []
    var open: [(indent: Int, key: String)] = []
    var items: [String: Int] = [:]
    for line in text.split(separator: "\n") {
      let indent = line.prefix { $0 == " " }.count
      var rest = line.dropFirst(indent)
      if rest.first == "#" { continue }
      open.removeAll { $0.indent >= indent }
      let parent = open.map(\.key).joined(separator: ".")
      func path(_ key: String) -> String { parent.isEmpty ? key : parent + "." + key }
      if rest.hasPrefix("- ") {
        let number = items[parent, default: 0]
        items[parent] = number + 1
        let inner = Self.expanded(String(rest.dropFirst(2)), at: "")
        func end(_ key: String) -> String? { inner.first { $0.path == key }?.value }
        let name =
          if let name = end("name") {
            name
          } else if let from = end("from"), let to = end("to") {
            "\(from)->\(to)"
          } else {
            "\(number + 1)"
          }
        settings += inner.map { setting in
          Setting(
            path: path(setting.path.isEmpty ? name : name + "." + setting.path),
            value: setting.value)
        }
        continue
      }
      guard let key = Self.key(&rest) else { continue }
      let value = rest.drop { $0 == " " }
      if value.isEmpty {
        open.append((indent, key))
      } else {
        settings += Self.expanded(String(value), at: path(key))
      }
    }
    self.settings = settings
  }

  /// The value at `path`; nil when there is none.
  public subscript(path: String) -> String? { settings.first { $0.path == path }?.value }

  /// The settings below `path`; their paths are relative to it.
  public func below(_ path: String) -> [Setting] {
    settings.filter { $0.path.hasPrefix(path + ".") }.map {
      Setting(path: String($0.path.dropFirst(path.count + 1)), value: $0.value)
    }
  }

  /// True if there is a setting at or below `path`.
  public func has(_ path: String) -> Bool {
    settings.contains { $0.path == path || $0.path.hasPrefix(path + ".") }
  }

  // MARK: - Reading

  /// Takes a key and its colon from the start of a line.
  private static func key(_ rest: inout Substring) -> String? {
    if rest.first == "\"" {
      guard let end = endOfQuotes(rest), rest[end...].first == ":" else { return nil }
      defer { rest = rest[end...].dropFirst() }
      return unquoted(String(rest[..<end]))
    }
    var at = rest.startIndex
    while at < rest.endIndex {
      let next = rest.index(after: at)
      if rest[at] == ":", next == rest.endIndex || rest[next] == " " {
        defer { rest = rest[next...] }
        return String(rest[..<at])
      }
      at = next
    }
    return nil
  }

  /// The settings in a flow map; any other value is one setting.
  private static func expanded(_ value: String, at path: String) -> [Setting] {
    guard value.hasPrefix("{"), value.hasSuffix("}") else {
      return [Setting(path: path, value: unquoted(value))]
    }
    return parts(value.dropFirst().dropLast()).flatMap { part -> [Setting] in
      var rest = part.drop { $0 == " " }
      guard let key = key(&rest) else { return [] }
      let inner = String(rest.drop { $0 == " " })
      return expanded(inner, at: path.isEmpty ? key : path + "." + key)
    }
  }

  /// The parts of a text between commas outside brackets and quotes.
  private static func parts(_ text: Substring) -> [Substring] {
    var parts: [Substring] = []
    var start = text.startIndex, at = start, depth = 0
    while at < text.endIndex {
      switch text[at] {
      case "{", "[": depth += 1
      case "}", "]": depth -= 1
      case "\"":
        guard let end = endOfQuotes(text[at...]) else { return parts }
        at = end
        continue
      case "," where depth == 0:
        parts.append(text[start..<at])
        start = text.index(after: at)
      default: break
      }
      at = text.index(after: at)
    }
    if start < text.endIndex { parts.append(text[start...]) }
    return parts
  }

  /// The index after the quoted string with which `text` begins.
  private static func endOfQuotes(_ text: Substring) -> Substring.Index? {
    var isEscaped = false
    var at = text.index(after: text.startIndex)
    while at < text.endIndex {
      if isEscaped {
        isEscaped = false
      } else if text[at] == "\\" {
        isEscaped = true
      } else if text[at] == "\"" {
        return text.index(after: at)
      }
      at = text.index(after: at)
    }
    return nil
  }

  private static func unquoted(_ text: String) -> String {
    guard text.hasPrefix("\""), text.hasSuffix("\""), text.count >= 2 else { return text }
    var result = ""
    var isEscaped = false
    for character in text.dropFirst().dropLast() {
      if isEscaped {
        result.append(character == "n" ? "\n" : character == "t" ? "\t" : character)
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else {
        result.append(character)
      }
    }
    return result
  }
}
