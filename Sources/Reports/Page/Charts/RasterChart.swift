import Measurements
import Records

extension Chart {
  /// Spikes of all populations over traces of single units, with the phases shaded.
  ///
  /// Of a population with more than 120 units, 120 are drawn, chosen by its name alone. More than 20 000 spikes
  /// are counted in bins and drawn as an image of all units.
  ///
  /// - Parameters:
  ///   - name: what names of masks begin with; each chart in a page has another one.
  ///   - colours: those of the network; nil: as if the populations of `record` were all there are.
  init(
    raster record: Raster, title: String, named name: String, colours: NetworkColours? = nil
  ) {
    self = RasterChart(record, named: name, colours).chart(title)
  }
}

/// Lays out the chart of a raster.
private struct RasterChart {
  let record: Raster
  let name: String
  let layout: RasterLayout
  let rates: [[(time: Double, rate: Double)]?]
  let image: RasterImage?
  let frame: ChartFrame
  let spikesHeight: Double
  let traceHeight = 110.0, gap = 34.0

  init(_ record: Raster, named name: String, _ network: NetworkColours?) {
    self.record = record
    self.name = name
    let isImage = record.spikes.count > RasterImage.mostTicks && record.end > record.start
    var layout = RasterLayout(record.spikes, limit: isImage ? .max : 120, network)
    rates = layout.bands.indices.map { layout.rate($0, of: record) }
    self.layout = layout
    image = isImage ? RasterImage(record: record, layout: layout) : nil
    spikesHeight = max(
      90, min(420, 60 + 3 * Double(layout.bands.reduce(0) { $0 + min($1.units.count, 120) })))
    let names = layout.bands.map { GnuplotText.shortened($0.name, to: 20).count }.max() ?? 4
    var frame = ChartFrame(
      x: Axis(
        record.start, record.end > record.start ? record.end : record.start + 1, label: "time (ms)",
        count: 10),
      y: Axis(0, 1))
    if record.end - record.start > 20_000 {
      frame.x.divisor = 1000
      frame.x.label = "time (s)"
    }
    frame.width = 1000
    frame.left = max(64, 18 + 7.4 * Double(names))
    frame.right = 18
    frame.top = record.phases.isEmpty ? 10 : 30
    frame.height =
      frame.top + spikesHeight + Double(record.traces.prefix(4).count) * (110 + 34) + 48
    frame.y.tics = []
    frame.hasGrid = false
    self.frame = frame
  }

  func chart(_ title: String) -> Chart {
    var drawing = shades
    let foot = frame.top + spikesHeight
    for (index, band) in layout.bands.enumerated() {
      let high = foot - band.high * spikesHeight, low = foot - band.low * spikesHeight
      let middle = (low + high) / 2
      let words = GnuplotText.shortened(band.name, to: 20)
      let remark = band.remark
      drawing +=
        "<text class=\"tic e strong\" x=\"\(frame.left - 10)\" y=\"\(middle + (remark.isEmpty ? 4 : -2))\">\(words)</text>"
      if !remark.isEmpty {
        drawing +=
          "<text class=\"tic e small\" x=\"\(frame.left - 10)\" y=\"\(middle + 12)\">\(remark)</text>"
      }
      if index > 0 {
        drawing += "<path class=\"grid\" d=\"M\(frame.left) \(low)H\(frame.width - frame.right)\"/>"
      }
    }
    if let image {
      for (index, band) in layout.bands.enumerated() where RasterImage.isImage(band) {
        let high = foot - band.high * spikesHeight
        drawing += density(image, index, y: high, height: (band.high - band.low) * spikesHeight)
      }
    }
    drawing += ticks
    for (band, rate) in zip(layout.bands, rates) {
      guard let rate, let ceiling = band.ceiling else { continue }
      let low = foot - band.low * spikesHeight
      let path = rate.map { time, rate in
        let y = low - 0.9 * (band.high - band.low) * spikesHeight * rate / ceiling
        return "L\(Markup.place(frame.atX(time))) \(Markup.place(y))"
      }.joined()
      drawing +=
        "<path class=\"area full \(Self.style(band.colour))\" d=\"M\(frame.atX(rate[0].time)) \(low)\(path)L\(frame.atX(rate[rate.count - 1].time)) \(low)Z\"/>"
    }
    for (index, trace) in record.traces.prefix(4).enumerated() {
      drawing += self.trace(trace, at: foot + gap + Double(index) * (traceHeight + gap))
    }
    drawing += frame.axes
    return Chart(
      title: title, summary: summary, width: frame.width, height: frame.height, drawing: drawing)
  }

  private var summary: String {
    let spikes = record.spikes
    var words = "\(GnuplotText.count(spikes.count)) spikes of "
    words += layout.bands.map { "\($0.name) (\(GnuplotText.count($0.size)))" }.joined(
      separator: ", ")
    words += ", from \(Axis.text(record.start)) to \(Axis.text(record.end, digits: 7)) ms"
    if !record.label.isEmpty { words += "; \(record.label)" }
    let full = layout.bands.filter { $0.ceiling != nil }.map(\.name)
    if !full.isEmpty {
      words += ". Of \(full.joined(separator: ", ")) the mean rate over time is drawn"
    }
    if image != nil {
      let top = Axis.text(image!.ceiling, digits: 3)
      words +=
        ". Counted in bins: the stronger the colour, the higher the firing rate, up to \(top) Hz and more"
    }
    if !record.phases.isEmpty {
      words += ". Phases: "
      words += record.phases.map { "\($0.name) until \(Axis.text($0.end)) ms" }.joined(
        separator: ", ")
    }
    return words + "."
  }

