/// YAML keys that are more than a word: `? [*a, *b]`, `*a: 1`, `{x: *a}: 1`.
///
/// The YAML parser computes a hash of each key with all its aliases expanded. Aliases of aliases grow exponentially:
/// with n of them, nothing is expanded more than 3^(n/3) times (n/k aliases of each of k anchors, where each anchor
/// contains the previous one, give (n/k)^k). Such keys are refused if their hash could take long.
enum AliasedKeys {
  /// The limit of bytes that hashing may have to read.
  static let limit = 1e8

  /// The line and column, from 1, of a key that may take too long to hash; nil if there is none. Text in quotes and
  /// comments counts as well, so that the estimate errs on the safe side.
  static func firstDangerous(in text: String) -> (line: Int, column: Int)? {
    var aliases = 0.0
    var found: (line: Int, column: Int)?
    var (line, column) = (1, 0)
    var before = UInt8(ascii: "\n")  // the previous byte
    var isAlias = false  // inside the name of an alias
    var ends = false  // after an alias or a closing bracket, and blanks
    var size = 0.0
    for byte in text.utf8 {
      size += 1
      column += 1
      let isName = isName(byte)
      switch byte {
      case UInt8(ascii: "*"): isAlias = startsToken(before)
      case UInt8(ascii: "]"), UInt8(ascii: "}"): (isAlias, ends) = (false, true)
      case UInt8(ascii: ":"):
        if ends || isAlias { found = found ?? (line, column) }
        (isAlias, ends) = (false, false)
      case UInt8(ascii: " "), UInt8(ascii: "\t"):
        if before == UInt8(ascii: "?") { found = found ?? (line, column) }
        if isAlias { (isAlias, ends) = (false, true) }
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
        if before == UInt8(ascii: "?") { found = found ?? (line, column) }
        (isAlias, ends) = (false, false)
      default:
        if isAlias, before == UInt8(ascii: "*"), isName { aliases += 1 }
        if !isName { isAlias = false }
        ends = false
      }
      if byte == UInt8(ascii: "\n") { (line, column) = (line + 1, 0) }
      before = byte
    }
    guard let found, aliases > 0 else { return nil }
    var times = 1.0
    for _ in 0..<Int(min(aliases / 3, 40)) { times *= 3 }
    return times * size > limit ? found : nil
  }

  private static func isName(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), 0x80...:
      true
    default: false
    }
  }

  private static func startsToken(_ before: UInt8) -> Bool {
    " \t\n\r[{,:-?".utf8.contains(before)
  }
}
