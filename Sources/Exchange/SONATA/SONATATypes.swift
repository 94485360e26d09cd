import Records

/// A table of node or edge types, `node_types.csv`. Spaces separate fields; a field with a space is quoted. *Reading*
/// takes commas, semicolons and tabs as well; NULL and an empty field are no value.
struct SONATATypes: Sendable, FilePart {
  /// The path of the file; empty without one.
  var file = ""
  /// The columns of each type, by its number.
  var rows: [Int: [String: String]] = [:]

  /// A table without types.
  init() {}

  /// The types in a file; `key` is `node_type_id` or `edge_type_id`.
  init(_ path: String, key: String) throws(ExchangeError) {
    file = path
    let bytes = try plain(try contents(of: path), of: path)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw damaged("", "it is not text")
    }
    var names: [String]?
    var separator: Character = " "
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      let place = "line \(index + 1)"
      if line.allSatisfy(\.isWhitespace) || line.hasPrefix("#") { continue }
      guard let names else {
        separator = [",", ";", "\t"].first { line.contains($0) } ?? " "
        let found = try fields(line, separator, place)
        guard found.contains(key) else {
          throw damaged(
            place,
            "the head has no column '\(key)', but "
              + found.joined(separator: ", "))
        }
        names = found
        continue
      }
      let fields = try fields(line, separator, place)
      guard fields.count == names.count else {
        throw damaged(place, "\(fields.count) fields for \(names.count) columns")
      }
      var row: [String: String] = [:]
      for (name, field) in zip(names, fields) where !["NULL", "", "None", "nan"].contains(field) {
        row[name] = field
      }
      guard let number = row[key].flatMap({ Int($0) }) else {
        throw damaged(place, "its \(key) is not a whole number")
      }
      guard rows.updateValue(row, forKey: number) == nil else {
        throw damaged(place, "type \(number) stands twice")
      }
    }
  }

  private func fields(
    _ line: Substring, _ separator: Character, _ place: String
  ) throws(ExchangeError) -> [String] {
    var fields: [String] = [], field = ""
    var quote: Character?, isBegun = false
    for character in line {
      if let open = quote {
        if character == open { quote = nil } else { field.append(character) }
      } else if character == "\"" || character == "'", field.isEmpty {
        (quote, isBegun) = (character, true)
      } else if character == separator {
        // Several spaces count as one.
        if separator != " " || isBegun || !field.isEmpty { fields.append(field) }
        (field, isBegun) = ("", false)
      } else if !(character == " " && field.isEmpty) {
        field.append(character)
      }
    }
    guard quote == nil else {
      throw damaged(place, "a quote is opened and not closed")
    }
    if separator != " " || isBegun || !field.isEmpty { fields.append(field) }
    return separator == " " ? fields : fields.map { String($0.trimming(while: \.isWhitespace)) }
  }
}
