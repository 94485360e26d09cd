public import Records

extension Figure {
  /// The window of a rule: the weight change of each spike pair against its lag, with a line through
  /// them on each side of zero.
  public static func window(_ record: RuleRecord, named name: String = "window") -> Figure {
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
    script +=
      "set label 1 \(GnuplotText.literal(record.name, limit: 32)) at graph 0.035, graph 0.95 "
    script += "left textcolor rgb INK front\n"
    let facts =
      "area \(GnuplotText.number(record.area, digits: 3)) ms, first moment "
      + "\(GnuplotText.number(record.firstMoment, digits: 3)) ms^2"
    script += "set label 2 \(GnuplotText.quoted(facts)) at graph 0.035, graph 0.90 left "
    script += "textcolor rgb INK font SMALL front\n"
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
