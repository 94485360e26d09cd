import Datasets
import EquilibriumPropagation
import Experiments
import Foundation
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
    let report = try run.run { session.progress.show($0, fraction: $1) }
    session.progress.clear()
    for warning in report.warnings { session.warn(warning) }
    let record = TheoremRecords.record(report, name: name)
    let tables = TheoremRecords.tables(record)
    try session.folder.writeJSON(record, as: "theorems.json")
    try session.folder.write(
      tables.map { $0.text() }.joined(separator: "\n"), as: "theorems.txt")
    try session.draw(TheoremRecords.figures(record))
    if output.json {
      try Terminal.output(json: record)
    } else {
      session.progress.clear()
      print(
        tables.map { $0.text(isStyled: Terminal.hasStyledOutput) }.joined(separator: "\n"))
      print(session.places)
    }
    let failed = record.checks.count { !$0.passed }
    if failed > 0 { throw ToolError.checksFailed(count: failed, of: record.checks.count) }
  }
}

/// Theorems as records, tables and figures.
enum TheoremRecords {
  static func record(_ report: TheoremReport, name: String) -> TheoremRecord {
    var record = TheoremRecord()
    record.name = name
    record.steps = report.steps.flatMap { step in
      step.comparison.rows.map { row in
        TheoremRecord.Step(
          free: step.phases.free, nudged: step.phases.nudged, beta: step.beta,
          scheme: step.scheme.rawValue, name: row.name, rmse: row.rmse, cosine: row.cosine,
          signError: row.signError, relativeSize: row.relativeSize, cosines: row.cosines,
          sizeEP: row.sizes.map(\.ep), sizeBPTT: row.sizes.map(\.bptt),
          examplesEP: row.examples.map(\.ep), examplesBPTT: row.examples.map(\.bptt),
          drift: step.comparison.drift)
      }
    }
    record.courses = report.courses.flatMap { course in
      course.courses.map { one in self.course(one, course) }
    }
    record.gradients = report.gradients.map { row in
      AgreementRecord(
        projection: row.parameters, part: row.method, reference: row.reference,
        cosine: row.cosine, signAgreement: row.signAgreement, relativeSize: row.relativeSize,
        rmse: row.rmse,
        count: row.count)
    }
    record.errors = report.errors.map {
      TheoremRecord.Error(beta: $0.beta, scheme: $0.scheme, error: $0.error)
    }
    record.checks = report.checks.map { check in
      CheckRecord(
        name: check.name, measured: check.measured, bar: check.bar, passed: check.passed)
    }
    record.warnings = report.warnings
    return record
  }

  /// The unit of each layer with the largest derivative.
  private static func course(
    _ one: TimeCourse.Course, _ course: TimeCourse
  ) -> TheoremRecord.Course {
    let units = course.layers.map { layer in
      layer.units.max { a, b in
        course.recurrent.reduce(0) { max($0, $1[a].magnitude) }
          < course.recurrent.reduce(0) { max($0, $1[b].magnitude) }
      }!
    }
    return TheoremRecord.Course(
      beta: one.beta, scheme: one.scheme.rawValue, error: one.error, times: course.times,
      examplesEP: units.map { unit in one.values.map { $0[unit] } },
      examplesRBP: units.map { unit in course.recurrent.map { $0[unit] } },
      units: course.layers.map(\.name))
  }

  static func tables(_ record: TheoremRecord) -> [SummaryTable] {
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

  // MARK: - Figures

  static func figures(_ record: TheoremRecord) -> [Figure] {
    TheoremCurves.all(record).map { .curves($0.curves, named: $0.name) }
  }
}
