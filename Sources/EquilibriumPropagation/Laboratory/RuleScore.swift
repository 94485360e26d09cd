/// How one rule's update of one projection, or of one direction of it, agrees with the references.
public struct RuleScore: Sendable, Codable, Equatable {
  /// The rule, as the table calls it.
  public var rule: String
  /// The projection.
  public var projection: String
  /// `total`, or `forward`, `backward`, `symmetric`, `antisymmetric` for rules whose directions differ.
  public var part: String
  /// Agreement with each reference: the mean over seeds.
  public var agreements: [Agreement] = []
  /// Standard deviation of the cosine with rate EP over seeds (initial states and spike noise).
  public var cosineDeviation = 0.0
  /// Standard deviation of the cosine with rate EP over groups of samples.
  public var groupDeviation = 0.0
  /// <update, reference> / <reference, reference> with rate EP: mean over seeds, and its standard error.
  public var gain = 0.0
  /// Standard error of the gain over seeds and groups of samples.
  public var gainError = 0.0
  /// The same as theory predicts from the rates of the rate model; nil where it says nothing.
  public var predictedGain: Double?
  /// The cosine that theory predicts.
  public var predictedCosine: Double?
  /// What the rule adds up to in an un-nudged phase (beta = 0), over the reference, at this beta.
  public var floor = 0.0
  /// |mean over seeds - reference| / |reference|, noise taken off.
  public var bias = 0.0
  /// |mean over seeds| / root of the summed variance over seeds; nil: no variance.
  public var signalToNoise: Double?

  /// A score without numbers.
  public init(rule: String, projection: String, part: String) {
    self.rule = rule
    self.projection = projection
    self.part = part
  }
}

/// What one rule cost and scored.
public struct RuleResult: Sendable, Codable, Equatable {
  /// The rule, as the table calls it.
  public var rule: String
  /// With all parameters, as a model file has it.
  public var model = ""
  /// Its scores.
  public var scores: [RuleScore] = []
  /// Spikes in both phases, per sample.
  public var spikes = 0.0
  /// Arrivals of spikes at synapses, per sample.
  public var synapticEvents = 0.0
  /// Simulated time in all branches, per sample [ms].
  public var simulated = 0.0
  /// Processor time per sample [s].
  public var processorSeconds = 0.0
  /// Settings of the sweep under which it was measured, in order.
  public var point: [String: Double] = [:]
  /// Why a reference is missing, by its name.
  public var missing: [String: String] = [:]

  /// A result without numbers.
  public init(rule: String) { self.rule = rule }
}

/// Updates of one projection, synapse by synapse, for the scatter figure.
public struct UpdatePairs: Sendable {
  /// The rule, as the table calls it.
  public var rule: String
  /// The projection.
  public var projection: String
  /// Rate EP.
  public var reference: [Double]
  /// The rule.
  public var update: [Double]
}
