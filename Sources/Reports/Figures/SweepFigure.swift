public import Measurements
import Foundation

extension Figure {
  /// One number of a sweep against its keys: a curve with its range over seeds for one key of numbers; a
  /// curve for each value of the second key where that has few, else a heat map; in all other cases a panel
  /// for each key.
  ///
  /// - Returns: nil when no point has the number, or only one.
  public static func sweep(_ record: SweepTable, metric: String) -> Figure? {
    let groups = record.groups.filter { $0.numbers[metric] != nil }
    guard groups.reduce(0, { $0 + $1.numbers[metric]!.count }) > 1 else { return nil }
    let drawing = SweepDrawing(record: record, groups: groups, metric: metric)
    return Figure("sweep-" + metric, drawing.layout)
  }
}

/// Curves, a heat map, or a panel for each key.
private struct SweepDrawing {
  let record: SweepTable
  let groups: [SweepTable.Group]
  let metric: String

  var layout: Layout {
    let columns = record.groupKeys.indices.map { at in Self.distinct(groups.map { $0.values[at] }) }
    let isGrid = groups.count > columns.reduce(1) { $0 * $1.count } / 2
    let swept = columns.indices.filter { columns[$0].count > 1 }
    if swept.count == 1, SweepNames.numbers(columns[swept[0]]) != nil {
      return curves(across: swept[0], columns: columns, by: nil)
    }
    guard swept.count == 2, isGrid else { return panels }
    let (a, b) = (swept[0], swept[1])
    let areNumbers = [a, b].map { SweepNames.numbers(columns[$0]) != nil }
    let few = 6
    if areNumbers[0], columns[b].count <= few, columns[a].count >= columns[b].count {
      return curves(across: a, columns: columns, by: b)
    }
    if areNumbers[1], columns[a].count <= few { return curves(across: b, columns: columns, by: a) }
    return columns[a].count >= columns[b].count
      ? heatMap(a, b, columns: columns) : heatMap(b, a, columns: columns)
  }

  /// Values without repetitions: numbers in rising order, words as they first appear.
  private static func distinct(_ values: [String]) -> [String] {
    let result = values.distinct
    guard let numbers = SweepNames.numbers(result) else { return result }
    return zip(numbers.numbers, result).sorted { $0.0 < $1.0 }.map(\.1)
  }

  private func mean(_ choice: [Int: String]) -> Spread? {
    groups.first { group in choice.allSatisfy { group.values[$0] == $1 } }?.numbers[metric]
  }

