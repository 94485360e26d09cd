/// Which rules a model compares, and on what.
public struct ComparisonSettings: Sendable {
  /// The rules, with the phases that they need.
  public var candidates: [RuleComparison.Candidate] = []
  /// Samples in the batch.
  public var samples = 64
  /// Independent initial states and spike trains.
  public var seeds = 3
  /// Keys of the model and the values that they take, all combinations.
  public var sweep: [Sweep] = []

  /// One axis of a sweep.
  public struct Sweep: Sendable, Equatable, Codable {
    /// The path of a value in the model file.
    public var key: String
    /// Values as they are written.
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
