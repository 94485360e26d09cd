import CVectorKernels
import Networks
import Quantities
import RealModule

/// The key of each unit: the time of its next event.
///
/// | function | effect on a unit |
/// |---|---|
/// | `setBound` | its key becomes a lower bound of its next crossing, with a budget |
/// | `setExact` | its key becomes its next crossing |
/// | `postponeBound` | its bound becomes a later one, for the same budget |
/// | `renewKey` | its key becomes a new bound from the time on at which it can fire: now, or its release |
/// | `renewSpentKey` | its key becomes a new bound, because its budget is spent |
/// | `refineKey` | its bound is reached: its key becomes a later bound, or the exact crossing if that is near |
extension LIFUnits {
  /// Jumps that add up to the threshold exactly, as round numbers often do, may miss it by this rounding error. Currents
  /// never act at once.
  private var slack: Double {
    guard population.jumps else { return 0 }
    let range = population.parameters.threshold - population.parameters.reset
    return 1e-13 * max(range.magnitude, 1e-300)
  }

  /// Gives the unit a lower bound of its next crossing, and the budget for which it holds.
  ///
  ///     tau_m dy/dt <= X - y,   X = y_inf + R (max(I_ex, 0) + max(I_in, 0) + M),   R = tau_m / C,
  ///
  /// as long as excitatory input stays below the budget M; so y cannot reach 0 before
  /// tau_m ln((X - y) / X), nor ever while X < 0. With voltage jumps M adds to y instead.
  @inline(__always)
  mutating func setBound(_ unit: Int, _ s: LIFResponse.State, at time: Double) {
    if s.y >= -slack {
      kind[unit] = .exact
      stamp[unit] = shared.denseArrivals
      budget[unit] = .infinity
      keys[unit] = time
      remainder[unit] = 0
      return
    }
    kind[unit] = .bound
    if s.y.isNaN {
      // An event now, which throws the error.
      budget[unit] = .infinity
      keys[unit] = time
      return
    }
    if population.jumps {
      setBoundOfJumps(unit, s, at: time)
      return
    }
    let resistance = shared.response.resistance
    let drive = s.rest + resistance * (max(s.excitatory, 0) + max(s.inhibitory, 0))
    let spare = shared.margin.value * max(drive - s.y, -s.y)
    if drive + spare <= 0 {
      budget[unit] = -drive * shared.response.conductance * (1 - 1e-12)
      keys[unit] = .infinity
      return
    }
    budget[unit] = spare * shared.response.conductance
    let ceiling = drive + spare
    let rise = Self.rise(from: s.y, towards: ceiling)
    // If squares overflow, the bound is the present time.
    keys[unit] = rise > 0 ? time + rise * population.timeConstant : time
  }

  /// Gives the unit a bound and a budget, for voltage jumps: without input the crossing is at
  /// tau_m ln((y_inf - y) / y_inf). Jumps with the sum M raise y by at most M at any time, so
  /// y stays below 0 before tau_m ln((y_inf - y) / (y_inf + M)).
  private mutating func setBoundOfJumps(_ unit: Int, _ s: LIFResponse.State, at time: Double) {
    if s.rest <= 0 {
      // Only jumps can make it fire: without them y decays to rest, which is not above threshold.
      budget[unit] = -max(s.y, s.rest) * (1 - 1e-12) - slack
      keys[unit] = .infinity
      return
    }
    let spare = -s.y * 0.5
    budget[unit] = spare
    let wait = Double.log((s.rest - s.y) / (s.rest + spare)) * population.timeConstant
    keys[unit] = time + max(wait * (1 - 1e-12), 0)
  }

  /// Makes the exact crossing the unit's key; it is valid until the next excitatory input.
  @inline(__always)
  private mutating func setExact(_ unit: Int, _ crossing: Crossing, at time: Double) {
    switch crossing {
    case .after(let wait):
      kind[unit] = .exact
      stamp[unit] = shared.denseArrivals
      budget[unit] = 0
      let key = time + wait
      keys[unit] = key
      remainder[unit] = (time - key) + wait
    case .never(let highest):
      kind[unit] = .bound
      budget[unit] = max(-highest, 0) * shared.response.conductance * (1 - 1e-9)
      keys[unit] = .infinity
    }
  }

