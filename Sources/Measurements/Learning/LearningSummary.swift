/// The result of the learning of a spiking network: its `result.json`, and the table at the end of the run.
public struct LearningSummary: Sendable, Codable, Equatable {
  /// The model.
  public var name = ""
  /// Epochs of training.
  public var epochs = 0
  /// The epoch with the least validation error (without a validation set, the least error on the training set), whose
  /// weights are the result.
  public var bestEpoch = 0
  /// Fraction of validation samples that the spiking network of that epoch predicts wrongly; nil without them.
  public var validationError: Double?
  /// The least validation error of the rate twin.
  public var twinValidationError: Double?
  /// Number of test samples.
  public var testCount = 0
  /// Fraction of test samples that the spiking network predicts wrongly.
  public var testError: Double?
  /// The test error of the rate twin.
  public var twinTestError: Double?
  /// The test error of the rate model with the weights that the spiking network learned.
  public var transferTestError: Double?
  /// Agreement of the update with its references.
  public var agreements: [Agreement] = []
  /// Number of spikes simulated.
  public var spikes = 0
  /// Arrivals of spikes at synapses simulated.
  public var synapticEvents = 0
  /// Wall time of the spiking part [s].
  public var seconds = 0.0
  /// Processor time of the spiking part [s].
  public var processorSeconds = 0.0
  /// True if the run was stopped before its end.
  public var wasCancelled = false
  /// The warnings that the user was told, as in `run.json`; nil in runs of earlier versions.
  public var warnings: [String]?

  /// Nothing measured yet.
  public init() {}

  /// The sums of `epochs`, and the numbers of the one whose weights are kept; nothing tested yet.
  public init(epochs: [Epoch], bestEpoch: Int) {
    self.epochs = epochs.last?.epoch ?? 0
    self.bestEpoch = bestEpoch
    validationError = epochs.first { $0.epoch == bestEpoch }?.validationError
    twinValidationError = epochs.compactMap(\.twinValidationError).min()
    // Without errors there is no gradient, and cosines are noise: the agreements are those of the last compared
    // epoch up to the kept one.
    let compared =
      epochs.last { !$0.agreements.isEmpty && $0.epoch <= bestEpoch }
      ?? epochs.last { !$0.agreements.isEmpty }
    agreements = compared?.agreements ?? []
    for epoch in epochs {
      spikes += epoch.spikes ?? 0
      synapticEvents += epoch.synapticEvents ?? 0
      seconds += epoch.seconds ?? 0
      processorSeconds += epoch.processorSeconds ?? 0
    }
  }

  /// Synaptic events per second of wall time; nil if no time passed.
  public var eventsPerSecond: Double? {
    seconds > 0 ? Double(synapticEvents) / seconds : nil
  }
}
