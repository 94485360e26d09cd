import Datasets
import Networks
import Plasticity
import Protocols
import Quantities

/// The reference page of a section of a model file: its keys with defaults, units and meanings, from the tables that
/// read and write it.
public struct KeyPage: Sendable, Hashable, Codable {
  /// The name for `show`.
  public let name: String
  /// A description of the section in one line.
  public let summary: String
  /// The place of its keys in a model file.
  public let place: String
  /// The keys.
  public let rows: [ParameterRow]

  /// All sections, from the top of a model file on.
  public static let all: [KeyPage] = [
    KeyPage(
      name: "model", summary: "the parts of a model file", place: "the top of the file",
      rows: Experiment.table.rows(of: Experiment())),
    KeyPage(
      name: "populations", summary: "units of one kind; the other keys are those of the kind",
      place: "network.populations, by name",
      rows: PopulationForm.table.rows(
        of: PopulationForm(), PopulationReading(section: Section.empty))),
    KeyPage(
      name: "projections", summary: "synapses from one population to another",
      place: "network.projections, a list",
      rows: ProjectionForm.table.rows(of: ProjectionForm(), ProjectionReading(writing: nothing))),
    KeyPage(
      name: "membranes", summary: "neuron models written as equations",
      place: "membranes, by name, or a population of kind equations",
      rows: MembraneText.table.rows(of: MembraneText())),
    KeyPage(
      name: "rules", summary: "spike-timing rules written as equations",
      place: "rules, by name, or the value of a rule",
      rows: RuleEquations.table.rows(of: RuleEquations(name: "", equations: ""))),
    KeyPage(
      name: "data",
      summary: "training data; each set has a page of its own: equispike show data SET",
      place: "data", rows: DatasetRequest.table.rows(of: DatasetRequest(.digits), Seed(1))),
    KeyPage(
      name: "simulate", summary: "simulation of a network that does not learn from data",
      place: "simulate", rows: SimulationSettings.table.rows(of: SimulationSettings(), task)),
    KeyPage(
      name: "learning", summary: "learning of a spiking network", place: "learning",
      rows: LearningSettings.table.rows(of: LearningSettings(), task)),
    KeyPage(
      name: "comparison", summary: "rules that are compared with equilibrium propagation",
      place: "comparison",
      rows: ComparisonSettings.table.rows(
        of: ComparisonSettings(), ComparisonReading(task: task, learning: LearningSettings()))),
    KeyPage(
      name: "rate", summary: "layers and equations of a rate model, instead of network",
      place: "rate", rows: RateForm.table.rows(of: RateForm(), RateReading(log: ProblemLog()))),
    KeyPage(
      name: "training", summary: "training of a rate model", place: "training",
      rows: RateTrainingSettings.table.rows(of: RateTrainingSettings(), rateTask)),
    KeyPage(
      name: "theorem", summary: "theorems measured on a rate model, instead of training",
      place: "theorem", rows: TheoremSettings.table.rows(of: TheoremSettings(), rateTask)),
  ]

  /// The section called `name`.
  public static func named(_ name: String) -> KeyPage? { all.first { $0.name == name } }

  private static let nothing = Network(populations: [], projections: [])
  private static var task: TaskReading { TaskReading(writing: nothing, seed: Seed(1)) }
  private static var rateTask: RateTaskReading {
    RateTaskReading(
      model: RateExperiment(
        architecture: Architecture(input: Shape(1), layers: [], connections: []),
        dynamics: Dynamics()), log: ProblemLog())
  }

  // MARK: - The page of all keys

  /// All keys of model files as Markdown: `Documentation/keys.md`.
  public static var markdown: String {
    var parts = [
      """
      # Keys of model files

      Printed by `equispike show keys` from the tables that read and write model files. A group of keys has its name before a
      dot: `nudging.beta` is the key `beta` of `nudging`. A number without a unit is in the unit that is named; where none is,
      it has none. [Model files](model-files.md) says how the parts go together, and what weights, drives and beta measure.
      """
    ]
    parts += all.map {
      "## \($0.name)\n\n\($0.summary.sentence) Where: \($0.place).\n\n" + table($0.rows)
    }
    parts.append("## Neuron models and sources\n\nThe keys of a population by its `kind`.")
    for neuron in NeuronModel.all where !neuron.tables.isEmpty {
      parts.append("### \(neuron.name)\n\n\(neuron.summary.sentence)")
      parts += neuron.tables.map { "\($0.title.sentence)\n\n" + table($0.rows) }
    }
    parts.append("## Rules of the program\n\nThe keys of a rule by its `name`.")
    parts += RuleModel.all.map { "### \($0.name)\n\n" + table($0.rows) }
    return parts.joined(separator: "\n\n") + "\n"
  }

  private static func table(_ rows: [ParameterRow]) -> String {
    (["| key | default | unit | meaning |", "|---|---|---|---|"]
      + rows.map {
        let cells = ["`\($0.symbol)`", $0.standard, $0.unit, $0.meaning]
        return "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |"
      }).joined(separator: "\n")
  }
}

extension String {
  /// The text with a capital letter and a full stop.
  fileprivate var sentence: String { prefix(1).uppercased() + dropFirst() + "." }
}
