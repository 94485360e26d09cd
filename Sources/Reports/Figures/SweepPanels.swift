import Foundation
import Measurements
import Records

/// One number of a sweep, a panel for each key: all points against the values of that key. Words stand in
/// the order of the sweep. Lengths are pixels of the PNG.
struct SweepPanels {
  let record: SweepTable
  let metric: String
  let name: String

  private static let panel = 620.0, high = 560.0, left = 130.0, most = 12

  var figure: Figure {
    let rows = record.rows.filter { $0.numbers[metric] != nil }
    var keys = record.keys.indices.filter { at in Set(rows.map { $0.values[at] }).count > 1 }
    if keys.count > 1 { keys.removeAll { record.keys[$0] == "seed" } }
    if keys.isEmpty { keys = [0] }
    let shown = keys.prefix(Self.most)
    let across = min(shown.count, 3)
    let down = (shown.count + across - 1) / max(across, 1)
    let width = Self.panel * Double(across) + 60, height = Self.high * Double(down) + 20
    let names = SweepNames.short(record.keys)
    var script = FigureStyle.preamble(
      name, "A number against each key.", width: Int(width), height: Int(height))
    let values = rows.map { SweepNames.drawn($0.numbers[metric]!, metric) }
    let (low, top) = range(values)
    script += """
      set multiplot
      set yrange [\(GnuplotText.number(low)):\(GnuplotText.number(top))]
      set ytics \(GnuplotText.number(Tics.step(top - low, atMost: 5)))
      set grid ytics linetype 1 linecolor rgb "#ECECEC" linewidth 0.8

      """
    var blocks: [String] = []
    for (number, key) in shown.enumerated() {
      let x = Self.panel * Double(number % across)
      let y = height - Self.high * Double(number / across)
      let (places, axis) = self.places(rows.map { $0.values[key] })
      let means = self.means(places, values)
      let note = means.contains("NaN") ? "" : "mean ± standard deviation (n - 1) at each value"
      script += """
        set lmargin at screen \((x + Self.left) / width)
        set rmargin at screen \((x + Self.panel + 10) / width)
        set tmargin at screen \((y - 30) / height)
        set bmargin at screen \((y - Self.high + 135) / height)
        unset logscale x
        \(axis)
        unset label
        set label 1 \(GnuplotText.literal(names[key], limit: 40)) at graph 0.5, screen \
        \((y - Self.high + 36) / height) center textcolor rgb INK
        set label 2 \(GnuplotText.quoted(note)) at graph 1, screen \((y - 12) / height) right \
        textcolor rgb ORANGE font SMALL
        \(number % across == 0 ? "set ylabel \(GnuplotText.literal(SweepNames.axis(metric), limit: 40))" : "unset ylabel")
        plot "\(name).dat" index \(2 * number) using 1:2 with points pointtype 7 pointsize 1.2*DOT \
        linecolor rgb "#90\(FigureStyle.digits[1])", \
        "\(name).dat" index \(2 * number + 1) using 1:2:3 with yerrorbars pointtype 5 pointsize 1.1*DOT \
        linewidth 2 linecolor rgb ORANGE

        """
      let points = zip(places, values).map {
        "\(GnuplotText.number($0)) \(GnuplotText.number($1))\n"
      }
      blocks.append("# value number\n" + points.joined())
      blocks.append(means)
    }
    script += "unset multiplot\nunset output\n"
    return Figure(
      name: name, script: script,
      data: [Figure.DataFile(name: "\(name).dat", text: blocks.joined(separator: "\n\n"))])
  }

  /// Mean and standard deviation where several points share a value.
  private func means(_ places: [Double], _ values: [Double]) -> String {
    var members: [Double: [Double]] = [:]
    for (place, value) in zip(places, values) { members[place, default: []].append(value) }
    let lines = members.sorted { $0.key < $1.key }.compactMap { place, values -> String? in
      guard let spread = Spread(values), let deviation = spread.deviation else { return nil }
      return "\(GnuplotText.number(place)) \(GnuplotText.number(spread.mean)) "
        + "\(GnuplotText.number(deviation))\n"
    }
    return "# value mean deviation\n" + (lines.isEmpty ? "NaN NaN NaN\n" : lines.joined())
  }

  private func range(_ values: [Double]) -> (Double, Double) {
    let least = values.min() ?? 0, greatest = values.max() ?? 1
    let low = least >= 0 && least < 0.6 * greatest ? 0 : least
    let span = max(greatest - low, 1e-9 * max(greatest.magnitude, 1), 1e-12)
    return (low == 0 ? 0 : low - 0.06 * span, greatest + 0.06 * span)
  }

  /// Where values stand on their axis, and the axis.
  private func places(_ values: [String]) -> ([Double], String) {
    if let (numbers, _) = SweepNames.numbers(values) {
      let low = numbers.min()!, high = numbers.max()!
      let areWhole = numbers.allSatisfy { $0 == $0.rounded() }
      if low > 0, high / low >= (areWhole ? 30 : 10) {
        let tics = Tics.logarithmic(low, high).map {
          "\"\(GnuplotText.number($0, digits: 3))\" \(GnuplotText.number($0))"
        }
        return (
          numbers,
          "set logscale x\nset xrange [\(GnuplotText.number(low / 1.2)):"
            + "\(GnuplotText.number(high * 1.2))]\nset xtics (\(tics.joined(separator: ", ")))"
        )
      }
      // One place is the middle of its axis.
      let alone = high == 0 ? 0.5 : 0.5 * high.magnitude
      let margin = high - low > 1e-5 * alone ? 0.06 * (high - low) : alone
      let step = Tics.step(max(high - low, 2 * margin), atMost: 5)
      return (
        numbers,
        "set xrange [\(GnuplotText.number(low - margin)):\(GnuplotText.number(high + margin))]\n"
          + "set xtics \(GnuplotText.number(areWhole ? max(1, step) : step))"
      )
    }
    var words: [String] = []
    for value in values where !words.contains(value) { words.append(value) }
    let every = max(1, (words.count + 5) / 6)
    let tics = words.enumerated().filter { $0.offset % every == 0 }.map {
      "\(GnuplotText.literal($1, limit: 12)) \($0)"
    }
    return (
      values.map { Double(words.firstIndex(of: $0)!) },
      "set xrange [-0.5:\(words.count).0-0.5]\nset xtics (\(tics.joined(separator: ", ")))"
    )
  }
}
