public import Measurements

/// All that a run left in its folder, read back: what a report is made from.
public struct RunRecord: Sendable, Equatable {
  /// The folder.
  public var path: String
  /// `run.json`.
  public var information: RunInformation
  /// `model.yaml`.
  public var model: ModelText?
  /// The work of the run; nil where the folder does not say.
  public var kind: RunKind?
  /// `metrics.jsonl`.
  public var epochs: [Epoch] = []
  /// `result.json` of a spiking network.
  public var result: LearningSummary?
  /// `result.json` of a rate model.
  public var training: TrainingSummary?
  /// `result.json` of a simulation.
  public var simulation: SimulationSummary?
  /// `rule.json`, or what a tool has measured of the rule that the model uses.
  public var rule: RuleProfile?
  /// `compare.json`, or what `points.jsonl` has of it so far.
  public var comparison: ComparisonTable?
  /// Updates of some synapses, by rule.
  public var scatter: [Scatter.Group] = []
  /// Trainings with several rules.
  public var trainings: [ComparedTraining] = []
  /// `theorems.json`.
  public var theorems: TheoremReport?
  /// `raster.json` of learning, or spikes and traces of a simulation.
  public var raster: Raster?
  /// `activity.json`.
  public var activity: ActivityProfile?
  /// `weights/`.
  public var weights: [WeightTable] = []
  /// What to cite, as a tool that knows the model says; empty where none has.
  public var citations: [String] = []
  /// Names of figures in `figures/`, with what they end in: `raster.svg`.
  public var figures: [String] = []
  /// When anything in the folder was last written, ISO 8601, UTC.
  public var lastWritten = ""
  /// Whether the run says that it goes on, but its process is gone.
  public var hasVanished = false
  /// What could not be read, and why.
  public var problems: [String] = []
  /// Files that are links to somewhere else.
  var linksOut: Set<String> = []

  /// A run of which nothing else is known.
  public init(path: String, information: RunInformation) {
    self.path = path
    self.information = information
  }

  /// The last part of the folder's path.
  public var folderName: String { splitPath(FolderContents.withoutTrailingSlash(path)).name }
  /// The name of the model, or of the folder where that is not known.
  public var name: String {
    rule.flatMap { kind == .rule ? "rule \($0.name)" : nil } ?? model?["name"] ?? folderName
  }

  /// Changes of the model that the run was begun with, `key=value`; the seed is not one of them.
  public var overrides: [String] { information.options?.changes ?? [] }
}
