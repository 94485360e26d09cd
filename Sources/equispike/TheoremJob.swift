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
      var table = SummaryTable(columns: [
        .text("gradient by"), .text("against"), .text("parameters"), .number("cosine"),
        .number("size"), .number("RMSE"), .number("numbers"),
      ])
      for row in record.gradients {
        table.add([
          SummaryTable.Cell(row.part), SummaryTable.Cell(row.reference),
          SummaryTable.Cell(row.projection), SummaryTable.Cell(SummaryTable.fixed(row.cosine, 9)),
          SummaryTable.Cell(SummaryTable.fixed(row.relativeSize, 6)),
          SummaryTable.Cell(String(format: "%.2g", row.rmse)), SummaryTable.Cell("\(row.count)"),
        ])
      }
      tables.append(table)
    }
    if !record.checks.isEmpty { tables.append(SummaryTable(checks: record.checks)) }
    return tables
  }

  // MARK: - Figures

  static func figures(_ record: TheoremRecord) -> [Figure] {
    stepFigures(record) + courseFigures(record) + errorFigures(record)
  }

  /// Updates over the steps: EP in colour, BPTT dashed over it, for the largest element of each array,
  /// each divided by the largest gradient.
  private static func stepFigures(_ record: TheoremRecord) -> [Figure] {
    let settings = Set(record.steps.map { "\($0.free)-\($0.nudged)-\($0.scheme)-\($0.beta)" })
    return settings.sorted().compactMap { setting in
      let rows = record.steps.filter {
        "\($0.free)-\($0.nudged)-\($0.scheme)-\($0.beta)" == setting
      }
      guard let first = rows.first else { return nil }
      var series: [CurveRecord.Series] = []
      for row in rows where row.name.contains("->") {
        guard let ep = row.examplesEP.first, let bptt = row.examplesBPTT.first,
          let size = bptt.map(\.magnitude).max(), size > 0
        else { continue }
        series.append(CurveRecord.Series(name: row.name, values: ep.map { $0 / size }))
        var overlay = CurveRecord.Series(name: "", values: bptt.map { $0 / size })
        overlay.isOverlay = true
        series.append(overlay)
      }
      var curves = CurveRecord(
        epochs: (0..<first.nudged).map(Double.init), series: series,
        axis: "update / largest gradient")
      curves.abscissa = "step t of the nudged phase"
      curves.scale = .linear
      curves.note =
        "colour: EP, \(first.scheme), beta \(first.beta); dashes: BPTT at T - t"
      return .curves(curves, named: "steps-\(setting)")
    }
  }

  private static func courseFigures(_ record: TheoremRecord) -> [Figure] {
    guard
      let course = record.courses.filter({ $0.scheme == "one-sided" })
        .min(by: { ($0.beta - 0.01).magnitude < ($1.beta - 0.01).magnitude })
    else { return [] }
    var series: [CurveRecord.Series] = []
    for (index, unit) in course.units.enumerated() {
      let size = course.examplesRBP[index].map(\.magnitude).max() ?? 0
      guard size > 0 else { continue }
      series.append(
        CurveRecord.Series(name: unit, values: course.examplesEP[index].map { $0 / size }))
      var overlay = CurveRecord.Series(
        name: "", values: course.examplesRBP[index].map { $0 / size })
      overlay.isOverlay = true
      series.append(overlay)
    }
    var curves = CurveRecord(
      epochs: course.times, series: series, axis: "derivative / largest of RBP")
    curves.abscissa = "time (time constants)"
    curves.scale = .linear
    curves.note =
      "colour: EP, \(course.scheme), beta \(course.beta); dashes: RBP"
    return [.curves(curves, named: "time-course")]
  }

  private static func errorFigures(_ record: TheoremRecord) -> [Figure] {
    var figures: [Figure] = []
    func figure(_ points: [(scheme: String, beta: Double, error: Double)], _ name: String) {
      let betas = Set(points.map(\.beta)).sorted()
      guard betas.count > 1 else { return }
      var schemes: [String] = []
      for point in points where !schemes.contains(point.scheme) { schemes.append(point.scheme) }
      var curves = CurveRecord(
        epochs: betas,
        series: schemes.map { scheme in
          CurveRecord.Series(
            name: scheme,
            values: betas.map { beta in
              points.first { $0.scheme == scheme && $0.beta == beta }?.error
            })
        }, axis: "relative error")
      curves.abscissa = "beta"
      curves.isLogarithmicAcross = true
      curves.scale = .logarithmic
      figures.append(.curves(curves, named: name))
    }
    figure(record.courses.map { ($0.scheme, $0.beta, $0.error) }, "time-course-error")
    figure(record.errors.map { ($0.scheme, $0.beta, $0.error) }, "gradient-error")
    return figures
  }
}
