/// One mistake, or probable mistake, in a model file or an override.
public struct ModelProblem: Error, Sendable, Hashable {
  /// The file as the user named it.
  public let file: String
  /// The place of the mistake.
  public let place: Place
  /// The finding and the remedy, in one sentence without a full stop.
  public var message: String
  /// The line of the file that contains the place.
  public let source: String?
  /// True if the model is accepted nevertheless.
  public var isWarning = false

  /// The origin of a value.
  public enum Place: Sendable, Hashable {
    /// Line and column of the file, both counted from 1; columns in Unicode scalars.
    case line(Int, column: Int)
    /// An override on the command line, as it was written.
    case override(String)
    /// The file as a whole.
    case file
  }
}

extension ModelProblem: CustomStringConvertible {
  /// `file:line:column: error: message`, the line, and a caret below the column.
  public var description: String {
    let kind = isWarning ? "warning" : "error"
    switch place {
    case .file: return "\(file): \(kind): \(message)"
    case .override(let text): return "override '\(Self.brief(text))': \(kind): \(message)"
    case .line(let line, let column):
      let head = "\(file):\(line):\(column): \(kind): \(message)"
      guard let source, !source.isEmpty else { return head }
      return head + "\n" + ModelProblem.excerpt(of: source, column: column)
    }
  }

  /// The problem in one line without its kind: `file:line:column: message`.
  public var sentence: String {
    switch place {
    case .file: "\(file): \(message)"
    case .override(let text): "override '\(Self.brief(text))': \(message)"
    case .line(let line, let column): "\(file):\(line):\(column): \(message)"
    }
  }

  private static func brief(_ text: String) -> String {
    text.count > 200 ? text.prefix(200) + "..." : text
  }

  /// At most 100 characters of a line around a column, and a caret under that column.
  private static func excerpt(of source: String, column: Int) -> String {
    let scalars = Array(source.unicodeScalars)
    let place = min(column - 1, scalars.count)
    let start = place > 80 ? place - 40 : 0
    let end = min(scalars.count, start + 100)
    let lead = start > 0 ? "..." : ""
    let text = String(String.UnicodeScalarView(scalars[start..<end]))
    let blank = scalars[start..<place].map { $0 == "\t" ? "\t" : " " }.joined()
    return lead + text + (end < scalars.count ? "..." : "") + "\n"
      + String(repeating: " ", count: lead.count) + blank + "^"
  }
}

/// The reason that a model file did not become an experiment: the file could not be read, or all mistakes in it.
public enum ModelError: Error, Sendable, Hashable {
  /// The file does not exist.
  case missing(path: String)
  /// The file exists but cannot be read.
  case unreadable(path: String, reason: String)
  /// The contents are wrong; problems are in the order of the file, followed by those of the overrides.
  case problems([ModelProblem])
}

extension ModelError: CustomStringConvertible {
  /// All problems, each as `file:line:column: error: message` with its line and a caret.
  public var description: String {
    switch self {
    case .missing(let path): return "\(path): error: there is no such file"
    case .unreadable(let path, let reason): return "\(path): error: cannot be read: \(reason)"
    case .problems(let problems): return problems.map(\.description).joined(separator: "\n")
    }
  }
}
