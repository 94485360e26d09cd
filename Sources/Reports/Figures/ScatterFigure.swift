public import Measurements
import Records

extension Figure {
  /// Each synapse's update against its reference update, in units of the root mean square of its
  /// projection. On the dashed line lie updates that agree but for one factor.
  ///
  /// - Parameter colours: Those of the network; nil: as far as the names of the groups tell.
  public static func scatter(
    _ record: Scatter, named name: String = "updates", colours: NetworkColours? = nil
  ) -> Figure {
    let colours = colours ?? NetworkColours(naming: record.groups.map(\.name))
    let name = safeFileName(name)
    let groups = record.groups.filter { $0.referenceRMS > 0 && $0.updateRMS > 0 }
    let points = groups.map { group in
      zip(group.reference, group.update).map { ($0 / group.referenceRMS, $1 / group.updateRMS) }
    }
    let sizes = points.joined().map { max(abs($0.0), abs($0.1)) }.filter(\.isFinite).sorted()
    let most = sizes.last ?? 1
    let usual = sizes.isEmpty ? 1 : sizes[min(sizes.count - 1, sizes.count * 995 / 1000)]
    let limit = max(min(most, 1.5 * usual) * 1.06, 1e-9)
    let outside = sizes.count { $0 > limit }

    var script = FigureStyle.preamble(
      name, "Updates of synapses against their reference updates.", width: 1100, height: 1080)
    let step = GnuplotText.number(Tics.step(2 * limit, atMost: 7))
    let range = "[-\(GnuplotText.number(limit)):\(GnuplotText.number(limit))]"
    script += """
      set lmargin at screen \(140.0 / 1100)
      set rmargin at screen \(1060.0 / 1100)
      set tmargin at screen \(1040.0 / 1080)
      set bmargin at screen \(120.0 / 1080)
      set xrange \(range); set yrange \(range)
      set xtics \(step); set ytics \(step)
      set ylabel "STDP weight change {/:Italic Δw} (in units of its RMS)" offset 0.2
      set xzeroaxis linetype 1 linecolor rgb HAIR linewidth 1
      set yzeroaxis linetype 1 linecolor rgb HAIR linewidth 1

      """
    let reference = GnuplotText.escaped(record.reference, limit: 30)
    script += FigureStyle.xLabel(
      "reference update, \(reference) (in units of its RMS)", height: 1080)
    for (index, group) in groups.enumerated() {
      let at = 0.96 - 0.085 * Double(index)
      let colour = colours.name(of: group.name, else: index)
      script += """
        set label \(2 * index + 1) \(GnuplotText.literal(group.name, limit: 32)) at graph 0.035, \
        graph \(at) left textcolor rgb \(colour) front boxed
        set label \(2 * index + 2) "\(facts(group))" at graph 0.035, graph \(at - 0.034) left \
        textcolor rgb INK font SMALL front boxed

        """
    }
    if outside > 0 {
      script += "set label 100 \"\(outside) beyond the axes\" at graph 0.98, graph 0.03 right "
      script += "textcolor rgb GREY font SMALL\n"
    }
    var plots = ["x with lines dashtype (6, 6) linewidth 1 linecolor rgb GREY"]
    for (index, group) in groups.enumerated() {
      let digits = colours.digits(of: group.name, else: index)
      plots.append(
        "\"\(name).dat\" index \(index) using 1:2 with points pointtype 7 pointsize 0.6*DOT "
          + "linecolor rgb \"#90\(digits)\"")
    }
    script += "plot \(plots.joined(separator: ", \\\n     "))\nunset output\n"

    let blocks = points.map { block in
      "# reference update (both over their RMS)\n"
        + block.map {
          "\(GnuplotText.number($0, digits: 5)) \(GnuplotText.number($1, digits: 5))\n"
        }
        .joined() + (block.isEmpty ? "NaN NaN\n" : "")
    }
    let data = Figure.DataFile(name: "\(name).dat", text: blocks.joined(separator: "\n\n"))
    return Figure(name: name, script: script, data: [data])
  }

  /// `cosine 0.940, same sign 77.6 %, n = 900`; only numbers.
  private static func facts(_ group: Scatter.Group) -> String {
    let cosine = SummaryTable.fixed(group.cosine, 3)
    let sign = SummaryTable.fixed(100 * group.signAgreement, 1)
    let shown =
      group.reference.count < group.count
      ? ", \(GnuplotText.count(group.reference.count)) shown" : ""
    return "cosine \(cosine), same sign \(sign) %, "
      + "{/:Italic n} = \(GnuplotText.count(group.count))\(shown)"
  }
}
