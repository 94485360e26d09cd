/// A search for the second of two equal keys, whose place the YAML parser does not tell. The key is then hidden from
/// the next attempt, so that further problems are found.
///
/// Private-use characters overwrite a hidden key, so that columns do not change.
enum DuplicateKey {
  private static let firstHidden: UInt32 = 0xE000

  /// True if a key that begins with this character is hidden.
  static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    (firstHidden..<0xF8FF).contains(scalar.value)
  }

  /// Hides the next key called `key` in the mapping that has an equal key at `first` (line and column from 1). Returns
  /// its line and column; nil if it is not found because it is written in an unusual way.
  static func hideNext(
    _ key: String, after first: (line: Int, column: Int), in text: inout String
  ) -> (line: Int, column: Int)? {
    var scalars = Array(text.unicodeScalars)
    let name = Array(key.unicodeScalars)
    guard !name.isEmpty, let start = index(of: first, in: scalars) else { return nil }
    let lineStart = start - (first.column - 1)
    let isBlock = scalars[lineStart..<start].allSatisfy { $0 == " " || $0 == "-" || $0 == "?" }
    let found =
      (isBlock ? next(name, from: start, in: scalars, column: first.column) : nil)
      ?? next(name, from: start, in: scalars, column: nil)
    guard let found else { return nil }
    let hiddenSoFar = scalars.count { isHidden($0) }
    for (offset, place) in (found..<found + name.count).enumerated() {
      let code = firstHidden + UInt32((hiddenSoFar + offset) % 6000)
      scalars[place] = Unicode.Scalar(code) ?? "?"
    }
    text = String(String.UnicodeScalarView(scalars))
    let line = scalars[..<found].count { $0 == "\n" } + 1
    let column = found - (scalars[..<found].lastIndex(of: "\n").map { $0 + 1 } ?? 0) + 1
    return (line, column)
  }

  private static func index(
    of place: (line: Int, column: Int), in scalars: [Unicode.Scalar]
  ) -> Int? {
    var line = 1
    var index = 0
    while line < place.line {
      guard let end = scalars[index...].firstIndex(of: "\n") else { return nil }
      index = end + 1
      line += 1
    }
    let found = index + place.column - 1
    return found < scalars.count ? found : nil
  }

  /// The next index at which `name` is a key: in this column, or, for nil, inside the same braces.
  private static func next(
    _ name: [Unicode.Scalar], from start: Int, in scalars: [Unicode.Scalar], column: Int?
  ) -> Int? {
    var depth = 0
    var lineStart = start
    while lineStart > 0, scalars[lineStart - 1] != "\n" { lineStart -= 1 }
    var index = start
    while index < scalars.count {
      let scalar = scalars[index]
      if index > start, isKey(name, at: index, in: scalars) {
        let isQuoted = scalars[index - 1] == "\"" || scalars[index - 1] == "'"
        let here = index - lineStart + 1 - (isQuoted ? 1 : 0)
        if column.map({ $0 == here }) ?? (depth == 0) { return index }
      }
      switch scalar {
      case "{", "[": depth += 1
      case "}", "]":
        depth -= 1
        if depth < 0, column == nil { return nil }
      case "\n": lineStart = index + 1
      default: break
      }
      index += 1
    }
    return nil
  }

  private static func isKey(
    _ name: [Unicode.Scalar], at index: Int, in scalars: [Unicode.Scalar]
  ) -> Bool {
    guard index + name.count < scalars.count,
      scalars[index..<index + name.count].elementsEqual(name)
    else { return false }
    if index > 0 {
      guard [" ", "\n", "{", ",", "\"", "'"].contains(scalars[index - 1]) else { return false }
    }
    var after = index + name.count
    while after < scalars.count, [" ", "\"", "'"].contains(scalars[after]) { after += 1 }
    return after < scalars.count && scalars[after] == ":"
  }
}
