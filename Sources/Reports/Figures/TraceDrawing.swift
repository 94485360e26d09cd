import Measurements
import Records

/// One trace with its threshold, and its spikes as ticks above it.
struct TraceDrawing {
  private let trace: Raster.Trace
  private let record: Raster
  private let colour: String
  private let low: Double
  private let high: Double

  init(_ trace: Raster.Trace, record: Raster, colour: String) {
    self.trace = trace
    self.record = record
    self.colour = colour
    let finite = trace.values.filter(\.isFinite)
    let low = min(finite.min() ?? 0, trace.threshold ?? .infinity)
    let high = max(finite.max() ?? 1, trace.threshold ?? -.infinity)
    // A line that never moves gets room around it.
    let isFlat = high - low <= 1e-9 * max(abs(high), abs(low))
    self.low = isFlat ? low - 0.5 : low
    self.high = isFlat ? high + 0.5 : high
  }

  /// Time and value, thinned to the least and greatest value in each of 1400 columns of pixels.
  var data: String {
    var text = "# time_ms value\n"
    let count = min(trace.times.count, trace.values.count)
    func line(_ index: Int) -> String {
      "\(GnuplotText.number(trace.times[index])) \(GnuplotText.number(trace.values[index]))\n"
    }
    let columns = 1400
    guard count > 4 * columns else {
      return text + (0..<count).map(line).joined() + (count == 0 ? "NaN NaN\n" : "")
    }
    for column in 0..<columns {
      let range = column * count / columns..<(column + 1) * count / columns
      let least = range.min { trace.values[$0] < trace.values[$1] }!
      let greatest = range.max { trace.values[$0] < trace.values[$1] }!
      for index in Set([least, greatest]).sorted() { text += line(index) }
    }
    return text
  }

  /// Commands that draw it from `file`; `titleAt` is the height of the title in parts of the graph.
  func script(_ file: String, titleAt: Double) -> String {
    let span = high - low
    let tip = high + (trace.spikeTimes.isEmpty ? 0.1 : 0.34) * span
    let step = Tics.step(span, atMost: 3)
    // No tics above the threshold, where only spikes are.
    let tics = [(low / step).rounded(.up) * step, step, high + 1e-6 * span]
      .map { GnuplotText.number($0) }.joined(separator: ", ")
    var text = """
      set yrange [\(GnuplotText.number(low - 0.1 * span)):\(GnuplotText.number(tip))]
      set ytics \(tics) nomirror out scale 0.6 textcolor rgb INK
      set label 2 \(GnuplotText.literal(trace.name)) at graph 0, graph \(titleAt) left \
      textcolor rgb \(colour)

      """
    if !trace.axis.isEmpty {
      text += "set ylabel \(GnuplotText.literal(trace.axis, limit: 24))\n"
    } else {
      text += "unset ylabel\n"
    }
    if let threshold = trace.threshold {
      let y = GnuplotText.number(threshold)
      text += """
        set arrow 1 from graph 0, first \(y) to graph 1, first \(y) nohead dashtype (6, 6) \
        linecolor rgb GREY linewidth 0.7
        set label 3 "{/:Italic θ}" at graph 1.006, first \(y) left textcolor rgb GREY

        """
    }
    let foot = trace.threshold ?? high
    let inside = trace.spikeTimes.filter { $0 >= record.start && $0 <= record.end }
    for (index, time) in inside.prefix(2000).enumerated() {
      let x = GnuplotText.number(time)
      text += "set arrow \(index + 2) from first \(x), first \(GnuplotText.number(foot)) to first "
      text += "\(x), first \(GnuplotText.number(high + 0.26 * span)) nohead linecolor rgb "
      text += "\(colour) linewidth 1.1\n"
    }
    return text + "plot \"\(file)\" using 1:2 with lines linewidth 1.1 linecolor rgb \(colour)\n"
  }
}
