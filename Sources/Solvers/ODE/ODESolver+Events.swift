/// The end of an integration that watches for an event.
public enum AdvanceOutcome: Sendable, Hashable {
  /// The integration reached this time without the event.
  case reached(Double)
  /// The event function rose through zero at this time.
  case crossed(Double)
}

extension ODESolver {
  /// Advances to `end`, or to the first rise of y[component] from below `threshold` to it.
  ///
  /// Each accepted step is examined through its `HermiteInterpolant`, including a hump between its ends. A crossing
  /// is located first on the interpolant, then on the solution itself: parts of the step are replayed until the rest is
  /// lost in rounding. The time is therefore as accurate as the tolerance makes the state. A hump that almost reaches
  /// the threshold is replayed, too.
  ///
  /// On `.crossed`, `time` and `y` are those of the crossing, and y[component] is exactly `threshold`, so that the next
  /// call does not find the same crossing again.
  ///
  /// *Edge cases:* a component that starts at or above the threshold must first fall below it. Two humps inside one
  /// step are found only if one cubic can show them; the long steps of ``Stepper/rk8pd`` and ``Stepper/bsimp`` are
  /// therefore bisected by replays until cubics fit. For rougher solutions bound the step by ``maximumStep``. A replay
  /// costs one step, and for a multi-step method a restart from order 1.
  ///
  /// *Source:* L. F. Shampine & S. Thompson. Event location for ordinary differential equations.
  /// *Comput. Math. Appl.* 39, 43-54, 2000.
  ///
  /// - Throws: As ``advance(_:time:to:)``.
  public mutating func advance(
    _ y: inout MutableSpan<Double>, time: inout Double, to end: Double, component: Int,
    threshold: Double
  ) throws(SolverError) -> AdvanceOutcome {
    precondition(component >= 0 && component < dimension, "There is no component \(component).")
    precondition(y.count == dimension, "The state has \(y.count) components, not \(dimension).")
    guard end >= time else { throw .endBehind(time: time, end: end) }
    let outcome = try advance(
      &y, time: &time, to: end, EventFunction(component: component, threshold: threshold))
    if case .crossed = outcome {
      unsafe self.end.y[component] = threshold
      y[component] = threshold
    }
    return outcome
  }
}
