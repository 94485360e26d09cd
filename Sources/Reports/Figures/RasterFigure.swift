public import Measurements
import Records

extension Figure {
  /// Spikes of all populations with the phases shaded and named, and traces below: for a sample that
  /// is learned, and for a plain simulation.
  ///
  /// Of a population with more than 120 units, 120 are shown, chosen by its name alone; the figure
  /// says so. More than 20 000 spikes are counted in bins and drawn as an image of all units.
  ///
  /// - Parameter colours: Those of the network; nil: as if the populations of `record` were all there are.
  public static func raster(
    _ record: Raster, named name: String = "raster", colours: NetworkColours? = nil
  ) -> Figure {
    RasterDrawing(record, name: safeFileName(name), colours).figure
  }
}

/// Lays out one raster figure. Lengths are pixels of the PNG.
private struct RasterDrawing {
  let record: Raster
  let name: String
  let layout: RasterLayout
  /// Rates of the bands whose ticks would run into each other.
  let rates: [[(time: Double, rate: Double)]?]
  let traces: [Raster.Trace]
  let isImage: Bool
  let width = 1600.0, bottom = 118.0, spikesHeight = 660.0, top: Double
  let traceHeight: Double, gap = 84.0
  let height: Double, left: Double, right: Double
  let areNamesUpright: Bool

  init(_ record: Raster, name: String, _ network: NetworkColours?) {
    self.record = record
    self.name = name
    traces = Array(record.traces.prefix(4))
    traceHeight = traces.count > 1 ? 180 : 230
    top = record.phases.isEmpty ? 28 : 86
    isImage = record.spikes.count > RasterImage.mostTicks && record.end > record.start
    var layout = RasterLayout(record.spikes, limit: isImage ? .max : 120, network)
    rates = layout.bands.indices.map { layout.rate($0, of: record) }
    self.layout = layout
    height = top + spikesHeight + Double(traces.count) * (traceHeight + gap) + bottom
    let longest = layout.bands.map { band in
      let texts = [GnuplotText.shortened(band.name, to: 24), band.remark]
      return (texts.map(FigureStyle.width).max()!, (band.high - band.low) * 660)
    }
    areNamesUpright = longest.allSatisfy { $0.0 <= $0.1 }
    left = areNamesUpright ? 160 : 60 + max(100, longest.map(\.0).max() ?? 100)
    right = isImage && layout.bands.contains(where: RasterImage.isImage) ? 190 : 40
  }

  var figure: Figure {
    var script = FigureStyle.preamble(
      name, "Spikes over traces of single units; phases shaded.", width: Int(width),
      height: Int(height))
    let span = record.end > record.start ? (record.start, record.end) : (0, 1)
    script += """
      set lmargin at screen \(left / width)
      set rmargin at screen \(1 - right / width)
      set xrange [\(GnuplotText.number(span.0)):\(GnuplotText.number(span.1))]
      set multiplot

      # Spikes
      set tmargin at screen \(1 - top / height)
      set bmargin at screen \(1 - (top + spikesHeight) / height)
      set yrange \(isImage ? "[0:1.03]" : "[-0.012:1.012]")
      unset ytics

      """
    script += shades + phaseNames + bandNames
    script += traces.isEmpty ? timeAxis : "set border 2; unset xtics\n"
    var data: [Figure.DataFile] = []
    let images = isImage ? RasterImage(record: record, layout: layout) : nil
    data += images?.files(name) ?? []
    data.append(Figure.DataFile(name: "\(name)-spikes.dat", text: ticks))
    for (index, rate) in rates.enumerated() {
      if let rate { data.append(rateFile(index, rate)) }
    }
    script += images?.colours ?? ""
    let plots = layout.bands.indices.map {
      ratePlot($0) ?? images?.plot(name, $0) ?? tickPlot($0)
    }
    script += "plot \(plots.isEmpty ? "NaN" : plots.joined(separator: ", \\\n     "))\n"
    for (index, trace) in traces.enumerated() {
      let file = "\(name)-trace\(index + 1).dat"
      let drawing = TraceDrawing(trace, record: record, colour: colour(of: trace, index))
      data.append(Figure.DataFile(name: file, text: drawing.data))
      let from = top + spikesHeight + gap + Double(index) * (traceHeight + gap)
      script += """

        # Trace \(index + 1)
        unset label; unset arrow; unset colorbox
        set tmargin at screen \(1 - from / height)
        set bmargin at screen \(1 - (from + traceHeight) / height)

        """
      script += index == traces.count - 1 ? timeAxis : "set border 2; unset xtics\n"
      script += drawing.script(file, titleAt: 1 + 26 / traceHeight)
    }
    return Figure(name: name, script: script + "unset multiplot\nunset output\n", data: data)
  }

