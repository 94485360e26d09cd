import CVectorKernels
import Networks
import Quantities
import RealModule

/// When a unit must be looked at again.
extension LIFKernel {
  /// Now and then: a wider margin when budgets are used up much more often than bounds are reached, which
  /// costs more, a narrower one when it is the other way round.
  private func adaptMargin() {
    if refinements > 0 {
      let ratio = Double(reconsiderations) / Double(refinements)
      if ratio > 12 { margin = min(margin * 1.25, 2) } else if ratio < 2.5 { margin *= 0.8 }
      margin = max(margin, 0.03)
    } else {
      margin = min(margin * 1.25, 2)
    }
    reconsiderations = 0
    refinements = 0
  }

  /// Counts one more look at a unit, because its budget was used up or its bound reached.
  @inline(__always)
  func countLook(isReconsidered: Bool) {
    if isReconsidered { reconsiderations += 1 } else { refinements += 1 }
    if reconsiderations + refinements >= 1024 { adaptMargin() }
  }

  /// How far below threshold rounding may leave jumps that add up to it exactly, as round numbers
  /// often do; currents never act at once, so that the question does not arise for them.
  private var slack: Double {
    jumps ? 1e-13 * max((parameters.threshold - parameters.reset).magnitude, 1e-300) : 0
  }

  /// Gives the unit a lower bound of its next crossing, and the budget for which it holds.
  ///
  ///     tau_m dy/dt <= X - y,   X = y_inf + R (max(I_ex, 0) + max(I_in, 0) + M),   R = tau_m / C,
  ///
  /// as long as excitatory input stays below the budget M; so y cannot reach 0 before
  /// tau_m ln((X - y) / X), nor ever while X < 0. With voltage jumps M adds to y instead.
  @inline(__always)
  func bound(_ unit: Int, _ s: LIFResponse.State, at time: Double) {
    if s.y >= -slack {
      kind[unit] = .exact
      stamp[unit] = denseArrivals
      budget[unit] = .infinity
      keys[unit] = time
      remainder[unit] = 0
      return
    }
    kind[unit] = .bound
    if s.y.isNaN {
      // Whoever looks at the unit next, at once, will say so.
      budget[unit] = .infinity
      keys[unit] = time
      return
    }
    if jumps {
      boundJumps(unit, s, at: time)
      return
    }
    let resistance = response.resistance
    let drive = s.rest + resistance * (max(s.excitatory, 0) + max(s.inhibitory, 0))
    let spare = margin * max(drive - s.y, -s.y)
    if drive + spare <= 0 {
      budget[unit] = -drive * response.conductance * (1 - 1e-12)
      keys[unit] = .infinity
      return
    }
    budget[unit] = spare * response.conductance
    let ceiling = drive + spare
    let rise = Self.rise(from: s.y, towards: ceiling)
    // Squares may be beyond all numbers: then whoever looks at once will see.
    keys[unit] = rise > 0 ? time + rise * timeConstant : time
  }

  /// The same for all units whose budget is used up, when they are many and have one kind of current:
  /// the bounds of all units at once.
  func renewBounds(at time: Double) {
    // At once they cost about a sixteenth of one by one.
    reconsiderations += flaggedCount / 16
    let now = frame.now
    let terms = bound_terms(
      time: time, time_constant: timeConstant, membrane: now.membrane,
      potential: now.excitatoryPotential, current: now.excitatory,
      resistance: response.resistance, conductance: response.conductance, margin: margin)
    crossingBounds(
      terms, rest: rest, a: excitatory, c: membrane, keys: newKeys, budgets: newBudgets)
    if flaggedCount > flagged.count {
      for unit in 0..<count { renewBound(unit, at: time) }
    } else {
      for k in 0..<flaggedCount { renewBound(Int(flagged[k]), at: time) }
    }
  }

  @inline(__always)
  private func renewBound(_ unit: Int, at time: Double) {
    guard budget[unit] < 0 else { return }
    guard kind[unit] != .held else { return rebound(unit, at: time) }
    kind[unit] = .bound
    budget[unit] = newBudgets[unit]
    keys[unit] = newKeys[unit]
  }

  /// How long y takes to rise from `y` < 0 to 0 on its way towards `ceiling` > 0, in time constants, or
  /// a little less: ln(1 + x) > 3 x (2 + x) / (6 + 6 x + x^2), x = -y / ceiling > 0. This Pade
  /// approximant costs one division, and is 0.1 % low at x = 1, 2 % at x = 3.
  @inline(__always)
  static func rise(from y: Double, towards ceiling: Double) -> Double {
    3 * y * (y - 2 * ceiling) / (y * y + 6 * ceiling * (ceiling - y)) * (1 - 1e-12)
  }

