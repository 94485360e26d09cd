import Foundation

/// Text and numbers for gnuplot. All text from outside passes through here on its way into a script.
enum GnuplotText {
  /// `text` as a literal in single quotes, which gnuplot draws unchanged.
  ///
  /// Between single quotes gnuplot substitutes no backquotes and no macros; only the quote itself has to be doubled.
  /// Line breaks and control characters become spaces, since they would end the command.
  static func quoted(_ text: String) -> String {
    "'" + oneLine(text).replacing("'", with: "''") + "'"
  }

  /// `text` without line breaks, control characters and marks that change the direction of writing.
  static func oneLine(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .lineSeparator, .paragraphSeparator, .format, .surrogate, .privateUse:
        if result.last != " " { result.append(" ") }
      default: result.append(scalar)
      }
    }
    return String(result)
  }

  /// `text`, cut with an ellipsis where it is longer than `limit` characters.
  static func shortened(_ text: String, to limit: Int) -> String {
    text.count > limit ? String(text.prefix(max(1, limit - 1))) + "…" : text
  }

  /// `value` with up to `digits` significant digits; `NaN` where it is not finite.
  static func number(_ value: Double, digits: Int = 7) -> String {
    guard value.isFinite else { return "NaN" }
    return String(format: "%.\(digits)g", value)
  }

  /// `value` in plain digits with thin spaces between thousands: `1 200 000`.
  static func count(_ value: Int) -> String {
    let digits = Array("\(value.magnitude)")
    guard digits.count > 4 else { return "\(value)" }
    var result = value < 0 ? "−" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { result += "\u{202F}" }
      result.append(digit)
    }
    return result
  }
}
