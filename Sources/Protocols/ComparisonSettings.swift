public import Plasticity

/// Rules that a model compares, and the batch, seeds and sweep of the comparison.
public struct ComparisonSettings: Sendable {
  /// Rules, each with the phases that it needs.
  public var candidates: [Candidate] = []
  /// Samples in the batch.
  public var samples = 64
  /// Number of seeds; each gives independent initial states and spike trains.
  public var seeds = 3
  /// Axes of the sweep; all combinations of their values are compared.
  public var sweep: [Sweep] = []

  /// A rule with the phases that it needs.
  public struct Candidate: Sendable {
    /// Its name in tables.
    public var label: String
    /// The rule.
    public var rule: any SpikeTimingRule
    /// Its phases; nil: those of the model.
    public var phases: Phases?

    /// A rule with its phases.
    public init(label: String, rule: any SpikeTimingRule, phases: Phases? = nil) {
      self.label = label
      self.rule = rule
      self.phases = phases
    }
  }

  /// One axis of a sweep.
  public struct Sweep: Sendable, Equatable, Codable {
    /// The path of a value in the model file.
    public var key: String
    /// Values, as the model file would write them.
    public var values: [String]
    /// An axis.
    public init(key: String, values: [String]) {
      self.key = key
      self.values = values
    }
  }

  /// Settings with all defaults.
  public init() {}
}
