public import Measurements
public import RateModel

/// Follows a training.
public protocol RateTrainingObserver: AnyObject {
  /// Whether to stop after the present batch.
  var isCancelled: Bool { get }
  /// Whether it is time to save, in the middle of an epoch.
  var wantsCheckpoint: Bool { get }
  /// After each batch.
  func advanced(_ progress: RateTrainingProgress)
  /// After each epoch.
  func finished(_ record: Epoch)
  /// Keeps what is needed to go on from here.
  func save(_ checkpoint: RateCheckpoint)
}

/// Where a training is.
public struct RateTrainingProgress: Sendable {
  /// Which of several trainings, from 1, and how many there are.
  public var repetition: Int, repetitions: Int
  /// Epoch, from 1, and how many there are.
  public var epoch: Int, epochs: Int
  /// Samples of this epoch.
  public var done: Int, total: Int
  /// Error of the free phases of this epoch so far.
  public var error: Double

  /// The part of the whole that is done.
  public var fraction: Double {
    let inEpoch = Double(done) / Double(max(total, 1))
    let inTraining = (Double(epoch - 1) + inEpoch) / Double(epochs)
    return (Double(repetition - 1) + inTraining) / Double(repetitions)
  }
}

/// What one seed came to.
public struct SeedResult: Sendable, Codable, Equatable {
  /// The seed of the model.
  public var seed: UInt64
  /// Which of several trainings with random numbers of their own, from 1.
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

/// What all seeds came to.
public struct RateTrainingResult: Sendable {
  /// Seeds that were trained to the end.
  public var seeds: [SeedResult]
  /// The parameters of the last seed, at its best epoch.
  public var parameters: ParameterSet<Float>?
  /// Whether training was cancelled before its end.
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
  /// nil: not measured.
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

/// All that is needed to go on, bit for bit.
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