  private func curves(across a: Int, columns: [[String]], by b: Int?) -> Layout {
    let (numbers, unit) = SweepNames.numbers(columns[a])!
    let names = SweepNames.short(record.groupKeys)
    let most = groups.map(\.count).max() ?? 1
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
        low: most > 1 ? drawn(\.low) : nil, high: most > 1 ? drawn(\.high) : nil)
    }
    var curves = Curves(epochs: numbers, series: series, axis: SweepNames.axis(metric))
    curves.abscissa = names[a] + (unit.isEmpty ? "" : " (\(unit))")
    curves.isLogarithmicAcross =
      numbers[0] > 0 && numbers.count > 2 && numbers[numbers.count - 1] / numbers[0] >= 8
      && isCloserByRatio(numbers)
    curves.note = most > 1 ? "mean and range of \(most) seeds" : ""
    return .curves(curves)
  }

  /// True if numbers in rising order are spaced by ratios rather than by differences.
  private func isCloserByRatio(_ numbers: [Double]) -> Bool {
    func unevenness(_ values: [Double]) -> Double {
      let steps = zip(values.dropFirst(), values).map { $0 - $1 }
      return (steps.max() ?? 1) / max(steps.min() ?? 1, 1e-300)
    }
    return unevenness(numbers.map { log($0) }) < unevenness(numbers)
  }

  /// A cell for each pair of values, with a scale of colours beside it.
  private func heatMap(_ a: Int, _ b: Int, columns: [[String]]) -> Layout {
    let names = SweepNames.short(record.groupKeys)
    let means = columns[b].map { row in
      columns[a].map { column in
        mean([a: column, b: row]).map { SweepNames.drawn($0.mean, metric) }
      }
    }
    let values = means.joined().compactMap(\.self)
    let low = values.min() ?? 0, high = max(values.max() ?? 1, low)
    func shade(_ value: Double) -> Double {
      // The least value has a colour, too; white places were not measured.
      0.06 + 0.94 * (high > low ? (value - low) / (high - low) : 0)
    }
    var map = Panel(
      x: Axis(words: columns[a], label: names[a], atMost: 8),
      y: Axis(words: columns[b], label: names[b], atMost: 12), width: 480, height: 340)
    (map.hasGrid, map.top) = (false, 14)
    let scale = map.bar(Axis(low, high > low ? high : low + 1), share: shade)
    let rows = columns[b].count
    map.marks = [
      .shades(
        Shades(columns[a].count, rows) { column, row in
          means[rows - 1 - row][column].map(shade) ?? 0
        }, map.box)
    ]
    var layout = Layout([map, scale], width: scale.right + Panel.margin, height: 340)
    layout.title.facts =
      SweepNames.axis(metric) + (groups.contains { $0.count > 1 } ? ", mean over seeds" : "")
    if columns[a].count <= 10, rows <= 12 {
      for (row, line) in means.enumerated() {
        for (column, value) in line.enumerated() {
          guard let value else { continue }
          layout.labels.append(
            Label(
              text: Axis.text(value, digits: 3), x: map.atX(Double(column)),
              y: map.atY(Double(row)), anchor: .middle, size: 10.5,
              ink: shade(value) > 0.62 ? .page : .text))
        }
      }
    }
    return layout
  }

  // MARK: - A panel for each key

  /// All points against the values of each key; words are in the order of the sweep.
  private var panels: Layout {
    let rows = record.rows.filter { $0.numbers[metric] != nil }
    var keys = record.keys.indices.filter { at in Set(rows.map { $0.values[at] }).count > 1 }
    if keys.count > 1 { keys.removeAll { record.keys[$0] == "seed" } }
    if keys.isEmpty { keys = [0] }
    let names = SweepNames.short(record.keys)
    let values = rows.map { SweepNames.drawn($0.numbers[metric]!, metric) }
    let shown = keys.prefix(12).map { key in
      let (x, places) = across(rows.map { $0.values[key] }, label: names[key])
      let points = zip(places, values).map { Mark.Point($0, $1) }
      return (x: x, points: points, spreads: spreads(points))
    }
    let ends = values + shown.flatMap { $0.spreads.flatMap { [$0.span.low, $0.span.high] } }
    let lowest = ends.min() ?? 0
    let least = values.contains { $0 < 0 } ? lowest : max(0, lowest)
    let greatest = ends.max() ?? 1
    let low = least >= 0 && least < 0.6 * greatest ? 0 : least
    let span = max(greatest - low, 1e-9 * max(greatest.magnitude, 1), 1e-12)
    let y = Axis(
      low == 0 ? 0 : low - 0.06 * span, greatest + 0.06 * span, label: SweepNames.axis(metric),
      count: 5)
    let all = shown.map { x, points, spreads in
      var panel = Panel(x: x, y: y, width: 340, height: 250)
      panel.marks = [.dots(points, .series(1), radius: 2.5, opacity: 0.5)]
      if !spreads.isEmpty {
        panel.marks += [
          .strokes(spreads.map(\.span), Pen(ink: .series(0), width: 2)),
          .dots(spreads.map(\.mean), .series(0), radius: 3.5, opacity: 1),
        ]
      }
      return Layout(panel)
    }
    let hasMeans = shown.contains { !$0.spreads.isEmpty }
    return .grid(
      all, across: min(3, all.count),
      note: hasMeans ? "Large dots with bars: mean ± standard deviation (n - 1) at each value." : ""
    )
  }

  /// Mean, and mean ± standard deviation, at each place with several points.
  private func spreads(_ points: [Mark.Point]) -> [(mean: Mark.Point, span: Mark.Span)] {
    Dictionary(grouping: points, by: \.x).sorted { $0.key < $1.key }.compactMap { x, points in
      Spread(points.compactMap(\.y)).flatMap { spread in
        spread.deviation.map {
          (.init(x, spread.mean), .init(x, spread.mean - $0, spread.mean + $0))
        }
      }
    }
  }

  /// The axis of a key, and the places of its values on it.
  private func across(_ values: [String], label: String) -> (Axis, [Double]) {
    guard let (numbers, _) = SweepNames.numbers(values) else {
      let words = values.distinct
      return (
        Axis(words: words, label: label, atMost: 5),
        values.map { Double(words.firstIndex(of: $0)!) }
      )
    }
    let low = numbers.min()!, high = numbers.max()!
    let areWhole = numbers.allSatisfy { $0 == $0.rounded() }
    if low > 0, high / low >= (areWhole ? 30 : 10) {
      return (Axis(low / 1.2, high * 1.2, label: label, isLogarithmic: true), numbers)
    }
    // A single place is the middle of its axis.
    let alone = high == 0 ? 0.5 : 0.5 * high.magnitude
    let margin = high - low > 1e-5 * alone ? 0.06 * (high - low) : alone
    var axis = Axis(low - margin, high + margin, label: label, count: 5)
    if areWhole { axis.tics.removeAll { $0 != $0.rounded() } }
    return (axis, numbers)
  }
}
