import Measurements
import Records

extension PageSection {
  /// Errors over epochs.
  static func learning(of run: RunRecord, names: inout PageNames) -> PageSection? {
    var charts: [Chart] = []
    if let errors = LearningCurves.errors(run.epochs) {
      charts.append(
        Chart(errors, title: "Error over training", summary: words(errors, unit: "%")))
    }
    if let activity = LearningCurves.activity(run.epochs) {
      charts.append(
        Chart(
          activity, title: "Activity and silence",
          summary:
            "Mean activity s of each population in the free phase, and the share of units that never fired."
        ))
    }
    guard !charts.isEmpty else { return nil }
    return PageSection("Learning", short: "Learning", names: &names, content: charts.markup(&names))
  }

  /// Agreement with the reference, and whether phases settle.
  static func fidelity(of run: RunRecord, names: inout PageNames) -> PageSection? {
    var charts: [Chart] = []
    let epochs = run.epochs.filter { !$0.agreements.isEmpty }
    if let cosines = LearningCurves.cosines(epochs) {
      charts.append(
        Chart(
          cosines, title: "Cosine of the update with rate EP",
          summary:
            "The spiking update of each projection against that of the rate model at the same weights and beta. "
            + words(cosines, unit: "")))
    }
    if let signs = LearningCurves.signs(epochs) {
      charts.append(
        Chart(
          signs, title: "Synapses that change in the same direction",
          summary: words(signs, unit: "%")))
    }
    if let sizes = LearningCurves.sizes(epochs) {
      charts.append(
        Chart(
          sizes, title: "Size of the update over that of rate EP", summary: words(sizes, unit: "")))
    }
    if let settling = LearningCurves.settling(run.epochs) {
      charts.append(
        Chart(
          settling, title: "Settling over training",
          summary: run.kind == .learning
            ? "Drift of the drives at the end of free phases over the nudging signal; it grows as errors, and so the signal, vanish."
            : "Largest residual at the end of a free phase."))
    }
    guard !charts.isEmpty else { return nil }
    var content = charts.markup(&names)
    if let last = epochs.last {
      let table = SummaryTable(agreements: last.agreements)
      content += table.markup(caption: "Agreement after epoch \(last.epoch)", names: &names)
    }
    return PageSection(
      "Fidelity to equilibrium propagation", short: "Fidelity", names: &names, content: content)
  }

  /// `validation: from 90 to 4.5 %, least 4.1 %`.
  static func words(_ record: Curves, unit: String) -> String {
    let tail = unit.isEmpty ? "" : " " + unit
    let parts = record.series.filter { !$0.name.isEmpty }.compactMap { series -> String? in
      let values = series.values.compactMap { $0 }.filter(\.isFinite)
      guard let first = values.first, let last = values.last else { return nil }
      return "\(series.name) from \(Chart.short(first)) to \(Chart.short(last))\(tail)"
    }
    let note =
      record.note.isEmpty ? "" : " \(record.note.prefix(1).uppercased() + record.note.dropFirst())."
    return parts.isEmpty
      ? record.note
      : "Over \(record.abscissa)s: ".replacing("epochs", with: "the epochs")
        + parts.joined(separator: "; ") + "." + note
  }
}

/// Curves over epochs, as `metrics.jsonl` has them.
enum LearningCurves {
  /// Errors [%]; the mean over seeds with their range, where there are several. nil without two epochs.
  static func errors(_ epochs: [Epoch]) -> Curves? {
    curves(
      epochs, axis: "error (%)",
      [
        ("validation", { $0.validationError.map { 100 * $0 } }),
        ("training", { $0.trainError.map { 100 * $0 } }),
        ("validation, rate twin", { $0.twinValidationError.map { 100 * $0 } }),
        ("training, rate twin", { $0.twinTrainError.map { 100 * $0 } }),
      ])
  }

  /// The part of the update that is compared: all of it, or what comes next.
  static func part(_ epochs: [Epoch]) -> String? {
    ["total", "symmetric", "forward"].first { part in
      epochs.contains { $0.agreements.contains { $0.part == part } }
    }
  }

