extension Learning {
  /// Learns for all epochs, then tests the weights of the best one, without telling anybody on the way.
  ///
  /// - Parameter warn: Called with what the user should know, with the option to change.
  public func run(
    warn: @escaping (String) -> Void = { _ in }
  ) throws(LearningError) -> LearningResult {
    try run(observer: Listener(warn: warn))
  }
}

/// Passes on warnings and nothing else.
private final class Listener: LearningObserver {
  let warn: (String) -> Void
  init(warn: @escaping (String) -> Void) { self.warn = warn }

  var isCancelled: Bool { false }
  func advanced(_ progress: LearningProgress) {}
  func finished(_ epoch: EpochRecord) {}
  func warned(_ warning: String) { warn(warning) }
}
