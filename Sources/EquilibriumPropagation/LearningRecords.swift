/// How well an update agrees with a reference update, over all synapses of one projection.
public struct Agreement: Sendable, Codable, Equatable {
  /// The projection.
  public var projection: String
  /// Which part of the update: `forward`, `backward`, `symmetric`, `antisymmetric`, or `total`.
  public var part: String
  /// What it is compared with, for example `rate EP`.
  public var reference: String
  /// cos = <a, b> / (|a| |b|); 0 when one of them vanishes.
  public var cosine: Double
  /// Fraction of synapses whose changes have one sign, among those where the reference is not 0.
  public var signAgreement: Double
  /// |a| / |b|.
  public var relativeSize: Double
  /// RMSE = |a - b| / max(|a|, |b|) (Ernoult et al. 2019).
  public var rmse: Double
  /// How many synapses.
  public var count: Int

  /// Compares `update` with `reference`, element by element.
  public init(
    projection: String, part: String, reference name: String, update: [Double],
    reference: [Double]
  ) {
    precondition(update.count == reference.count)
    var uu = 0.0, rr = 0.0, ur = 0.0, dd = 0.0
    var same = 0, signed = 0
    for (u, r) in zip(update, reference) {
      uu += u * u
      rr += r * r
      ur += u * r
      dd += (u - r) * (u - r)
      if r != 0 {
        signed += 1
        if u * r > 0 { same += 1 }
      }
    }
    self.projection = projection
    self.part = part
    self.reference = name
    cosine = uu > 0 && rr > 0 ? ur / (uu * rr).squareRoot() : 0
    signAgreement = signed > 0 ? Double(same) / Double(signed) : 0
    relativeSize = rr > 0 ? (uu / rr).squareRoot() : 0
    rmse = max(uu, rr) > 0 ? (dd / max(uu, rr)).squareRoot() : 0
    count = update.count
  }
}

/// What happened in one epoch. Values that were not measured are nil, or empty.
public struct EpochRecord: Sendable, Equatable {
  /// Counted from 1; 0 is the network before learning.
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
  /// Residual drift of the drives at the end of the free phase that all samples share, over a nudged
  /// phase, against the nudging signal (root mean squares); above 0.1 it has not settled.
  public var settlingDrift: Double?
  /// Spikes simulated in training.
  public var spikes: Int?
  /// Arrivals of spikes at synapses simulated in training.
  public var synapticEvents: Int?
  /// Wall time [s], spiking part.
  public var seconds: Double?
  /// Processor time [s], spiking part.
  public var processorSeconds: Double?
  /// Learning rates in force, by projection.
  public var learningRates: [String: Double] = [:]

  /// An empty record.
  public init() {}

  /// The error by which an epoch is chosen: on the validation set, else on the training set.
  public var selectionError: Double? { validationError ?? trainErrorAfter }
  /// The same for the rate twin.
  public var twinSelectionError: Double? { twinValidationError ?? twinTrainErrorAfter }
}

extension EpochRecord: Codable {
  private enum Key: String, CodingKey {
    case epoch, trainError, validationError, trainErrorAfter, twinTrainError, twinValidationError
    case twinTrainErrorAfter, agreements, rateDifference, meanActivity, silentFraction,
      settlingDrift
    case spikes, synapticEvents, seconds, processorSeconds, learningRates
  }

  /// Writes what was measured.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(epoch, forKey: .epoch)
    try values.encodeIfPresent(trainError, forKey: .trainError)
    try values.encodeIfPresent(validationError, forKey: .validationError)
    try values.encodeIfPresent(trainErrorAfter, forKey: .trainErrorAfter)
    try values.encodeIfPresent(twinTrainError, forKey: .twinTrainError)
    try values.encodeIfPresent(twinValidationError, forKey: .twinValidationError)
    try values.encodeIfPresent(twinTrainErrorAfter, forKey: .twinTrainErrorAfter)
    if !agreements.isEmpty { try values.encode(agreements, forKey: .agreements) }
    for (key, numbers) in [
      (Key.rateDifference, rateDifference), (.meanActivity, meanActivity),
      (.silentFraction, silentFraction), (.learningRates, learningRates),
    ] where !numbers.isEmpty { try values.encode(numbers, forKey: key) }
    try values.encodeIfPresent(settlingDrift, forKey: .settlingDrift)
    try values.encodeIfPresent(spikes, forKey: .spikes)
    try values.encodeIfPresent(synapticEvents, forKey: .synapticEvents)
    try values.encodeIfPresent(seconds, forKey: .seconds)
    try values.encodeIfPresent(processorSeconds, forKey: .processorSeconds)
  }

  /// Reads what was measured.
  public init(from decoder: any Decoder) throws {
    self.init()
    let values = try decoder.container(keyedBy: Key.self)
    func number(_ key: Key) throws -> Double? {
      try values.decodeIfPresent(Double.self, forKey: key)
    }
    func numbers(_ key: Key) throws -> [String: Double] {
      try values.decodeIfPresent([String: Double].self, forKey: key) ?? [:]
    }
    epoch = try values.decode(Int.self, forKey: .epoch)
    trainError = try number(.trainError)
    validationError = try number(.validationError)
    trainErrorAfter = try number(.trainErrorAfter)
    twinTrainError = try number(.twinTrainError)
    twinValidationError = try number(.twinValidationError)
    twinTrainErrorAfter = try number(.twinTrainErrorAfter)
    agreements = try values.decodeIfPresent([Agreement].self, forKey: .agreements) ?? []
    rateDifference = try numbers(.rateDifference)
    meanActivity = try numbers(.meanActivity)
    silentFraction = try numbers(.silentFraction)
    learningRates = try numbers(.learningRates)
    settlingDrift = try number(.settlingDrift)
    spikes = try values.decodeIfPresent(Int.self, forKey: .spikes)
    synapticEvents = try values.decodeIfPresent(Int.self, forKey: .synapticEvents)
    seconds = try number(.seconds)
    processorSeconds = try number(.processorSeconds)
  }
}

