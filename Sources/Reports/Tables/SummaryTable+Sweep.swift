import Foundation
public import Measurements
import Records

extension SummaryTable {
  /// The points of a sweep with the numbers called `metrics`, for people.
  public init(_ record: SweepTable, metrics: [String]) {
    let names = SweepNames.short(record.keys)
    var fields: [Field<SweepTable.Row>] = [.number("point") { "\($0.point)" }]
    fields += names.enumerated().map { at, name in .text(name) { $0.values[at] } }
    fields += [.text("status", \.status) { $0.status == "failed" ? .bad : .none }]
    fields += metrics.map { metric in
      .number(metric) { $0.numbers[metric].map { Self.shown($0, metric) } ?? "-" }
    }
    if record.rows.contains(where: { $0.error != nil }) {
      fields.append(.text("error") { GnuplotText.shortened($0.error ?? "", to: 100) })
    }
    self.init(title: record.name, of: record.rows, fields)
  }

  /// Means and standard deviations over seeds, for people.
  public static func means(_ record: SweepTable, metrics: [String]) -> SummaryTable {
    let names = SweepNames.short(record.groupKeys)
    var fields: [Field<SweepTable.Group>] = names.enumerated().map { at, name in
      .text(name) { $0.values[at] }
    }
    fields += [.number("seeds") { "\($0.count)" }]
    fields += metrics.map { metric in
      .number(metric) { $0.numbers[metric].map { shown($0, metric) } ?? "-" }
    }
    return SummaryTable(
      title: "\(record.name), mean ± standard deviation (n - 1) over seeds", of: record.groups,
      fields)
  }

  /// All numbers of all points with all digits, as CSV.
  public static func csv(_ record: SweepTable) -> String {
    let metrics = record.metrics
    let keys = record.keys.enumerated().map { index, key in
      SweepNames.column(key, record.rows.map { $0.values[index] })
    }
    var table = SummaryTable(
      columns: (["point"] + keys.map(\.title) + ["status"] + metrics + ["error"]).map { .text($0) })
    for (number, row) in record.rows.enumerated() {
      table.add(
        [Cell("\(row.point)")] + keys.map { Cell($0.cells[number]) } + [Cell(row.status)]
          + metrics.map { Cell(row.numbers[$0].map(digits) ?? "") } + [Cell(row.error ?? "")])
    }
    return table.csv()
  }

  /// Means, deviations and ranges over seeds with all digits, as CSV.
  public static func meansCSV(_ record: SweepTable) -> String {
    let metrics = record.metrics
    let parts = ["mean", "sd", "min", "max"]
    let groups = record.groups
    let keys = record.groupKeys.enumerated().map { index, key in
      SweepNames.column(key, groups.map { $0.values[index] })
    }
    var table = SummaryTable(
      columns: (keys.map(\.title) + ["seeds"]
        + metrics.flatMap { metric in parts.map { "\(metric) \($0)" } }).map { .text($0) })
    for (number, group) in groups.enumerated() {
      table.add(
        keys.map { Cell($0.cells[number]) } + [Cell("\(group.count)")]
          + metrics.flatMap { metric -> [Cell] in
            guard let spread = group.numbers[metric] else { return parts.map { _ in "" } }
            return [spread.mean, spread.deviation, spread.low, spread.high].map {
              Cell($0.map(digits) ?? "")
            }
          })
    }
    return table.csv()
  }

  /// A number for a table that programs read: the shortest digits that read back exactly; empty for nil, infinity and
  /// NaN.
  public static func plain(_ value: Double?) -> String { value.map(digits) ?? "" }

  /// The shortest digits that read back exactly; whole numbers without a point.
  static func digits(_ value: Double) -> String {
    guard value.isFinite else { return "" }
    return value == value.rounded() && value.magnitude < 1e15 ? "\(Int(value))" : "\(value)"
  }

  private static func shown(_ value: Double, _ metric: String) -> String {
    if SweepNames.isFraction(metric) { return percent(value) }
    return value == value.rounded() && value.magnitude < 1e6
      ? "\(Int(value))" : String(format: "%.4g", value)
  }

  private static func shown(_ spread: Spread, _ metric: String) -> String {
    guard let deviation = spread.deviation else { return shown(spread.mean, metric) }
    if SweepNames.isFraction(metric) {
      return fixed(100 * spread.mean, 2) + " ± " + fixed(100 * deviation, 2) + " %"
    }
    return String(format: "%.4g", spread.mean) + " ± " + String(format: "%.2g", deviation)
  }
}

/// Short names of the keys and numbers of a sweep, for tables and figures.
public enum SweepNames {
  /// The shortest last parts of the paths that tell them apart: `size` of `network.populations.hidden.size`.
  public static func short(_ keys: [String]) -> [String] {
    let paths = keys.map { $0.split(separator: ".").map(String.init) }
    return paths.enumerated().map { index, path in
      for count in 1...max(path.count, 1) {
        let end = Array(path.suffix(count))
        let others = paths.enumerated().filter { $0.offset != index }
        if !others.contains(where: { Array($0.element.suffix(count)) == end }) {
          return end.joined(separator: ".")
        }
      }
      return keys[index]
    }
  }

  /// A column of a table of plain numbers; a unit that all values of a key have is in the title, `delay [ms]`.
  static func column(_ key: String, _ values: [String]) -> (title: String, cells: [String]) {
    guard let (numbers, unit) = numbers(values), !unit.isEmpty else { return (key, values) }
    return ("\(key) [\(unit)]", numbers.map(SummaryTable.digits))
  }

  /// True if a number is a fraction, which is shown in percent.
  static func isFraction(_ metric: String) -> Bool { metric.hasSuffix("Error") }

  /// The axis of a number: `test error (%)`.
  static func axis(_ metric: String) -> String {
    guard isFraction(metric) else { return metric }
    var words = ""
    for letter in metric {
      words += letter.isUppercase ? " " + letter.lowercased() : String(letter)
    }
    return words + " (%)"
  }

  /// A number as it is drawn.
  static func drawn(_ value: Double, _ metric: String) -> Double {
    isFraction(metric) ? 100 * value : value
  }

  /// The number that a value begins with: 20 of `20 ms`; nil for words.
  static func number(_ text: String) -> Double? {
    let digits = text.prefix { $0.isNumber || "+-.e".contains($0) }
    guard let value = Double(digits), value.isFinite else { return nil }
    let unit = text.dropFirst(digits.count).drop { $0 == " " }
    return unit.allSatisfy({ $0.isLetter || "/%".contains($0) }) ? value : nil
  }

  /// Numbers of all values, when all are numbers with the same unit.
  static func numbers(_ values: [String]) -> (numbers: [Double], unit: String)? {
    var numbers: [Double] = []
    var units: Set<String> = []
    for text in values {
      guard let value = number(text) else { return nil }
      numbers.append(value)
      units.insert(
        text.drop { $0.isNumber || "+-.e ".contains($0) }.trimmingCharacters(in: .whitespaces))
    }
    return units.count == 1 ? (numbers, units.first!) : nil
  }
}
