/// A table of samples as text: a head, then one line for each sample. Commas, semicolons or tabs separate the fields,
/// the first of these that the head contains. Fields may stand in double quotes.
struct SampleTable {
  /// The names of the input columns.
  let columns: [String]
  /// The numbers of the input columns, line after line.
  let inputs: [Double]
  /// The label of each line.
  let labels: LabelledArrays.Labels

  /// Reads the table at `path` with its labels in the column `label`.
  init(_ path: String, label: String) throws(DatasetError) {
    var bytes = try allBytes(path)
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw DatasetError(
        .corrupt, in: path, found: "bytes that are no text", expected: "a table in UTF-8",
        remedy: "Write it as CSV in UTF-8, or as .npy.")
    }
    let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
    let head = lines.first.map(String.init) ?? ""
    let marks: [Character] = [",", ";", "\t"]
    let mark = marks.first { head.contains($0) } ?? ","
    let names = Self.fields(head, mark)
    guard let place = names.firstIndex(of: label) else {
      throw DatasetError(
        .label, in: path, found: "the columns " + names.joined(separator: ", "),
        expected: "a column of labels called '\(label)'",
        remedy: "Give the name of that column as data.labels.")
    }
    guard names.count > 1, Set(names).count == names.count else {
      throw DatasetError(
        .rank, in: path, found: "the columns " + names.joined(separator: ", "),
        expected: "different names, and a column of inputs beside the labels",
        remedy: "Correct the first line.")
    }
    columns = names.enumerated().filter { $0.offset != place }.map(\.element)
    var inputs: [Double] = [], words: [String] = []
    for (number, line) in lines.enumerated().dropFirst() where !line.allSatisfy(\.isWhitespace) {
      let fields = Self.fields(String(line), mark)
      guard fields.count == names.count else {
        throw DatasetError(
          .dimension, in: path, found: "\(fields.count) fields in line \(number + 1)",
          expected: "\(names.count), as in the head", remedy: "Correct the line, or leave it out.")
      }
      for (index, field) in fields.enumerated() {
        if index == place {
          words.append(field)
          continue
        }
        guard let value = Double(field), value.isFinite else {
          throw DatasetError(
            .value, in: path, found: "'\(field)' in line \(number + 1), column '\(names[index])'",
            expected: "a finite number",
            remedy: "Leave the line or the column out, or name this column as data.labels.")
        }
        inputs.append(value)
      }
    }
    guard !words.isEmpty else {
      throw DatasetError(
        .truncated, in: path, found: "no line after the head", expected: "a line for each sample",
        remedy: "Give another file.")
    }
    self.inputs = inputs
    let numbers = words.compactMap { Int($0) }
    let areClasses =
      numbers.count == words.count
      && numbers.allSatisfy { (0..<LabelledArrays.mostClasses).contains($0) }
    labels = areClasses ? .numbers(numbers) : .words(words)
  }

  /// The fields of a line, without quotes and outer spaces.
  static func fields(_ line: String, _ mark: Character) -> [String] {
    var fields = [""], isQuoted = false
    for character in line {
      if character == "\"" {
        isQuoted.toggle()
      } else if character == mark, !isQuoted {
        fields.append("")
      } else {
        fields[fields.count - 1].append(character)
      }
    }
    return fields.map { field in
      String(field.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
  }
}