  /// The same for voltage jumps: without input the crossing is known exactly,
  /// tau_m ln((y_inf - y) / y_inf). Jumps of M in all lift y by M at most, whenever they come, so
  /// that it stays below 0 before tau_m ln((y_inf - y) / (y_inf + M)).
  private func boundJumps(_ unit: Int, _ s: LIFResponse.State, at time: Double) {
    if s.rest <= 0 {
      // Only jumps can fire it: y decays from above rest and rises towards it from below.
      budget[unit] = -max(s.y, s.rest) * (1 - 1e-12) - slack
      keys[unit] = .infinity
      return
    }
    let spare = -s.y * 0.5
    budget[unit] = spare
    let wait = Double.log((s.rest - s.y) / (s.rest + spare)) * timeConstant
    keys[unit] = time + max(wait * (1 - 1e-12), 0)
  }

  /// Whether inhibition, which bounds leave out, holds y below threshold for very much longer than `wait`:
  /// then the exact crossing is found at once, instead of a bound after every `wait`.
  @inline(__always)
  private func isHeldDown(_ s: LIFResponse.State, longerThan wait: Double) -> Bool {
    let slowest = min(response.excitatoryRate, response.inhibitoryRate)
    return wait * slowest < 1e-3
      && s.rest + response.resistance * (s.excitatory + s.inhibitory) < 0
  }

  /// Moves a bound on, when there is one current and it is positive with the budget M added.
  ///
  /// Up to the time at which g is largest, M does most when it comes at once: y(d) is at most the course
  /// with the current I + M. That one is concave, so that a step along its tangent from the left
  /// stays left of its crossing.
  @inline(__always)
  private func tighten(_ unit: Int, _ s: LIFResponse.State, at time: Double) {
    guard kind[unit] == .bound, s.inhibitory == 0, keys[unit] < .infinity else { return }
    let m = response.membraneRate, e = response.excitatoryRate
    let current = s.excitatory + budget[unit]
    guard current > 0, (e - m).magnitude > 0.1 * m else { return }
    let mode = response.elastance * current / (m - e), leak = s.y - s.rest - mode
    let d = keys[unit] - time
    let decay = response.membraneDecay(d)
    let a = leak * decay, b = mode * response.excitatoryDecay(d, membrane: decay)
    let slope = -(m * a + e * b), y = s.rest + a + b
    guard slope > 0, y < 0 else { return }
    let later = min(d - y / slope * (1 - 1e-9), response.peak)
    if later > d { keys[unit] = time + later }
  }

  /// The unit's bound is reached: finds a new one, or the exact crossing when it is near.
  @inline(__always)
  func refine(_ unit: Int, _ s: LIFResponse.State, at time: Double) {
    countLook(isReconsidered: false)
    if jumps {
      guard s.rest > 0 else { return bound(unit, s, at: time) }
      exact(unit, .after(.log((s.rest - s.y) / s.rest) * timeConstant), at: time)
      return
    }
    let resistance = response.resistance
    let drive = s.rest + resistance * (max(s.excitatory, 0) + max(s.inhibitory, 0))
    guard drive > 0 else {
      bound(unit, s, at: time)
      // Where squares are beyond all numbers the bound is now, again and again; what is sure is less.
      if keys[unit] <= time { exact(unit, .never(highest: max(s.y, drive)), at: time) }
      return
    }
    let wait = Self.rise(from: s.y, towards: drive) * timeConstant
    if wait > nearness && !isHeldDown(s, longerThan: wait) {
      bound(unit, s, at: time)
      tighten(unit, s, at: time)
      if keys[unit] > time { return }
    }
    exact(unit, response.nearCrossing(s, from: wait) ?? response.firstCrossing(s), at: time)
  }

  /// Takes the exact crossing for the unit's key; any further excitatory input undoes it.
  @inline(__always)
  private func exact(_ unit: Int, _ crossing: Crossing, at time: Double) {
    switch crossing {
    case .after(let wait):
      kind[unit] = .exact
      stamp[unit] = denseArrivals
      budget[unit] = 0
      let key = time + wait
      keys[unit] = key
      remainder[unit] = (time - key) + wait
    case .never(let highest):
      kind[unit] = .bound
      budget[unit] = max(-highest, 0) * response.conductance * (1 - 1e-9)
      keys[unit] = .infinity
    }
  }

  /// tau_m.
  private var timeConstant: Double { parameters.membraneTimeConstant.value }

  /// Arrivals come to `count` units more: every now and then, how near a crossing must be for its exact
  /// time to be worth finding is found anew: about one arrival.
  func note(_ targets: Int, at time: Double) {
    if arrivals == 0 { firstArrival = time }
    let before = arrivals
    arrivals += targets
    guard (before ^ arrivals) > 4 * count else { return }
    let interval = Double(count) * (time - firstArrival) / Double(arrivals)
    nearness = min(max(interval, 1e-3 * timeConstant), 0.025 * timeConstant)
  }
}
