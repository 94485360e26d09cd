public import Measurements

extension Figure {
  /// Spikes of all populations with the phases shaded and named, and traces below, of a sample of learning or
  /// of a plain simulation.
  ///
  /// Of a population with more than 120 units, 120 are shown, chosen by its name alone; the figure
  /// says so. More than 20 000 spikes are counted in bins and drawn as shades of all units.
  ///
  /// - Parameters:
  ///   - record: The spikes.
  ///   - name: The name of its files.
  ///   - colours: Colours of the network; nil: those of a network with the populations of `record` only.
  public static func raster(
    _ record: Raster, named name: String = "raster", colours: NetworkColours? = nil
  ) -> Figure {
    let drawing = RasterDrawing(record, width: 640, colours)
    var layout = drawing.layout
    let most = drawing.image.map {
      "cells above \(Axis.text($0.ceiling, digits: 3)) Hz are equally dark"
    }
    layout.note = [record.label, most ?? ""].filter { !$0.isEmpty }.joined(separator: "; ")
    return Figure(name, layout)
  }
}

/// Lays out one raster.
struct RasterDrawing {
  private let record: Raster
  private let bands: RasterBands
  /// Rates of the bands whose ticks would run into each other.
  private let rates: [[(time: Double, rate: Double)]?]
  let image: RasterImage?
  private let time: Axis
  private let width: Double
  private let spikesHeight: Double
  private let left: Double, right: Double
  private let traces: [Raster.Trace]

  init(_ record: Raster, width: Double, _ network: NetworkColours?) {
    self.record = record
    self.width = width
    let isImage = record.spikes.count > RasterImage.mostTicks && record.end > record.start
    var bands = RasterBands(record.spikes, limit: isImage ? .max : 120, network)
    rates = bands.bands.indices.map { bands.rate($0, of: record) }
    self.bands = bands
    image = isImage ? RasterImage(record: record, layout: bands) : nil
    let rows = bands.bands.reduce(0) { $0 + min($1.units.count, 120) }
    spikesHeight = max(90, min(0.3 * width + 120, 60 + 3 * Double(rows)))
    let names = bands.bands.map { GnuplotText.shortened($0.name, to: 20).count }.max() ?? 4
    left = max(64, 18 + 7.4 * Double(names))
    right = width - (isImage ? 74 : 18)
    traces = Array(record.traces.prefix(4))
    var time = Axis(
      record.start, record.end > record.start ? record.end : record.start + 1, label: "time (ms)",
      count: Int(width / 64))
    if record.end - record.start > 20_000 { (time.divisor, time.label) = (1000, "time (s)") }
    self.time = time
  }

  /// The spikes over the traces.
  var layout: Layout {
    var spikes = Panel(x: time, y: Axis(-0.01, 1.01), width: width)
    var below = traces.map(panel)
    let left = max(left, below.map(\.left).max() ?? 0)
    (spikes.left, spikes.right) = (left, right)
    spikes.top = !record.phases.isEmpty ? 30 : image == nil ? 10 : 26
    spikes.bottom = spikes.top + spikesHeight
    (spikes.y.tics, spikes.hasGrid) = ([], false)
    var labels = spikes.shade(record.phases.map { ($0.name, $0.start, $0.end) })
    for band in bands.bands {
      let middle = spikes.atY((band.low + band.high) / 2)
      let name = GnuplotText.shortened(band.name, to: 20), remark = band.remark
      labels.append(
        Label(
          text: name, x: left - 10, y: middle - (remark.isEmpty ? 0 : 7), anchor: .end,
          ink: band.ink, isStrong: true))
      labels.append(
        Label(text: remark, x: left - 10, y: middle + 7, anchor: .end, size: 10.5, ink: .soft))
    }
    let drawn = bands.bands.indices.flatMap { marks(of: $0) }
    let edges = bands.bands.dropFirst().map {
      Mark.level($0.low, of: spikes, Pen(ink: .axis, width: 0.5))
    }
    spikes.marks += image == nil ? edges + drawn : drawn + edges
    var panels = [spikes]
    for (index, trace) in traces.enumerated() {
      let edge = panels[index].bottom + 34
      (below[index].left, below[index].right) = (left, right)
      (below[index].top, below[index].bottom) = (edge, edge + (traces.count > 1 ? 80 : 100))
      let last = below[index]
      panels.append(last)
      labels.append(
        Label(text: trace.name, x: left, y: last.top - 12, ink: ink(of: trace), isStrong: true))
      if let threshold = trace.threshold {
        labels.append(Label(text: "θ", x: last.right + 4, y: last.atY(threshold), ink: .soft))
      }
    }
    // Only the lowest panel has numbers on its axis of time.
    for index in panels.indices.dropLast() {
      (panels[index].x.tics, panels[index].x.label) = ([], "")
    }
    let height = panels[panels.count - 1].bottom + Panel.foot
    if let image {
      let bar = spikes.bar(Axis(0, image.ceiling, count: 5), share: image.share)
      labels.append(
        Label(text: "Hz", x: bar.right, y: bar.top - 10, anchor: .end, ink: .text))
      panels.append(bar)
    }
    var layout = Layout(panels, width: width, height: height)
    layout.labels = labels
    return layout
  }

