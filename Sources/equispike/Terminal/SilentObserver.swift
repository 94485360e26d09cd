import EquilibriumPropagation
import Measurements

/// An observer of learning without output, for benchmarks and for all ranks but the first.
final class SilentObserver: LearningObserver, RateTrainingObserver {
  var processorSeconds = 0.0
  /// Ctrl-C reaches all ranks.
  var isCancelled: Bool { Interrupt.isRequested }
  var wantsCheckpoint: Bool { false }
  func advanced(_ progress: LearningProgress) {}
  func advanced(_ progress: RateTrainingProgress) {}
  func finished(_ epoch: Epoch) { processorSeconds += epoch.processorSeconds ?? 0 }
  func save(_ checkpoint: RateCheckpoint) {}
  func save(_ checkpoint: LearningCheckpoint) {}
}
