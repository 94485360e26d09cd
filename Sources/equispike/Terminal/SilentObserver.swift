import EquilibriumPropagation

/// An observer of trainings without output, for benchmarks.
final class SilentObserver: TrainingObserver {
  var isCancelled: Bool { Interrupt.isRequested }
}
