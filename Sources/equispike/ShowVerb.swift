import ArgumentParser
import Datasets
import Experiments
import Plasticity
import Reports
import Foundation

/// `equispike show`: the reference page of one model, neuron model, rule or data set.
struct ShowVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show a model, or the reference of a neuron model, rule or data set.",
    discussion: """
      Examples:
        equispike show digits      the model file with its source and expected result
        equispike show adex        equations, parameters, references
        equispike show zero-area   formula, parameters, citation
      """)

  @Argument(help: "A name from equispike list.")
  var name: String

  @OptionGroup var output: OutputOptions

  func run() throws {
    // A data set and a model may have one name: the model is what one runs, so it comes first.
    if let path = ModelLocation.path(of: name) {
      let experiment = try ModelFile.load(path)
      if output.json {
        try Terminal.output(json: ["name": experiment.name, "yaml": experiment.yaml])
      } else {
        print(try String(contentsOfFile: path, encoding: .utf8), terminator: "")
      }
    } else if let neuron = NeuronModel.named(name) {
      if output.json { try Terminal.output(json: neuron) } else { print(Self.page(neuron)) }
    } else if let rule = RuleModel.named(name) {
      if output.json {
        try Terminal.output(json: RulePage(rule))
      } else {
        print(Self.page(rule))
      }
    } else if let set = DatasetCatalog(rawValue: name) {
      print("\(set.name): \(set.summary)")
    } else {
      let known =
        ModelLocation.names + NeuronModel.names + RuleModel.all.map(\.name)
        + DatasetCatalog.allCases.map(\.name)
      throw ToolError.unknownTopic(name: name, known: known)
    }
  }

  /// What `--json` says about a rule.
  struct RulePage: Encodable {
    var name: String
    var formula: String
    var citation: String
    var parameters: [ParameterRow]

    init(_ rule: RuleModel) {
      name = rule.name
      formula = rule.standard.formula
      citation = rule.standard.citation
      parameters = rule.rows
    }
  }

  private static func table(_ rows: [ParameterRow]) -> String {
    var table = SummaryTable(columns: [
      .text("symbol"), .number("default"), .text("unit"), .text("meaning"),
    ])
    for row in rows {
      table.add([.init(row.symbol), .init(row.standard), .init(row.unit), .init(row.meaning)])
    }
    return indented(table.text().trimmingCharacters(in: .newlines))
  }

  private static func indented(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { "  " + $0 }
      .joined(separator: "\n")
  }

  /// Lines of at most 90 characters; those after the first are indented.
  private static func wrapped(_ text: String) -> String {
    var lines = [""]
    for word in text.split(separator: " ") {
      if (lines.last ?? "").count + word.count >= 90 { lines.append(" ") }
      lines[lines.count - 1] += (lines[lines.count - 1].isEmpty ? "" : " ") + word
    }
    return lines.joined(separator: "\n")
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

  private static func page(_ rule: RuleModel) -> String {
    let standard = rule.standard
    let behaviour = [
      standard.isSymmetric
        ? "i -> j and j -> i change alike" : "i -> j and j -> i change differently",
      standard.needsBothPhases ? "acts in both phases" : "acts in the nudged phase only",
      standard.hasTail ? "late potentiation counts: give phases.tail" : nil,
    ]
    return [
      "\(rule.name)\n\n  \(standard.formula)", "Parameters\n" + table(rule.rows),
      "Notes\n" + indented(behaviour.compactMap(\.self).joined(separator: "\n")),
      "Reference\n" + indented(standard.citation),
    ].joined(separator: "\n\n")
  }
}
