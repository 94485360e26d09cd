public import Measurements

/// An observer of a training. Its methods are called from one thread, in order.
public protocol TrainingObserver: AnyObject {
  /// Called after some samples.
  func advanced(_ progress: TrainingProgress)
  /// Called after an epoch; epoch 0, the network before learning, comes first where it is measured.
  func finished(_ epoch: Epoch)
  /// Called after `finished`, with the weights of a spiking network after the epoch, by projection.
  func learned(_ weights: [String: [Double]], epoch: Int)
  /// True if the training shall stop at the next batch.
  var isCancelled: Bool { get }
  /// True if a checkpoint is due; read between batches.
  var wantsCheckpoint: Bool { get }
  /// Called with a checkpoint: when one was wanted, after each epoch, and when the training stops before its end.
  func save(_ checkpoint: TrainingCheckpoint)
}

extension TrainingObserver {
  public func advanced(_ progress: TrainingProgress) {}
  public func finished(_ epoch: Epoch) {}
  public func learned(_ weights: [String: [Double]], epoch: Int) {}
  public var isCancelled: Bool { false }
  public var wantsCheckpoint: Bool { false }
  public func save(_ checkpoint: TrainingCheckpoint) {}
}

/// An observer that does nothing.
public final class Silence: TrainingObserver {
  /// An observer that does nothing.
  public init() {}
}

/// The progress of a training.
public struct TrainingProgress: Sendable {
  /// The present stage: `training`, `validation`, `test`.
  public var stage: String
  /// The number of this training among several of the same model, from 1, and their number.
  public var repetition: Int, repetitions: Int
  /// The present epoch, from 1, and the number of epochs.
  public var epoch: Int, epochs: Int
  /// Number of samples done in this stage, and of all its samples.
  public var done: Int, total: Int
  /// Error so far in this stage.
  public var error: Double

  /// Fraction of the whole work that is done, 0 to 1; validation counts as a tenth of an epoch.
  public var fraction: Double {
    let part = total > 0 ? Double(done) / Double(total) : 1
    let own: Double =
      switch stage {
      case "training": (Double(epoch - 1) + 0.9 * part) / Double(max(epochs, 1))
      case "validation": epoch == 0 ? 0 : (Double(epoch - 1) + 0.9 + 0.1 * part) / Double(epochs)
      default: 1
      }
    return (Double(repetition - 1) + min(own, 1)) / Double(repetitions)
  }
}
