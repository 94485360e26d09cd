public import Measurements

/// Distributions of the values of units or synapses, a panel for each population or projection.
public struct Histogram: Sendable, Equatable {
  /// The panels.
  public var panels: [Panel]
  /// Label of the horizontal axis, with its unit: `firing rate (Hz)`.
  public var axis: String
  /// The owner of a value: `unit`, `synapse`.
  public var element: String

  /// A population or projection.
  public struct Panel: Sendable, Equatable {
    /// Its name.
    public var name: String
    /// Its values.
    public var values: [Double]
  }

  /// Weights, projection by projection; those of one synapse are left out.
  public init(weights: [WeightTable]) {
    panels = weights.map { Panel(name: $0.projection, values: $0.values) }
      .filter { $0.values.count > 1 }
    (axis, element) = ("weight", "synapse")
  }

  /// The number of which all rates are multiples, as few spikes give them [Hz]; nil for weights.
  var quantum: Double?

  /// Firing rates of units, population by population; those of one unit are left out.
  private init(rates: [ActivityProfile.Rates], within time: Double) {
    panels = rates.map { Panel(name: $0.population, values: $0.values) }
      .filter { $0.values.count > 1 }
    (axis, element, quantum) = ("firing rate (Hz)", "unit", 1000 / max(1e-9, time))
  }

  /// Firing rates in the free phases of samples.
  public init(_ activity: ActivityProfile) {
    let time = Double(activity.samples) * (activity.phases.first?.end ?? 1)
    self.init(rates: activity.rates, within: time)
  }

  /// Firing rates over the time that a raster shows.
  public init(_ raster: Raster) {
    self.init(rates: raster.unitRates, within: raster.end - raster.start)
  }

  /// The panels as drawings, each in its colour.
  func layouts(_ colours: NetworkColours?) -> [(panel: Panel, ink: Ink, layout: Layout)] {
    let colours = colours ?? NetworkColours(naming: panels.map(\.name))
    return panels.enumerated().map { index, panel in
      let ink = colours.ink(of: panel.name, else: index)
      return (
        panel, ink,
        .distribution(panel.values, axis: axis, ink: ink, quantum: quantum, element: element)
      )
    }
  }
}

extension Figure {
  /// Distributions of values: a panel for each population or projection, at most six.
  ///
  /// - Parameters:
  ///   - record: The values.
  ///   - name: The name of its files.
  ///   - colours: Colours of the network; nil: derived from the names of the panels.
  /// - Returns: nil when there is no panel.
  public static func histogram(
    _ record: Histogram, named name: String = "weights", colours: NetworkColours? = nil
  ) -> Figure? {
    let panels = record.layouts(colours).prefix(6).map { panel, ink, layout in
      var layout = layout
      layout.title = .init(
        text: panel.name, ink: ink, facts: Chart.facts(panel.values, short: true))
      return layout
    }
    return panels.isEmpty ? nil : Figure(name, .grid(panels, across: panels.count > 3 ? 2 : 1))
  }
}

extension Layout {
  /// The distribution of values, in at most 60 equal bins; the vertical axis is the fraction of all values. Up to 24
  /// values are shown one by one.
  ///
  /// - Parameters:
  ///   - all: The values.
  ///   - axis: The name of the quantity, with its unit.
  ///   - ink: Their colour.
  ///   - quantum: The number of which values are multiples, as rates from a few spikes are:
  ///     all bins then hold the same number of multiples.
  ///   - element: The thing that has a value: `unit`, `synapse`.
  static func distribution(
    _ all: [Double], axis: String, ink: Ink, quantum: Double? = nil, element: String = "synapse"
  ) -> Layout {
    // Differences of larger numbers could be infinite.
    let values = all.filter { $0.magnitude <= Tics.greatest }
    if values.count == all.count, (1...24).contains(all.count) {
      return each(all, axis: axis, ink: ink, element)
    }
    let least = values.min() ?? 0, greatest = values.max() ?? 1
    // Nearly equal values count as one value, whose bin has room around it.
    let size = max(greatest.magnitude, least.magnitude)
    let isOne = greatest - least <= 1e-6 * size
    let margin = isOne ? (size > 0 ? size / 2 : 0.5) : 0.02 * (greatest - least)
    var low = least - margin, high = greatest + margin
    var count = isOne ? 15 : max(8, min(60, values.count / 2))
    if let quantum, quantum > 0 {
      // Bins of whole quanta, each value in the middle of its share; from 0 on unless all values are far from it.
      let first = least < greatest / 2 ? 0 : (least / quantum).rounded() * quantum
      let step = quantum * max(1, ((greatest - first) / 60 / quantum).rounded(.up))
      if least >= 0, step > quantum / 2, step.isFinite, (greatest - first) / step < 100 {
        count = Int(((greatest - first) / step + 1e-9).rounded(.down)) + 1
        (low, high) = (first - quantum / 2, first - quantum / 2 + Double(count) * step)
      }
    }
    let step = (high - low) / Double(count)
    var bins = [Int](repeating: 0, count: count)
    for value in values { bins[min(count - 1, max(0, Int((value - low) / step)))] += 1 }
    let heights = bins.map { 100 * Double($0) / Double(max(1, values.count)) }
    let outline: [Mark.Span] =
      [.init(low, 0, 0)]
      + heights.enumerated().flatMap { bin, height in
        [0.0, 1].map { .init(low + (Double(bin) + $0) * step, 0, height) }
      } + [.init(high, 0, 0)]
    let top = heights.max() ?? 1
    var panel = Panel(
      x: Axis(low, high, label: axis),
      y: Axis(0, max(1.08 * top, 1e-9), label: "share (%)", count: 4))
    panel.marks = [
      .area(outline, ink, opacity: 0.2),
      .line(outline.map { .init($0.x, $0.high) }, Pen(ink: ink, width: 1.2)),
    ]
    return Layout(panel)
  }

  /// Each of a few values, in their order.
  private static func each(
    _ values: [Double], axis: String, ink: Ink, _ element: String
  ) -> Layout {
    let greatest = max(values.max() ?? 1, 0), least = min(values.min() ?? 0, 0)
    let margin = greatest > least ? 0.06 * (greatest - least) : 1
    var panel = Panel(
      x: Axis(-0.5, Double(values.count) - 0.5, label: element),
      y: Axis(least < 0 ? least - margin : 0, greatest + margin, label: axis, count: 4))
    let every = max(1, (values.count + 11) / 12)
    panel.x.tics = stride(from: 0, to: values.count, by: every).map(Double.init)
    let bars = values.enumerated().map { index, value in
      Mark.Box(Double(index) - 0.3, Double(index) + 0.3, 0, value)
    }
    panel.marks = [.boxes(bars, ink, opacity: 0.4), .level(0, of: panel)]
    return Layout(panel)
  }
}
