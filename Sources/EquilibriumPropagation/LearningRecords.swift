public import Measurements

/// The progress of learning.
public struct LearningProgress: Sendable {
  /// The present stage: `training`, `validation`, `test`.
  public var stage: String
  /// The present epoch, from 1.
  public var epoch: Int
  /// Number of epochs.
  public var epochs: Int
  /// Number of samples done in this stage.
  public var done: Int
  /// Number of samples of this stage.
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

/// An observer of learning. Its methods are called from one thread, in order.
public protocol LearningObserver: AnyObject {
  /// Called after some samples.
  func advanced(_ progress: LearningProgress)
  /// Called after an epoch; epoch 0 comes before the first.
  func finished(_ epoch: Epoch)
  /// Called after `finished`, with the weights after the epoch, by projection.
  func learned(_ weights: [String: [Double]], epoch: Int)
  /// True if learning shall stop at the next batch.
  var isCancelled: Bool { get }
  /// True if a checkpoint is due; read between batches.
  var wantsCheckpoint: Bool { get }
  /// A checkpoint, wanted or because learning stops here.
  func save(_ checkpoint: LearningCheckpoint)
}

extension LearningObserver {
  public var wantsCheckpoint: Bool { false }
  public func save(_ checkpoint: LearningCheckpoint) {}
  public func learned(_ weights: [String: [Double]], epoch: Int) {}
}

/// The result of learning.
public struct LearningResult: Sendable {
  /// Errors, agreements and costs, without a name.
  public var summary = LearningSummary()
  /// Epoch 0 (before learning) and all epochs.
  public var epochs: [Epoch] = []
  /// One test sample, spike by spike; its label includes the answer of the network.
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
