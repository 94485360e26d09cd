import Foundation

/// The grammar of swept values, which is that of Hydra: commas separate values, but not inside brackets, braces,
/// parentheses or quotes; a backslash escapes the next character.
enum SweepText {
  /// The parts between the outer commas of `text`, without spaces around them; a failure if a bracket or quote is not
  /// closed.
  static func parts(_ text: String) -> Result<[String], Reason> {
    var parts = [""]
    var open: [Character] = []
    var quote: Character?
    var isEscaped = false
    for character in text {
      var isSeparator = false
      if isEscaped {
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
        // A backslash before a comma is an escape; any other belongs to the value.
        if quote == nil {
          parts[parts.count - 1].append("\u{0}")
          continue
        }
      } else if let mark = quote {
        if character == mark { quote = nil }
      } else if character == "\"" || character == "'" {
        quote = character
      } else if let closing = pairs[character] {
        open.append(closing)
      } else if pairs.values.contains(character) {
        guard open.popLast() == character else {
          return .failure(Reason("'\(character)' closes nothing"))
        }
      } else if character == ",", open.isEmpty {
        isSeparator = true
      }
      if isSeparator { parts.append("") } else { parts[parts.count - 1].append(character) }
    }
    if let quote { return .failure(Reason("a quote \(quote) is not closed")) }
    if let closing = open.last { return .failure(Reason("'\(closing)' is missing")) }
    return .success(
      parts.map { part in
        part.replacing("\u{0},", with: ",").replacing("\u{0}", with: "\\")
          .trimmingCharacters(in: .whitespaces)
      })
  }

  /// `text` without spaces around it.
  static func trimmed(_ text: Substring) -> String { text.trimmingCharacters(in: .whitespaces) }

  private static let pairs: [Character: Character] = ["(": ")", "[": "]", "{": "}"]

  /// The name and the arguments if all of `text` is `name(arguments)`.
  static func call(_ text: String) -> (name: String, arguments: String)? {
    guard text.last == ")", let bracket = text.firstIndex(of: "(") else { return nil }
    let name = text[..<bracket]
    guard !name.isEmpty, name.allSatisfy({ $0.isLetter || $0 == "_" }) else { return nil }
    return (String(name), String(text[text.index(after: bracket)...].dropLast()))
  }

  /// A value with up to twelve significant digits: 0.1 + 0.2 is 0.3.
  static func text(_ value: Double, unit: String) -> String {
    let number = String(format: "%.12g", value)
    return unit.isEmpty ? number : number + " " + unit
  }

  /// The reason that a text is wrong.
  struct Reason: Error {
    let text: String
    init(_ text: String) { self.text = text }
  }
}