  /// Shades, a rate or ticks for the spikes of a band.
  private func marks(of index: Int) -> [Mark] {
    let band = bands.bands[index]
    if let shades = image?.shades(index) {
      return [.shades(shades, .init(record.start, record.end, band.low, band.high))]
    }
    if let rate = rates[index] {
      let scale = 0.9 * (band.high - band.low) / (band.ceiling ?? 1)
      return [
        .area(
          rate.map { .init($0.time, band.low, band.low + scale * $0.rate) }, band.ink,
          opacity: 0.75)
      ]
    }
    let rows = Dictionary(uniqueKeysWithValues: band.units.enumerated().map { ($1, $0) })
    let spikes = record.spikes
    // At least 4 units long, if need be over the neighbours' rows.
    let length = min(max(0.84 * band.row, 4 / spikesHeight), 30 / spikesHeight)
    let ticks = (0..<spikes.count).compactMap { spike -> Mark.Span? in
      guard bands.bandOfPopulation[spikes.population[spike]] == index,
        spikes.times[spike] >= record.start, spikes.times[spike] <= record.end,
        let row = rows[spikes.unit[spike]]
      else { return nil }
      let middle = band.low + (Double(row) + 0.5) * band.row
      return .init(spikes.times[spike], middle - length / 2, middle + length / 2)
    }
    return [.strokes(ticks, Pen(ink: band.ink, width: 1))]
  }

  /// The colour of the population whose unit a trace shows.
  private func ink(of trace: Raster.Trace) -> Ink {
    bands.bands.first { trace.name.hasPrefix($0.name) }?.ink ?? .series(0)
  }

  /// A trace with its threshold, and its spikes as strokes above it.
  private func panel(_ trace: Raster.Trace) -> Panel {
    let finite = trace.values.filter(\.isFinite)
    var low = min(finite.min() ?? 0, trace.threshold ?? .infinity)
    var high = max(finite.max() ?? 1, trace.threshold ?? -.infinity)
    // A line that never moves gets room around it.
    if high - low <= 1e-9 * max(high.magnitude, low.magnitude) {
      (low, high) = (low - 0.5, high + 0.5)
    }
    let span = high - low
    var panel = Panel(
      x: time,
      y: Axis(
        low - 0.08 * span, high + (trace.spikeTimes.isEmpty ? 0.08 : 0.36) * span,
        label: GnuplotText.shortened(trace.axis, to: 20), count: 4), width: width)
    // There are no marks above the threshold, where only spikes are drawn.
    panel.y.tics.removeAll { $0 > high + 1e-6 * span }
    _ = panel.shade(record.phases.map { ($0.name, $0.start, $0.end) })
    if let threshold = trace.threshold {
      panel.marks.append(
        .level(threshold, of: panel, Pen(ink: .axis, width: 1, isDashed: true)))
    }
    panel.marks.append(.line(thinned(trace), Pen(ink: ink(of: trace), width: 1.2)))
    let inside = trace.spikeTimes.filter { $0 >= record.start && $0 <= record.end }
    panel.marks.append(
      .strokes(
        inside.prefix(2000).map { .init($0, trace.threshold ?? high, high + 0.28 * span) },
        Pen(ink: ink(of: trace), width: 1.2)))
    return panel
  }

  /// The least and greatest value in each of 900 columns.
  private func thinned(_ trace: Raster.Trace) -> [Mark.Point] {
    let count = min(trace.times.count, trace.values.count), columns = 900
    guard count > 4 * columns else {
      return (0..<count).map { .init(trace.times[$0], trace.values[$0]) }
    }
    return (0..<columns).flatMap { column -> [Mark.Point] in
      let range = column * count / columns..<(column + 1) * count / columns
      let least = range.min { trace.values[$0] < trace.values[$1] }!
      let greatest = range.max { trace.values[$0] < trace.values[$1] }!
      return Set([least, greatest]).sorted().map { .init(trace.times[$0], trace.values[$0]) }
    }
  }

  /// The content of the figure, in words.
  var summary: String {
    let spikes = record.spikes
    var words = "\(GnuplotText.count(spikes.count)) spikes of "
    words += bands.bands.map { "\($0.name) (\(GnuplotText.count($0.size)))" }.joined(
      separator: ", ")
    words += ", from \(Axis.text(record.start)) to \(Axis.text(record.end, digits: 7)) ms"
    if !record.label.isEmpty { words += "; \(record.label)" }
    let full = bands.bands.filter { $0.ceiling != nil }.map(\.name)
    if !full.isEmpty {
      words += ". Of \(full.joined(separator: ", ")) the mean rate over time is drawn"
    }
    if let image {
      words +=
        ". Counted in bins: the stronger the colour, the higher the firing rate, up to "
        + "\(Axis.text(image.ceiling, digits: 3)) Hz and more"
    }
    if !record.phases.isEmpty {
      words += ". Phases: "
      words += record.phases.map { "\($0.name) until \(Axis.text($0.end)) ms" }.joined(
        separator: ", ")
    }
    return words + "."
  }
}
