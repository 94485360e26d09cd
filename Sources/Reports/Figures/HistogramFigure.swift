public import Measurements

extension Histogram {
  /// Firing rates of units, population by population. Populations of one unit are left out; nil when none is left.
  public init?(rates: [ActivityProfile.Rates]) {
    let panels = rates.filter { $0.values.count > 1 }.map {
      Panel(name: $0.population, values: $0.values)
    }
    guard !panels.isEmpty else { return nil }
    self.init(panels: panels, axis: "firing rate (Hz)")
  }

  /// Weights, projection by projection; nil when there are none.
  public init?(weights: [WeightTable]) {
    let panels = weights.filter { $0.values.count > 1 }.map {
      Panel(name: $0.projection, values: $0.values)
    }
    guard !panels.isEmpty else { return nil }
    self.init(panels: panels, axis: "weight")
  }
}

extension Figure {
  /// Distributions of weights: a panel for each projection (at most six), earlier weights in grey.
  ///
  /// - Parameters:
  ///   - record: The weights.
  ///   - name: The name of its files.
  ///   - colours: Colours of the network; nil: guessed from the names of the panels.
  public static func histogram(
    _ record: Histogram, named name: String = "weights", colours: NetworkColours? = nil
  ) -> Figure {
    let colours = colours ?? NetworkColours(naming: record.panels.map(\.name))
    let panels = record.panels.prefix(6).enumerated().map { index, panel in
      let ink = colours.ink(of: panel.name, else: index)
      var layout = Layout.distribution(
        panel.values, before: panel.before, axis: record.axis, ink: ink)
      layout.title = .init(
        text: panel.name, ink: ink, facts: Chart.facts(panel.values, short: true))
      return layout
    }
    return Figure(name, .grid(panels, across: panels.count > 3 ? 2 : 1))
  }
}

extension Layout {
  /// The distribution of values, in at most 60 equal bins; the vertical axis is the fraction of all values. Up to 24
  /// values are shown one by one.
  ///
  /// - Parameters:
  ///   - all: The values.
  ///   - before: Earlier ones, in grey behind them.
  ///   - axis: The name of the quantity, with its unit.
  ///   - ink: Their colour.
  ///   - quantum: The number of which values are multiples, as rates from a few spikes are. The axis then begins at 0,
  ///     and all bins hold the same number of multiples.
  ///   - element: The thing that has a value: `unit`, `synapse`.
  static func distribution(
    _ all: [Double], before: [Double]? = nil, axis: String, ink: Ink, quantum: Double? = nil,
    element: String = "synapse"
  ) -> Layout {
    // Differences of larger numbers could be infinite.
    let values = all.filter { $0.magnitude <= Tics.greatest }
    if values.count == all.count, (1...24).contains(all.count), before == nil {
      return each(all, axis: axis, ink: ink, element)
    }
    let earlier = before?.filter { $0.magnitude <= Tics.greatest } ?? []
    let least = min(values.min() ?? 0, earlier.min() ?? .infinity)
    let greatest = max(values.max() ?? 1, earlier.max() ?? -.infinity)
    // Nearly equal values count as one value, whose bin has room around it.
    let size = max(greatest.magnitude, least.magnitude)
    let isOne = greatest - least <= 1e-6 * size
    let margin = isOne ? (size > 0 ? size / 2 : 0.5) : 0.02 * (greatest - least)
    var low = quantum != nil && least >= 0 ? 0 : least - margin
    var high = greatest + margin
    var count = isOne ? 15 : max(8, min(60, values.count / 2))
    if let quantum, quantum > 0, low == 0 {
      // Bins of whole quanta, each value in the middle of its share.
      let step = quantum * max(1, (greatest / 60 / quantum).rounded(.up))
      if step > quantum / 2, step.isFinite, greatest / step < 100 {
        count = Int((greatest / step + 1e-9).rounded(.down)) + 1
        low = -quantum / 2
        high = low + Double(count) * step
      }
    }
    let step = (high - low) / Double(count)
    func outline(_ values: [Double]) -> [Mark.Span] {
      var bins = [Int](repeating: 0, count: count)
      for value in values { bins[min(count - 1, max(0, Int((value - low) / step)))] += 1 }
      let heights = bins.map { 100 * Double($0) / Double(max(1, values.count)) }
      return [.init(low, 0, 0)]
        + heights.enumerated().flatMap { bin, height in
          [0.0, 1].map { .init(low + (Double(bin) + $0) * step, 0, height) }
        } + [.init(high, 0, 0)]
    }
    let now = outline(values), then = earlier.isEmpty ? [] : outline(earlier)
    let top = (now + then).map(\.high).max() ?? 1
    var panel = Panel(
      x: Axis(low, high, label: axis),
      y: Axis(0, max(1.08 * top, 1e-9), label: "share (%)", count: 4))
    panel.marks = [
      .area(then, .soft, opacity: 0.28), .area(now, ink, opacity: 0.2),
      .line(now.map { .init($0.x, $0.high) }, Pen(ink: ink, width: 1.2)),
    ]
    let label = Label(
      text: "grey: before", x: panel.right - 4, y: panel.top + 8, anchor: .end, size: 10.5,
      ink: .soft)
    return Layout(panel, labels: then.isEmpty ? [] : [label])
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
