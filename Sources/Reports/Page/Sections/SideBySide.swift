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
    var table = SummaryTable(columns: [
      .number("run"), .text("model"), .text("folder"), .text("status"), .number("seed"),
      .text("result"),
      .number("took"),
    ])
    for (index, run) in runs.enumerated() {
      table.add([
        .init("\(index + 1)"), .init(run.name), .init(run.folderName),
        .init(
          run.statusWord,
          run.information.status == .finished
            ? .good : run.information.status == .running ? .none : .bad),
        .init(run.information.seed.map { String($0) } ?? "-"), .init(run.headline, .strong),
        .init(run.information.wallSeconds.map(SummaryTable.duration) ?? "-"),
      ])
    }
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
    var charts = quantities.compactMap { title, axis, value in
      overlay(groups, differences, axis: axis, value: value).map {
        Chart($0, title: title, summary: words($0, unit: "%"))
      }
    }
    var projections: [String] = []
    for run in groups.joined() {
      for agreement in run.epochs.flatMap(\.agreements)
      where !projections.contains(agreement.projection) {
        projections.append(agreement.projection)
      }
    }
    for projection in projections.prefix(6) {
      var record = overlay(groups, differences, axis: "cosine") { epoch in
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

  private static func overlay(
    _ groups: [[RunRecord]], _ differences: RunDifferences, axis: String,
    value: (Epoch) -> Double?
  ) -> Curves? {
    let epochs = Set(groups.joined().flatMap { $0.epochs.filter { value($0) != nil }.map(\.epoch) })
      .sorted()
    guard epochs.count > 1 else { return nil }
    let series = groups.compactMap { group -> Curves.Series? in
      let values = epochs.map { epoch in
        group.flatMap { run in run.epochs.filter { $0.epoch == epoch }.compactMap(value) }
      }
      guard values.contains(where: { !$0.isEmpty }) else { return nil }
      let isRepeated = values.contains { $0.count > 1 }
      return Curves.Series(
        name: differences.name(of: group),
        values: values.map { $0.isEmpty ? nil : $0.reduce(0, +) / Double($0.count) },
        low: isRepeated ? values.map { $0.min() } : nil,
        high: isRepeated ? values.map { $0.max() } : nil)
    }
    guard !series.isEmpty else { return nil }
    var record = Curves(epochs: epochs.map(Double.init), series: series, axis: axis)
    let seeds = groups.map(\.count).max() ?? 1
    if seeds > 1 { record.note = "mean and range of \(seeds) runs that differ in their seed" }
    return record
  }
}

extension RunRecord {
  /// The result of the run in a few words.
  var headline: String {
    if let error = result?.testError {
      let twin = result?.twinTestError.map { ", rate twin " + SummaryTable.percent($0) } ?? ""
      return "test error \(SummaryTable.percent(error))\(twin)"
    }
    if let training, let mean = training.meanTestError {
      return "test error \(SummaryTable.percent(mean))"
        + (training.testErrorDeviation.map {
          " ± \(SummaryTable.percent($0)), "
            + SummaryTable.deviation(over: training.seeds.count, "repetitions")
        } ?? "")
    }
    if let simulation { return "\(GnuplotText.count(simulation.spikes)) spikes" }
    if let theorems {
      return "\(theorems.checks.count { $0.passed }) of \(theorems.checks.count) checks passed"
    }
    if kind == .rule, let rule {
      return "gain \(rule.tiedGain.map { Axis.text($0, digits: 3) } ?? "0")"
    }
    if let best = comparison?.leastCosines.first {
      return "best \(best.name), least cosine \(SummaryTable.fixed(best.cosine, 3))"
    }
    if let last = epochs.last, let error = last.validationError {
      return "validation error \(SummaryTable.percent(error)) after epoch \(last.epoch)"
    }
    return "–"
  }
}
