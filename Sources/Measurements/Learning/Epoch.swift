/// One epoch of a training, of a spiking network or of a rate model: a line of `metrics.jsonl`.
///
/// *Edge cases*: values that were not measured are nil or empty, and so are values that were not finite when written.
public struct Epoch: Sendable, Equatable {
  /// The seed of the model; nil where a training is not repeated with random numbers of its own.
  public var seed: UInt64?
  /// The number of this training among several of the same model, from 1.
  public var repetition = 1
  /// The number of the epoch, from 1; 0 is the network before learning.
  public var epoch = 0
  /// Fraction of training samples predicted wrongly, while learning.
  public var trainError: Double?
  /// Fraction of validation samples predicted wrongly, after the epoch; nil without a validation set.
  public var validationError: Double?
  /// Fraction of training samples predicted wrongly after the epoch: measured where there is no validation set, to
  /// choose an epoch.
  public var trainErrorAfter: Double?
  /// `trainError` of the rate twin; nil when there is none.
  public var twinTrainError: Double?
  /// `validationError` of the rate twin; nil when there is none.
  public var twinValidationError: Double?
  /// `trainErrorAfter` of the rate twin.
  public var twinTrainErrorAfter: Double?
  /// Agreement of the accumulated updates with the rate reference at the same weights and beta.
  public var agreements: [Agreement] = []
  /// Mean |spiking rate - reference rate| over the compared samples, by population.
  public var rateDifference: [String: Double] = [:]
  /// Mean normalised activity s, by population, in the free phase.
  public var meanActivity: [String: Double] = [:]
  /// Fraction of units that never fired in the epoch, by population.
  public var silentFraction: [String: Double] = [:]
  /// Drift of the drives at the end of the free phase, as far as all samples share it, over the length of a nudged
  /// phase and relative to the nudging signal (root mean squares). Above 0.1 the free phase has not settled.
  public var settlingDrift: Double?
  /// Largest residual at the end of a free phase of a rate model, where a tolerance was given.
  public var residual: Double?
  /// Mean cost of the free phases of a rate model while learning.
  public var cost: Double?
  /// Steps of all phases of a rate model, by sample.
  public var stepsPerSample: Double?
  /// Spikes simulated in training.
  public var spikes: Int?
  /// Arrivals of spikes at synapses simulated in training.
  public var synapticEvents: Int?
  /// Wall time of learning [s], without that of a twin.
  public var seconds: Double?
  /// Processor time of learning [s], without that of a twin.
  public var processorSeconds: Double?
  /// Learning rates in force, by projection.
  public var learningRates: [String: Double] = [:]

  /// An epoch of which nothing was measured.
  public init() {}

  /// The error by which an epoch is chosen: on the validation set, else on the training set.
  public var selectionError: Double? { validationError ?? trainErrorAfter }
  /// The same for the rate twin.
  public var twinSelectionError: Double? { twinValidationError ?? twinTrainErrorAfter }
}

extension Epoch: Codable {
  private enum Key: String, CodingKey {
    case seed, repetition, epoch
    case trainError, validationError, trainErrorAfter
    case twinTrainError, twinValidationError, twinTrainErrorAfter
    case agreements, rateDifference, meanActivity, silentFraction
    case settlingDrift, residual, cost, stepsPerSample
    case spikes, synapticEvents, seconds, processorSeconds, learningRates
  }

  private static var numbers: [(Key, WritableKeyPath<Epoch, Double?>)] {
    [
      (.trainError, \.trainError), (.validationError, \.validationError),
      (.trainErrorAfter, \.trainErrorAfter), (.twinTrainError, \.twinTrainError),
      (.twinValidationError, \.twinValidationError),
      (.twinTrainErrorAfter, \.twinTrainErrorAfter), (.settlingDrift, \.settlingDrift),
      (.residual, \.residual), (.cost, \.cost), (.stepsPerSample, \.stepsPerSample),
      (.seconds, \.seconds), (.processorSeconds, \.processorSeconds),
    ]
  }

  private static var counts: [(Key, WritableKeyPath<Epoch, Int?>)] {
    [
      (.spikes, \.spikes), (.synapticEvents, \.synapticEvents),
    ]
  }

  private static var byName: [(Key, WritableKeyPath<Epoch, [String: Double]>)] {
    [
      (.rateDifference, \.rateDifference), (.meanActivity, \.meanActivity),
      (.silentFraction, \.silentFraction), (.learningRates, \.learningRates),
    ]
  }

  /// Writes the values that were measured.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(epoch, forKey: .epoch)
    if let seed {
      try values.encode(seed, forKey: .seed)
      try values.encode(repetition, forKey: .repetition)
    }
    for (key, place) in Self.numbers {
      try values.encodeIfPresent(self[keyPath: place], forKey: key)
    }
    for (key, place) in Self.counts {
      try values.encodeIfPresent(self[keyPath: place], forKey: key)
    }
    for (key, place) in Self.byName where !self[keyPath: place].isEmpty {
      try values.encode(self[keyPath: place], forKey: key)
    }
    if !agreements.isEmpty { try values.encode(agreements, forKey: .agreements) }
  }

  /// Reads the values that were measured. Agreements that lack a number, or have one that was not finite, are left out.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Key.self)
    epoch = try values.decode(Int.self, forKey: .epoch)
    seed = try values.decodeIfPresent(UInt64.self, forKey: .seed)
    // Earlier versions counted trainings as seeds, from 0.
    repetition =
      try values.decodeIfPresent(Int.self, forKey: .repetition)
      ?? seed.map { Int(clamping: $0 &+ 1) } ?? 1
    for (key, place) in Self.numbers {
      self[keyPath: place] = try values.decodeIfPresent(Double.self, forKey: key)
    }
    for (key, place) in Self.counts {
      self[keyPath: place] = try values.decodeIfPresent(Int.self, forKey: key)
    }
    for (key, place) in Self.byName {
      let found = try values.decodeIfPresent([String: Double?].self, forKey: key)
      self[keyPath: place] = (found ?? [:]).compactMapValues { $0 }
    }
    agreements =
      try values.decodeIfPresent([Readable<Agreement>].self, forKey: .agreements)?
      .compactMap(\.value) ?? []
    // Earlier versions wrote zeros for epoch 0, before which there was no learning.
    if epoch == 0 { (trainError, twinTrainError, settlingDrift) = (nil, nil, nil) }
  }
}

/// A value of a list, or nil where it cannot be read.
private struct Readable<Value: Decodable>: Decodable {
  let value: Value?
  init(from decoder: any Decoder) throws { value = try? Value(from: decoder) }
}
