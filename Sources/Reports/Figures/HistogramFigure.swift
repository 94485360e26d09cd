public import Measurements
import Records

extension Histogram {
  /// Firing rates of units, population by population; those of one unit are left out. nil when none is left.
  public init?(rates: [ActivityProfile.Rates]) {
    let panels = rates.filter { $0.values.count > 1 }.map {
      Panel(name: $0.population, values: $0.values)
    }
    guard !panels.isEmpty else { return nil }
    self.init(panels: panels, axis: "firing rate (Hz)")
  }

  /// Weights, projection by projection; nil when there are none.
  public init?(weights: [WeightTable]) {
    let panels = weights.filter { $0.values.count > 1 }.map {
      Panel(name: $0.projection, values: $0.values)
    }
    guard !panels.isEmpty else { return nil }
    self.init(panels: panels, axis: "weight")
  }
}

extension Figure {
  /// How weights are distributed: a panel for each projection (at most six), earlier weights in grey.
  ///
  /// - Parameter colours: Those of the network; nil: as far as the names of the panels tell.
  public static func histogram(
    _ record: Histogram, named name: String = "weights", colours: NetworkColours? = nil
  ) -> Figure {
    let colours = colours ?? NetworkColours(naming: record.panels.map(\.name))
    let name = safeFileName(name)
    let panels = Array(record.panels.prefix(6))
    let top = 20.0, title = 52.0, body = 190.0, axis = 62.0, bottom = 66.0
    let height = top + Double(max(1, panels.count)) * (title + body + axis) + bottom
    var script = FigureStyle.preamble(
      name, "Distributions, one panel for each projection.", width: 1300, height: Int(height))
    script += """
      set lmargin at screen 0.05
      set rmargin at screen 0.96
      set border 1
      unset ytics
      set yrange [0:1.06]
      set multiplot

      """
    var blocks: [String] = []
    for (index, panel) in panels.enumerated() {
      let bins = Bins(panel)
      let from = top + title + Double(index) * (title + body + axis)
      let colour = colours.name(of: panel.name, else: index)
      let step = GnuplotText.number(Tics.step(bins.high - bins.low, atMost: 8))
      script += """
        unset label
        set tmargin at screen \(1 - from / height)
        set bmargin at screen \(1 - (from + body) / height)
        set xrange [\(GnuplotText.number(bins.low)):\(GnuplotText.number(bins.high))]
        set xtics \(step)
        set label 1 \(GnuplotText.literal(panel.name, limit: 40)) at graph 0, graph 1.1 left \
        textcolor rgb \(colour)
        set label 2 "\(facts(panel))" at graph 1, graph 1.1 right textcolor rgb GREY \
        font SMALL

        """
      if panel.before != nil {
        script += "set label 3 \"before learning\" at graph 1, graph 0.92 right textcolor rgb GREY "
        script += "font SMALL\n"
      }
      if index == panels.count - 1 {
        script += FigureStyle.xLabel(GnuplotText.escaped(record.axis), height: height)
      }
      var plots: [String] = []
      if let before = panel.before {
        plots.append(
          "\"\(name).dat\" index \(blocks.count) using 1:2 with filledcurves y1=0 \\\n"
            + "       fillcolor rgb GREY fillstyle transparent solid 0.28 noborder")
        blocks.append(bins.outline(before))
      }
      let block = "\"\(name).dat\" index \(blocks.count) using 1:2 with"
      plots.append(
        "\(block) filledcurves y1=0 fillcolor rgb \(colour) fillstyle transparent solid 0.18 noborder"
      )
      plots.append("\(block) lines linewidth 1.4 linecolor rgb \(colour)")
      blocks.append(bins.outline(panel.values))
      script += "plot \(plots.joined(separator: ", \\\n     "))\n"
    }
    if panels.isEmpty { script += "set xrange [0:1]\nplot NaN\n" }
    let data = Figure.DataFile(name: "\(name).dat", text: blocks.joined(separator: "\n\n"))
    return Figure(name: name, script: script + "unset multiplot\nunset output\n", data: [data])
  }

  /// `n = 7840, mean 0.012, sd 0.130`; only numbers.
  private static func facts(_ panel: Histogram.Panel) -> String {
    let values = panel.values.filter(\.isFinite)
    guard !values.isEmpty else { return "no weights" }
    let mean = values.reduce(0, +) / Double(values.count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    return "{/:Italic n} = \(GnuplotText.count(values.count)), mean "
      + "\(GnuplotText.number(mean, digits: 3).replacing("-", with: "−")), sd "
      + GnuplotText.number(variance.squareRoot(), digits: 3)
  }
}

/// Equal bins that hold all values of a panel.
private struct Bins {
  let low: Double
  let high: Double
  let count = 60
  /// Most values in a bin, over both distributions, as a fraction of all values.
  private var peak = 0.0

  init(_ panel: Histogram.Panel) {
    let values = (panel.values + (panel.before ?? [])).filter(Self.isShown)
    let least = values.min() ?? 0, greatest = values.max() ?? 1
    let margin = greatest > least ? 0.02 * (greatest - least) : max(0.5, abs(least) / 2)
    low = least - margin
    high = greatest + margin
    peak = max(fractions(panel.values).max() ?? 0, fractions(panel.before ?? []).max() ?? 0)
  }

  /// Differences of larger numbers are infinite.
  private static func isShown(_ value: Double) -> Bool { value.magnitude <= Tics.greatest }

  private func fractions(_ values: [Double]) -> [Double] {
    var counts = [Int](repeating: 0, count: count)
    for value in values where Self.isShown(value) {
      counts[min(count - 1, max(0, Int((value - low) / (high - low) * Double(count))))] += 1
    }
    return counts.map { Double($0) / Double(max(1, values.count)) }
  }

  /// The outline of the distribution of `values`, its height in parts of the greatest.
  func outline(_ values: [Double]) -> String {
    let step = (high - low) / Double(count)
    var text = "# value height\n\(GnuplotText.number(low)) 0\n"
    for (bin, fraction) in fractions(values).enumerated() {
      let height = GnuplotText.number(peak > 0 ? fraction / peak : 0, digits: 5)
      text += "\(GnuplotText.number(low + Double(bin) * step)) \(height)\n"
      text += "\(GnuplotText.number(low + Double(bin + 1) * step)) \(height)\n"
    }
    return text + "\(GnuplotText.number(high)) 0\n"
  }
}
