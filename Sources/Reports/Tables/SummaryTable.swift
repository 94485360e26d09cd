import Foundation
import Records

/// A table of results, which is written for a terminal, as Markdown or as CSV.
///
///     var table = SummaryTable(columns: [.text("check"), .number("measured"), .number("bar")])
///     table.add(["window", "3.1e-12 mV", "1e-9 mV"])
///     print(table.text())
public struct SummaryTable: Sendable, Equatable {
  /// A column.
  public struct Column: Sendable, Equatable {
    /// Its heading.
    public var title: String
    /// True if its cells are set to the right, as numbers are.
    public var isNumeric: Bool

    /// A column of words, set to the left.
    public static func text(_ title: String) -> Column { Column(title: title, isNumeric: false) }
    /// A column of numbers, set to the right.
    public static func number(_ title: String) -> Column { Column(title: title, isNumeric: true) }
  }

  /// A cell.
  public struct Cell: Sendable, Equatable, ExpressibleByStringLiteral {
    /// Its text, on one line.
    public var text: String
    /// Its emphasis, seen where bold and colour are allowed.
    public var emphasis: Emphasis

    /// The emphasis of a cell.
    public enum Emphasis: Sendable {
      /// No emphasis.
      case none
      /// Bold.
      case strong
      /// Green, for a success.
      case good
      /// Red, for a failure.
      case bad
    }

    /// A cell that says `text`.
    public init(_ text: String, _ emphasis: Emphasis = .none) {
      self.text = GnuplotText.oneLine(text)
      self.emphasis = emphasis
    }

    /// A cell that says `value`.
    public init(stringLiteral value: String) { self.init(value) }
  }

  /// The title above the table; empty for none.
  public var title = ""
  /// The columns.
  public private(set) var columns: [Column]
  /// The rows; each has a cell for each column.
  public private(set) var rows: [[Cell]] = []
  /// Remarks below the table, one a line.
  public var notes: [String] = []

  /// A column with its text for a value.
  struct Field<Value> {
    let column: Column
    let text: (Value) -> String
    let emphasis: (Value) -> Cell.Emphasis

    /// A column of words.
    static func text(
      _ title: String, _ text: @escaping (Value) -> String,
      emphasis: @escaping (Value) -> Cell.Emphasis = { _ in .none }
    ) -> Field {
      Field(column: .text(title), text: text, emphasis: emphasis)
    }
    /// A column of numbers.
    static func number(
      _ title: String, _ text: @escaping (Value) -> String,
      emphasis: @escaping (Value) -> Cell.Emphasis = { _ in .none }
    ) -> Field {
      Field(column: .number(title), text: text, emphasis: emphasis)
    }
  }

  /// A table with a row for each of `values`.
  init<Value>(title: String = "", of values: [Value], _ fields: [Field<Value>]) {
    self.init(title: title, columns: fields.map(\.column))
    rows = values.map { value in fields.map { Cell($0.text(value), $0.emphasis(value)) } }
  }

  /// A table without rows.
  public init(title: String = "", columns: [Column]) {
    self.title = title
    self.columns = columns
  }

  /// Adds a row; missing cells are empty.
  public mutating func add(_ cells: [Cell]) {
    precondition(cells.count <= columns.count, "A row has a cell for each column.")
    rows.append(cells + [Cell](repeating: "", count: columns.count - cells.count))
  }

  /// The table in columns of characters, two spaces apart.
  ///
  /// - Parameter isStyled: True if bold and colour (ANSI escape sequences) may be used, which the caller knows.
  public func text(isStyled: Bool = false) -> String {
    let widths = columns.indices.map { column in
      max(
        Self.width(columns[column].title),
        rows.map { Self.width($0[column].text) }.max() ?? 0)
    }
    func line(_ cells: [Cell]) -> String {
      var line = ""
      for (column, cell) in cells.enumerated() {
        let padding = String(repeating: " ", count: widths[column] - Self.width(cell.text))
        let shown = isStyled ? Self.styled(cell) : cell.text
        line += column > 0 ? "  " : ""
        line += columns[column].isNumeric ? padding + shown : shown + padding
      }
      while line.last == " " { line.removeLast() }
      return line + "\n"
    }
    var text = title.isEmpty ? "" : (isStyled ? Self.styled(Cell(title, .strong)) : title) + "\n"
    if columns.contains(where: { !$0.title.isEmpty }) {
      text += line(columns.map { Cell($0.title, .strong) })
    }
    for row in rows { text += line(row) }
    for note in notes { text += GnuplotText.oneLine(note) + "\n" }
    return text
  }

