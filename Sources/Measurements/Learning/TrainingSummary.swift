/// The result of the training of a rate model: `result.json`.
public struct TrainingSummary: Sendable, Codable, Equatable {
  /// The model.
  public var name = ""
  /// The trainings, one by one.
  public var seeds: [SeedRecord] = []
  /// Number of test samples.
  public var testCount = 0
  /// Number of training samples in each epoch.
  public var trainCount = 0
  /// Wall time of learning [s].
  public var seconds = 0.0
  /// Processor time of learning [s].
  public var processorSeconds = 0.0
  /// Processor time for 1000 samples of learning [s].
  public var processorSecondsPerThousand: Double?
  /// True if the run was stopped before its end.
  public var wasCancelled = false
  /// The warnings that the user was told, as in `run.json`; nil in runs of earlier versions.
  public var warnings: [String]?

  /// One training.
  public struct SeedRecord: Sendable, Codable, Equatable {
    /// The seed of the model.
    public var seed: UInt64
    /// The number of this training among several with random numbers of their own, from 1.
    public var repetition: Int
    /// Epochs of training.
    public var epochs: Int
    /// The epoch with the least validation error, whose weights are tested.
    public var bestEpoch: Int
    /// Fraction of validation samples that are predicted wrongly at that epoch.
    public var validationError: Double?
    /// Fraction of test samples that are predicted wrongly at that epoch.
    public var testError: Double?
    /// Fraction of training samples that the free phases of the last epoch predict wrongly.
    public var trainError: Double?

    /// A training with these epochs.
    ///
    /// - Parameters:
    ///   - seed: The seed of the model.
    ///   - repetition: The number of the training, from 1.
    ///   - epochs: All epochs.
    ///   - bestEpoch: The epoch whose weights are tested.
    ///   - validationError: The validation error at that epoch.
    ///   - testError: The test error at that epoch.
    public init(
      seed: UInt64, repetition: Int, epochs: [Epoch], bestEpoch: Int, validationError: Double?,
      testError: Double?
    ) {
      self.seed = seed
      self.repetition = repetition
      self.epochs = epochs.count
      self.bestEpoch = bestEpoch
      self.validationError = validationError
      self.testError = testError
      trainError = epochs.last?.trainError
    }
  }

  /// An empty result.
  public init() {}

  /// A summary of trainings that came to their end.
  ///
  /// - Parameters:
  ///   - seeds: These trainings.
  ///   - epochs: All epochs, also those of a training that was stopped.
  ///   - trainCount: Number of training samples in each epoch.
  ///   - testCount: Number of test samples.
  public init(seeds: [SeedRecord], epochs: [Epoch], trainCount: Int, testCount: Int) {
    self.seeds = seeds
    self.trainCount = trainCount
    self.testCount = testCount
    seconds = epochs.reduce(0) { $0 + ($1.seconds ?? 0) }
    processorSeconds = epochs.reduce(0) { $0 + ($1.processorSeconds ?? 0) }
    if !epochs.isEmpty, trainCount > 0 {
      processorSecondsPerThousand = processorSeconds / Double(epochs.count * trainCount) * 1000
    }
  }

  private var testErrors: Spread? { Spread(seeds.compactMap(\.testError)) }
  /// Mean test error over trainings.
  public var meanTestError: Double? { testErrors?.mean }
  /// Standard deviation of the test error over trainings, with n - 1.
  public var testErrorDeviation: Double? { testErrors?.deviation }
}

extension TrainingSummary.SeedRecord {
  private enum Key: String, CodingKey {
    case seed, repetition, epochs, bestEpoch, validationError, testError, trainError
  }

  /// Reads a training; those of earlier versions, which counted trainings as seeds, too.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Key.self)
    seed = try values.decode(UInt64.self, forKey: .seed)
    repetition = try values.decodeIfPresent(Int.self, forKey: .repetition) ?? Int(clamping: seed)
    epochs = try values.decode(Int.self, forKey: .epochs)
    bestEpoch = try values.decode(Int.self, forKey: .bestEpoch)
    validationError = try values.decodeIfPresent(Double.self, forKey: .validationError)
    testError = try values.decodeIfPresent(Double.self, forKey: .testError)
    trainError = try values.decodeIfPresent(Double.self, forKey: .trainError)
  }
}
