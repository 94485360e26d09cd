import Foundation

/// Where words go: results to stdout, everything else to stderr.
enum Terminal {
  /// Whether a person looks at stderr.
  static let isInteractive = isatty(2) == 1
  /// Whether colours may be used on stderr: on a terminal, unless NO_COLOR is set.
  static let hasColour = {
    let environment = ProcessInfo.processInfo.environment
    return isInteractive && (environment["NO_COLOR"] ?? "").isEmpty
      && environment["TERM"] != "dumb"
  }()

  /// A line on stderr.
  static func note(_ text: String) { write(text + "\n") }

  /// An error on stderr, its first words in red.
  static func complain(_ text: String) {
    note(hasColour ? text.replacing("error:", with: "\u{1B}[1;31merror:\u{1B}[0m") : text)
  }

  /// Text on stderr as it is.
  static func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }

  /// A result on stdout.
  static func output(_ text: String) { FileHandle.standardOutput.write(Data((text + "\n").utf8)) }

  /// One JSON object on stdout, keys sorted.
  static func output(json value: some Encodable) throws { output(try JSONText.text(value)) }
}

/// JSON with sorted keys, so that the same value gives the same bytes.
enum JSONText {
  static func text(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }
}