  /// The horizontal axis, with the label of the sample at its end.
  private var timeAxis: String {
    var text = """
      set border 3
      set xtics nomirror out scale 0.6 textcolor rgb INK

      """
    let span = record.end - record.start
    if span > 20_000 {
      let step = Tics.step(span / 1000, atMost: 7)
      let tics = stride(
        from: (record.start / 1000 / step).rounded(.up), through: record.end / 1000 / step, by: 1)
      let list = tics.map {
        "\"\(GnuplotText.number($0 * step))\" \(GnuplotText.number(1000 * $0 * step, digits: 12))"
      }
      text += "set xtics (\(list.joined(separator: ", ")))\n"
    }
    text += FigureStyle.xLabel(span > 20_000 ? "time (s)" : "time (ms)", height: height)
    if !record.label.isEmpty {
      text +=
        "set label 1 \(GnuplotText.literal(record.label)) at screen \(1 - right / width), "
        + "screen \(32 / height) right textcolor rgb GREY\n"
    }
    return text
  }

  /// Phases as shades behind the curves.
  private var shades: String {
    record.phases.enumerated().map { index, phase in
      "set object \(index + 1) rectangle from first \(GnuplotText.number(phase.start)), graph 0 "
        + "to first \(GnuplotText.number(phase.end)), graph 1 fillcolor rgb "
        + "'\(FigureStyle.phaseColours(phase.name).shade)' fillstyle solid noborder behind\n"
    }.joined()
  }

  /// Names of phases above the spikes; shorter, or left out, where they do not fit.
  private var phaseNames: String {
    let perMillisecond = (width - left - right) / max(1e-9, record.end - record.start)
    return record.phases.enumerated().map { index, phase in
      let room = (min(phase.end, record.end) - max(phase.start, record.start)) * perMillisecond
      let full = "\(phase.name) phase"
      let text = FigureStyle.width(full) <= room ? full : phase.name
      guard FigureStyle.width(text) * 0.8 <= room else { return "" }
      let middle = (max(phase.start, record.start) + min(phase.end, record.end)) / 2
      return "set label \(index + 100) \(GnuplotText.literal(text)) at first "
        + "\(GnuplotText.number(middle)), graph 1.042 center textcolor rgb "
        + "\(FigureStyle.phaseColours(phase.name).text)\n"
    }.joined()
  }

