import Measurements

/// A model that learns batch by batch: a spiking network with its rate twin beside it, or a rate model.
///
/// All random numbers depend on seed, epoch and batch alone: a training that is resumed from a checkpoint gives the
/// same bytes as one without interruption.
protocol Learner: AnyObject {
  /// Number of passes over the training set.
  var epochs: Int { get }
  /// Number of samples in a batch.
  var batch: Int { get }
  /// True if a checkpoint within an epoch holds all that goes on; false if a training is resumed from the beginning of
  /// the epoch.
  var resumesWithinEpochs: Bool { get }
  /// The tally of an epoch before its first sample.
  var tally: EpochTally { get }
  /// Begins an epoch, or continues it; returns all its samples, in their order.
  func begin(_ epoch: Int) -> [Int]
  /// Learns from a batch of training samples. The course, which is that before the batch, receives errors, tallies and
  /// the time of learning.
  func learn(_ batch: ArraySlice<Int>, _ course: inout TrainingCourse) throws(LearningError)
  /// Completes the record of an epoch at its end.
  ///
  /// - Parameters:
  ///   - course: The course at the end of the epoch.
  ///   - report: Called with the number of validated samples, of all samples, and of wrong predictions.
  func measure(
    _ course: inout TrainingCourse, report: (Int, Int, Int) -> Void
  ) throws(LearningError)
  /// Keeps the present parameters as those of the best epoch.
  func keep()
  /// The weights by projection, for observers; nil if observers do not receive them.
  var weights: [String: [Double]]? { get }
  /// All numbers of a checkpoint.
  var arrays: [TrainingCheckpoint.Entry] { get }
  /// Sets all numbers to those of a checkpoint.
  func restore(_ checkpoint: TrainingCheckpoint) throws(LearningError)
}
