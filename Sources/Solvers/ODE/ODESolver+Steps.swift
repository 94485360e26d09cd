internal import CGSL

/// The end of a step.
public enum StepOutcome: Sendable, Hashable {
  /// The step was as long as the tolerance (or the maximum step) allows.
  case accepted
  /// The step ended at the limit.
  case reachedLimit
}

extension ODESolver {
  /// Takes one step, as long as the tolerance allows, but never past `limit`.
  ///
  /// *Edge cases:* if `time` is `limit`, nothing happens and the outcome is `.reachedLimit`. On `.reachedLimit`, `time`
  /// is exactly `limit`.
  ///
  /// - Throws: ``SolverError/stepVanished(time:stepSize:)``,
  ///   ``SolverError/notFinite(time:component:stepSize:)``,
  ///   ``SolverError/endBehind(time:end:)`` or ``SolverError/failed(status:reason:time:stepSize:)``. Time and state
  ///   stay as they were.
  public mutating func step(
    _ y: inout MutableSpan<Double>, time: inout Double, limit: Double
  ) throws(SolverError) -> StepOutcome {
    precondition(y.count == dimension, "The state has \(y.count) components, not \(dimension).")
    guard limit >= time else { throw .endBehind(time: time, end: limit) }
    if limit == time { return .reachedLimit }
    try begin(y, at: time)
    return try extend(&y, time: &time, limit: limit)
  }

  /// Takes as many steps as needed to be exactly at `end`.
  ///
  /// - Throws: As ``step(_:time:limit:)``, and ``SolverError/tooManySteps(limit:time:stepSize:)``.
  ///   Time and state are then those of the last accepted step.
  public mutating func advance(
    _ y: inout MutableSpan<Double>, time: inout Double, to end: Double
  ) throws(SolverError) {
    precondition(y.count == dimension, "The state has \(y.count) components, not \(dimension).")
    guard end >= time else { throw .endBehind(time: time, end: end) }
    if end == time { return }
    try begin(y, at: time)
    var steps = 0
    while try extend(&y, time: &time, limit: end) == .accepted {
      steps += 1
      if steps == stepLimit {
        throw .tooManySteps(limit: stepLimit, time: time, stepSize: stepSize)
      }
    }
  }

  /// Takes `count` steps of exactly `step`, without error control: t_k = t_0 + k · step.
  ///
  /// For comparison with clock-driven simulators and for measurements of the order of a method. The tolerance still
  /// decides when the Newton iterations of an implicit stepper have converged, and it decides the order of a multi-step
  /// method.
  ///
  /// - Throws: ``SolverError/notFinite(time:component:stepSize:)``, or
  ///   ``SolverError/failed(status:reason:time:stepSize:)`` if an iteration does not converge: nothing shortens the
  ///   step here.
  public mutating func advance(
    _ y: inout MutableSpan<Double>, time: inout Double, step: Double, count: Int
  ) throws(SolverError) {
    precondition(y.count == dimension, "The state has \(y.count) components, not \(dimension).")
    precondition(step > 0 && count >= 0, "Fixed steps are positive, and so is their number.")
    try begin(y, at: time)
    let origin = time
    for k in 0..<count {
      swap(&start, &end)
      let status = apply(step, from: start, to: end)
      guard status == CInt(GSL_SUCCESS) else {
        swap(&start, &end)
        continues = false
        throw failure(status, time: end.time, stepSize: step)
      }
      end.time = origin + Double(k + 1) * step
      acceptedSteps += 1
      time = end.time
      copyOut(end, to: &y)
    }
  }
}

// MARK: - One step

extension ODESolver {
  /// Sets `end`, the start of the next step, to (t, y, f(t, y)).
  mutating func begin(_ y: borrowing MutableSpan<Double>, at time: Double) throws(SolverError) {
    if continues && end.time == time {
      var isSame = true
      for i in 0..<dimension where unsafe end.y[i] != y[i] { isSame = false }
      if isSame { return }
    }
    for i in 0..<dimension { unsafe end.y[i] = y[i] }
    end.time = time
    unsafe _ = gsl_odeiv2_step_reset(driver.pointee.s)
    continues = false
    guard unsafe system.evaluate(time, UnsafePointer(end.y), end.f) else {
      throw failure(CInt(GSL_ERANGE), time: time, stepSize: stepSize)
    }
    continues = true
  }

