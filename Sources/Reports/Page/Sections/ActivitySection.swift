public import Measurements
import Records

extension PageSection {
  /// Spikes, rates of units, and the settling of activity.
  static func activity(of run: RunRecord, names: inout PageNames) -> PageSection? {
    let colours = run.colours
    var charts: [Chart] = []
    if let raster = run.raster, raster.end > raster.start {
      let title = raster.phases.isEmpty ? "Spikes" : "Spikes of one sample"
      let drawing = RasterDrawing(raster, width: 1000, colours)
      charts.append(Chart(title: title, summary: drawing.summary, layout: drawing.layout))
    }
    if let activity = run.activity {
      if let curves = Curves.settling(activity) {
        charts.append(
          Chart(
            curves, title: "Settling, mean of \(activity.samples) test samples",
            summary:
              "Mean firing rate of a unit over the phases. In the nudged phase the output unit of the label is pushed up, the others down.",
            colours: colours))
      }
      for (index, rates) in activity.rates.enumerated() {
        charts.append(
          Chart(
            title: "Firing rates, \(rates.population)",
            summary:
              "Free phase, mean over \(activity.samples) test samples. \(Chart.facts(rates.values)).",
            layout: .distribution(
              rates.values, axis: "firing rate (Hz)",
              ink: colours.ink(of: rates.population, else: index),
              quantum: 1000
                / max(1e-9, Double(activity.samples) * (activity.phases.first?.end ?? 1)),
              element: "unit")))
      }
    } else if let raster = run.raster, raster.end > raster.start {
      for (index, rates) in raster.unitRates.enumerated() where rates.values.count > 1 {
        charts.append(
          Chart(
            title: "Firing rates, \(rates.population)",
            summary: "Of each unit over what is shown. \(Chart.facts(rates.values)).",
            layout: .distribution(
              rates.values, axis: "firing rate (Hz)",
              ink: colours.ink(of: rates.population, else: index),
              quantum: 1000 / (raster.end - raster.start), element: "unit")))
      }
    }
    guard !charts.isEmpty else { return nil }
    return PageSection(
      "Spikes and rates", short: "Spikes", names: &names, content: charts.markup(&names))
  }

  /// Distributions of weights.
  static func weights(of run: RunRecord, names: inout PageNames) -> PageSection? {
    let colours = run.colours
    let charts = run.weights.filter { $0.values.count > 1 }.prefix(12).enumerated().map {
      index, table in
      let shape =
        table.shape.count > 1 ? table.shape.map(String.init).joined(separator: " × ") + ". " : ""
      return Chart(
        title: "Weights, \(table.projection)",
        summary: "At the end. \(shape)\(Chart.facts(table.values)).",
        layout: .distribution(
          table.values, axis: "weight", ink: colours.ink(of: table.projection, else: index)))
    }
    guard !charts.isEmpty else { return nil }
    return PageSection(
      "Weights", short: "Weights", names: &names, content: Array(charts).markup(&names))
  }
}

extension Curves {
  /// Mean rates over the phases of samples; nil when nothing was recorded.
  public static func settling(_ activity: ActivityProfile) -> Curves? {
    let count = activity.groups.map(\.rates.count).max() ?? 0
    guard count > 1 else { return nil }
    let start = activity.phases.first?.start ?? 0
    var record = Curves(
      epochs: (0..<count).map { start + (Double($0) + 0.5) * activity.bin },
      series: activity.groups.map { group in
        Series(name: group.name, values: group.rates.map { $0 })
      }, axis: "firing rate (Hz)")
    record.abscissa = "time (ms)"
    record.scale = .linear
    record.minimum = 0
    record.isOfNetwork = true
    record.phases = activity.phases
    return record
  }
}
