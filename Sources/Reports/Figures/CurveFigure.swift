public import Measurements

extension Figure {
  /// Quantities over epochs, each named at the end of its line, with bands where runs were repeated.
  ///
  /// - Parameters:
  ///   - record: The quantities.
  ///   - name: The name of its files.
  ///   - colours: Colours of the network, for lines named after its parts; nil: guessed from their names.
  public static func curves(
    _ record: Curves, named name: String = "curves", colours: NetworkColours? = nil
  ) -> Figure {
    Figure(name, .curves(record, colours))
  }
}

extension Layout {
  /// Lines of quantities over epochs or another quantity, with bands where runs were repeated.
  static func curves(_ record: Curves, _ colours: NetworkColours? = nil) -> Layout {
    let axes = Self.axes(record)
    var panel = Panel(x: axes.x, y: axes.y)
    if !record.phases.isEmpty { panel.top = 26 }
    var labels = panel.shade(record.phases.map { ($0.name, $0.start, $0.end) })
    if panel.y.low < 0, panel.y.high > 0 { panel.marks.append(.level(0, of: panel)) }
    if let level = record.level, level.value >= panel.y.low, level.value <= panel.y.high {
      let at = panel.atY(level.value)
      panel.marks.append(.level(level.value, of: panel, Pen(ink: .axis, width: 1, isDashed: true)))
      labels.append(
        Label(
          text: level.name, x: panel.right - 4, y: at + (at < panel.top + 20 ? 10 : -9),
          anchor: .end, ink: .soft))
    }
    let hasOverlays = record.series.contains(where: \.isOverlay)
    var lines: [Mark] = [], legend: [Entry] = []
    for (series, colour) in zip(record.series, record.colours(colours)) {
      let ink = series.isOverlay ? Ink.text : .series(colour.place)
      let points = zip(record.epochs, series.values).map { Mark.Point($0, $1) }
      if let low = series.low, let high = series.high {
        let band = zip(record.epochs, zip(low, high)).compactMap { epoch, ends in
          ends.0.flatMap { low in ends.1.map { Mark.Span(epoch, max(low, panel.y.low), $0) } }
        }
        panel.marks.append(.area(band, ink, opacity: 0.18))
      }
      let isDashed = series.isOverlay || colour.isRepeated
      let width = series.isOverlay ? 1.3 : hasOverlays ? 3 : 2
      lines.append(.line(points, Pen(ink: ink, width: width, isDashed: isDashed)))
      let seen = points.filter { $0.y?.isFinite ?? false }
      if seen.count <= 12, !hasOverlays { lines.append(.dots(seen, ink, radius: 3, opacity: 1)) }
      guard !series.name.isEmpty else { continue }
      let last = seen.last?.y
      legend.append(
        Entry(
          name: series.name, ink: ink, isDashed: isDashed,
          value: record.abscissa == "epoch" ? last.map { Chart.short($0) } ?? "" : "",
          end: last.map(panel.atY)))
    }
    panel.marks += lines
    return Layout(panel, labels: labels, legend: legend, note: record.note)
  }

  private static func axes(_ record: Curves) -> (x: Axis, y: Axis) {
    var all: [Double?] = []
    for series in record.series { all += series.values + (series.low ?? []) + (series.high ?? []) }
    let values: [Double] = all.compactMap { $0 }.filter(\.isFinite)
    let least = values.min() ?? 0, greatest = values.max() ?? 1
    let isLogarithmic =
      switch record.scale {
      case .linear: false
      case .logarithmic: values.contains { $0 > 0 }
      case .automatic: least > 0 && greatest / least > 20
      }
    var y: Axis
    if isLogarithmic {
      let positive = values.filter { $0 > 0 }.min() ?? 1
      let tic = Tics.below(positive)
      y = Axis(
        record.minimum ?? (positive < 1.6 * tic ? tic : positive / 1.2),
        max(1.15 * greatest, 2 * positive), isLogarithmic: true)
    } else {
      let top = max(greatest, record.level?.value ?? greatest)
      let foot = record.minimum ?? min(0, least)
      let step = Tics.step(max(top - foot, 1e-12), atMost: 6)
      let low = least >= 0 ? (record.minimum ?? 0) : (foot / step).rounded(.down) * step
      y = Axis(low, max(record.maximum ?? top + 0.05 * (top - low), greatest))
    }
    y.label = record.axis
    let isEpochs = record.abscissa == "epoch"
    let first = record.phases.first?.start ?? record.epochs.min() ?? 0
    // Curves that begin with epoch 1 still show 0, as the other figures of the run do.
    let start = isEpochs ? min(first, 0) : first
    let last = record.phases.last?.end ?? record.epochs.max() ?? 1
    var x = Axis(
      start, max(last, isEpochs ? start + 1 : start + 1e-9), label: record.abscissa,
      isLogarithmic: record.isLogarithmicAcross, count: 7)
    if isEpochs { x.tics.removeAll { $0 != $0.rounded() } }
    return (x, y)
  }
}
