/// A value in the form in which a model file is written.
indirect enum Output: Sendable {
  /// A word that needs no quotes.
  case word(String)
  /// Text, quoted if YAML requires it.
  case string(String)
  case number(Double, Dimension)
  case list([Output])
  /// Keys, one on each line.
  case block([(String, Output)])
  /// Keys, all on one line.
  case flow([(String, Output)])
  /// A list with one element on each line.
  case lines([Output])

  static func integer(_ value: Int) -> Output { .word(String(value)) }
  static func flag(_ value: Bool) -> Output { .word(value ? "true" : "false") }
  static func numbers(_ values: [Double]) -> Output { .list(values.map { .number($0, .number) }) }
  /// Numbers by name.
  static func numbers(_ values: [String: Double]) -> Output {
    .flow(values.sorted { $0.key < $1.key }.map { ($0, .number($1, .number)) })
  }
  /// Values of clamped populations, by name.
  static func clamps(
    _ values: [String: [Double]], _ courses: [String: ClampCourse] = [:]
  ) -> Output {
    .block(
      values.sorted { $0.key < $1.key }.map { name, now in
        guard let course = courses[name] else { return (name, .clamped(now)) }
        return (
          name,
          .flow([
            ("times", .numbers(course.times)), ("values", .list(course.values.map(clamped))),
          ])
        )
      })
  }
  /// The text on one line; a number without its unit.
  var bare: String {
    if case .number(let value, _) = self { Self.text(of: value) } else { inline }
  }
  /// One number if all values are equal, else a list.
  static func clamped(_ values: [Double]) -> Output {
    guard let first = values.first, values.allSatisfy({ $0.bitPattern == first.bitPattern }) else {
      return numbers(values)
    }
    return .number(first, .number)
  }

  /// The shortest text that YAML 1.1 and 1.2 read as this number.
  static func text(of value: Double) -> String {
    if value.isNaN { return ".nan" }
    if value.isInfinite { return value > 0 ? ".inf" : "-.inf" }
    if value == value.rounded(), abs(value) < 1e15 {
      return value == 0 && value.sign == .minus ? "-0.0" : String(Int(value))
    }
    let text = "\(value)"
    guard let mark = text.firstIndex(of: "e"), !text.contains(".") else { return text }
    return text[..<mark] + ".0" + text[mark...]
  }

  /// Text as YAML: plain if every reader takes it as text, else in double quotes.
  static func quoted(_ text: String) -> String {
    let words = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"]
    let isPlain =
      text.first.map { $0.isASCII && $0.isLetter } ?? false && text.last != " "
      && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_-./()> ".contains($0)) }
      && !words.contains(text.lowercased())
    if isPlain { return text }
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        let digits = String(scalar.value, radix: 16)
        result += "\\x" + (digits.count < 2 ? "0" : "") + digits
      case "\u{85}": result += "\\N"
      case "\u{A0}": result += "\\_"
      case "\u{2028}": result += "\\L"
      case "\u{2029}": result += "\\P"
      case "\u{FEFF}": result += "\\uFEFF"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  /// The text of a whole file.
  func file() -> String {
    var text = ""
    write(to: &text, indent: 0)
    return text
  }

  private func write(to text: inout String, indent: Int) {
    let margin = String(repeating: " ", count: indent)
    switch self {
    case .block(let entries):
      for (key, value) in entries {
        text += margin + Output.quoted(key) + ":"
        switch value {
        case .block(let entries) where !entries.isEmpty:
          text += "\n"
          value.write(to: &text, indent: indent + 2)
        case .lines(let elements) where !elements.isEmpty:
          text += "\n"
          for element in elements { text += margin + "  - " + element.inline + "\n" }
        default: text += " " + value.inline + "\n"
        }
      }
    default: text += margin + inline + "\n"
    }
  }

  /// The text on one line.
  var inline: String {
    switch self {
    case .word(let word): word
    case .string(let text): Output.quoted(text)
    case .number(let value, let dimension): dimension.text(value)
    case .list(let elements), .lines(let elements):
      "[" + elements.map(\.inline).joined(separator: ", ") + "]"
    case .block(let entries), .flow(let entries):
      "{" + entries.map { "\(Output.quoted($0)): \($1.inline)" }.joined(separator: ", ") + "}"
    }
  }
}