  /// Names of populations at the left, and hairlines between them.
  private var bandNames: String {
    var text = ""
    for (index, band) in layout.bands.enumerated() {
      let middle = GnuplotText.number((band.low + band.high) / 2)
      let title = GnuplotText.literal(band.name, limit: 24)
      let remark = GnuplotText.quoted(band.remark)
      let number = 200 + 2 * index
      if areNamesUpright {
        let x = (-48 / (width - left - right), -22 / (width - left - right))
        let place = "first \(middle) rotate by 90 center textcolor rgb"
        text += "set label \(number) \(title) at graph \(band.remark.isEmpty ? x.1 : x.0), "
        text += "\(place) \(band.colour)\n"
        if !band.remark.isEmpty {
          text += "set label \(number + 1) \(remark) at graph \(x.1), \(place) GREY "
          text += "font SMALL\n"
        }
      } else {
        let x = -20 / (width - left - right)
        let place = "at graph \(x), first \(middle) right textcolor rgb"
        let up = band.remark.isEmpty ? "" : " offset 0, 0.5"
        text += "set label \(number) \(title) \(place) \(band.colour)\(up)\n"
        if !band.remark.isEmpty {
          text += "set label \(number + 1) \(remark) \(place) GREY font SMALL "
          text += "offset 0, -0.5\n"
        }
      }
      if index > 0 {
        let y = GnuplotText.number(band.low)
        text += "set arrow \(index) from graph 0, first \(y) to graph 1, first \(y) nohead "
        text += "linecolor rgb \(isImage ? "INK" : "'#C8C8C8'") linewidth 0.6 front\n"
      }
    }
    return text
  }

  /// The spikes: time, lower end and length of the tick, a block for each band.
  private var ticks: String {
    var blocks = layout.bands.map { "# \($0.units.count) units of \($0.size)\n" }
    let rows = layout.bands.map { band in
      Dictionary(uniqueKeysWithValues: band.units.enumerated().map { ($1, $0) })
    }
    let spikes = record.spikes
    for index in 0..<spikes.count {
      guard let place = layout.bandOfPopulation[spikes.population[index]],
        !isImage || !RasterImage.isImage(layout.bands[place]), rates[place] == nil,
        let row = rows[place][spikes.unit[index]], spikes.times[index] >= record.start,
        spikes.times[index] <= record.end
      else { continue }
      let band = layout.bands[place]
      // At least 6.5 pixels long, if need be over the neighbours' rows.
      let length = max(0.84 * band.row, 6.5 / spikesHeight)
      let low = band.low + (Double(row) + 0.5) * band.row - length / 2
      blocks[place] +=
        "\(GnuplotText.number(spikes.times[index])) \(GnuplotText.number(low, digits: 5)) "
        + "\(GnuplotText.number(length, digits: 4))\n"
    }
    // A block without a line would not count: a tick that is not a number stands in.
    return blocks.map { $0 + "NaN NaN NaN\n" }.joined(separator: "\n\n")
  }

  /// Time and height of the rate of a band.
  private func rateFile(
    _ index: Int, _ rate: [(time: Double, rate: Double)]
  ) -> Figure.DataFile {
    let band = layout.bands[index]
    let rows = rate.map { time, rate in
      let height = band.low + 0.9 * (band.high - band.low) * rate / (band.ceiling ?? 1)
      return "\(GnuplotText.number(time, digits: 9)) \(GnuplotText.number(height, digits: 5)) "
        + "\(GnuplotText.number(rate, digits: 4))\n"
    }
    return Figure.DataFile(
      name: "\(name)-rate\(index + 1).dat", text: "# time_ms place rate_Hz\n" + rows.joined())
  }

  private func ratePlot(_ index: Int) -> String? {
    guard rates[index] != nil else { return nil }
    let band = layout.bands[index]
    return "\"\(name)-rate\(index + 1).dat\" using 1:(\(GnuplotText.number(band.low))):2 with "
      + "filledcurves fillcolor rgb \(band.colour) fillstyle solid 0.75 noborder"
  }

  private func tickPlot(_ index: Int) -> String {
    let band = layout.bands[index]
    return "\"\(name)-spikes.dat\" index \(index) using 1:2:(0):3 with vectors nohead "
      + "linewidth 1 linecolor rgb \(band.colour)"
  }

  /// The colour of the population whose unit a trace shows.
  private func colour(of trace: Raster.Trace, _ index: Int) -> String {
    let band = layout.bands.first { trace.name.hasPrefix($0.name) }
    return band?.colour ?? FigureStyle.colour(index)
  }
}