  private var shades: Markup {
    let foot = frame.height - frame.bottom
    return record.phases.map { phase -> Markup in
      let from = frame.atX(max(phase.start, record.start)),
        to = frame.atX(min(phase.end, record.end))
      let known = ["free", "nudged", "tail"].contains(phase.name) ? phase.name : "other"
      let text = 8 * Double(phase.name.count + 6) <= to - from ? "\(phase.name) phase" : phase.name
      return """
        <rect class="phase \(known)" x="\(from)" y="\(frame.top)" width="\(max(0, to - from))" height="\(foot - frame.top)"/>\
        <text class="name m \(known)" x="\((from + to) / 2)" y="\(frame.top - 10)">\(text)</text>
        """
    }.joined()
  }

  private func density(_ image: RasterImage, _ index: Int, y: Double, height: Double) -> Markup {
    guard let picture = image.picture(index) else { return "" }
    let width = frame.width - frame.right - frame.left
    // Grey values are how much of the colour is seen, so that it suits light and dark pages.
    let id = "\(name)-density-\(index)"
    return """
      <mask id="\(id)" maskUnits="userSpaceOnUse" x="\(frame.left)" y="\(y)" width="\(width)" height="\(height)">\
      <image x="\(frame.left)" y="\(y)" width="\(width)" height="\(height)" preserveAspectRatio="none" \
      style="image-rendering:pixelated" href="\(picture.address)"/></mask>\
      <rect class="density" x="\(frame.left)" y="\(y)" width="\(width)" height="\(height)" mask="url(#\(id))"/>
      """
  }

  /// One path of ticks for each band.
  private var ticks: Markup {
    var paths = layout.bands.map { _ in "" }
    let rows = layout.bands.map { band in
      Dictionary(uniqueKeysWithValues: band.units.enumerated().map { ($1, $0) })
    }
    let spikes = record.spikes, foot = frame.top + spikesHeight
    for index in 0..<spikes.count {
      guard let place = layout.bandOfPopulation[spikes.population[index]],
        image == nil || !RasterImage.isImage(layout.bands[place]), rates[place] == nil,
        spikes.times[index] >= record.start, spikes.times[index] <= record.end,
        let row = rows[place][spikes.unit[index]]
      else { continue }
      let band = layout.bands[place]
      let length = min(max(0.84 * band.row * spikesHeight, 5), 30)
      let middle = foot - (band.low + (Double(row) + 0.5) * band.row) * spikesHeight
      paths[place] +=
        "M\(Markup.place(frame.atX(spikes.times[index]))) \(Markup.place(middle - length / 2))v\(Markup.place(length))"
    }
    return zip(layout.bands, paths).map { band, path in
      "<path class=\"tick \(Self.style(band.colour))\" d=\"\(path)\"/>" as Markup
    }.joined()
  }

  static func style(_ colour: String) -> String {
    FigureStyle.colours.firstIndex(of: colour).map { "s\($0)" } ?? "grey"
  }

  private func trace(_ trace: Raster.Trace, at top: Double) -> Markup {
    let finite = trace.values.filter(\.isFinite)
    var low = min(finite.min() ?? 0, trace.threshold ?? .infinity)
    var high = max(finite.max() ?? 1, trace.threshold ?? -.infinity)
    if high - low <= 1e-9 * max(high.magnitude, low.magnitude) {
      (low, high) = (low - 0.5, high + 0.5)
    }
    let span = high - low
    var own = frame
    own.y = Axis(
      low - 0.08 * span, high + (trace.spikeTimes.isEmpty ? 0.08 : 0.36) * span, label: trace.axis,
      count: 3)
    own.y.tics.removeAll { $0 > high + 1e-6 * span }
    own.top = top
    own.height = top + traceHeight + own.bottom
    own.x.tics = []
    own.x.label = ""
    let band = layout.bands.first { trace.name.hasPrefix($0.name) }
    let style = band.map { Self.style($0.colour) } ?? "s0"
    var markup = own.axes
    markup +=
      "<text class=\"name strong\" x=\"\(frame.left)\" y=\"\(top - 7)\">\(trace.name)</text>"
    if let threshold = trace.threshold {
      markup +=
        "<path class=\"level\" d=\"M\(frame.left) \(own.atY(threshold))H\(frame.width - frame.right)\"/>"
      markup +=
        "<text class=\"tic\" x=\"\(frame.width - frame.right + 4)\" y=\"\(own.atY(threshold) + 4)\">θ</text>"
    }
    let thin = thinned(trace)
    markup += "<path class=\"line thin \(style)\" d=\"\(own.line(thin))\"/>"
    let foot = own.atY(trace.threshold ?? high), tip = own.atY(high + 0.28 * span)
    let inside = trace.spikeTimes.filter { $0 >= record.start && $0 <= record.end }.prefix(2000)
    let spikes = inside.map {
      "M\(Markup.place(own.atX($0))) \(Markup.place(tip))V\(Markup.place(foot))"
    }.joined()
    return markup + "<path class=\"tick \(style)\" d=\"\(spikes)\"/>"
  }

  /// The least and greatest value in each of 900 columns.
  private func thinned(_ trace: Raster.Trace) -> [(Double, Double?)] {
    let count = min(trace.times.count, trace.values.count), columns = 900
    guard count > 4 * columns else {
      return (0..<count).map { (trace.times[$0], trace.values[$0]) }
    }
    return (0..<columns).flatMap { column -> [(Double, Double?)] in
      let range = column * count / columns..<(column + 1) * count / columns
      let least = range.min { trace.values[$0] < trace.values[$1] }!
      let greatest = range.max { trace.values[$0] < trace.values[$1] }!
      return Set([least, greatest]).sorted().map { (trace.times[$0], trace.values[$0]) }
    }
  }
}
