public import Measurements

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
  func finished(_ epoch: Epoch)
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

/// What a spiking network came to.
public struct LearningResult: Sendable {
  /// Errors, agreements and costs, without a name.
  public var summary = LearningSummary()
  /// Epoch 0 (before learning) and all epochs.
  public var epochs: [Epoch] = []
  /// One test sample, spike by spike; its label says what the network answered.
  public var raster: Raster?
  /// Activity over the phases, mean over test samples.
  public var activity: ActivityProfile?
  /// Final weights of each projection, sorted by source, then target.
  public var weights: [String: [Double]] = [:]
  /// Final biases of each population.
  public var biases: [String: [Double]] = [:]
  /// Outcomes of the training that were probably not meant; empty when it was stopped.
  public var findings: [Finding] = []

  /// An empty result.
  public init() {}
}
