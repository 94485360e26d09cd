import Measurements
import Records

extension PageSection {
  /// Several runs side by side: their names, their differences, their results, and their curves in common charts.
  static func comparison(of runs: [RunRecord], names: inout PageNames) -> [PageSection] {
    let differences = RunDifferences(runs)
    var content = overview(runs, differences).markup(caption: "The runs", names: &names)
    if differences.paths.isEmpty {
      content += "<p class=\"note\">All runs have the same settings and the same seed.</p>\n"
    } else {
      var table = SummaryTable(
        columns: [.text("setting")] + runs.indices.map { .text("run \($0 + 1)") })
      for path in differences.paths.prefix(200) {
        table.add([.init(path)] + differences.values(at: path).map { .init($0 ?? "-") })
      }
      if differences.paths.count > 200 {
        table.notes.append("\(differences.paths.count - 200) more differ.")
      }
      let shown = table.markup(caption: "Settings that differ", names: &names)
      content +=
        differences.paths.count > 12
        ? "<details><summary>\(differences.paths.count) settings differ</summary>\(shown)</details>\n"
        : shown
    }
    let charts = curves(differences)
    if !charts.isEmpty { content += charts.markup(&names) }
    return [PageSection("Side by side", short: "Side by side", names: &names, content: content)]
  }

  private static func overview(
    _ runs: [RunRecord], _ differences: RunDifferences
  ) -> SummaryTable {
    var table = SummaryTable(
      of: Array(runs.enumerated()),
      [
        .number("run") { "\($0.offset + 1)" }, .text("model", \.element.name),
        .text("folder", \.element.folderName),
        .text("status", \.element.statusWord) {
          switch $0.element.information.status {
          case .finished: .good
          case .running: .none
          default: .bad
          }
        },
        .number("seed") { $0.element.information.seed.map { "\($0)" } ?? "-" },
        .text("result", \.element.headline) { _ in .strong },
        .number("took") { SummaryTable.duration($0.element.information.wallSeconds) },
      ])
    let groups = differences.groups
    let errors = groups[0].compactMap { $0.result?.testError ?? $0.training?.meanTestError }
    if groups.count == 1, let spread = Spread(errors), let deviation = spread.deviation {
      table.notes.append(
        "Test error over \(errors.count) seeds: \(SummaryTable.percent(spread.mean)) ± \(SummaryTable.percent(deviation)) (mean, standard deviation with n − 1)."
      )
    }
    for (run, other) in differences.repeats {
      table.notes.append(
        "Run \(run + 1) has the settings and the seed of run \(other + 1): it is no further sample and is left out of means and curves."
      )
    }
    return table
  }

  /// One line for each group of runs that differ in nothing but the seed, with the range over seeds.
  private static func curves(_ differences: RunDifferences) -> [Chart] {
    let quantities: [(String, String, (Epoch) -> Double?)] = [
      ("Validation error", "validation error (%)", { $0.validationError.map { 100 * $0 } }),
      ("Training error", "training error (%)", { $0.trainError.map { 100 * $0 } }),
    ]
    let groups = differences.groups
    func overlay(_ axis: String, _ value: @escaping (Epoch) -> Double?) -> Curves? {
      var record = LearningCurves.curves(
        groups.map { (differences.name(of: $0), $0.flatMap(\.epochs), value) }, axis: axis)
      let seeds = groups.map(\.count).max() ?? 1
      if seeds > 1 { record?.note = "mean and range of \(seeds) runs that differ in their seed" }
      return record
    }
    var charts = quantities.compactMap { title, axis, value in
      overlay(axis, value).map {
        Chart($0, title: title, summary: words($0, unit: "%"))
      }
    }
    let agreements = groups.joined().flatMap { $0.epochs.flatMap(\.agreements) }
    for projection in agreements.map(\.projection).distinct.prefix(6) {
      var record = overlay("cosine") { epoch in
        let part = LearningCurves.part([epoch])
        return epoch.agreements.first { $0.projection == projection && $0.part == part }?.cosine
      }
      record?.scale = .linear
      record?.showNearOne()
      if let record {
        charts.append(
          Chart(
            record, title: "Cosine with rate EP, \(projection)", summary: words(record, unit: "")))
      }
    }
    return charts
  }
}
