public import Measurements
import Records

extension Figure {
  /// The window of a rule: the weight change of each spike pair against its lag, with a line through
  /// them on each side of zero.
  public static func window(_ record: RuleProfile, named name: String = "window") -> Figure {
    let name = safeFileName(name)
    let points = zip(record.lags, record.changes).sorted { $0.0 < $1.0 }
    let reach = points.map { abs($0.0) }.max() ?? 1
    let low = min(points.map(\.1).min() ?? -1, 0), high = max(points.map(\.1).max() ?? 1, 0)
    let span = max(high - low, 1e-12)
    var script = FigureStyle.preamble(
      name, "The window of a spike-timing rule.", width: 1200, height: 900)
    let step = Tics.step(2 * reach, atMost: 9)
    script += """
      set lmargin at screen \(175.0 / 1200)
      set rmargin at screen \(1165.0 / 1200)
      set tmargin at screen \(860.0 / 900)
      set bmargin at screen \(120.0 / 900)
      set xrange [\(GnuplotText.number(-reach)):\(GnuplotText.number(reach))]
      set yrange [\(GnuplotText.number(low - 0.12 * span)):\(GnuplotText.number(high + 0.12 * span))]
      set xtics \(GnuplotText.number(step)); set ytics \(GnuplotText.number(Tics.step(span, atMost: 6)))
      set ylabel "weight change {/:Italic Δw}" offset 0.2
      set xzeroaxis linetype 1 linecolor rgb HAIR linewidth 1
      set yzeroaxis linetype 1 linecolor rgb HAIR linewidth 1

      """
    script += FigureStyle.xLabel(
      "spike lag {/:Italic t}_{post} − {/:Italic t}_{pre} (ms)", height: 900)
    let facts = [
      GnuplotText.literal(record.name, limit: 30),
      GnuplotText.quoted("area \(GnuplotText.number(record.shownArea, digits: 3)) ms"),
      GnuplotText.quoted(
        "first moment \(GnuplotText.number(record.shownFirstMoment, digits: 3)) ms^2"),
    ]
    // The first corner in which no pair is.
    let places: [(x: Double, y: Double)] = points.map { lag, change in
      (x: (lag + reach) / (2 * reach), y: (change - low + 0.12 * span) / (1.24 * span))
    }
    let corners: [(x: Double, y: Double)] = [
      (0.035, 0.95), (0.57, 0.95), (0.035, 0.16), (0.57, 0.16),
    ]
    let free = corners.first { corner in
      let across = (corner.x - 0.03)...(corner.x + 0.42)
      let up = (corner.y - 0.16)...(corner.y + 0.04)
      return !places.contains { across.contains($0.x) && up.contains($0.y) }
    }
    let corner = free ?? corners[0]
    for (index, fact) in facts.enumerated() {
      script += "set label \(index + 1) \(fact) at graph \(corner.x), "
      script += "graph \(GnuplotText.number(corner.y - 0.05 * Double(index))) left "
      script += "textcolor rgb INK \(index > 0 ? "font SMALL " : "")front\n"
    }
    // Potentiation blue, depression orange, as in the field's figures.
    script += """
      plot "\(name).dat" index 0 using 1:2 with lines linewidth 1.6 linecolor rgb GREY, \
        "\(name).dat" index 1 using 1:2 with lines linewidth 1.6 linecolor rgb GREY, \
        "\(name).dat" index 0 using 1:($2 > 0 ? $2 : 1/0) with points pointtype 7 \
        pointsize 0.7*DOT linecolor rgb "#0072B2", \
        "\(name).dat" index 0 using 1:($2 <= 0 ? $2 : 1/0) with points pointtype 7 \
        pointsize 0.7*DOT linecolor rgb "#D55E00", \
        "\(name).dat" index 1 using 1:($2 > 0 ? $2 : 1/0) with points pointtype 7 \
        pointsize 0.7*DOT linecolor rgb "#0072B2", \
        "\(name).dat" index 1 using 1:($2 <= 0 ? $2 : 1/0) with points pointtype 7 \
        pointsize 0.7*DOT linecolor rgb "#D55E00"
      unset output

      """
    func block(_ points: [(Double, Double)]) -> String {
      let rows = points.map { "\(GnuplotText.number($0.0)) \(GnuplotText.number($0.1))\n" }
      return "# lag change\n" + (rows.isEmpty ? "NaN NaN\n" : rows.joined())
    }
    let data = block(points.filter { $0.0 > 0 }) + "\n\n" + block(points.filter { $0.0 < 0 })
    return Figure(
      name: name, script: script, data: [DataFile(name: "\(name).dat", text: data)])
  }
}
