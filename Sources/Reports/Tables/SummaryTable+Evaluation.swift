public import Measurements

extension SummaryTable {
  /// The error of a trained network, with its interval, and that of the commonest label.
  public static func errors(_ found: Evaluation) -> SummaryTable {
    var table = SummaryTable(
      title: found.name, columns: [.text("measured"), .number("value")])
    table.add(["samples", Cell("\(found.samples)")])
    guard let error = found.error, let interval = found.interval,
      let majority = found.majorityError
    else { return table }
    table.add(["error", Cell(percent(error), .strong)])
    table.add(["interval, 95 %", Cell("\(percent(interval[0])) to \(percent(interval[1]))")])
    table.add(["always the commonest label", Cell(percent(majority))])
    return table
  }

  /// The error of each class, and how often its samples were answered by each class.
  public static func confusion(_ found: Evaluation) -> SummaryTable {
    let classes = found.confusion.indices
    // A matrix of many classes is too wide for a terminal; its largest confusions say more.
    let isWide = classes.count > 12
    var table = SummaryTable(
      columns: [.number("label"), .number("samples"), .number("error")]
        + (isWide ? [.text("most often taken for")] : classes.map { .number("as \($0)") }))
    for label in classes {
      let row = found.confusion[label], count = row.reduce(0, +)
      let error = count > 0 ? percent(1 - Double(row[label]) / Double(count)) : "-"
      var cells = [Cell("\(label)"), Cell("\(count)"), Cell(error)]
      if isWide {
        let others = classes.filter { $0 != label && row[$0] > 0 }
          .sorted { (row[$1], $0) < (row[$0], $1) }.prefix(3)
        cells.append(Cell(others.map { "\($0) (\(row[$0]))" }.joined(separator: ", ")))
      } else {
        cells += classes.map {
          Cell(row[$0] == 0 ? "." : "\(row[$0])", $0 == label ? .strong : .none)
        }
      }
      table.add(cells)
    }
    return table
  }
}