  /// Moves a bound to a later time, if there is one current and it is positive with the budget M added.
  ///
  /// Up to the time at which g is largest, M has the greatest effect if it arrives at once: y(d) is at most the course
  /// with the current I + M. That course is concave, so a step along its tangent from the left
  /// stays left of its crossing.
  @inline(__always)
  private mutating func postponeBound(_ unit: Int, _ s: LIFResponse.State, at time: Double) {
    guard kind[unit] == .bound, s.inhibitory == 0, keys[unit] < .infinity else { return }
    let response = shared.response
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

  /// Sets a later bound for a unit whose bound is reached, or the exact crossing if that is near.
  @inline(__always)
  mutating func refineKey(_ unit: Int, _ s: LIFResponse.State, at time: Double) {
    shared.margin.countReached()
    if population.jumps {
      guard s.rest > 0 else { return setBound(unit, s, at: time) }
      setExact(unit, .after(.log((s.rest - s.y) / s.rest) * population.timeConstant), at: time)
      return
    }
    let resistance = shared.response.resistance
    let drive = s.rest + resistance * (max(s.excitatory, 0) + max(s.inhibitory, 0))
    guard drive > 0 else {
      setBound(unit, s, at: time)
      // If squares overflow, the bound would be the present time again and again.
      if keys[unit] <= time { setExact(unit, .never(highest: max(s.y, drive)), at: time) }
      return
    }
    let wait = Self.rise(from: s.y, towards: drive) * population.timeConstant
    if wait > shared.pace.nearness && !isHeldDown(s, longerThan: wait) {
      setBound(unit, s, at: time)
      postponeBound(unit, s, at: time)
      if keys[unit] > time { return }
    }
    let response = shared.response
    setExact(unit, response.nearCrossing(s, from: wait) ?? response.firstCrossing(s), at: time)
  }

  /// True if inhibition, which bounds neglect, keeps y below threshold for much longer than `wait`:
  /// then the exact crossing is computed at once, instead of a new bound after every `wait`.
  @inline(__always)
  private func isHeldDown(_ s: LIFResponse.State, longerThan wait: Double) -> Bool {
    let response = shared.response
    let slowest = min(response.excitatoryRate, response.inhibitoryRate)
    return wait * slowest < 1e-3
      && s.rest + response.resistance * (s.excitatory + s.inhibitory) < 0
  }

  /// Gives a unit, refractory or not, a bound from the time on at which it can fire: now, or its release.
  mutating func renewKey(_ unit: Int, at time: Double) {
    if kind[unit] == .held {
      // The key is set again, as the queue may have been emptied.
      if population.hasLongPause { return keys[unit] = releases[unit] }
      setBound(unit, state(of: unit, released[unit]), at: releases[unit])
      kind[unit] = .held
    } else {
      setBound(unit, state(of: unit), at: time)
    }
  }

  // MARK: Spent budgets

  /// Gives a unit whose budget is spent a new key.
  mutating func renewSpentKey(_ unit: Int, at time: Double) throws(SimulationError) {
    guard kind[unit] != .held else { return renewKey(unit, at: time) }
    shared.margin.countSpent()
    let state = state(of: unit)
    guard state.y.isFinite else {
      throw .notFinite(population: population.name, unit: unit, time: time)
    }
    setBound(unit, state, at: time)
  }

  /// Gives all units whose budget is spent new keys, if they are many and have one kind of current. The bounds of all
  /// units are computed at once, which costs about a sixteenth of computing them one by one.
  mutating func renewSpentKeysAtOnce(at time: Double) {
    let count = shared.spentCount
    shared.margin.spent += count / 16
    let now = shared.frame.now, response = shared.response
    let terms = bound_terms(
      time: time, time_constant: population.timeConstant, membrane: now.membrane,
      potential: now.excitatoryPotential, current: now.excitatory,
      resistance: response.resistance, conductance: response.conductance,
      margin: shared.margin.value)
    crossingBounds(
      terms, rest: rest, a: excitatory, c: membrane, keys: newKeys, budgets: newBudgets)
    if count > spent.count {
      for unit in 0..<population.count { takeNewKey(unit, at: time) }
    } else {
      for k in 0..<count { takeNewKey(Int(spent[k]), at: time) }
    }
  }

  @inline(__always)
  private mutating func takeNewKey(_ unit: Int, at time: Double) {
    guard budget[unit] < 0 else { return }
    guard kind[unit] != .held else { return renewKey(unit, at: time) }
    kind[unit] = .bound
    budget[unit] = newBudgets[unit]
    keys[unit] = newKeys[unit]
  }

  /// A lower bound of the time in which y rises from `y` < 0 to 0 on its way towards `ceiling` > 0 [tau_m]:
  /// ln(1 + x) > 3 x (2 + x) / (6 + 6 x + x^2), x = -y / ceiling > 0. This Pade approximant costs one division, and is
  /// 0.1 % low at x = 1, 2 % at x = 3.
  @inline(__always)
  static func rise(from y: Double, towards ceiling: Double) -> Double {
    3 * y * (y - 2 * ceiling) / (y * y + 6 * ceiling * (ceiling - y)) * (1 - 1e-12)
  }
}

/// The kind of a key.
enum KeyKind: UInt8, BitwiseCopyable {
  /// A lower bound of the next crossing.
  case bound
  /// The next crossing, if no input arrives before.
  case exact
  /// A lower bound of the next crossing, of a unit that is refractory.
  case held
}

/// The budget as a fraction of the present drive: the input after which a bound must be computed again. It is adapted
/// to the frequency of such computations.
struct Margin: BitwiseCopyable {
  private(set) var value = 0.15
  /// Number of budgets that were spent, and of bounds that were reached, since the margin was last adapted.
  var spent = 0
  private var reached = 0

