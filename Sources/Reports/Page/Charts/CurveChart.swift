import Measurements
import Records

extension Chart {
  /// Quantities over epochs or another quantity, with bands where runs were repeated.
  ///
  /// - Parameter colours: Those of the network, for lines named after its parts; nil: as far as their names tell.
  init(
    _ record: Curves, title: String, summary: String, colours: NetworkColours? = nil
  ) {
    let styles = Self.styles(record, colours)
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
    let y: Axis
    if isLogarithmic {
      let positive = values.filter { $0 > 0 }.min() ?? 1
      let tic = Tics.below(positive)
      y = Axis(
        record.minimum ?? (positive < 1.6 * tic ? tic : positive / 1.2),
        max(1.15 * greatest, 2 * positive), label: record.axis, isLogarithmic: true)
    } else {
      let top = max(greatest, record.level?.value ?? greatest)
      let foot = record.minimum ?? min(0, least)
      let step = Tics.step(max(top - foot, 1e-12), atMost: 6)
      let low = least >= 0 ? (record.minimum ?? 0) : (foot / step).rounded(.down) * step
      y = Axis(low, max(record.maximum ?? top + 0.05 * (top - low), greatest), label: record.axis)
    }
    let isEpochs = record.abscissa == "epoch"
    let first = record.phases.first?.start ?? record.epochs.min() ?? 0
    let start = isEpochs ? min(first, 0) : first
    let last = record.phases.last?.end ?? record.epochs.max() ?? 1
    let end = max(last, isEpochs ? start + 1 : start + 1e-9)
    var x = Axis(
      start, end, label: record.abscissa, isLogarithmic: record.isLogarithmicAcross, count: 7)
    if isEpochs { x.tics.removeAll { $0 != $0.rounded() } }
    var frame = ChartFrame(x: x, y: y)
    if !record.phases.isEmpty { frame.top = 26 }
    var drawing = Self.shades(record.phases, frame)
    drawing += frame.axes
    if y.low < 0, y.high > 0, !isLogarithmic {
      drawing +=
        "<path class=\"axis\" d=\"M\(frame.left) \(frame.atY(0))H\(frame.width - frame.right)\"/>"
    }
    if let level = record.level, level.value >= y.low, level.value <= y.high {
      let at = frame.atY(level.value)
      drawing += "<path class=\"level\" d=\"M\(frame.left) \(at)H\(frame.width - frame.right)\"/>"
      let place = frame.width - frame.right - 4
      drawing +=
        "<text class=\"tic e\" x=\"\(place)\" y=\"\(at < 34 ? at + 15 : at - 5)\">\(level.name)</text>"
    }
    var lines = Markup()
    for (index, series) in record.series.enumerated() {
      let style = styles[index]
      let points = zip(record.epochs, series.values).map { ($0, $1) }
      if let low = series.low, let high = series.high {
        let band = points.indices.compactMap { at -> (x: Double, low: Double, high: Double)? in
          guard at < low.count, at < high.count, let below = low[at], let above = high[at] else {
            return nil
          }
          return (points[at].0, below, above)
        }
        drawing += "<path class=\"band \(style)\" d=\"\(frame.band(band))\"/>"
      }
      lines += "<path class=\"line \(style)\" d=\"\(frame.line(points))\"/>"
      let seen = points.filter { $0.1?.isFinite ?? false }
      if seen.count <= 12, !series.isOverlay, !record.series.contains(where: \.isOverlay) {
        for (x, y) in seen where !(isLogarithmic && y! <= 0) {
          lines +=
            "<circle class=\"dot \(style)\" cx=\"\(frame.atX(x))\" cy=\"\(frame.atY(y!))\" r=\"3\"/>"
        }
      }
    }
    self.init(
      title: title, summary: summary, width: frame.width, height: frame.height,
      drawing: drawing + lines)
    legend = record.series.enumerated().filter { !$1.name.isEmpty }.map { index, series in
      let last = series.values.compactMap { $0 }.last { $0.isFinite }
      return Entry(
        style: styles[index], name: series.name,
        value: isEpochs ? last.map { Self.short($0) } ?? "" : "")
    }
    table = Self.numbers(record)
  }

  private static func shades(_ phases: [Raster.Phase], _ frame: ChartFrame) -> Markup {
    phases.map { phase -> Markup in
      let from = frame.atX(max(phase.start, frame.x.low)),
        to = frame.atX(min(phase.end, frame.x.high))
      let known = ["free", "nudged", "tail"].contains(phase.name) ? phase.name : "other"
      return """
        <rect class="phase \(known)" x="\(from)" y="\(frame.top)" width="\(max(0, to - from))" height="\(frame.height - frame.bottom - frame.top)"/>\
        <text class="tic m \(known)" x="\((from + to) / 2)" y="\(frame.top - 6)">\(phase.name)</text>
        """
    }.joined()
  }

  /// `s0` to `s5`, dashed where an earlier line has the same colour; overlays are dashed ink.
  private static func styles(_ record: Curves, _ network: NetworkColours?) -> [String] {
    zip(record.series, record.colours(network)).map { series, colour in
      series.isOverlay ? "over" : "s\(colour.place)" + (colour.isRepeated ? " dash" : "")
    }
  }

  /// Three digits, as a reader wants them.
  static func short(_ value: Double) -> String {
    value.magnitude >= 100 ? Axis.text(value, digits: 4) : Axis.text(value, digits: 3)
  }

  private static func numbers(_ record: Curves) -> SummaryTable {
    let named = record.series.filter { !$0.name.isEmpty }
    var table = SummaryTable(
      columns: [.number(record.abscissa)] + named.map { .number($0.name) })
    for (row, epoch) in record.epochs.enumerated() {
      table.add(
        [.init(GnuplotText.number(epoch, digits: 4))]
          + named.map { series in
            let value = row < series.values.count ? series.values[row] : nil
            return .init(value.map { $0.isFinite ? GnuplotText.number($0, digits: 4) : "-" } ?? "-")
          })
    }
    return table
  }
}
