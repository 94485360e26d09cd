import Datasets
import Experiments
import Reports

/// The page of `show data NAME`: the keys below `data` with their defaults.
enum DataPage {
  static func text(_ set: DatasetCatalog) -> String {
    var table = SummaryTable(columns: [.text("key"), .text("default"), .text("meaning")])
    for row in set.rows { table.add([.init(row.symbol), .init(row.standard), .init(row.meaning)]) }
    return "\(set.name): \(set.summary)\n\nKeys of 'data'\n" + ShowVerb.table(table)
  }
}
