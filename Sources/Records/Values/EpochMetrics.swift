/// One line of `metrics.jsonl`, of a spiking network or of a rate model, as far as it goes.
///
/// Values that are missing, or were not finite, are nil.
public struct EpochMetrics: Sendable, Equatable, Decodable {
  /// Which of several trainings, from 1.
  public var repetition = 1
  /// Which epoch, from 1; 0 is before learning.
  public var epoch = 0
  /// Fraction of training samples predicted wrongly, while learning.
  public var trainError: Double?
  /// Fraction of validation samples predicted wrongly, after the epoch.
  public var validationError: Double?
  /// Fraction of training samples predicted wrongly after the epoch, where there is no validation set.
  public var trainErrorAfter: Double?
  /// The same for the rate twin.
  public var twinTrainError: Double?
  /// The same for the rate twin.
  public var twinValidationError: Double?
  /// Agreement of updates with their references.
  public var agreements: [AgreementRecord] = []
  /// Mean difference of rates from those of the reference, by population.
  public var rateDifference: [String: Double] = [:]
  /// Mean normalised activity in the free phase, by population.
  public var meanActivity: [String: Double] = [:]
  /// Fraction of units that never fired, by population.
  public var silentFraction: [String: Double] = [:]
  /// Drift at the end of free phases over the nudging signal, which vanishes as errors do.
  public var settlingDrift: Double?
  /// Largest residual at the end of a free phase of a rate model.
  public var residual: Double?
  /// Mean cost of the free phases.
  public var cost: Double?
  /// Spikes simulated.
  public var spikes: Int?
  /// Arrivals of spikes at synapses.
  public var synapticEvents: Int?
  /// Wall time [s].
  public var seconds: Double?

  /// An empty line.
  public init() {}

  private enum Key: String, CodingKey {
    case seed, repetition, trainErrorAfter, epoch, trainError, validationError, twinTrainError,
      twinValidationError, agreements
    case rateDifference, meanActivity, silentFraction, settlingDrift, residual, cost, spikes
    case synapticEvents, seconds
  }

  /// Reads what is there.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Key.self)
    func number(_ key: Key) -> Double? {
      (try? values.decodeIfPresent(Double.self, forKey: key)) ?? nil
    }
    func numbers(_ key: Key) -> [String: Double] {
      let found = (try? values.decodeIfPresent([String: Double?].self, forKey: key)) ?? nil
      return (found ?? [:]).compactMapValues { $0 }
    }
    func count(_ key: Key) -> Int? { (try? values.decodeIfPresent(Int.self, forKey: key)) ?? nil }
    epoch = try values.decode(Int.self, forKey: .epoch)
    // Earlier versions counted trainings as seeds, from 0.
    repetition = count(.repetition) ?? (count(.seed) ?? 0) + 1
    trainError = number(.trainError)
    validationError = number(.validationError)
    trainErrorAfter = number(.trainErrorAfter)
    twinTrainError = number(.twinTrainError)
    twinValidationError = number(.twinValidationError)
    let agreements =
      (try? values.decodeIfPresent([Readable<AgreementRecord>].self, forKey: .agreements)) ?? nil
    self.agreements = agreements?.compactMap(\.value) ?? []
    rateDifference = numbers(.rateDifference)
    meanActivity = numbers(.meanActivity)
    silentFraction = numbers(.silentFraction)
    settlingDrift = number(.settlingDrift)
    residual = number(.residual)
    cost = number(.cost)
    spikes = count(.spikes)
    synapticEvents = count(.synapticEvents)
    seconds = number(.seconds)
    // Nothing has been learned from before the first epoch.
    if epoch == 0 { (trainError, twinTrainError, settlingDrift) = (nil, nil, nil) }
  }
}

/// A value of a list, or nil where it cannot be read.
struct Readable<Value: Decodable>: Decodable {
  let value: Value?
  init(from decoder: any Decoder) throws { value = try? Value(from: decoder) }
}