/// How far learning has come.
public struct LearningProgress: Sendable {
  /// What is being done: `training`, `validation`, `test`.
  public var stage: String
  /// Epoch, from 1.
  public var epoch: Int
  /// Epochs in all.
  public var epochs: Int
  /// Samples done in this stage.
  public var done: Int
  /// Samples of this stage.
  public var total: Int
  /// Fraction of the whole work that is done, 0 to 1.
  public var fraction: Double
  /// Error so far in this stage.
  public var error: Double

  /// A progress report.
  public init(
    stage: String, epoch: Int, epochs: Int, done: Int, total: Int, fraction: Double, error: Double
  ) {
    self.stage = stage
    self.epoch = epoch
    self.epochs = epochs
    self.done = done
    self.total = total
    self.fraction = fraction
    self.error = error
  }
}

/// What is told while a network learns. Called from one thread, in order.
public protocol LearningObserver: AnyObject {
  /// Some samples were done.
  func advanced(_ progress: LearningProgress)
  /// An epoch is over; epoch 0 comes before the first.
  func finished(_ epoch: EpochRecord)
  /// The weights after an epoch, by projection; follows `finished`.
  func learned(_ weights: [String: [Double]], epoch: Int)
  /// Whether to stop at the next batch.
  var isCancelled: Bool { get }
  /// Whether a checkpoint is due; asked between batches.
  var wantsCheckpoint: Bool { get }
  /// A checkpoint, wanted or because learning stops here.
  func save(_ checkpoint: LearningCheckpoint)
}

extension LearningObserver {
  public var wantsCheckpoint: Bool { false }
  public func save(_ checkpoint: LearningCheckpoint) {}
  public func learned(_ weights: [String: [Double]], epoch: Int) {}
}

/// All spikes of one sample, with its phases, for the raster figure.
public struct PhaseRaster: Sendable, Codable {
  /// Populations from bottom to top: name and size.
  public var populations: [(name: String, size: Int)] {
    zip(names, sizes).map { ($0, $1) }
  }
  /// Names of the populations.
  public var names: [String] = []
  /// Sizes of the populations.
  public var sizes: [Int] = []
  /// Phases in order: name (`free`, `nudged`, `tail`), start and end [ms].
  public var phases: [Phase] = []
  /// Time of each spike [ms].
  public var times: [Double] = []
  /// Population of each spike, an index into `names`.
  public var population: [Int] = []
  /// Unit of each spike within its population.
  public var unit: [Int] = []
  /// Sampling times of the membrane that is shown [ms].
  public var membraneTimes: [Double] = []
  /// Its potential.
  public var membrane: [Double] = []
  /// Threshold of the membrane that is shown.
  public var membraneThreshold = 1.0
  /// What it is, for example `output 3`.
  public var membraneName = ""
  /// The number of the sample in the test set, from 0; nil in what was written without it.
  public var sample: Int?
  /// True if the user chose the sample.
  public var isChosen: Bool?
  /// The sample's label.
  public var label = 0
  /// What the network answers at the end of the free phase; nil in what was written without it.
  public var prediction: Int?

  /// A phase and its place in time.
  public struct Phase: Sendable, Codable, Equatable {
    /// `free`, `nudged` or `tail`.
    public var name: String
    /// Start [ms].
    public var start: Double
    /// End [ms].
    public var end: Double
    /// A phase.
    public init(name: String, start: Double, end: Double) {
      self.name = name
      self.start = start
      self.end = end
    }
  }

  /// An empty raster.
  public init() {}
}

/// The outcome of learning.
public struct LearningResult: Sendable, Codable {
  /// Epoch 0 (before learning) and all epochs.
  public var epochs: [EpochRecord] = []
  /// The epoch with the least validation error, whose weights are the result; without a validation set, that with the
  /// least error on the training set.
  public var bestEpoch = 0
  /// Fraction of test samples predicted wrongly by the spiking network of the best epoch.
  public var testError = 0.0
  /// Fraction of validation samples predicted wrongly at the best epoch; nil without a validation set.
  public var validationError: Double? {
    epochs.first { $0.epoch == bestEpoch }?.validationError
  }
  /// The same for the rate twin (its own best epoch); nil when there is none.
  public var twinTestError: Double?
  /// The trained weights run in the rate model: what spikes cost in prediction alone.
  public var transferTestError: Double?
  /// Test samples.
  public var testCount = 0
  /// One test sample, spike by spike.
  public var raster: PhaseRaster?
  /// Activity over the phases, mean over test samples.
  public var activity: ActivityProfile?
  /// Final weights of each projection, sorted by source, then target.
  public var weights: [String: [Double]] = [:]
  /// Final biases of each population.
  public var biases: [String: [Double]] = [:]
  /// Whether learning was stopped before its end.
  public var wasCancelled = false
  /// Outcomes of the training that were probably not meant; empty when it was stopped.
  public var findings: [Finding] = []

  /// An empty result.
  public init() {}
}
