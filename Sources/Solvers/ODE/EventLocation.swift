internal import CGSL

/// The event function g and dg/dt along the solution, at one time.
struct EventSample {
  var time: Double
  var value: Double
  var slope: Double
}

/// The event function g = y[component] - threshold.
struct EventFunction {
  let component: Int
  let threshold: Double

  /// g at a knot.
  @inline(__always)
  func value(_ knot: ODESolver.Knot) -> Double { unsafe knot.y[component] - threshold }

  /// g and dg/dt at a knot.
  @inline(__always)
  func sample(_ knot: ODESolver.Knot) -> EventSample {
    unsafe EventSample(time: knot.time, value: value(knot), slope: knot.f[component])
  }
}

extension ODESolver {
  /// Advances to `end` or to the first rise of g.
  mutating func advance(
    _ y: inout MutableSpan<Double>, time: inout Double, to end: Double, _ g: EventFunction
  ) throws(SolverError) -> AdvanceOutcome {
    if end == time { return .reached(end) }
    try begin(y, at: time)
    var steps = 0
    var before = g.sample(self.end)
    while true {
      let outcome = try extend(&y, time: &time, limit: end)
      let after = g.sample(self.end)
      var hasReplayed = false
      let found =
        isLongStepped && mightRise(before, after)
        ? try bracketBetweenReplays(before, after, depth: 0, g)
        : try bracket(before, after, depth: 0, &hasReplayed, g)
      if let (low, high) = found {
        try locate(low, high, g)
        time = self.end.time
        copyOut(self.end, to: &y)
        return .crossed(time)
      }
      // A replay has overwritten the history of a multi-step method, which must restart.
      if hasReplayed && stepper.isMultistep { unsafe _ = gsl_odeiv2_step_reset(driver.pointee.s) }
      if outcome == .reachedLimit { return .reached(end) }
      before = after
      steps += 1
      if steps == stepLimit {
        throw .tooManySteps(limit: stepLimit, time: time, stepSize: stepSize)
      }
    }
  }

  /// Two times in the last step between which g rises through zero; `nil` if there are none.
  ///
  /// If only the interpolant rises, between its turning points, the solution is replayed to the turning point and both
  /// parts are examined again.
  private mutating func bracket(
    _ low: EventSample, _ high: EventSample, depth: Int, _ hasReplayed: inout Bool,
    _ g: EventFunction
  ) throws(SolverError) -> (EventSample, EventSample)? {
    guard let rise = HermiteInterpolant(start: low, end: high).firstRise(slack: 0.01) else {
      return nil
    }
    let rises = low.value < 0 && high.value >= 0
    if rises && rise.to == high.time { return (low, high) }
    let middle = rise.to < high.time ? rise.to : rise.from
    guard depth < 12, middle > low.time, middle < high.time else {
      return rises ? (low, high) : nil
    }
    hasReplayed = true
    let sample = try replay(to: middle, g)
    if let part = try bracket(low, sample, depth: depth + 1, &hasReplayed, g) {
      return part
    }
    return try bracket(sample, high, depth: depth + 1, &hasReplayed, g)
  }

  /// True if steps are so long that a cubic need not approximate the solution between their ends.
  private var isLongStepped: Bool { stepper.order > 5 && !stepper.isMultistep }

  /// True if g could rise through zero with the steeper slope of both ends.
  private func mightRise(_ low: EventSample, _ high: EventSample) -> Bool {
    let reach = (high.time - low.time) * max(low.slope.magnitude, high.slope.magnitude)
    return max(low.value, high.value) + reach >= 0 && min(low.value, high.value) - reach < 0
  }

