import Measurements
import Records

extension PageSection {
  /// Errors over epochs.
  static func learning(of run: RunRecord, names: inout PageNames) -> PageSection? {
    let charts = charts([
      (LearningCurves.errors(run.epochs), "Error over training", { words($0, unit: "%") }),
      (
        LearningCurves.activity(run.epochs), "Activity and silence",
        { _ in
          "Mean activity s of each population in the free phase, and the share of units that never fired."
        }
      ),
    ])
    guard !charts.isEmpty else { return nil }
    return PageSection("Learning", short: "Learning", names: &names, content: charts.markup(&names))
  }

  /// A chart of each of these curves that there are, with its title and its words.
  private static func charts(
    _ all: [(curves: Curves?, title: String, words: (Curves) -> String)]
  ) -> [Chart] {
    all.compactMap { curves, title, words in
      curves.map { Chart($0, title: title, summary: words($0)) }
    }
  }

  /// Agreement with the reference, and whether phases settle.
  static func fidelity(of run: RunRecord, names: inout PageNames) -> PageSection? {
    let settling =
      run.kind == .learning
      ? "Drift of the drives at the end of free phases over the nudging signal; it grows as errors, and so the signal, vanish."
      : "Largest residual at the end of a free phase."
    let charts = charts([
      (
        LearningCurves.cosines(run.epochs), "Cosine of the update with rate EP",
        {
          "The spiking update of each projection against that of the rate model at the same weights and beta. "
            + words($0, unit: "")
        }
      ),
      (
        LearningCurves.signs(run.epochs), "Synapses that change in the same direction",
        { words($0, unit: "%") }
      ),
      (
        LearningCurves.sizes(run.epochs), "Size of the update over that of rate EP",
        { words($0, unit: "") }
      ),
      (LearningCurves.settling(run.epochs), "Settling over training", { _ in settling }),
    ])
    guard !charts.isEmpty else { return nil }
    var content = charts.markup(&names)
    if let last = run.epochs.last(where: { !$0.agreements.isEmpty }) {
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