  /// Takes one accepted step from `end`, which becomes `start`.
  mutating func extend(
    _ y: inout MutableSpan<Double>, time: inout Double, limit: Double
  ) throws(SolverError) -> StepOutcome {
    swap(&start, &end)
    let outcome: StepOutcome
    do throws(SolverError) {
      (outcome, end.time) = try attempt(from: start, to: end, limit: limit)
    } catch {
      swap(&start, &end)
      continues = false
      throw error
    }
    acceptedSteps += 1
    time = end.time
    copyOut(end, to: &y)
    return outcome
  }

  /// Takes one step from a knot, and shortens it until its error is within the tolerance; returns the time of its end.
  ///
  /// The results are those of `gsl_odeiv2_evolve_apply`, with three differences. Both ends of the step are kept for
  /// events. A right-hand side that is not finite shortens the step instead of ending the integration. A step that ends
  /// at the limit keeps the step size that accuracy would have allowed.
  mutating func attempt(
    from: Knot, to: Knot, limit: Double
  ) throws(SolverError) -> (StepOutcome, time: Double) {
    let remaining = limit - from.time
    let suggested = min(stepSize, maximumStep)
    var h = suggested
    system.notFinite = nil
    while true {
      // If only a rounding error would remain, the step includes it.
      let reaches = h * (1 + 1e-12) >= remaining
      if reaches { h = remaining }
      let next = from.time + h
      let status = apply(h, from: from, to: to)
      if status == CInt(GSL_SUCCESS) {
        var proposed = h
        let verdict = unsafe gsl_odeiv2_control_hadjust(
          driver.pointee.c, driver.pointee.s, to.y, storage + 8 * dimension, to.f, &proposed)
        if verdict != CInt(GSL_ODEIV_HADJ_DEC) {
          stepSize = min(reaches ? max(proposed, suggested) : proposed, maximumStep)
          return reaches ? (.reachedLimit, limit) : (.accepted, next)
        }
        rejectedSteps += 1
        if !(proposed < h) || proposed < minimumStep || from.time + proposed == from.time {
          throw failure(CInt(GSL_FAILURE), time: from.time, stepSize: proposed)
        }
        h = proposed
      } else {
        rejectedSteps += 1
        if status == CInt(GSL_EFAULT) || status == CInt(GSL_EBADFUNC) {
          throw failure(status, time: from.time, stepSize: h)
        }
        if h / 2 < minimumStep || from.time + h / 2 == from.time {
          throw failure(status, time: from.time, stepSize: h)
        }
        h /= 2
      }
    }
  }

  /// y(t + h) and f(t + h, y) by GSL's step function; the error estimate is in the last row of `storage`.
  @inline(__always)
  func apply(_ h: Double, from: Knot, to: Knot) -> CInt {
    unsafe to.y.update(from: from.y, count: dimension)
    system.differences?.stepSize = h
    return unsafe gsl_odeiv2_step_apply(
      driver.pointee.s, from.time, h, to.y, storage + 8 * dimension, from.f, to.f, cSystem)
  }

  func copyOut(_ knot: Knot, to y: inout MutableSpan<Double>) {
    for i in 0..<dimension { unsafe y[i] = knot.y[i] }
  }

  /// The error if no step from `time` succeeds.
  ///
  /// A value that was not finite in one of the attempts is the likelier cause and is named first.
  func failure(_ status: CInt, time: Double, stepSize: Double) -> SolverError {
    if let place = system.notFinite {
      return .notFinite(time: place.time, component: place.component, stepSize: stepSize)
    }
    if status == CInt(GSL_FAILURE) { return .stepVanished(time: time, stepSize: stepSize) }
    return GSL.failure(status, time: time, stepSize: stepSize)
  }
}
