import Foundation
import Records

/// Where words go: results to stdout, everything else to stderr.
enum Terminal {
  /// Whether a person looks at stderr.
  static let isInteractive = isatty(2) == 1
  /// Whether colours may be used on stderr.
  static let hasColour = isInteractive && allowsColour
  /// Whether tables on stdout may be bold or coloured.
  static let hasStyledOutput = isatty(1) == 1 && allowsColour

  /// Unless NO_COLOR is set (no-color.org) or the terminal cannot.
  private static let allowsColour = {
    let environment = ProcessInfo.processInfo.environment
    return (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
  }()

  /// A line on stderr.
  static func note(_ text: String) { write(text + "\n") }

  /// An error on stderr, its first words in red.
  static func complain(_ text: String) {
    note(hasColour ? text.replacing("error:", with: "\u{1B}[1;31merror:\u{1B}[0m") : text)
  }

  /// A warning, its first word in yellow.
  static func warning(_ text: String) -> String {
    (hasColour ? "\u{1B}[33mwarning:\u{1B}[0m " : "warning: ") + text
  }

  /// Text on stderr as it is.
  static func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }

  /// A result on stdout.
  static func output(_ text: String) { FileHandle.standardOutput.write(Data((text + "\n").utf8)) }

  /// One JSON object on stdout, keys sorted.
  static func output(json value: some Encodable) throws {
    output(String(decoding: try JSONText.encode(value), as: UTF8.self))
  }
}
