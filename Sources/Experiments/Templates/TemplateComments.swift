import Datasets
import Plasticity

/// Comments of a model file: behind each key its meaning, unit and default, from the tables that read it.
struct TemplateComments {
  let root: Node
  let lines: [String]

  /// The column of comments, from 0.
  private static let column = 40
  /// The longest line, where words allow it.
  private static let width = 120

  /// The text with comments; lines that have one stay as they are.
  static func added(to text: String) -> String {
    let log = ProblemLog(text: text)
    guard let root = YAMLText.parse(text, log: log) else {
      preconditionFailure("A template cannot be read: \(log.problems).")
    }
    return TemplateComments(root: root, lines: log.lines).text
  }

  private var text: String {
    var paths: [Int: (column: Int, path: [String])] = [:]
    collect(root, [], into: &paths)
    return lines.enumerated().map { index, line in
      guard let path = paths[index + 1]?.path, !line.contains(" # "),
        !line.drop(while: { $0 == " " }).hasPrefix("- {"),
        // A line within braces continues the line before.
        line.count(where: { $0 == "{" }) >= line.count(where: { $0 == "}" }),
        let row = row(of: path)
      else { return line }
      return Self.line(line, Self.comment(row))
    }.joined(separator: "\n")
  }

  // MARK: - Keys and their lines

  /// The first key of each line, by the number of the line; what an alias repeats stands where its anchor is.
  private func collect(
    _ node: Node, _ path: [String], into paths: inout [Int: (column: Int, path: [String])]
  ) {
    switch node.content {
    case .scalar: break
    case .sequence(let elements):
      for (index, element) in elements.enumerated() {
        collect(element, path + [String(index)], into: &paths)
      }
    case .mapping(let entries):
      for entry in entries {
        let own = path + [entry.key]
        if case .line(let line, let column) = entry.place, column < paths[line]?.column ?? .max {
          paths[line] = (column, own)
        }
        collect(entry.value, own, into: &paths)
      }
    }
  }

  /// True if the tables have keys below this one.
  func isGroup(_ path: [String]) -> Bool {
    let symbol = path.dropFirst().filter { Int($0) == nil }.joined(separator: ".") + "."
    return KeyPage.named(path[0])?.rows.contains { $0.symbol.hasPrefix(symbol) } ?? false
  }

  /// The line of the tables for the key at this path; nil for names of parts.
  func row(of path: [String]) -> ParameterRow? {
    let symbol = { (start: Int) in
      path.dropFirst(start).filter { Int($0) == nil }.joined(separator: ".")
    }
    func find(_ rows: [ParameterRow], _ symbol: String) -> ParameterRow? {
      rows.first { $0.symbol == symbol }
    }
    func page(_ name: String, from start: Int) -> ParameterRow? {
      find(KeyPage.named(name)?.rows ?? [], symbol(start))
    }
    switch (path[0], path.count) {
    case (_, 1): return page("model", from: 0)
    case ("network", 4...) where path[1] == "populations":
      let name = path[2]
      return page("populations", from: 3) ?? find(populationRows(name), symbol(3))
    case ("network", 4...) where path[1] == "projections": return page("projections", from: 3)
    case ("network", _): return nil
    case ("rules", 3...), ("membranes", 3...): return page(path[0], from: 2)
    case ("data", _):
      let set = word(["data", "set"]).flatMap(DatasetCatalog.init(rawValue:))
      return path[1] == "set" ? page("data", from: 1) : find(set?.rows ?? [], symbol(1))
    case ("learning", 3...) where path[1] == "rule":
      let rule = word(["learning", "rule", "name"]).flatMap(RuleModel.named)
      return find(rule?.rows ?? [], symbol(2))
    default: return page(path[0], from: 1)
    }
  }

  /// The rows of the kind of a population.
  private func populationRows(_ name: String) -> [ParameterRow] {
    let path = ["network", "populations", name]
    guard let model = word(path + ["kind"]).flatMap(NeuronModel.named) else {
      return KeyPage.named("membranes")?.rows ?? []
    }
    // The second table of a membrane with two forms is that of the dimensionless one.
    let isPhysical = LIFForm.physicalKeys.contains { word(path + [$0]) != nil }
    let isSecond = model.name.hasPrefix("lif") && !isPhysical && model.tables.count > 1
    let rows = isSecond ? model.tables[1].rows : model.tables.first?.rows ?? []
    let solver = model.tables.last { $0.title.hasPrefix("solver") }?.rows ?? []
    let drive = model.tables.first { $0.title.hasPrefix("drive scale") }?.rows ?? []
    return rows
      + drive
      + solver.map {
        ParameterRow(
          symbol: "solver." + $0.symbol, standard: $0.standard, unit: $0.unit, meaning: $0.meaning)
      }
  }

  /// The single value at this path.
  private func word(_ path: [String]) -> String? {
    var node = root
    for key in path {
      guard case .mapping(let entries) = node.content,
        let entry = entries.first(where: { $0.key == key })
      else { return nil }
      node = entry.value
    }
    guard case .scalar(let text, _) = node.content else { return nil }
    return text
  }

  // MARK: - Text

  /// `membrane time constant [ms]; default 10 ms`.
  private static func comment(_ row: ParameterRow) -> String {
    let unit = row.unit.isEmpty ? "" : " [\(row.unit)]"
    if row.standard == "required" { return "\(row.meaning)\(unit); required" }
    let hasUnit = Double(row.standard) != nil && Dimension.allCases.contains { $0.unit == row.unit }
    let standard = hasUnit && !row.unit.isEmpty ? "\(row.standard) \(row.unit)" : row.standard
    if standard.isEmpty { return row.meaning + unit }
    // Words that are no value stand behind a colon.
    let isWords = row.standard.first?.isLetter == true && row.standard.contains(" ")
    let mark = isWords || ["none", "nothing"].contains(standard) ? ":" : ""
    return "\(row.meaning)\(unit); default\(mark) \(standard)"
  }

  /// The line with its comment, which goes on below where it is long.
  private static func line(_ line: String, _ comment: String) -> String {
    let margin = String(repeating: " ", count: column)
    var result = [line + (line.count < column ? String(margin.dropFirst(line.count)) : "   ") + "#"]
    for word in comment.split(separator: " ") {
      let last = result[result.count - 1]
      if last.count + word.count + 1 > width, !last.hasSuffix("#") { result.append(margin + "#") }
      result[result.count - 1] += " " + word
    }
    return result.joined(separator: "\n")
  }
}
