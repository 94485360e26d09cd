import Foundation
import Records
import Synchronization

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
  static func write(_ text: String) {
    // Words that nobody can read must not end the work.
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }

  /// A result on stdout. What cannot be written there is told at the end, by `checkOutput`: the work and its
  /// files come first.
  static func output(_ text: String, terminator: String = "\n") {
    guard problem.withLock({ $0 == nil }) else { return }
    do {
      try FileHandle.standardOutput.write(contentsOf: Data((text + terminator).utf8))
    } catch {
      let cause = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
      problem.withLock { $0 = SystemReason(Int32(cause?.code ?? Int(EIO))) }
    }
  }

  private static let problem = Mutex<SystemReason?>(nil)

  /// Throws when results could not be written to stdout. A reader that has seen enough, such as `head`, is no
  /// error.
  static func checkOutput() throws {
    guard let reason = problem.withLock({ $0 }), reason.code != EPIPE else { return }
    throw ToolError.noOutput(reason)
  }

  /// One JSON object on stdout, keys sorted.
  static func output(json value: some Encodable) throws {
    output(String(decoding: try JSONText.encode(value), as: UTF8.self))
  }
}

/// A result on stdout, by `Terminal.output`; the standard library's own says nothing when the disk is full.
func print(_ value: some CustomStringConvertible, terminator: String = "\n") {
  Terminal.output(value.description, terminator: terminator)
}
