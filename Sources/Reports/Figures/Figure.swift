/// A figure before it is drawn: a gnuplot script and its data, with relative names.
public struct Figure: Sendable, Equatable {
  /// The name of its files without what follows the dot; letters, digits, `-`, `_` and `.` only.
  public let name: String
  /// The gnuplot script, `NAME.gp`.
  public let script: String
  /// Data files that the script reads.
  public let data: [DataFile]

  /// A file of numbers.
  public struct DataFile: Sendable, Equatable {
    /// Its name in the folder of the figure.
    public let name: String
    /// Its text.
    public let text: String
  }
}

/// What became of a figure.
public struct FigureOutcome: Sendable, Equatable {
  /// The figure.
  public let name: String
  /// Names of the pictures that were made, in the folder of figures: `raster.svg`, …
  public let pictures: [String]
  /// Why pictures are missing; nil if none is.
  public let problem: Problem?

  /// Why pictures are missing.
  public enum Problem: Sendable, Equatable {
    /// There is no gnuplot on this machine.
    case gnuplotMissing
    /// gnuplot could not be started.
    case gnuplotDidNotStart(reason: String)
    /// gnuplot stopped with an error, in its words.
    case gnuplotFailed(words: String)
    /// gnuplot took longer than this [s].
    case gnuplotTookTooLong(seconds: Int)
  }

  /// A sentence for the user, with the remedy; nil if all pictures were made.
  public var warning: String? {
    let left =
      pictures.isEmpty
      ? "figure '\(name)' was not drawn (its script \(name).gp and data are kept)"
      : "figure '\(name)' was drawn only as \(pictures.joined(separator: ", "))"
    return switch problem {
    case nil: nil
    case .gnuplotMissing:
      "\(left): gnuplot is not installed. Install it: apt-get install gnuplot-nox"
    case .gnuplotDidNotStart(let reason): "\(left): gnuplot did not start: \(reason)."
    case .gnuplotFailed(let words):
      "\(left): gnuplot failed: \(words). It needs Debian's gnuplot-nox: apt-get install gnuplot-nox"
    case .gnuplotTookTooLong(let seconds): "\(left): gnuplot took longer than \(seconds) s."
    }
  }
}

extension [FigureOutcome] {
  /// What the user should know, once for all figures rather than once for each.
  public var warnings: [String] {
    let missing = filter { $0.problem == .gnuplotMissing }
    guard missing.count > 1 else { return compactMap(\.warning) }
    let names = missing.map(\.name).joined(separator: ", ")
    return [
      "figures \(names) were not drawn (their scripts and data are kept): gnuplot is not installed."
        + " Install it: apt-get install gnuplot-nox"
    ] + filter { $0.problem != .gnuplotMissing }.compactMap(\.warning)
  }
}
