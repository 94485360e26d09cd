import Measurements

extension Learning {
  /// Learns for all epochs, then tests the weights of the best one, without an observer.
  public func run() throws(LearningError) -> LearningResult { try run(observer: Silence()) }
}

/// An observer that does nothing.
final class Silence: LearningObserver {
  var isCancelled: Bool { false }
  func advanced(_ progress: LearningProgress) {}
  func finished(_ epoch: Epoch) {}
}
