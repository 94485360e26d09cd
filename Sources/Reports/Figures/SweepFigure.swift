import Foundation
public import Measurements
import Records

extension Figure {
  /// One number of a sweep against its keys: a curve with its range over seeds for one key of numbers; a
  /// curve for each value of the second key where that has few, else a heat map; in all other cases a panel
  /// for each key.
  ///
  /// - Returns: nil when no point has the number, or only one.
  public static func sweep(_ record: SweepTable, metric: String) -> Figure? {
    let groups = record.groups.filter { $0.numbers[metric] != nil }
    guard groups.reduce(0, { $0 + $1.numbers[metric]!.count }) > 1 else { return nil }
    let name = safeFileName("sweep-" + metric)
    let keys = record.groupKeys
    let columns = keys.indices.map { at in distinct(groups.map { $0.values[at] }) }
    let isGrid = groups.count > columns.reduce(1) { $0 * $1.count } / 2
    let swept = keys.indices.filter { columns[$0].count > 1 }
    let drawing = SweepDrawing(record: record, groups: groups, metric: metric, name: name)
    if swept.count == 1, SweepNames.numbers(columns[swept[0]]) != nil {
      return drawing.curves(across: swept[0], columns: columns, by: nil)
    }
    if swept.count == 2, isGrid {
      let (a, b) = (swept[0], swept[1])
      let areNumbers = [a, b].map { SweepNames.numbers(columns[$0]) != nil }
      let few = 6
      if areNumbers[0], columns[b].count <= few, columns[a].count >= columns[b].count {
        return drawing.curves(across: a, columns: columns, by: b)
      }
      if areNumbers[1], columns[a].count <= few {
        return drawing.curves(across: b, columns: columns, by: a)
      }
      return drawing.heatMap(a, b, columns: columns)
    }
    return SweepPanels(record: record, metric: metric, name: name).figure
  }

  /// Values without repetitions: numbers in rising order, words as they first appear.
  private static func distinct(_ values: [String]) -> [String] {
    var result: [String] = []
    for value in values where !result.contains(value) { result.append(value) }
    guard let numbers = SweepNames.numbers(result) else { return result }
    return zip(numbers.numbers, result).sorted { $0.0 < $1.0 }.map(\.1)
  }
}

/// Curves and heat maps over means.
private struct SweepDrawing {
  let record: SweepTable
  let groups: [SweepTable.Group]
  let metric: String
  let name: String

  private func mean(_ choice: [Int: String]) -> Spread? {
    groups.first { group in choice.allSatisfy { group.values[$0] == $1 } }?.numbers[metric]
  }

  /// `seeds: mean and range of 3`.
  private var note: String {
    let most = groups.map(\.count).max() ?? 1
    return most > 1 ? "mean and range of \(most) seeds" : ""
  }

  func curves(across a: Int, columns: [[String]], by b: Int?) -> Figure {
    let (numbers, unit) = SweepNames.numbers(columns[a])!
    let names = SweepNames.short(record.groupKeys)
    let isRepeated = groups.contains { $0.count > 1 }
    let series = (b.map { columns[$0] } ?? [""]).map { value in
      let spreads = columns[a].map { across -> Spread? in
        var choice = [a: across]
        if let b { choice[b] = value }
        return mean(choice)
      }
      func drawn(_ pick: (Spread) -> Double) -> [Double?] {
        spreads.map { $0.map { SweepNames.drawn(pick($0), metric) } }
      }
      return Curves.Series(
        name: b.map { "\(names[$0]) \(value)" } ?? "", values: drawn(\.mean),
        low: isRepeated ? drawn(\.low) : nil, high: isRepeated ? drawn(\.high) : nil)
    }
    var curves = Curves(epochs: numbers, series: series, axis: SweepNames.axis(metric))
    curves.abscissa = GnuplotText.escaped(names[a]) + (unit.isEmpty ? "" : " (\(unit))")
    curves.isLogarithmicAcross =
      numbers[0] > 0 && numbers.count > 2 && numbers[numbers.count - 1] / numbers[0] >= 8
      && isCloserByRatio(numbers)
    curves.note = note
    return .curves(curves, named: name)
  }

