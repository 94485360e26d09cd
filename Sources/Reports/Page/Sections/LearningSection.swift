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