  /// As `bracket`, but bisects the step first until cubics agree with the solution.
  ///
  /// *Edge cases:* a step between neighbouring doubles cannot be bisected.
  private mutating func bracketBetweenReplays(
    _ low: EventSample, _ high: EventSample, depth: Int, _ g: EventFunction
  ) throws(SolverError) -> (EventSample, EventSample)? {
    let cubic = HermiteInterpolant(start: low, end: high)
    let middle = low.time + (high.time - low.time) / 2
    guard middle > low.time, middle < high.time else {
      return low.value < 0 && high.value >= 0 ? (low, high) : nil
    }
    let sample = try replay(to: middle, g)
    let difference = (sample.value - cubic.value(at: middle)).magnitude
    let height = max(low.value, high.value, sample.value) - min(low.value, high.value, sample.value)
    var hasReplayed = true
    let fits = difference <= 0.01 * height || depth == 5
    for half in 0..<2 {
      let (a, b) = half == 0 ? (low, sample) : (sample, high)
      let found =
        fits
        ? try bracket(a, b, depth: 0, &hasReplayed, g)
        : try bracketBetweenReplays(a, b, depth: depth + 1, g)
      if let found { return found }
    }
    return nil
  }

  /// Moves `end` to the crossing between two times with g < 0 and g >= 0.
  ///
  /// Each round replays the solution to the root of the cubic through both samples, which narrows the bracket. The last
  /// correction, below 1e-7 of a step, follows the tangent.
  private mutating func locate(
    _ low: EventSample, _ high: EventSample, _ g: EventFunction
  ) throws(SolverError) {
    let length = end.time - start.time
    var (low, high) = (low, high)
    for round in 1...60 {
      let cubic = HermiteInterpolant(start: low, end: high)
      var guess = low.time + (high.time - low.time) / 2
      if round % 4 != 0 {
        let fraction = try brentRoot(in: 0...1, tolerance: 1e-15) { cubic.value(fraction: $0) }
        guess = low.time + fraction * (high.time - low.time)
      }
      let sample = try replay(to: guess, g)
      let correction = -sample.value / sample.slope
      if sample.slope > 0 && correction.magnitude <= 1e-7 * length {
        settle(correction, g)
        return
      }
      if sample.value < 0 { low = sample } else { high = sample }
      if high.time - low.time <= 4 * high.time.ulp { break }
    }
    // Between neighbouring times the tangent still gives the distance from the crossing.
    let sample = try replay(to: high.time, g)
    settle(sample.slope > 0 ? max(-sample.value / sample.slope, low.time - high.time) : 0, g)
  }

  /// Makes the replayed knot, moved by `correction` along its tangent, the end of the step.
  private mutating func settle(_ correction: Double, _ g: EventFunction) {
    var move = correction
    var least = trial.time.ulp
    for _ in 0..<40 {
      trial.time += move
      for i in 0..<dimension { unsafe trial.y[i] += move * trial.f[i] }
      if g.value(trial) >= 0 { break }
      // Rounding left g below 0: move on by the smallest amount that changes t, then by twice as much each time.
      move = least
      least *= 2
    }
    swap(&trial, &end)
    unsafe _ = gsl_odeiv2_step_reset(driver.pointee.s)
  }

  /// Replays the solution from the start of the last step to a time inside it; the result is in `trial`.
  private mutating func replay(
    to time: Double, _ g: EventFunction
  ) throws(SolverError) -> EventSample {
    if time == start.time {
      // The time equals the start in rounding: the state there is the result.
      trial.time = time
      unsafe trial.y.update(from: start.y, count: dimension)
      unsafe trial.f.update(from: start.f, count: dimension)
    } else if stepper.isMultistep {
      try restart(to: time)
    } else {
      let status = apply(time - start.time, from: start, to: trial)
      guard status == CInt(GSL_SUCCESS) else {
        continues = false
        throw failure(status, time: start.time, stepSize: time - start.time)
      }
      trial.time = time
    }
    return g.sample(trial)
  }

  /// Integrates from the start of the last step to `time`, with as many steps as a fresh history needs.
  private mutating func restart(to time: Double) throws(SolverError) {
    let suggested = stepSize
    defer { stepSize = suggested }
    stepSize = min(stepSize, time - start.time)
    unsafe _ = gsl_odeiv2_step_reset(driver.pointee.s)
    unsafe spare.y.update(from: start.y, count: dimension)
    unsafe spare.f.update(from: start.f, count: dimension)
    spare.time = start.time
    do throws(SolverError) {
      while true {
        let outcome: StepOutcome
        (outcome, trial.time) = try attempt(from: spare, to: trial, limit: time)
        if outcome == .reachedLimit { return }
        swap(&spare, &trial)
      }
    } catch {
      continues = false
      throw error
    }
  }
}