  /// Whether numbers in rising order are spaced by ratios rather than by differences.
  private func isCloserByRatio(_ numbers: [Double]) -> Bool {
    func unevenness(_ values: [Double]) -> Double {
      let steps = zip(values.dropFirst(), values).map { $0 - $1 }
      return (steps.max() ?? 1) / max(steps.min() ?? 1, 1e-300)
    }
    return unevenness(numbers.map { log($0) }) < unevenness(numbers)
  }

  func heatMap(_ a: Int, _ b: Int, columns: [[String]]) -> Figure {
    let width = 1300.0, height = 950.0
    let (x, y) = columns[a].count >= columns[b].count ? (a, b) : (b, a)
    let names = SweepNames.short(record.groupKeys)
    func tics(_ values: [String]) -> String {
      let every = max(1, (values.count + 11) / 12)
      return values.enumerated().filter { $0.offset % every == 0 }.map {
        "\(GnuplotText.literal($1, limit: 14)) \($0)"
      }.joined(separator: ", ")
    }
    let left =
      130 + (columns[y].map { FigureStyle.width(GnuplotText.shortened($0, to: 14)) }.max() ?? 60)
    var script = FigureStyle.preamble(
      name, "A number over two keys.", width: Int(width), height: Int(height))
    script += """
      set lmargin at screen \(left / width)
      set rmargin at screen \(1090 / width)
      set tmargin at screen \(1 - 60 / height)
      set bmargin at screen \(120 / height)
      set xrange [-0.5:\(columns[x].count).0-0.5]; set yrange [-0.5:\(columns[y].count).0-0.5]
      set xtics (\(tics(columns[x]))); set ytics (\(tics(columns[y])))
      set border 0
      \(FigureStyle.xLabel(GnuplotText.escaped(names[x]), height: height))\
      set ylabel \(GnuplotText.literal(names[y])) offset -0.8
      set label 1 \(GnuplotText.literal(SweepNames.axis(metric) + (note.isEmpty ? "" : ", mean over seeds"))) \
      at graph 1, screen \(1 - 28 / height) right textcolor rgb INK
      set palette defined (0 "#F7FBFF", 0.25 "#C6DBEF", 0.5 "#6BAED6", 0.75 "#2171B5", 1 "#08306B")
      set colorbox user origin screen \(1130 / width), graph 0 size screen \(28 / width), graph 1
      unset cblabel

      """
    let cells = columns[y].indices.flatMap { row in
      columns[x].indices.compactMap { column -> (Int, Int, Double)? in
        mean([x: columns[x][column], y: columns[y][row]]).map {
          (column, row, SweepNames.drawn($0.mean, metric))
        }
      }
    }
    let values = cells.map(\.2)
    let low = values.min() ?? 0, high = values.max() ?? 1
    script +=
      "set cbrange [\(GnuplotText.number(low)):\(GnuplotText.number(high > low ? high : low + 1))]\n"
    let isSmall = columns[x].count <= 10 && columns[y].count <= 12
    let file = "\"\(name).dat\" using"
    var plots = [
      "\(file) 1:2:($1-0.49):($1+0.49):($2-0.49):($2+0.49):3 with boxxyerror fillstyle solid noborder "
        + "linecolor palette"
    ]
    if isSmall, !cells.isEmpty {
      let middle = GnuplotText.number(0.5 * (low + high))
      for (condition, colour) in [("<=", "INK"), (">", "\"white\"")] {
        plots.append(
          "\(file) 1:2:($3 \(condition) \(middle) ? sprintf(\"%.3g\", $3) : \"\") with labels "
            + "textcolor rgb \(colour) font SMALL")
      }
    }
    script += "plot \(plots.joined(separator: ", \\\n     "))\nunset output\n"
    let data =
      "# column row value\n"
      + cells.map { "\($0.0) \($0.1) \(GnuplotText.number($0.2))\n" }.joined()
    return Figure(
      name: name, script: script, data: [Figure.DataFile(name: "\(name).dat", text: data)])
  }
}
