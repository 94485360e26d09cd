import Foundation
import Records
import Synchronization

/// Output of the tool: results on stdout, everything else on stderr.
enum Terminal {
  /// True if stderr is a terminal.
  static let isInteractive = isatty(2) == 1
  /// True if stderr may be coloured.
  static let hasColour = isInteractive && allowsColour
  /// True if tables on stdout may be bold or coloured.
  static let hasStyledOutput = isatty(1) == 1 && allowsColour

  /// True unless NO_COLOR is set (no-color.org) or the terminal has no colours.
  private static let allowsColour = {
    let environment = ProcessInfo.processInfo.environment
    return (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
  }()

  /// Writes a line to stderr.
  static func note(_ text: String) { write(text + "\n") }

  /// Writes an error to stderr, with `error:` in red.
  static func complain(_ text: String) {
    note(hasColour ? text.replacing("error:", with: "\u{1B}[1;31merror:\u{1B}[0m") : text)
  }

  /// A warning, its first word in yellow.
  static func warning(_ text: String) -> String {
    (hasColour ? "\u{1B}[33mwarning:\u{1B}[0m " : "warning: ") + text
  }

  /// Writes text to stderr.
  static func write(_ text: String) {
    // A message that cannot be written must not end the work.
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }

  /// Writes a result to stdout. A failure is reported at the end, by `checkOutput`: the work and its files come first.
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

  /// Throws if results could not be written to stdout. A reader that closes the pipe, such as `head`, is not an error.
  static func checkOutput() throws {
    guard let reason = problem.withLock({ $0 }), reason.code != EPIPE else { return }
    throw ToolError.noOutput(reason)
  }

  /// Writes a JSON object to stdout, with sorted keys.
  static func output(json value: some Encodable) throws {
    output(String(decoding: try JSONText.encode(value), as: UTF8.self))
  }
}

/// Writes a result to stdout by `Terminal.output`; the standard library's `print` does not report a full disk.
func print(_ value: some CustomStringConvertible, terminator: String = "\n") {
  Terminal.output(value.description, terminator: terminator)
}
