/// Spike-timing rules against the update of equilibrium propagation, and against each other: `compare.json`.
public struct ComparisonTable: Sendable, Codable, Equatable {
  /// The model.
  public var name: String
  /// Network, samples and seeds, in words.
  public var note = ""
  /// Scores of each rule, in the order in which they were measured.
  public var rows: [RuleScore] = []
  /// Costs of each rule.
  public var costs: [RuleCost] = []
  /// Remarks: references that are missing, with the reasons.
  public var remarks: [String] = []

  /// A result without rows.
  public init(name: String) { self.name = name }

  /// The meaning of ± in figures, in words.
  public static let spreadNote =
    "± standard deviation (n - 1) over seeds or samples"
}

/// One rule at one point of a sweep: a line of `points.jsonl` of `compare`.
public struct ComparedPoint: Sendable, Codable, Equatable {
  /// Its scores.
  public var rows: [RuleScore] = []
  /// Its cost.
  public var cost: RuleCost
  /// References that are missing, and projections that were left out, with the reasons.
  public var remarks: [String] = []
  /// Updates of some synapses.
  public var scatter: [Scatter] = []

  /// Nothing measured yet of `rule`.
  public init(rule: String) { cost = RuleCost(rule: rule) }
}

/// One training of `compare --train`: a line of its `points.jsonl`, and an element of its `compare.json`.
public struct ComparedTraining: Sendable, Codable, Equatable {
  /// The rule, or `rate twin`.
  public var rule: String
  /// The root seed of its random numbers.
  public var seed: UInt64
  /// Errors on the validation set (without one, on the training set), by epoch; the first is before learning.
  public var validationErrors: [Double] = []
  /// Errors while learning, by epoch.
  public var trainErrors: [Double] = []
  /// The error on test samples; nil when it ended early.
  public var testError: Double?
  /// Processor time [s].
  public var processorSeconds = 0.0
  /// The reason why it ended early.
  public var failure: String?
  /// Warnings of outcomes that were probably not meant; nil where none were sought.
  public var warnings: [String]?

  /// A training that has not begun.
  public init(rule: String, seed: UInt64) {
    self.rule = rule
    self.seed = seed
  }
}
