import Foundation
public import Measurements
import Records

extension Figure {
  /// Quantities over epochs, each named at the end of its line, with bands where runs were repeated.
  ///
  /// - Parameter colours: Those of the network, for lines named after its parts; nil: as far as their names tell.
  public static func curves(
    _ record: Curves, named name: String = "curves", colours: NetworkColours? = nil
  ) -> Figure {
    CurveDrawing(record, name: safeFileName(name), colours).figure
  }
}

/// Lays out one figure of curves. Lengths are pixels of the PNG.
private struct CurveDrawing {
  let record: Curves
  let name: String
  let colours: [(place: Int, isRepeated: Bool)]
  let isLogarithmic: Bool
  let low: Double
  let high: Double
  let width = 1300.0, height = 850.0, top = 36.0, bottom = 116.0

  init(_ record: Curves, name: String, _ network: NetworkColours?) {
    self.record = record
    self.name = name
    colours = record.colours(network)
    var all: [Double?] = []
    for series in record.series { all += series.values + (series.low ?? []) + (series.high ?? []) }
    let values: [Double] = all.compactMap { $0 }.filter(\.isFinite)
    let positive = values.filter { $0 > 0 }
    let least: Double = values.min() ?? 0
    let greatest: Double = values.max() ?? 1
    isLogarithmic =
      switch record.scale {
      case .linear: false
      case .logarithmic: !positive.isEmpty
      case .automatic: !values.isEmpty && least > 0 && greatest / least > 20
      }
    if isLogarithmic {
      let least: Double = positive.min()!
      let tic = Tics.below(least)
      low = record.minimum ?? (least < 1.6 * tic ? tic : least / 1.2)
      high = max(record.maximum ?? 1.1 * positive.max()!, 2 * low)
    } else {
      let top = max(greatest, record.level?.value ?? greatest)
      let bottom = record.minimum ?? min(0, least)
      let step = Tics.step(max(top - bottom, 1e-12), atMost: 6)
      let foot: Double = least >= 0 ? 0 : (least / step).rounded(.down) * step
      low = record.minimum ?? foot
      let tip: Double = record.maximum ?? (top > low ? top + 0.04 * (top - low) : low + 1)
      high = max(tip, greatest)
    }
  }

  /// Names at the ends of the lines, cut where they are very long.
  private var names: [String] {
    record.series.map { GnuplotText.shortened(GnuplotText.oneLine($0.name), to: 30) }
  }

  /// Room for the name of the vertical axis beside its widest number.
  private var left: Double {
    // Powers of ten take as much room as they have signs.
    var widest = isLogarithmic && Tics.areFar(Tics.logarithmic(low, high)) ? 8 : 5
    if !isLogarithmic {
      let step = Tics.step(high - low, atMost: 6)
      let tics = stride(from: (low / step).rounded(.up), through: (high / step), by: 1)
      widest = tics.map { GnuplotText.number($0 * step, digits: 6).count }.max() ?? 5
    }
    return 150 + FigureStyle.width(String(repeating: "0", count: max(0, widest - 5)))
  }

  private func colour(_ series: Int) -> String { FigureStyle.colour(colours[series].place) }

  var figure: Figure {
    let right = 66 + (names.map(FigureStyle.width).max() ?? 0)
    // What begins with epoch 1 still shows where 0 is, as the other figures of the run do.
    let least = record.phases.first?.start ?? record.epochs.min() ?? 0
    let isAcross = record.isLogarithmicAcross && least > 0
    let first = isAcross || record.abscissa != "epoch" ? least : min(least, 1) == 1 ? 0 : least
    let last =
      isAcross
      ? max(record.epochs.max() ?? 1, 2 * first)
      : max(
        record.phases.last?.end ?? record.epochs.max() ?? 1,
        record.abscissa == "epoch" ? first + 1 : first + 1e-9)
    let step = Tics.step(last - first, atMost: 7)
    let xStep = record.abscissa == "epoch" ? max(1, step) : step
    var script = FigureStyle.preamble(
      name, "Curves, named at their ends.", width: Int(width), height: Int(height))
    script += """
      set lmargin at screen \(left / width)
      set rmargin at screen \(1 - right / width)
      set tmargin at screen \(1 - top / height)
      set bmargin at screen \(bottom / height)
      set xrange [\(GnuplotText.number(first)):\(GnuplotText.number(last))]
      set yrange [\(GnuplotText.number(low)):\(GnuplotText.number(high))]
      \(isAcross ? acrossTics(first, last) : "set xtics \(GnuplotText.number(xStep))")
      \(FigureStyle.xLabel(record.abscissa, height: height))\
      set ylabel \(GnuplotText.literal(record.axis)) offset 0.2
      set grid ytics linetype 1 linecolor rgb "#ECECEC" linewidth 0.8

      """
    if isLogarithmic {
      script += "set logscale y\nset ytics (\(Tics.labelled(Tics.logarithmic(low, high))))\n"
    } else {
      script += "set ytics \(GnuplotText.number(Tics.step(high - low, atMost: 6)))\n"
      if low < 0 { script += "set xzeroaxis linetype 1 linecolor rgb GREY linewidth 0.8\n" }
    }
    script += shades + level + endNames(at: last)
    if !record.note.isEmpty {
      let note = GnuplotText.literal(record.note, limit: 100)
      // What is too long for the width of the curves ends at the edge, in small letters.
      let isLong = FigureStyle.width(record.note) > width - left - right
      script += "set label 900 \(note) at screen \(isLong ? 0.99 : 1 - right / width), "
      script += "screen \(1 - 18 / height) right textcolor rgb GREY\(isLong ? " font SMALL" : "")\n"
    }
    script += plots + "unset output\n"
    let data = Figure.DataFile(name: "\(name).dat", text: data)
    return Figure(name: name, script: script, data: [data])
  }

