import Records

/// A figure before it is drawn, under the name of its files.
public struct Figure: Sendable, Equatable {
  /// The name of its files without the extension; letters, digits, `-`, `_` and `.` only.
  public let name: String
  /// The layout of the figure.
  let layout: Layout

  init(_ name: String, _ layout: Layout) {
    self.name = safeFileName(name)
    self.layout = layout
  }

  /// The drawing, `NAME.svg`.
  public var svg: String { SVGWriter.file(layout, named: name) }
  /// The gnuplot script with its data, `NAME.gp`.
  public var script: String { GnuplotWriter.script(layout, named: name) }
}

/// The outcome of drawing a figure.
public struct FigureOutcome: Sendable, Equatable {
  /// The figure.
  public let name: String
  /// Names of the pictures that were made, in the folder of figures: `raster.svg`, …
  public let pictures: [String]
  /// The reason for which pictures are missing; nil if none is.
  public let problem: Problem?

  /// A reason for which pictures are missing.
  public enum Problem: Sendable, Equatable {
    /// There is no gnuplot on this machine.
    case gnuplotMissing
    /// gnuplot could not be started.
    case gnuplotDidNotStart(reason: String)
    /// gnuplot stopped with an error; `words` is its message.
    case gnuplotFailed(words: String)
    /// gnuplot took longer than this [s].
    case gnuplotTookTooLong(seconds: Int)
  }

  /// A sentence for the user, with the remedy; nil if all pictures were made.
  public var warning: String? {
    problem.map {
      "figure '\(name)' was drawn only as \(pictures.joined(separator: ", ")): \($0.reason)"
    }
  }
}

extension FigureOutcome.Problem {
  /// The missing part and the remedy, with a full stop where nothing else may follow.
  fileprivate var reason: String {
    switch self {
    case .gnuplotMissing:
      "gnuplot, which makes PNG and PDF, is not installed. Install it: apt-get install gnuplot-nox"
    case .gnuplotDidNotStart(let reason): "gnuplot did not start: \(reason)."
    case .gnuplotFailed(let words):
      "gnuplot failed: \(words). It needs Debian's gnuplot-nox: apt-get install gnuplot-nox"
    case .gnuplotTookTooLong(let seconds): "gnuplot took longer than \(seconds) s."
    }
  }
}

extension [FigureOutcome] {
  /// Warnings for the user, each once for all figures.
  public var warnings: [String] {
    let missing = filter { $0.problem == .gnuplotMissing }
    guard missing.count > 1 else { return compactMap(\.warning) }
    let names = missing.map(\.name).joined(separator: ", ")
    return [
      "figures \(names) were drawn only as SVG: \(FigureOutcome.Problem.gnuplotMissing.reason)"
    ] + filter { $0.problem != .gnuplotMissing }.compactMap(\.warning)
  }
}
