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
      charts += distributions(Histogram(activity), "Firing rates", colours) { _ in
        "Free phase, mean over \(activity.samples) test samples."
      }
    } else if let raster = run.raster, raster.end > raster.start {
      charts += distributions(Histogram(raster), "Firing rates", colours) { _ in
        "Of each unit over the time that is shown."
      }
    }
    if let curves = run.responses.flatMap(Curves.responses) {
      let scales = run.responses?.curves.map { curve in
        "\(curve.population): a = \(Chart.short(curve.unit)), u_0 = \(Chart.short(curve.zero))"
      }
      charts.append(
        Chart(
          curves, title: "f-I curves",
          summary:
            "Activity s = r / r_max under a constant drive u~, of which the rate reference is made; u = u_0 + a u~. "
            + (scales ?? []).joined(separator: "; ") + ".",
          colours: colours))
    }
    guard !charts.isEmpty else { return nil }
    return PageSection(
      "Spikes and rates", short: "Spikes", names: &names, content: charts.markup(&names))
  }

  /// Distributions of weights.
  static func weights(of run: RunRecord, names: inout PageNames) -> PageSection? {
    let weights = run.weights.prefix(12)
    let charts = distributions(Histogram(weights: Array(weights)), "Weights", run.colours) { name in
      let shape = weights.first { $0.projection == name }?.shape ?? []
      return "At the end."
        + (shape.count > 1 ? " " + shape.map(String.init).joined(separator: " × ") + "." : "")
    }
    guard !charts.isEmpty else { return nil }
    return PageSection("Weights", short: "Weights", names: &names, content: charts.markup(&names))
  }

  private static func distributions(
    _ record: Histogram, _ title: String, _ colours: NetworkColours, words: (String) -> String
  ) -> [Chart] {
    record.layouts(colours).map { panel, _, layout in
      Chart(
        title: "\(title), \(panel.name)",
        summary: "\(words(panel.name)) \(Chart.facts(panel.values)).", layout: layout)
    }
  }
}

extension Curves {
  /// The f-I curves of populations; nil for none.
  public static func responses(_ responses: ResponseCurves) -> Curves? {
    guard let drives = responses.curves.first?.drives else { return nil }
    var record = Curves(
      epochs: drives,
      series: responses.curves.map { Series(name: $0.population, values: $0.activities) },
      axis: "activity s = r / r_max")
    record.abscissa = "drive u~"
    record.scale = .linear
    record.minimum = 0
    record.isOfNetwork = true
    return record
  }

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
