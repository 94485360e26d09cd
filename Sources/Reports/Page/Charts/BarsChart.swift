import Measurements
import Records

extension Chart {
  /// Cosines of each rule with rate EP in one projection: a bar for the whole update, marks for its two
  /// directions, a line for its spread.
  init(cosinesOf rows: [RuleScore], projection: String, style: String) {
    var rules: [String] = []
    for row in rows where row.rule != "rate EP" && !rules.contains(row.rule) {
      rules.append(row.rule)
    }
    let step = 26.0
    var frame = ChartFrame(x: Axis(-1, 1, label: "cosine with rate EP", count: 4), y: Axis(0, 1))
    frame.left = 20 + 6.9 * Double(min(rules.map(\.count).max() ?? 4, 18))
    frame.top = 8
    frame.height = frame.top + frame.bottom + step * Double(max(1, rules.count))
    frame.y.tics = []
    var drawing = frame.axes
    for tic in frame.x.tics {
      drawing +=
        "<path class=\"grid\" d=\"M\(frame.atX(tic)) \(frame.top)V\(frame.height - frame.bottom)\"/>"
    }
    var table = SummaryTable(columns: [
      .text("rule"), .number("cosine"), .number("± sd"), .number("forward"), .number("backward"),
    ])
    for (index, rule) in rules.enumerated() {
      let middle = frame.top + step * (Double(index) + 0.5)
      func row(_ part: String) -> RuleScore? {
        rows.first { $0.rule == rule && $0.projection == projection && $0.part == part }
      }
      func cosine(_ part: String) -> Double? {
        row(part)?.cosine("rate EP").flatMap { $0.isFinite ? $0 : nil }
      }
      let name = GnuplotText.shortened(rule, to: 18)
      drawing += "<text class=\"tic e\" x=\"\(frame.left - 8)\" y=\"\(middle + 4)\">\(name)</text>"
      let total = cosine("total"), zero = frame.atX(0)
      if let total {
        let end = frame.atX(total),
          spread = row("total")!.spread
        drawing +=
          "<rect class=\"bar \(style)\" x=\"\(min(zero, end))\" y=\"\(middle - 7)\" width=\"\(abs(end - zero))\" height=\"14\"/>"
        let low = frame.atX(max(-1, total - spread)), high = frame.atX(min(1, total + spread))
        drawing += "<path class=\"line thin \(style)\" d=\"M\(low) \(middle)H\(high)\"/>"
        drawing += "<circle class=\"dot \(style)\" cx=\"\(end)\" cy=\"\(middle)\" r=\"3\"/>"
      }
      if let forward = cosine("forward") {
        drawing += "<path class=\"mark\" d=\"M\(frame.atX(forward) - 3) \(middle - 4)l7 4l-7 4z\"/>"
      }
      if let backward = cosine("backward") {
        drawing +=
          "<path class=\"mark\" d=\"M\(frame.atX(backward) + 3) \(middle - 4)l-7 4l7 4z\"/>"
      }
      func text(_ value: Double?) -> SummaryTable.Cell {
        .init(value.map { SummaryTable.fixed($0, 4) } ?? "-")
      }
      table.add([
        .init(rule), text(total),
        text(row("total")?.spread),
        text(cosine("forward")), text(cosine("backward")),
      ])
    }
    drawing +=
      "<path class=\"axis\" d=\"M\(frame.atX(0)) \(frame.top)V\(frame.height - frame.bottom)\"/>"
    self.init(
      title: "Cosine with rate EP, \(projection)",
      summary:
        "Bars: the whole update, with the spread over seeds and samples. Triangles: its forward (right) and backward (left) direction, where they differ.",
      width: frame.width, height: frame.height, drawing: drawing)
    self.table = table
  }
}
