/// Columns of text, each as wide as its widest cell.
struct TextTable {
  private var rows: [[String]]
  /// Columns whose cells are numbers stand to the right.
  private let numeric: Set<Int>

  /// A table with these headings.
  init(_ headings: String..., numeric: Set<Int> = []) {
    rows = [headings]
    self.numeric = numeric
  }

  /// Adds a line.
  mutating func add(_ cells: String...) { rows.append(cells) }

  /// The lines with a rule below the headings.
  var text: String {
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in
      rows.map { $0.indices.contains(column) ? $0[column].count : 0 }.max() ?? 0
    }
    var lines = rows.map { row in
      row.enumerated().map { column, cell in
        let blank = String(repeating: " ", count: widths[column] - cell.count)
        return numeric.contains(column) ? blank + cell : cell + blank
      }.joined(separator: "  ").trimmingSuffix { $0 == " " }
    }
    lines.insert(widths.map { String(repeating: "-", count: $0) }.joined(separator: "  "), at: 1)
    return lines.joined(separator: "\n")
  }
}

extension String {
  /// Without the characters at its end that `isUnwanted`.
  func trimmingSuffix(while isUnwanted: (Character) -> Bool) -> String {
    var text = self
    while let last = text.last, isUnwanted(last) { text.removeLast() }
    return text
  }
}
