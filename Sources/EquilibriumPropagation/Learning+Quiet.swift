import Measurements

extension Learning {
  /// Learns for all epochs, then tests the weights of the best one, without telling anybody on the way.
  public func run() throws(LearningError) -> LearningResult { try run(observer: Silence()) }
}

/// Sees learning and says nothing.
final class Silence: LearningObserver {
  var isCancelled: Bool { false }
  func advanced(_ progress: LearningProgress) {}
  func finished(_ epoch: Epoch) {}
}
