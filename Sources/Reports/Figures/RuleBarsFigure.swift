public import Measurements
import Records

extension Figure {
  /// Cosines of each rule with rate EP: a bar for the whole update of each projection, and marks for its
  /// two directions where they differ.
  ///
  /// - Parameter colours: Those of the network; nil: as far as the names of the projections tell.
  public static func ruleBars(
    _ record: ComparisonTable, named name: String = "rules", colours: NetworkColours? = nil
  ) -> Figure {
    let name = safeFileName(name)
    var rules: [String] = [], projections: [String] = []
    for row in record.rows where row.rule != "rate EP" {
      if !rules.contains(row.rule) { rules.append(row.rule) }
      if !projections.contains(row.projection) { projections.append(row.projection) }
    }
    let colours = colours ?? NetworkColours(naming: projections)
    func value(_ rule: String, _ projection: String, _ part: String) -> RuleScore? {
      record.rows.first {
        $0.rule == rule && $0.projection == projection && $0.part == part
      }
    }
    let width = 1300.0
    let rowHeight = 34.0 * Double(projections.count) + 22
    let height = 172 + rowHeight * Double(max(rules.count, 1))
    let left = 60 + (rules.map(FigureStyle.width).max() ?? 100)
    var script = FigureStyle.preamble(
      name, "Cosine of each rule's update with rate EP.", width: Int(width), height: Int(height))
    script += """
      set lmargin at screen \(left / width)
      set rmargin at screen \(1260 / width)
      set tmargin at screen \(1 - 50 / height)
      set bmargin at screen \(122 / height)
      set xrange [-1:1]; set yrange [\(GnuplotText.number(Double(max(rules.count, 1)) - 0.5)):-0.5]
      set xtics 0.5
      unset ytics
      set border 1
      set style fill solid noborder
      set arrow 800 from 0, graph 0 to 0, graph 1 nohead linecolor rgb GREY linewidth 0.8 front

      """
    script += FigureStyle.xLabel(
      "cosine with rate EP, \(ComparisonTable.spreadNote)", height: height)
    for (index, rule) in rules.enumerated() {
      script += "set label \(index + 1) \(GnuplotText.literal(rule, limit: 32)) at graph -0.02, "
      script += "first \(index) right textcolor rgb INK\n"
    }
    for (index, projection) in projections.enumerated() {
      let colour = colours.name(of: projection, else: index)
      let at = 0.01 + 0.28 * Double(index)
      script += "set label \(100 + index) \(GnuplotText.literal(projection, limit: 24)) at graph "
      script +=
        "\(GnuplotText.number(at)), screen \(1 - 26 / height) left textcolor rgb \(colour)\n"
    }
    let hasDirections = record.rows.contains {
      ["forward", "backward"].contains($0.part) && $0.cosine("rate EP") != nil
    }
    if hasDirections {
      script += "set label 120 \"▸ forward  ◂ backward\" at graph 1, screen "
      script += "\(1 - 26 / height) right textcolor rgb GREY font SMALL\n"
    }
    var plots: [String] = []
    var data: [String] = []
    let thick = 0.8 / Double(max(projections.count, 1))
    for (k, projection) in projections.enumerated() {
      let digits = colours.digits(of: projection, else: k)
      var bars = "# low high bottom top\n", marks = "# cosine place error\n"
      var forward = "# cosine place\n", backward = forward
      for (index, rule) in rules.enumerated() {
        let y = Double(index) - 0.4 + thick * (Double(k) + 0.5)
        guard let total = value(rule, projection, "total"), let cosine = total.cosine("rate EP")
        else { continue }
        bars += "\(GnuplotText.number(cosine)) \(GnuplotText.number(y))\n"
        let error = total.spread
        marks +=
          "\(GnuplotText.number(cosine)) \(GnuplotText.number(y)) \(GnuplotText.number(error))\n"
        if let one = value(rule, projection, "forward")?.cosine("rate EP") {
          forward += "\(GnuplotText.number(one)) \(GnuplotText.number(y))\n"
        }
        if let one = value(rule, projection, "backward")?.cosine("rate EP") {
          backward += "\(GnuplotText.number(one)) \(GnuplotText.number(y))\n"
        }
      }
      let half = GnuplotText.number(0.42 * thick)
      // A block without lines is not drawn: gnuplot crashes over labels none of which can be seen.
      for (block, style) in [
        (
          bars,
          "(0):2:(0):1:($2-\(half)):($2+\(half)) with boxxyerror linecolor rgb \"#60\(digits)\""
        ),
        (
          marks,
          "1:2:3 with xerrorbars pointtype 7 pointsize 0.9*DOT linewidth 1.2 linecolor rgb \"#\(digits)\""
        ),
        (forward, "1:2:(\"▸\") with labels textcolor rgb INK font SMALL"),
        (backward, "1:2:(\"◂\") with labels textcolor rgb INK font SMALL"),
      ] where block.split(separator: "\n").count > 1 {
        plots.append("\"\(name).dat\" index \(data.count) using \(style)")
        data.append(block)
      }
    }
    script +=
      "plot \(plots.isEmpty ? "NaN" : plots.joined(separator: ", \\\n     "))\nunset output\n"
    return Figure(
      name: name, script: script,
      data: [DataFile(name: "\(name).dat", text: data.joined(separator: "\n\n"))])
  }
}