  /// The cosine with rate EP.
  static func cosines(_ epochs: [Epoch]) -> Curves? {
    var record = projections(epochs, axis: "cosine") { $0.cosine }
    record?.showNearOne()
    return record
  }

  /// The share of synapses whose changes have one sign [%].
  static func signs(_ epochs: [Epoch]) -> Curves? {
    var record = projections(epochs, axis: "same sign (%)") { 100 * $0.signAgreement }
    record?.maximum = 100
    return record
  }

  /// |update| / |reference|.
  static func sizes(_ epochs: [Epoch]) -> Curves? {
    projections(epochs, axis: "relative size") { $0.relativeSize }
  }

  /// Drift of free phases, or residuals of rate models.
  static func settling(_ epochs: [Epoch]) -> Curves? {
    var record =
      curves(epochs, axis: "drift / nudging signal", [("drift", { $0.settlingDrift })])
      ?? curves(epochs, axis: "residual", [("residual", { $0.residual })])
    if record?.axis.hasPrefix("drift") ?? false {
      record?.level = .init(name: "has not settled", value: 0.1)
    }
    return record
  }

  /// Mean activity and the share of silent units.
  static func activity(_ epochs: [Epoch]) -> Curves? {
    let names = Set(epochs.flatMap(\.meanActivity.keys)).sorted()
    let silent = Set(epochs.flatMap(\.silentFraction.keys)).sorted().filter { name in
      epochs.contains { ($0.silentFraction[name] ?? 0) > 0 }
    }
    return curves(
      epochs, axis: "activity s, share",
      names.map { name in (name, { $0.meanActivity[name] }) }
        + silent.map { name in ("\(name), silent", { $0.silentFraction[name] }) })
  }

  private static func projections(
    _ epochs: [Epoch], axis: String, value: @escaping (Agreement) -> Double
  ) -> Curves? {
    guard let part = part(epochs) else { return nil }
    var projections: [String] = []
    for agreement in epochs.flatMap(\.agreements) where !projections.contains(agreement.projection)
    {
      projections.append(agreement.projection)
    }
    var record = curves(
      epochs, axis: axis,
      projections.map { projection in
        (
          projection,
          { epoch in
            epoch.agreements.first { $0.projection == projection && $0.part == part }.map(value)
          }
        )
      })
    record?.isOfNetwork = true
    record?.scale = .linear
    return record
  }

  /// A line for each quantity that occurs.
  private static func curves(
    _ metrics: [Epoch], axis: String,
    _ quantities: [(name: String, value: (Epoch) -> Double?)]
  ) -> Curves? {
    let epochs = Set(metrics.map(\.epoch)).sorted()
    let seeds = Set(metrics.map(\.repetition)).count
    var series: [Curves.Series] = []
    for (name, value) in quantities {
      let values = epochs.map { epoch in metrics.filter { $0.epoch == epoch }.compactMap(value) }
      guard values.contains(where: { !$0.isEmpty }) else { continue }
      let isRepeated = values.contains { $0.count > 1 }
      series.append(
        Curves.Series(
          name: name, values: values.map { $0.isEmpty ? nil : $0.reduce(0, +) / Double($0.count) },
          low: isRepeated ? values.map { $0.min() } : nil,
          high: isRepeated ? values.map { $0.max() } : nil))
    }
    guard !series.isEmpty, epochs.count > 1 else { return nil }
    var record = Curves(epochs: epochs.map(Double.init), series: series, axis: axis)
    if seeds > 1 { record.note = "mean and range of \(seeds) seeds" }
    return record
  }
}

extension Curves {
  /// An axis up to 1 that begins not far below the least value, as cosines near 1 ask for.
  mutating func showNearOne() {
    maximum = 1
    let values = series.flatMap { $0.values + ($0.low ?? []) }.compactMap { $0 }.filter(\.isFinite)
    guard let least = values.min(), least > 0.3 else { return }
    let step = least > 0.9 ? 0.02 : 0.1
    minimum = ((least - step / 4) / step).rounded(.down) * step
  }
}
