/// What a plain simulation came to, as its `result.json` says.
public struct SimulationRecord: Sendable, Codable, Equatable {
  /// What was run.
  public var name: String
  /// Simulated time [ms].
  public var duration: Double
  /// All spikes.
  public var spikes: Int
  /// Arrivals of spikes at synapses.
  public var synapticEvents: Int
  /// Wall time [s].
  public var seconds: Double
  /// Populations that can spike.
  public var populations: [Population]

  /// Statistics of one population.
  public struct Population: Sendable, Codable, Equatable {
    /// Its name.
    public var name: String
    /// Its size.
    public var units: Int
    /// Its spikes.
    public var spikes: Int
    /// Mean rate [Hz].
    public var rate: Double
    /// Mean coefficient of variation of the intervals.
    public var variation: Double?
    /// The first spike [ms].
    public var first: Double?
    /// The last spike [ms].
    public var last: Double?
  }
}

/// One training of `compare --train`.
public struct ComparedTraining: Sendable, Codable, Equatable {
  /// The rule, or `rate twin`.
  public var rule: String
  /// The root of its random numbers.
  public var seed: UInt64
  /// Validation errors, from before learning on.
  public var validationErrors: [Double]
  /// The error on test samples; nil when it ended early.
  public var testError: Double?
  /// Processor time [s].
  public var processorSeconds: Double
  /// Why it ended early.
  public var failure: String?
}

/// A line of `points.jsonl` of `compare`: one rule at one point of a sweep.
public struct ComparedPoint: Sendable, Codable, Equatable {
  /// Its scores.
  public var rows: [CompareRecord.Row]
  /// Its cost.
  public var cost: CompareRecord.Cost
  /// What was not measured.
  public var remarks: [String]
  /// Updates of some synapses.
  public var scatter: [ScatterRecord.Group]
}
