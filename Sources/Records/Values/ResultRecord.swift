/// What a run of learning came to: `result.json`, and the table at the end of the run.
public struct ResultRecord: Sendable, Codable, Equatable {
  /// What was run.
  public var name = ""
  /// Epochs of training.
  public var epochs = 0
  /// The epoch with the least validation error (without a validation set, the least error on the training set), whose
  /// weights are the result.
  public var bestEpoch = 0
  /// Fraction of validation samples that the spiking network of that epoch predicts wrongly; nil without them.
  public var validationError: Double?
  /// The least fraction of the rate twin.
  public var twinValidationError: Double?
  /// Test samples.
  public var testCount = 0
  /// Fraction of test samples that the spiking network predicts wrongly.
  public var testError: Double?
  /// The same for the rate twin.
  public var twinTestError: Double?
  /// The same for the rate model with the weights that the spiking network learned.
  public var transferTestError: Double?
  /// Agreement of the update with its references.
  public var agreements: [AgreementRecord] = []
  /// Spikes simulated.
  public var spikes = 0
  /// Arrivals of spikes at synapses simulated.
  public var synapticEvents = 0
  /// Wall time of the spiking part [s].
  public var seconds = 0.0
  /// Processor time of the spiking part [s].
  public var processorSeconds = 0.0
  /// Whether the run was stopped before its end.
  public var wasCancelled = false
  /// The warnings that the user was told, as in `run.json`; nil in runs of earlier versions.
  public var warnings: [String]?

  /// An empty result.
  public init() {}

  /// Synaptic events per second of wall time; nil if no time passed.
  public var eventsPerSecond: Double? {
    seconds > 0 ? Double(synapticEvents) / seconds : nil
  }
}
