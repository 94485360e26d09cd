import Measurements
import Records

extension Chart {
  /// The window of a spike-timing rule: weight change of a pair against its lag.
  init(window record: RuleProfile, title: String) {
    let points = zip(record.lags, record.changes).sorted { $0.0 < $1.0 }.filter { $0.1.isFinite }
    let reach = points.map { abs($0.0) }.max() ?? 1
    let low = min(points.map(\.1).min() ?? -1, 0), high = max(points.map(\.1).max() ?? 1, 0)
    let span = max(high - low, 1e-300)
    let frame = ChartFrame(
      x: Axis(-reach, reach, label: "lag t(post) − t(pre) (ms)", count: 8),
      y: Axis(low - 0.1 * span, high + 0.1 * span, label: "weight change"))
    var drawing = frame.axes
    drawing +=
      "<path class=\"axis\" d=\"M\(frame.left) \(frame.atY(0))H\(frame.width - frame.right)\"/>"
    drawing +=
      "<path class=\"axis\" d=\"M\(frame.atX(0)) \(frame.top)V\(frame.height - frame.bottom)\"/>"
    for side in [points.filter { $0.0 < 0 }, points.filter { $0.0 > 0 }] {
      drawing += "<path class=\"line ink thin\" d=\"\(frame.line(side.map { ($0.0, $0.1) }))\"/>"
    }
    // Potentiation blue, depression orange, as in the field's figures.
    var dots = ["", ""]
    for (lag, change) in points {
      dots[change > 0 ? 0 : 1] +=
        "M\(Markup.place(frame.atX(lag))) \(Markup.place(frame.atY(change)))h0"
    }
    drawing +=
      "<path class=\"dots s1\" d=\"\(dots[0])\"/><path class=\"dots s0\" d=\"\(dots[1])\"/>"
    let least = points.min { $0.1 < $1.1 }, most = points.max { $0.1 < $1.1 }
    var words = "Change of one synapse by one pair of spikes"
    if let most, let least {
      words += ": at most \(Self.short(most.1)) at \(Self.short(most.0)) ms, at least "
      words += "\(Self.short(least.1)) at \(Self.short(least.0)) ms"
    }
    words +=
      ". Area \(Self.short(record.shownArea)) ms, first moment \(Self.short(record.shownFirstMoment)) ms²."
    self.init(
      title: title, summary: words, width: frame.width, height: frame.height, drawing: drawing)
    legend = [
      Entry(style: "s1 point", name: "potentiation"), Entry(style: "s0 point", name: "depression"),
    ]
  }

  /// Each synapse's update against its reference update, in units of their root mean squares.
  init(scatter group: Scatter.Group, reference: String, title: String, style: String) {
    let points = zip(group.reference, group.update).map {
      ($0 / group.referenceRMS, $1 / group.updateRMS)
    }.filter { $0.0.isFinite && $0.1.isFinite }
    let sizes = points.map { max(abs($0.0), abs($0.1)) }.sorted()
    let usual = sizes.isEmpty ? 1 : sizes[min(sizes.count - 1, sizes.count * 995 / 1000)]
    let limit = max(min(sizes.last ?? 1, 1.5 * usual) * 1.06, 1e-9)
    var frame = ChartFrame(
      x: Axis(-limit, limit, label: "reference update, \(reference) (RMS units)"),
      y: Axis(-limit, limit, label: "update (RMS units)"))
    frame.height = 360
    frame.hasGrid = false
    var drawing = frame.axes
    drawing +=
      "<path class=\"grid\" d=\"M\(frame.left) \(frame.atY(0))H\(frame.width - frame.right)\"/>"
    drawing +=
      "<path class=\"grid\" d=\"M\(frame.atX(0)) \(frame.top)V\(frame.height - frame.bottom)\"/>"
    drawing += "<path class=\"level\" d=\"\(frame.line([(-limit, -limit), (limit, limit)]))\"/>"
    var path = ""
    for (x, y) in points where abs(x) <= limit && abs(y) <= limit {
      path += "M\(Markup.place(frame.atX(x))) \(Markup.place(frame.atY(y)))h0"
    }
    drawing += "<path class=\"dots faint \(style)\" d=\"\(path)\"/>"
    let sign = SummaryTable.fixed(100 * group.signAgreement, 1)
    self.init(
      title: title,
      summary: "Cosine \(SummaryTable.fixed(group.cosine, 4)), same sign \(sign) %, n = "
        + "\(GnuplotText.count(group.count)), \(GnuplotText.count(group.reference.count)) shown. "
        + "On the dashed line updates agree but for one factor.",
      width: frame.width, height: frame.height, drawing: drawing)
  }
}