  /// The table as Markdown.
  public func markdown() -> String {
    func cell(_ text: String) -> String {
      text.replacing("\\", with: "\\\\").replacing("|", with: "\\|")
    }
    func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |\n" }
    var text = title.isEmpty ? "" : "**\(title)**\n\n"
    text += line(columns.map { cell($0.title) })
    text += line(columns.map { $0.isNumeric ? "---:" : "---" })
    for row in rows {
      text += line(row.map { $0.emphasis == .none ? cell($0.text) : "**\(cell($0.text))**" })
    }
    for note in notes { text += "\n\(GnuplotText.oneLine(note))\n" }
    return text
  }

  /// The table as CSV (RFC 4180, lines end with LF), without title and notes.
  public func csv() -> String {
    let lines = [columns.map(\.title)] + rows.map { $0.map(\.text) }
    return lines.map { $0.map(csvField).joined(separator: ",") + "\n" }.joined()
  }

  /// Columns of a terminal that `text` takes: two for wide East Asian characters.
  static func width(_ text: String) -> Int {
    text.reduce(0) { sum, character in
      let value = character.unicodeScalars.first!.value
      let isWide =
        (0x1100...0x115F).contains(value) || (0x2E80...0xA4CF).contains(value)
        || (0xAC00...0xD7A3).contains(value) || (0xF900...0xFAFF).contains(value)
        || (0xFF00...0xFF60).contains(value) || (0x1F300...0x1FAFF).contains(value)
      return sum + (isWide ? 2 : 1)
    }
  }

  private static func styled(_ cell: Cell) -> String {
    switch cell.emphasis {
    case .none: cell.text
    case .strong: "\u{1B}[1m\(cell.text)\u{1B}[0m"
    case .good: "\u{1B}[32m\(cell.text)\u{1B}[0m"
    case .bad: "\u{1B}[1;31m\(cell.text)\u{1B}[0m"
    }
  }
}

/// Numbers as a reader of tables wants them.
extension SummaryTable {
  /// `value` with this many digits after the point; `-` where it is not finite.
  public static func fixed(_ value: Double?, _ digits: Int) -> String {
    guard let value, value.isFinite else { return "-" }
    return String(format: "%.\(digits)f", value)
  }

  /// Three significant digits; `-` where there is no number.
  public static func significant(_ value: Double?) -> String {
    guard let value else { return "-" }
    return value == 0 ? "0" : GnuplotText.number(value, digits: 3)
  }

  /// A fraction as a percentage: `4.12 %`.
  public static func percent(_ fraction: Double?) -> String {
    fraction.map { fixed(100 * $0, 2) + " %" } ?? "-"
  }

  /// A large number with a prefix: `12.3 M`; small whole numbers as they are.
  public static func large(_ value: Double?) -> String {
    guard var value, value.isFinite else { return "-" }
    for prefix in ["", " k", " M", " G", " T"] {
      // 999.95 would be shown as 1000.0.
      if abs(value) < 999.5 || prefix == " T" {
        let digits = prefix.isEmpty && value == value.rounded() ? 0 : abs(value) < 100 ? 1 : 0
        return fixed(value, digits) + prefix
      }
      value /= 1000
    }
    return "-"
  }

  /// A time: `0.82 s`, `12.3 s`, `4 min 05 s`, `2 h 03 min`.
  public static func duration(_ seconds: Double?) -> String {
    guard let seconds, seconds.isFinite, seconds >= 0 else { return "-" }
    if seconds < 9.995 { return fixed(seconds, 2) + " s" }
    if seconds < 59.95 { return fixed(seconds, 1) + " s" }
    let whole = Int(min(seconds, 1e12).rounded())
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return whole < 3600
      ? "\(whole / 60) min \(two(whole % 60)) s"
      : "\(whole / 3600) h \(two(whole % 3600 / 60)) min"
  }
}