  @inline(__always)
  mutating func countSpent() {
    spent += 1
    if spent + reached >= 1024 { adapt() }
  }

  @inline(__always)
  mutating func countReached() {
    reached += 1
    if spent + reached >= 1024 { adapt() }
  }

  /// Widens the margin above 12 spent budgets for each reached bound, and narrows it below 2.5: a reached bound costs
  /// more than a spent budget.
  private mutating func adapt() {
    if reached > 0 {
      let ratio = Double(spent) / Double(reached)
      if ratio > 12 { value = min(value * 1.25, 2) } else if ratio < 2.5 { value *= 0.8 }
      value = max(value, 0.03)
    } else {
      value = min(value * 1.25, 2)
    }
    spent = 0
    reached = 0
  }
}

/// The pace of arrivals at a unit, and the nearness that a crossing must have for its exact time to be worth finding:
/// about one arrival.
struct ArrivalPace: BitwiseCopyable {
  /// The time within which an exact crossing is worth computing [ms].
  private(set) var nearness: Double
  /// Number of arrivals at units so far, and time of the first one [ms].
  private var arrivals = 0
  private var first = 0.0

  init(timeConstant: Double) { nearness = 0.1 * timeConstant }

  /// Counts arrivals at `targets` of `units` units with the membrane time constant `timeConstant` [ms]; from time to
  /// time `nearness` is adapted.
  mutating func count(_ targets: Int, at time: Double, units: Int, timeConstant: Double) {
    if arrivals == 0 { first = time }
    let before = arrivals
    arrivals += targets
    guard (before ^ arrivals) > 4 * units else { return }
    let interval = Double(units) * (time - first) / Double(arrivals)
    nearness = min(max(interval, 1e-3 * timeConstant), 0.025 * timeConstant)
  }
}
