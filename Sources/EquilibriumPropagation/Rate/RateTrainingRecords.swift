public import Measurements
public import RateModel

/// An observer of a training of a rate model.
public protocol RateTrainingObserver: AnyObject {
  /// True if training shall stop after the present batch.
  var isCancelled: Bool { get }
  /// True if a checkpoint is due; read between batches.
  var wantsCheckpoint: Bool { get }
  /// Called after each batch.
  func advanced(_ progress: RateTrainingProgress)
  /// Called after each epoch.
  func finished(_ record: Epoch)
  /// Saves a checkpoint, from which training can be resumed.
  func save(_ checkpoint: RateCheckpoint)
}

/// The progress of a training.
public struct RateTrainingProgress: Sendable {
  /// The present training, from 1, and the number of trainings.
  public var repetition: Int, repetitions: Int
  /// The present epoch, from 1, and the number of epochs.
  public var epoch: Int, epochs: Int
  /// Number of samples of this epoch that are done, and of all.
  public var done: Int, total: Int
  /// Error of the free phases of this epoch so far.
  public var error: Double

  /// Fraction of the whole work that is done, 0 to 1.
  public var fraction: Double {
    let inEpoch = Double(done) / Double(max(total, 1))
    let inTraining = (Double(epoch - 1) + inEpoch) / Double(epochs)
    return (Double(repetition - 1) + inTraining) / Double(repetitions)
  }
}

/// The result of one training.
public struct SeedResult: Sendable, Codable, Equatable {
  /// The seed of the model.
  public var seed: UInt64
  /// The number of this training among several with random numbers of their own, from 1.
  public var repetition: Int
  /// The epoch with the smallest validation error.
  public var bestEpoch: Int
  /// Its validation error.
  public var validationError: Double?
  /// Its test error.
  public var testError: Double?
  /// All epochs.
  public var records: [Epoch]
  /// Outcomes of the training that were probably not meant; nil in checkpoints of earlier versions.
  public var findings: [Finding]?
}

/// The result of all trainings.
public struct RateTrainingResult: Sendable {
  /// Seeds that were trained to the end.
  public var seeds: [SeedResult]
  /// The parameters of the last seed, at its best epoch.
  public var parameters: ParameterSet<Float>?
  /// True if training was cancelled before its end.
  public var wasCancelled = false
}

/// The tallies of a training in the middle of an epoch.
public struct RateTrainingState: Sendable, Codable, Equatable {
  /// Epochs that are finished.
  public var records: [Epoch] = []
  /// Batches of the present epoch that are done.
  public var batch = 0
  var wrong = 0
  var cost = 0.0
  var steps = 0
  /// Largest residual so far at the end of a free phase; nil if not measured.
  var residual: Double?
  var seconds = 0.0
  var processorSeconds = 0.0
  var bestError: Double?
  var bestEpoch = 0

  /// A training that has not begun.
  public init() {}

  mutating func add(_ report: RateTrainer.BatchReport, labels: [Int]) {
    wrong += zip(report.predictions, labels).count { $0 != $1 }
    cost += report.cost
    steps += report.steps
    if report.residual.isFinite { residual = max(residual ?? 0, report.residual) }
  }
}

/// The state of a training between two batches, from which it can be resumed, bit for bit.
public struct RateCheckpoint: Sendable {
  /// Seeds that are finished.
  public var finished: [SeedResult]
  /// The present seed.
  public var state: RateTrainingState
  /// Its parameters.
  public var parameters: ParameterSet<Float>
  /// Its velocities.
  public var velocities: ParameterSet<Float>
  /// Its parameters at the best epoch so far.
  public var best: ParameterSet<Float>
  /// u of each layer by sample, where states are kept.
  public var keptStates: [Int: [[Float]]]

  /// A checkpoint of these parts.
  public init(
    finished: [SeedResult], state: RateTrainingState, parameters: ParameterSet<Float>,
    velocities: ParameterSet<Float>, best: ParameterSet<Float>, keptStates: [Int: [[Float]]]
  ) {
    self.finished = finished
    self.state = state
    self.parameters = parameters
    self.velocities = velocities
    self.best = best
    self.keptStates = keptStates
  }
}
