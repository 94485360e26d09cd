import ArgumentParser
import Datasets
import Experiments
import Foundation
import Plasticity
import Reports
import Runs

/// `equispike show`: the reference page of one model, neuron model, rule or data set.
struct ShowVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show a model, neuron model, rule, data set or section.",
    discussion: """
      Examples:
        equispike show digits      the model file with its source and expected result
        equispike show adex        equations, parameters, references
        equispike show rule triplet   formula, pairing, parameter sets, citation
        equispike show learning    the keys of a section of model files
        equispike show keys        all keys of model files, as Markdown
      """)

  @Argument(
    help:
      "A name from equispike list; its kind may stand before it: rule, neuron, model, data, section.",
    completion: Completion.topics)
  var words: [String]

  @OptionGroup var output: OutputOptions

  private static let kinds = ["model", "neuron", "rule", "data", "section"]

  func validate() throws {
    guard words.count == 1 || words.count == 2 && Self.kinds.contains(words[0]) else {
      throw ValidationError("show takes one name, such as 'zero-area' or 'rule zero-area'.")
    }
  }

  func run() throws {
    let name = words.last ?? ""
    let kind = words.count == 2 ? words[0] : nil
    func may(_ one: String) -> Bool { kind == nil || kind == one }
    // A data set and a model may have the same name. The model comes first, as it is what users run.
    if may("model"), let path = ModelLocation.path(of: name) {
      let experiment = try ModelFile.load(path)
      if output.json {
        try Terminal.output(json: ["name": experiment.name, "yaml": experiment.yaml])
      } else {
        print(try String(contentsOfFile: path, encoding: .utf8), terminator: "")
      }
    } else if may("neuron"), let neuron = NeuronModel.named(name) {
      if output.json { try Terminal.output(json: neuron) } else { print(Self.page(neuron)) }
    } else if may("rule"), let rule = RuleModel.named(name) {
      if output.json {
        try Terminal.output(json: RulePage(rule))
      } else {
        print(RulePage.text(rule))
      }
    } else if may("data"), let set = DatasetCatalog(rawValue: name) {
      if output.json {
        try Terminal.output(json: ["name": set.name, "what": set.summary])
      } else {
        print(DataPage.text(set))
      }
    } else if may("section"), let page = KeyPage.named(name) {
      if output.json { try Terminal.output(json: page) } else { print(Self.page(page)) }
    } else if kind == nil, name == "keys" {
      if output.json {
        try Terminal.output(json: KeyPage.all)
      } else {
        print(KeyPage.markdown, terminator: "")
      }
    } else {
      let known =
        ModelLocation.names + NeuronModel.names + RuleModel.all.map(\.name)
        + DatasetCatalog.allCases.map(\.name) + KeyPage.all.map(\.name)
      throw ToolError.unknownTopic(name: name, known: known)
    }
  }

  static func table(_ rows: [ParameterRow]) -> String {
    var table = SummaryTable(columns: [
      .text("symbol"), .number("default"), .text("unit"), .text("meaning"),
    ])
    for row in rows {
      table.add([.init(row.symbol), .init(row.standard), .init(row.unit), .init(row.meaning)])
    }
    return self.table(table)
  }

  /// A table, indented.
  static func table(_ table: SummaryTable) -> String {
    indented(table.text().trimmingCharacters(in: .newlines))
  }

  static func indented(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { "  " + $0 }
      .joined(separator: "\n")
  }

  /// Lines of at most `width` characters; those after the first are indented.
  static func wrapped(_ text: String, width: Int = 90) -> String {
    var lines = [""]
    for word in text.split(separator: " ") {
      if (lines.last ?? "").count + word.count >= width { lines.append(" ") }
      lines[lines.count - 1] += (lines[lines.count - 1].isEmpty ? "" : " ") + word
    }
    return lines.joined(separator: "\n")
  }

  private static func page(_ section: KeyPage) -> String {
    var table = SummaryTable(columns: [
      .text("key"), .text("default"), .text("unit"), .text("meaning"),
    ])
    for row in section.rows {
      for (index, line) in wrapped(row.meaning, width: 60).split(separator: "\n").enumerated() {
        let cells = index == 0 ? [row.symbol, row.standard, row.unit] : ["", "", ""]
        table.add((cells + [String(line)]).map { .init($0) })
      }
    }
    return "\(section.name): \(section.summary)\n\nKeys of \(section.place)\n" + self.table(table)
      + "\n\nAll keys of model files: equispike show keys"
  }

  private static func page(_ neuron: NeuronModel) -> String {
    var parts = ["\(neuron.name): \(neuron.summary)"]
    if !neuron.equations.isEmpty {
      parts.append("Equations\n" + indented(neuron.equations.joined(separator: "\n")))
    }
    for table in neuron.tables {
      parts.append(
        "\(table.title == "parameters" ? "Parameters" : "Parameters, " + table.title)\n"
          + self.table(table.rows))
    }
    if !neuron.notes.isEmpty {
      parts.append("Notes\n" + indented(neuron.notes.joined(separator: "\n")))
    }
    if !neuron.references.isEmpty {
      let references = neuron.references.map { wrapped($0) }
      parts.append("References\n" + indented(references.joined(separator: "\n")))
    }
    return parts.joined(separator: "\n\n")
  }
}
