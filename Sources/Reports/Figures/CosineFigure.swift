public import Measurements

extension Figure {
  /// Cosines of each rule with rate EP: a bar for the whole update of each projection, and marks for its two directions
  /// where they differ.
  ///
  /// - Parameters:
  ///   - record: The scores.
  ///   - name: The name of its files.
  ///   - colours: Colours of the network; nil: guessed from the names of the projections.
  public static func ruleBars(
    _ record: ComparisonTable, named name: String = "rules", colours: NetworkColours? = nil
  ) -> Figure {
    Figure(name, .cosines(record, colours))
  }
}

extension ComparisonTable {
  /// Rules in the order of the record, without the reference itself.
  var rules: [String] { rows.map(\.rule).filter { $0 != "rate EP" }.distinct }
  /// Projections in the order of the record.
  public var projections: [String] { rows.map(\.projection).distinct }

  /// The row of a rule.
  func row(_ rule: String, _ projection: String, _ part: String) -> RuleScore? {
    rows.first { $0.rule == rule && $0.projection == projection && $0.part == part }
  }

  /// The cosine with rate EP, where it is a number.
  func cosine(_ rule: String, _ projection: String, _ part: String) -> Double? {
    row(rule, projection, part)?.cosine("rate EP").flatMap { $0.isFinite ? $0 : nil }
  }
}

extension Layout {
  /// A group of bars for each rule, a bar for each projection.
  static func cosines(_ record: ComparisonTable, _ colours: NetworkColours?) -> Layout {
    let rules = record.rules, projections = record.projections
    let colours = colours ?? NetworkColours(naming: projections)
    let count = Double(max(1, rules.count)), bar = 16.0
    let group = bar * Double(max(1, projections.count)) + 12
    var panel = Panel(
      x: Axis(-1, 1, label: "cosine with rate EP", count: 4), y: Axis(0, count), width: 520,
      height: 8 + count * group + Panel.foot)
    panel.left = 24 + (rules.map { Label.width(GnuplotText.shortened($0, to: 24)) }.max() ?? 30)
    panel.top = 8
    (panel.y.tics, panel.hasSide, panel.hasGrid) = ([], false, false)
    for tic in panel.x.tics {
      panel.marks.append(.upright(tic, of: panel, Pen(ink: .grid, width: 1)))
    }
    var labels: [Label] = [], wedges: [String: [Mark.Point]] = [:]
    // From the top of the panel down.
    func place(_ rule: Int, _ projection: Int) -> Double {
      count - Double(rule) - (6 + bar * (Double(projection) + 0.5)) / group
    }
    for (k, projection) in projections.enumerated() {
      let ink = colours.ink(of: projection, else: k), half = 0.42 * bar / group
      var bars: [Mark.Box] = [], ends: [Mark.Point] = [], spreads: [Mark.Point] = []
      for (index, rule) in rules.enumerated() {
        let y = place(index, k)
        if let cosine = record.cosine(rule, projection, "total") {
          bars.append(.init(0, cosine, y - half, y + half))
          ends.append(.init(cosine, y))
          let spread = record.row(rule, projection, "total")!.spread
          spreads += [
            .init(max(-1, cosine - spread), y), .init(min(1, cosine + spread), y), .init(1, nil),
          ]
        }
        for part in ["forward", "backward"] {
          if let cosine = record.cosine(rule, projection, part) {
            wedges[part, default: []].append(.init(cosine, y))
          }
        }
      }
      panel.marks += [
        .boxes(bars, ink, opacity: 0.4), .line(spreads, Pen(ink: ink, width: 1.2)),
        .dots(ends, ink, radius: 3, opacity: 1),
      ]
    }
    for (index, rule) in rules.enumerated() {
      let middle = (place(index, 0) + place(index, max(0, projections.count - 1))) / 2
      labels.append(
        Label(
          text: GnuplotText.shortened(rule, to: 24), x: panel.left - 10, y: panel.atY(middle),
          anchor: .end))
    }
    for (part, points) in wedges.sorted(by: { $0.key < $1.key }) {
      panel.marks.append(.wedges(points, pointRight: part == "forward"))
    }
    panel.marks.append(.upright(0, of: panel))
    let directions = wedges.isEmpty ? "" : "Triangles: forward (▸) and backward (◂) direction. "
    return Layout(
      panel, labels: labels,
      legend: projections.enumerated().map {
        Entry(name: $1, ink: colours.ink(of: $1, else: $0))
      }, note: directions + "Lines: \(ComparisonTable.spreadNote).")
  }
}
