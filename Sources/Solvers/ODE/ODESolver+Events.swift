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
  /// Each accepted step is examined through its ``HermiteInterpolant``, including a hump between its ends. A crossing
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
    let outcome = try advance(
      &y, time: &time, to: end,
      value: { unsafe $0.y[component] - threshold },
      slope: { knot, _ in unsafe knot.f[component] })
    if case .crossed = outcome {
      unsafe self.end.y[component] = threshold
      y[component] = threshold
    }
    return outcome
  }

  /// Advances to `end`, or to the first rise of `crossing(t, y)` from below zero to zero or above.
  ///
  /// As ``advance(_:time:to:component:threshold:)``, for any smooth function of time and state. A central difference
  /// gives its slope along the solution. On `.crossed` the function is not negative at `time` and `y`.
  public mutating func advance(
    _ y: inout MutableSpan<Double>, time: inout Double, to end: Double,
    crossing: (_ time: Double, _ y: borrowing Span<Double>) -> Double
  ) throws(SolverError) -> AdvanceOutcome {
    let n = dimension
    let moved = unsafe UnsafeMutableBufferPointer(start: storage + 8 * n, count: n)
    return try advance(
      &y, time: &time, to: end,
      value: { knot in
        let state = unsafe UnsafeBufferPointer(start: knot.y, count: n)
        return crossing(knot.time, unsafe state.span)
      },
      slope: { knot, stepSize in
        let delta = 6e-6 * stepSize
        for i in 0..<n { unsafe moved[i] = knot.y[i] + delta * knot.f[i] }
        let above = crossing(knot.time + delta, unsafe moved.span)
        for i in 0..<n { unsafe moved[i] = knot.y[i] - delta * knot.f[i] }
        return (above - crossing(knot.time - delta, unsafe moved.span)) / (2 * delta)
      })
  }
}
