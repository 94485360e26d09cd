/// Spike-timing rules against the update of equilibrium propagation, and against each other.
public struct CompareRecord: Sendable, Codable, Equatable {
  /// The model.
  public var name: String
  /// What was measured: network, samples, seeds, in words.
  public var note = ""
  /// What each rule scored, in the order in which they were measured.
  public var rows: [Row] = []
  /// What each rule cost.
  public var costs: [Cost] = []
  /// Remarks: references that are missing, and why.
  public var remarks: [String] = []

  /// A record without rows.
  public init(name: String) { self.name = name }

  /// The meaning of ± in figures, in words.
  public static let spreadNote =
    "± standard deviation (n - 1) over seeds or samples"

  /// One rule, projection and part.
  public struct Row: Sendable, Codable, Equatable {
    /// Values of the swept keys, empty without a sweep.
    public var point: [String: String] = [:]
    /// The rule.
    public var rule: String
    /// The projection.
    public var projection: String
    /// `total`, `forward`, `backward`, `symmetric` or `antisymmetric`.
    public var part: String
    /// Agreement with each reference.
    public var agreements: [AgreementRecord] = []
    /// Standard deviation of the cosine with rate EP over seeds, and over groups of samples.
    public var cosineDeviation = 0.0
    /// Standard deviation of the cosine over groups of samples.
    public var groupDeviation = 0.0
    /// <update, reference> / <reference, reference>, with its standard error.
    public var gain = 0.0
    /// Standard error of the gain.
    public var gainError = 0.0
    /// The gain that theory predicts.
    public var predictedGain: Double?
    /// The cosine that theory predicts.
    public var predictedCosine: Double?
    /// Size of the update without nudging, over the reference.
    public var floor = 0.0
    /// |mean over seeds - reference| / |reference|.
    public var bias = 0.0
    /// |mean| / noise over seeds.
    public var signalToNoise: Double?

    /// A row without numbers.
    public init(rule: String, projection: String, part: String) {
      self.rule = rule
      self.projection = projection
      self.part = part
    }

    /// The spread that figures draw: the larger of both standard deviations.
    public var spread: Double { max(cosineDeviation, groupDeviation) }

    /// The cosine with the reference of this name.
    public func cosine(_ reference: String) -> Double? {
      agreements.first { $0.reference == reference }?.cosine
    }
  }

  /// What one rule cost, per sample.
  public struct Cost: Sendable, Codable, Equatable {
    /// Values of the swept keys.
    public var point: [String: String] = [:]
    /// The rule.
    public var rule: String
    /// With all parameters.
    public var model: String
    /// Spikes in all phases.
    public var spikes: Double
    /// Arrivals of spikes at synapses.
    public var synapticEvents: Double
    /// Simulated time [ms].
    public var simulated: Double
    /// Processor time [s].
    public var processorSeconds: Double

    /// A cost.
    public init(
      rule: String, model: String, spikes: Double, synapticEvents: Double, simulated: Double,
      processorSeconds: Double
    ) {
      self.rule = rule
      self.model = model
      self.spikes = spikes
      self.synapticEvents = synapticEvents
      self.simulated = simulated
      self.processorSeconds = processorSeconds
    }
  }
}
