import EquilibriumPropagation
import Experiments
import Foundation
import Measurements
import Protocols
import RateModel
import Records
import Reports

/// Measures what theory says about a rate model, and shows it.
struct TheoremJob {
  let name: String
  let run: TheoremRun

  /// Measures, writes tables and figures into the run's folder, and prints them; throws when a check
  /// did not pass.
  func run(_ session: RunSession, output: OutputOptions) throws {
    var report = try run.run { session.progress.show($0, fraction: $1) }
    session.progress.clear()
    report.name = name
    for warning in report.warnings { session.warn(warning) }
    let tables = TheoremFigures.tables(report)
    try session.folder.writeJSON(report, as: "theorems.json")
    try session.folder.write(
      tables.map { $0.text() }.joined(separator: "\n"), as: "theorems.txt")
    try session.draw(TheoremFigures.figures(report))
    if output.json {
      try Terminal.output(json: report)
    } else {
      session.progress.clear()
      print(
        tables.map { $0.text(isStyled: Terminal.hasStyledOutput) }.joined(separator: "\n"))
      print(session.places)
    }
    let failed = report.checks.count { !$0.passed }
    if failed > 0 { throw ToolError.checksFailed(count: failed, of: report.checks.count) }
  }
}

/// Tables and figures of theorems.
enum TheoremFigures {
  static func tables(_ record: TheoremReport) -> [SummaryTable] {
    var tables: [SummaryTable] = []
    if !record.steps.isEmpty { tables.append(SummaryTable(steps: record.steps)) }
    if !record.courses.isEmpty || !record.errors.isEmpty {
      tables.append(SummaryTable(errorsOf: record))
    }
    if !record.gradients.isEmpty {
      tables.append(SummaryTable(gradients: record.gradients))
    }
    if !record.checks.isEmpty { tables.append(SummaryTable(checks: record.checks)) }
    return tables
  }

  static func figures(_ record: TheoremReport) -> [Figure] {
    TheoremCurves.all(record).map { .curves($0.curves, named: $0.name) }
  }
}
