public import Measurements
import Records

extension PageSection {
  /// Measurements of statements of theory.
  static func theorems(of run: RunRecord, names: inout PageNames) -> PageSection? {
    guard let record = run.theorems else { return nil }
    let charts = TheoremCurves.all(record).map { name, curves in
      Chart(
        curves, title: TheoremCurves.title(name, curves),
        summary: curves.note.isEmpty
          ? "" : "\(curves.note.prefix(1).uppercased() + curves.note.dropFirst()).")
    }
    var content = Markup()
    for (caption, table) in SummaryTable.tables(record).reversed() {
      content += table.markup(caption: caption, names: &names)
    }
    content += charts.markup(&names)
    return PageSection("Theorems", short: "Theorems", names: &names, content: content)
  }
}

extension SummaryTable {
  /// The tables of theorems that have rows, each with its caption.
  public static func tables(_ record: TheoremReport) -> [(caption: String, table: SummaryTable)] {
    [
      ("EP against BPTT, step by step", SummaryTable(steps: record.steps)),
      ("Errors of EP against beta", SummaryTable(errorsOf: record)),
      ("Gradients by several methods", SummaryTable(gradients: record.gradients)),
      ("Checks", SummaryTable(checks: record.checks)),
    ].filter { !$0.1.rows.isEmpty }
  }
}

/// Theorems as curves, for figures and for the page.
public enum TheoremCurves {
  /// All curves with the names of their figures.
  public static func all(_ record: TheoremReport) -> [(name: String, curves: Curves)] {
    steps(record) + courses(record) + errors(record)
  }

  /// The title of a figure in the page.
  static func title(_ name: String, _ curves: Curves) -> String {
    switch name {
    case "time-course": "EP = RBP at every moment"
    case "time-course-error": "Error of EP against RBP over time"
    case "gradient-error": "Error of the gradient against beta"
    default:
      "EP = BPTT, \(curves.note.split(separator: ";")[0].replacing("colour: EP, ", with: ""))"
    }
  }

  /// Updates over the steps: EP in colour, BPTT dashed over it, for the largest element of each array,
  /// each divided by the largest gradient.
  private static func steps(_ record: TheoremReport) -> [(name: String, curves: Curves)] {
    let settings = Set(record.steps.map { "\($0.free)-\($0.nudged)-\($0.scheme)-\($0.beta)" })
    return settings.sorted().compactMap { setting in
      let rows = record.steps.filter {
        "\($0.free)-\($0.nudged)-\($0.scheme)-\($0.beta)" == setting
      }
      guard let first = rows.first else { return nil }
      let series = rows.filter { $0.name.contains("->") }.flatMap { row in
        overlaid(row.name, row.examplesEP.first ?? [], row.examplesBPTT.first ?? [])
      }
      var curves = Curves(
        epochs: (0..<first.nudged).map(Double.init), series: series,
        axis: "update / largest gradient")
      curves.abscissa = "step t of the nudged phase"
      curves.scale = .linear
      curves.note =
        "colour: EP, T/K \(first.free)/\(first.nudged), \(first.scheme), beta \(first.beta); dashes: BPTT at T - t"
      return ("steps-\(setting)", curves)
    }
  }

  /// Values with their reference over them, both divided by its largest one; nothing where all of it is 0.
  private static func overlaid(
    _ name: String, _ values: [Double], _ reference: [Double]
  ) -> [Curves.Series] {
    guard let size = reference.map(\.magnitude).max(), size > 0 else { return [] }
    var overlay = Curves.Series(name: "", values: reference.map { $0 / size })
    overlay.isOverlay = true
    return [Curves.Series(name: name, values: values.map { $0 / size }), overlay]
  }

  private static func courses(_ record: TheoremReport) -> [(name: String, curves: Curves)] {
    guard
      let course = record.courses.filter({ $0.scheme == "one-sided" })
        .min(by: { ($0.beta - 0.01).magnitude < ($1.beta - 0.01).magnitude })
    else { return [] }
    let series = course.units.enumerated().flatMap { index, unit in
      overlaid(unit, course.examplesEP[index], course.examplesRBP[index])
    }
    var curves = Curves(
      epochs: course.times, series: series, axis: "derivative / largest of RBP")
    curves.abscissa = "time (time constants)"
    curves.scale = .linear
    curves.note =
      "colour: EP, \(course.scheme), beta \(course.beta); dashes: RBP"
    return [("time-course", curves)]
  }

  private static func errors(_ record: TheoremReport) -> [(name: String, curves: Curves)] {
    var all: [(name: String, curves: Curves)] = []
    func add(_ points: [(scheme: String, beta: Double, error: Double)], _ name: String) {
      let betas = Set(points.map(\.beta)).sorted()
      guard betas.count > 1 else { return }
      var curves = Curves(
        epochs: betas,
        series: points.map(\.scheme).distinct.map { scheme in
          Curves.Series(
            name: scheme,
            values: betas.map { beta in
              points.first { $0.scheme == scheme && $0.beta == beta }?.error
            })
        }, axis: "relative error")
      curves.abscissa = "beta"
      curves.isLogarithmicAcross = true
      curves.scale = .logarithmic
      all.append((name, curves))
    }
    add(record.courses.map { ($0.scheme, $0.beta, $0.error) }, "time-course-error")
    add(record.errors.map { ($0.scheme, $0.beta, $0.error) }, "gradient-error")
    return all
  }
}
