import Records

extension Chart {
  /// How values are distributed, in 60 equal bins; the vertical axis is the fraction of all values. Up to 24
  /// values stand one by one.
  ///
  /// - Parameter element: What has a value: `unit`, `synapse`.
  /// - Parameter quantum: What values are multiples of, as the rates that a few spikes give; the axis then begins
  ///   at 0, and no bin holds more multiples than another.
  init(
    values all: [Double], axis: String, title: String, summary: String, style: String,
    quantum: Double? = nil, element: String = "unit"
  ) {
    // Differences of larger numbers are infinite.
    let values = all.filter { $0.magnitude <= Tics.greatest }
    if values.count == all.count, (1...24).contains(all.count) {
      self.init(each: all, axis: axis, title: title, summary: summary, style: style, element)
      return
    }
    let least = values.min() ?? 0, greatest = values.max() ?? 1
    let margin = greatest > least ? 0.02 * (greatest - least) : max(0.5, least.magnitude / 2)
    var low = quantum != nil && least >= 0 ? 0 : least - margin
    var high = greatest + margin
    var count = max(8, min(60, values.count / 2))
    if let quantum, quantum > 0, low == 0 {
      // Bins of whole quanta, each value in the middle of its share.
      let step = quantum * max(1, (greatest / 60 / quantum).rounded(.up))
      if step > quantum / 2, step.isFinite, greatest / step < 100 {
        count = Int((greatest / step + 1e-9).rounded(.down)) + 1
        low = -quantum / 2
        high = low + Double(count) * step
      }
    }
    var bins = [Int](repeating: 0, count: count)
    for value in values {
      bins[min(count - 1, max(0, Int((value - low) / (high - low) * Double(count))))] += 1
    }
    let fractions = bins.map { 100 * Double($0) / Double(max(1, values.count)) }
    let frame = ChartFrame(
      x: Axis(low, high, label: axis),
      y: Axis(0, max(1.08 * (fractions.max() ?? 1), 1e-9), label: "share (%)", count: 4))
    var path = "M\(Markup.place(frame.atX(low))) \(Markup.place(frame.atY(0)))"
    let step = (high - low) / Double(count)
    for (bin, fraction) in fractions.enumerated() {
      path += "V\(Markup.place(frame.atY(fraction)))H"
      path += Markup.place(frame.atX(low + Double(bin + 1) * step))
    }
    path += "V\(Markup.place(frame.atY(0)))"
    let drawing: Markup =
      "\(frame.axes)<path class=\"area \(style)\" d=\"\(path)Z\"/><path class=\"line thin \(style)\" d=\"\(path)\"/>"
    self.init(
      title: title, summary: summary, width: frame.width, height: frame.height, drawing: drawing)
  }

  /// Each of a few values, in their order.
  private init(
    each values: [Double], axis: String, title: String, summary: String, style: String,
    _ element: String
  ) {
    let greatest = max(values.max() ?? 1, 0), least = min(values.min() ?? 0, 0)
    let margin = greatest > least ? 0.06 * (greatest - least) : 1
    let count = Double(values.count)
    var frame = ChartFrame(
      x: Axis(-0.5, count - 0.5, label: element),
      y: Axis(least < 0 ? least - margin : 0, greatest + margin, label: axis, count: 4))
    let every = max(1, (values.count + 11) / 12)
    frame.x.tics = stride(from: 0, to: values.count, by: every).map(Double.init)
    var bars = ""
    for (index, value) in values.enumerated() {
      let low = frame.atX(Double(index) - 0.3), high = frame.atX(Double(index) + 0.3)
      bars +=
        "M\(Markup.place(low)) \(Markup.place(frame.atY(0)))V\(Markup.place(frame.atY(value)))"
      bars += "H\(Markup.place(high))V\(Markup.place(frame.atY(0)))Z"
    }
    let zero: Markup =
      "<path class=\"axis\" d=\"M\(frame.left) \(frame.atY(0))H\(frame.width - frame.right)\"/>"
    self.init(
      title: title, summary: summary, width: frame.width, height: frame.height,
      drawing: "\(frame.axes)<path class=\"bar \(style)\" d=\"\(bars)\"/>\(zero)")
  }

  /// `n = 7840, mean 0.012, standard deviation 0.130, from −0.5 to 0.7`.
  static func facts(_ all: [Double]) -> String {
    let values = all.filter(\.isFinite)
    guard let least = values.min(), let greatest = values.max() else { return "no values" }
    // In units of the largest one, whose square may be beyond all numbers.
    let unit = max(least.magnitude, greatest.magnitude, .leastNormalMagnitude)
    let share = values.reduce(0) { $0 + $1 / unit } / Double(values.count)
    let mean = unit * share
    let square =
      values.reduce(0) { $0 + ($1 / unit - share) * ($1 / unit - share) } / Double(values.count)
    return "n = \(GnuplotText.count(values.count)), mean \(short(mean)), standard deviation "
      + "\(short(unit * square.squareRoot())), from \(short(least)) to \(short(greatest))"
  }
}