  /// Phases as shades behind the curves, with their names above.
  private var shades: String {
    record.phases.enumerated().map { index, phase in
      let colours = FigureStyle.phaseColours(phase.name)
      let middle = GnuplotText.number((phase.start + phase.end) / 2)
      return
        "set object \(index + 1) rectangle from first \(GnuplotText.number(phase.start)), graph 0 "
        + "to first \(GnuplotText.number(phase.end)), graph 1 fillcolor rgb "
        + "'\(colours.shade)' fillstyle solid noborder behind\n"
        + "set label \(700 + index) \(GnuplotText.literal(phase.name)) at first \(middle), graph 1.02 "
        + "center textcolor rgb \(colours.text)\n"
    }.joined()
  }

  /// Powers of ten along the horizontal axis.
  private func acrossTics(_ first: Double, _ last: Double) -> String {
    "set logscale x\nset xtics (\(Tics.labelled(Tics.logarithmic(first, last))))"
  }

  /// The level for comparison: a dashed line with its name on it.
  private var level: String {
    guard let level = record.level, level.value >= low, level.value <= high else { return "" }
    let y = GnuplotText.number(level.value)
    let isHigh = fraction(level.value) > 0.93
    return """
      set arrow 900 from graph 0, first \(y) to graph 1, first \(y) nohead dashtype (6, 6) \
      linecolor rgb GREY linewidth 0.9
      set label 901 \(GnuplotText.literal(level.name)) at graph 0.98, first \(y) right \
      offset 0, \(isHigh ? "-0.6" : "0.6") textcolor rgb GREY

      """
  }

  /// Where `value` lies between the lower (0) and the upper (1) end of the axis.
  private func fraction(_ value: Double) -> Double {
    isLogarithmic
      ? log(max(value, low) / low) / log(high / low) : (value - low) / (high - low)
  }

  /// Names at the ends of the lines, moved apart where the ends lie close.
  private func endNames(at last: Double) -> String {
    let named = record.series.indices.filter { !record.series[$0].name.isEmpty }
    let ends = named.compactMap { index in
      record.series[index].values.compactMap { $0 }.last { $0.isFinite }
        .map { (index: index, at: fraction($0)) }
    }.sorted { ($0.at, $1.index) < ($1.at, $0.index) }
    let apart = 34 / (height - top - bottom)
    var places = ends.map { min(max($0.at, 0), 1) }
    for index in places.indices.dropFirst() {
      places[index] = max(places[index], places[index - 1] + apart)
    }
    // What was pushed beyond the top moves down again.
    for index in places.indices.reversed() {
      let ceiling = index == places.count - 1 ? 1 : places[index + 1] - apart
      places[index] = min(places[index], ceiling)
    }
    return zip(ends, places).map { end, place in
      "set label \(end.index + 1) \(GnuplotText.literal(names[end.index])) at graph 1.015, graph "
        + "\(GnuplotText.number(place)) left textcolor rgb \(colour(end.index))\n"
    }.joined()
  }

  private var plots: String {
    var plots: [String] = []
    for (index, series) in record.series.enumerated() where series.low != nil && series.high != nil
    {
      plots.append(
        "\"\(name).dat\" index \(index) using 1:3:4 with filledcurves fillcolor rgb "
          + "\(colour(index)) fillstyle transparent solid 0.16 noborder")
    }
    for index in record.series.indices {
      let next = index + 1
      let isUnderlay = next < record.series.count && record.series[next].isOverlay
      let isOverlay = record.series[index].isOverlay
      let hasPoints = record.epochs.count <= 12 && !isOverlay && !isUnderlay
      let points = hasPoints ? "linespoints pointtype 7 pointsize 0.8*DOT" : "lines"
      let dash = isOverlay || colours[index].isRepeated ? " dashtype (8, 5)" : ""
      let paint = isOverlay ? "\"#202020\"" : colour(index)
      plots.append(
        "\"\(name).dat\" index \(index) using 1:2 with \(points) linewidth "
          + "\(isUnderlay ? "6" : isOverlay ? "1.4" : "2")\(dash) linecolor rgb \(paint)")
    }
    return "plot \(plots.isEmpty ? "NaN" : plots.joined(separator: ", \\\n     "))\n"
  }

  /// Epoch, value, least and greatest value; a block for each line, blank lines where values miss.
  private var data: String {
    record.series.map { series in
      var block = "# epoch value low high\n"
      var isEmpty = true
      for (index, epoch) in record.epochs.enumerated() {
        guard index < series.values.count, let value = series.values[index],
          !isLogarithmic || value > 0
        else {
          if !isEmpty { block += "\(GnuplotText.number(epoch)) NaN NaN NaN\n" }
          continue
        }
        isEmpty = false
        let low = series.low.flatMap { index < $0.count ? $0[index] : nil } ?? value
        let high = series.high.flatMap { index < $0.count ? $0[index] : nil } ?? value
        block +=
          [epoch, value, isLogarithmic ? max(low, self.low) : low, high]
          .map { GnuplotText.number($0) }.joined(separator: " ") + "\n"
      }
      return block + (isEmpty ? "NaN NaN NaN NaN\n" : "")
    }.joined(separator: "\n\n")
  }
}
