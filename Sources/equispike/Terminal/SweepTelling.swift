import Measurements
import Records
import Runs

/// The end of a sweep on the terminal.
extension SweepReport {
  /// The greatest number of warnings that are shown for a sweep; all are in its `table.json`.
  private static let mostWarnings = 20

  /// Prints the tables, the paths of figures, and the warnings of the points.
  func tell(_ figures: [String], _ output: OutputOptions) throws {
    if output.json {
      try Terminal.output(json: record)
    } else {
      print(text(isStyled: Terminal.hasStyledOutput))
      print(
        (["results  " + folder.path] + figures.map { "figure   " + $0 }).joined(separator: "\n"))
    }
    let warned = record.rows.filter { $0.warnings?.isEmpty == false }
    guard !warned.isEmpty else { return }
    Terminal.note("warnings at \(warned.count) of \(record.rows.count) points:")
    let lines = warned.flatMap { row in
      (row.warnings ?? []).map { "  point \(row.point): " + Terminal.warning($0) }
    }
    for line in lines.prefix(Self.mostWarnings) { Terminal.note(line) }
    let left = lines.count - Self.mostWarnings
    if left > 0 { Terminal.note("  and \(left) more, in the rows of sweep --json") }
  }
}
