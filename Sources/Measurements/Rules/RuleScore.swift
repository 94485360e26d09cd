/// Agreement of one rule's update of one projection, or of one direction of it, with the references.
public struct RuleScore: Sendable, Codable, Equatable {
  /// Values of the swept keys, empty without a sweep.
  public var point: [String: String] = [:]
  /// The rule, as tables call it.
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
  /// <update, reference> / <reference, reference> with rate EP: the mean over seeds.
  public var gain = 0.0
  /// Standard error of the gain over seeds and groups of samples.
  public var gainError = 0.0
  /// The gain that theory predicts from the rates of the rate model; nil where it has none.
  public var predictedGain: Double?
  /// The cosine that theory predicts.
  public var predictedCosine: Double?
  /// Size of the update in an un-nudged phase (beta = 0), over the reference at this beta.
  public var floor = 0.0
  /// |mean over seeds - reference| / |reference|, less the part of noise.
  public var bias = 0.0
  /// |mean over seeds| / root of the summed variance over seeds; nil without variance.
  public var signalToNoise: Double?

  /// A score without numbers.
  public init(rule: String, projection: String, part: String) {
    self.rule = rule
    self.projection = projection
    self.part = part
  }

  /// The spread that figures draw: the larger of both standard deviations.
  public var spread: Double { max(cosineDeviation, groupDeviation) }

  /// The cosine with the reference of this name.
  public func cosine(_ reference: String) -> Double? { agreement(reference)?.cosine }

  /// The agreement with the reference of this name.
  public func agreement(_ reference: String) -> Agreement? {
    agreements.first { $0.reference == reference }
  }
}

/// The cost of one rule, for each sample.
public struct RuleCost: Sendable, Codable, Equatable {
  /// Values of the swept keys.
  public var point: [String: String] = [:]
  /// The rule, as tables call it.
  public var rule: String
  /// The rule with all parameters, as a model file has it.
  public var model = ""
  /// Spikes in all phases.
  public var spikes = 0.0
  /// Arrivals of spikes at synapses.
  public var synapticEvents = 0.0
  /// Simulated time in all branches [ms].
  public var simulated = 0.0
  /// Processor time [s].
  public var processorSeconds = 0.0

  /// The cost of `rule`, not measured yet.
  public init(rule: String) { self.rule = rule }
}
