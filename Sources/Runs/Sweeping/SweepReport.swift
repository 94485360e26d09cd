public import Measurements
public import Records
import Reports

/// Tables and figures of the points of a sweep.
public struct SweepReport {
  /// The folder of the sweep.
  public let folder: SweepFolder
  /// The results, point by point, and the best of them.
  public let record: SweepTable
  /// Numbers that are shown and drawn.
  public let metrics: [String]

  /// A report of results.
  ///
  /// - Parameters:
  ///   - folder: The folder of the sweep.
  ///   - record: The results, all or those of some points.
  ///   - chosen: Numbers to show; empty for those of most interest.
  ///
  /// *Errors*: `RunError.unknownMetric`.
  public init(_ folder: SweepFolder, _ record: SweepTable, chosen: [String] = []) throws {
    let known = record.metrics
    for name in chosen where !known.contains(name) && !known.isEmpty {
      throw RunError.unknownMetric(name: name, known: known)
    }
    self.folder = folder
    var record = record
    record.best = record.leastValidationError
    self.record = record
    metrics = chosen.isEmpty ? Self.usual(record) : chosen
  }

  /// The numbers of most interest, as many as fit beside the keys in a line; numbers that are the same at all
  /// points are left out, unless all are, or they are the errors that a training is for.
  private static func usual(_ record: SweepTable) -> [String] {
    let all = record.metrics
    let moving = all.filter { name in
      ["testError", "validationError"].contains(name)
        || Set(record.rows.compactMap { $0.numbers[name] }).count > 1
    }
    var width = 0
    return Array(
      (moving.isEmpty ? all : moving).prefix(6).prefix { name in
        width += max(name.count, 14) + 2
        return width <= 72
      })
  }

  /// Writes `table.csv`, `table.json`, `means.csv` and the figures.
  ///
  /// - Parameter observer: Receives warnings of figures that could not be drawn.
  /// - Returns: The paths of the figures.
  public func write(observer: any RunObserver = QuietObserver()) throws -> [String] {
    try folder.write(
      JSONText.encode(record) + Array("\n".utf8), as: "table.json")
    try folder.write(Array(SummaryTable.csv(record).utf8), as: "table.csv")
    if record.hasSeeds {
      try folder.write(Array(SummaryTable.meansCSV(record).utf8), as: "means.csv")
    }
    let figures = metrics.prefix(3).compactMap { Figure.sweep(record, metric: $0) }
    guard !figures.isEmpty else { return [] }
    let outcomes = try Gnuplot().draw(figures, in: folder.figures())
    for warning in outcomes.warnings { observer.noted("warning: " + warning) }
    return outcomes.flatMap(\.pictures).filter { $0.hasSuffix(".svg") }
      .map { folder.path + "/figures/" + $0 }
  }

  /// The reason why the sweep is not complete; nil where all points have finished.
  public var failure: RunError? {
    let failed = record.rows.count { $0.status == "failed" }
    let left = record.rows.count { $0.status != "failed" && $0.status != "finished" }
    return failed + left > 0
      ? .incompleteSweep(failed: failed, left: left, of: record.rows.count) : nil
  }

  /// The tables for people.
  public func text(isStyled: Bool = false) -> String {
    var text = SummaryTable(record, metrics: metrics).text(isStyled: isStyled)
    if record.hasSeeds {
      text += "\n" + SummaryTable.means(record, metrics: metrics).text(isStyled: isStyled)
    }
    return text + best
  }

  /// The best point in a line; empty where no choice is possible.
  private var best: String {
    guard record.rows.count(where: { $0.status == "finished" }) > 1 else { return "" }
    guard let best = record.best else {
      return record.metrics.contains { $0.lowercased().contains("error") }
        ? "no best point: nothing has a validationError, and the test set chooses nothing; give data.validation samples\n"
        : ""
    }
    let keys = zip(SweepNames.short(record.groupKeys), best.values).map { "\($0)=\($1)" }
    let points = best.points.map(String.init).joined(separator: ", ")
    return "best by validation error: point\(best.points.count == 1 ? "" : "s") \(points)"
      + (keys.isEmpty ? "" : " (\(keys.joined(separator: " ")))")
      + ", \(SummaryTable.percent(best.validationError))"
      + (best.points.count > 1 ? ", mean over seeds" : "") + "\n"
  }
}
