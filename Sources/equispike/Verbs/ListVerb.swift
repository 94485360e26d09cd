import ArgumentParser
import Datasets
import Experiments
import Plasticity
import Reports
import Runs

/// `equispike list`: models, neuron models, rules and data sets.
struct ListVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List models, neuron models, rules, data and sections.",
    discussion: """
      Examples:
        equispike list
        equispike list rules --json
      """)

  /// The kinds of things that can be listed.
  enum Topic: String, CaseIterable, ExpressibleByArgument {
    case models, neurons, rules, data, sections
  }

  @Argument(help: "models, neurons, rules, data or sections. (default: all)")
  var topic: Topic?

  @OptionGroup var output: OutputOptions

  func run() throws {
    let topics = topic.map { [$0] } ?? Topic.allCases
    let lists = topics.map { ($0, Self.entries(of: $0)) }
    if output.json {
      let object = Dictionary(uniqueKeysWithValues: lists.map { ($0.rawValue, $1) })
      try Terminal.output(json: object)
      return
    }
    var parts: [String] = []
    for (topic, entries) in lists {
      var table = SummaryTable(columns: [.text(topic.rawValue), .text("what")])
      for entry in entries { table.add([.init(entry.name), .init(entry.what)]) }
      parts.append(table.text(isStyled: Terminal.hasStyledOutput))
    }
    print(parts.joined(separator: "\n"))
    print("More about one of them: equispike show NAME")
  }

  /// A name and its meaning.
  struct Entry: Encodable {
    var name: String
    var what: String
  }

  static func entries(of topic: Topic) -> [Entry] {
    switch topic {
    case .models:
      ModelLocation.names.map { name in
        let path = ModelLocation.path(of: name) ?? name
        let experiment = try? ModelFile.load(path)
        return Entry(name: name, what: experiment?.description ?? "(cannot be read: try check)")
      }
    case .neurons: NeuronModel.all.map { Entry(name: $0.name, what: $0.summary) }
    case .rules: RuleModel.all.map { Entry(name: $0.name, what: $0.standard.formula) }
    case .sections: KeyPage.all.map { Entry(name: $0.name, what: $0.summary) }
    case .data: DatasetCatalog.allCases.map { Entry(name: $0.name, what: $0.summary) }
    }
  }
}
