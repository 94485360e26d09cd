import Measurements
import Reports

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
