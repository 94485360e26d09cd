public import Measurements

/// The contents of a run's folder, read back for reports.
public struct RunRecord: Sendable, Equatable {
  /// The folder.
  public var path: String
  /// `run.json`.
  public var information: RunInformation
  /// `model.yaml`.
  public var model: ModelText?
  /// The work of the run; nil where the folder does not show it.
  public var kind: RunKind?
  /// `metrics.jsonl`.
  public var epochs: [Epoch] = []
  /// `result.json` of a spiking network.
  public var result: LearningSummary?
  /// `result.json` of a rate model.
  public var training: TrainingSummary?
  /// `result.json` of a simulation.
  public var simulation: SimulationSummary?
  /// `rule.json`, or measurements that a tool has made of the rule that the model uses.
  public var rule: RuleProfile?
  /// `compare.json`, or the part of it that `points.jsonl` has so far.
  public var comparison: ComparisonTable?
  /// Updates of some synapses, by rule.
  public var scatter: [Scatter] = []
  /// Trainings with several rules.
  public var trainings: [ComparedTraining] = []
  /// `theorems.json`.
  public var theorems: TheoremReport?
  /// `raster.json` of learning, or spikes and traces of a simulation.
  public var raster: Raster?
  /// `activity.json`.
  public var activity: ActivityProfile?
  /// `curves.json`.
  public var responses: ResponseCurves?
  /// `weights/`.
  public var weights: [WeightTable] = []
  /// Publications to cite, filled in by a tool that knows the model; else empty.
  public var citations: [String] = []
  /// File names of the figures in `figures/`: `raster.svg`.
  public var figures: [String] = []
  /// Time of the last change of any file in the folder, ISO 8601, UTC.
  public var lastWritten = ""
  /// True if the run was killed: its status is `running`, but its process has ended.
  public var hasVanished = false
  /// Files that could not be read, with the reasons.
  public var problems: [String] = []
  /// Files that are links to places outside the folder.
  var linksOut: Set<String> = []

  /// A run of which only its path and information are known.
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

  /// Changes of the model with which the run began, `key=value`; the seed is not one of them.
  public var overrides: [String] { information.options?.changes ?? [] }
  /// True if the run changed the model, so that the claims of the file are about another one.
  public var hasChangedModel: Bool { information.options?.isChanged ?? !overrides.isEmpty }
}
