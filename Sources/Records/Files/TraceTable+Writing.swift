public import Measurements

extension TraceTable {
  /// Writes CSV: a header with `time_ms` and the names, then a line for each time.
  ///
  /// *Edge cases*: a value that is missing or not finite is an empty field.
  public func writeCSV(to path: String) throws(RecordError) {
    let file = try AtomicFile(path, expecting: 4 * times.count * (columns.count + 1))
    var text = (["time_ms"] + columns.map { csvField($0.name) }).joined(separator: ",") + "\n"
    for (row, time) in times.enumerated() {
      text += "\(time)"
      for column in columns {
        text += ","
        if row < column.values.count, column.values[row].isFinite {
          text += "\(column.values[row])"
        }
      }
      text += "\n"
      if text.utf8.count > 1 << 18 {
        try file.write(Array(text.utf8))
        text = ""
      }
    }
    try file.write(Array(text.utf8))
    try file.commit()
  }
}

/// `text` as a field of CSV (RFC 4180): in quotes where it holds a comma, a quote or a line break.
public func csvField(_ text: String) -> String {
  guard text.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return text }
  return "\""
    + text.split(separator: "\"", omittingEmptySubsequences: false)
    .joined(separator: "\"\"") + "\""
}
