import Networks
import Quantities
import RealModule

/// A population of LIF units, solved in closed form between events.
///
/// Each unit has a key in a queue: its exact next crossing, or a lower bound of that. A lower bound
/// stays valid while the excitatory input since it was found is below the unit's budget; so most
/// arrivals cost two multiply-adds and a comparison, and the exact crossing is searched only when the
/// bound is reached and near.
///
/// The end of refractoriness is no event: a unit that fires is put at once on the course on which it
/// will be at V_reset when it is released, and what arrives until then is kept from bending it.
final class LIFKernel: PopulationKernel {
  let name: String
  let count: Int
  let parameters: LIF
  /// Whether spikes act on the potential at once instead of through currents.
  let jumps: Bool
  /// Whether positive and negative weights have currents of their own.
  let splits: Bool

  /// Whether refractoriness is so long that no course leads through it in the numbers that there are: then
  /// units are put at V_reset when it ends.
  let hasLongPause: Bool
  /// By how much a weight of 1 makes the currents jump.
  let excitatoryScale: Double, inhibitoryScale: Double

  var response: LIFResponse
  var frame: Frame
  // The state, in the frame: a_ex, a_in (when split), c, and y_inf = V_inf - theta.
  let excitatory: Column<Double>
  let inhibitory: Column<Double>
  let membrane: Column<Double>
  let rest: Column<Double>
  /// Constant currents I_e [pA or 1].
  let currents: Column<Double>
  /// How much excitatory input the unit's key still allows.
  let budget: Column<Double>
  /// What the unit's key is.
  let kind: Column<KeyKind>
  /// For exact crossings, the count of dense arrivals for which they hold.
  let stamp: Column<Int>
  var keys: KeyQueue
  /// When units are released from refractoriness [ms].
  let releases: Column<Double>
  /// The frame's factors at the release of units that are refractory.
  let released: Column<Frame.Values>
  /// Exact crossing minus the key that stands for it, and `releases` minus the exact end of refractoriness
  /// [ms]. Both are of the size of rounding; kept, they do not add up over many spikes.
  let remainder: Column<Double>
  let lateness: Column<Double>
  /// Units that are refractory, in the order in which they will be released: a ring.
  let held: Column<Int32>
  var firstHeld = 0, heldCount = 0
  /// Units whose budget was used up at this instant.
  let flagged: Column<Int32>
  var flaggedCount = 0
  /// Bounds of all units at this instant, found at once, and the input for which they hold.
  let newKeys: Column<Double>
  let newBudgets: Column<Double>
  /// Part of the present drive that input may add before a bound has to be found again; follows how
  /// often that happens.
  var margin = firstMargin
  static let firstMargin = 0.15
  /// From how many units on bounds are found at once.
  static let fewest = 16
  var reconsiderations = 0, refinements = 0
  /// Present factor by which synaptic time constants are shortened.
  var leak = 1.0
  /// Rows that reached all units so far.
  var denseArrivals = 0
  /// Arrivals at units so far: how soon the next one is due.
  var arrivals = 0
  var firstArrival = 0.0
  /// What was looked up last: factors, and the frame that they belong to.
  var looked = Frame.Values()
  var lookedOrigin = Double.nan, lookedLeak = 1.0
  /// How near a crossing must be for its exact time to be worth finding [ms].
  var nearness = 0.0

  init(name: String, count: Int, parameters: LIF) {
    self.name = name
    self.count = count
    self.parameters = parameters
    jumps = parameters.synapse == .jump
    if case .exponential(let e, let i) = parameters.synapse {
      splits = e != i
    } else {
      splits = false
    }
    hasLongPause = parameters.refractoryTime.value > 200 * parameters.membraneTimeConstant.value
    excitatoryScale = parameters.jumpScale(inhibitory: false)
    inhibitoryScale = parameters.jumpScale(inhibitory: true)
    response = parameters.response(leak: 1)
    frame = Frame(response, origin: 0, pause: parameters.refractoryTime.value)
    excitatory = Column(count, 0)
    inhibitory = Column(splits ? count : 0, 0)
    membrane = Column(count, 0)
    rest = Column(count, 0)
    currents = Column(count, 0)
    budget = Column(count, .infinity)
    kind = Column(count, .bound)
    stamp = Column(count, 0)
    keys = KeyQueue(count)
    releases = Column(count, -.infinity)
    released = Column(count, Frame.Values())
    remainder = Column(count, 0)
    lateness = Column(count, 0)
    held = Column(max(count, 1), 0)
    flagged = Column(2 * count + 8, 0)
    let isRenewedAtOnce = count >= Self.fewest && !jumps && !splits
    newKeys = Column(isRenewedAtOnce ? count : 0, 0)
    newBudgets = Column(isRenewedAtOnce ? count : 0, 0)
    reset(run: 0) { _ in nil }
  }

  var nextTime: Double { keys.least }
  private(set) var lastTime = 0.0

  func advance(to limit: Double) throws(SimulationError) -> Int? {
    while true {
      let unit = keys.winner, time = keys[unit]
      guard time <= limit else { return nil }
      let wasHeld = kind[unit] == .held
      moveFrame(to: time)
      if wasHeld && hasLongPause {
        placeAtReset(unit, frame.now)
        bound(unit, state(of: unit), at: time)
        continue
      }
      switch kind[unit] {
      case .exact where stamp[unit] == denseArrivals:
        fire(unit, at: time)
        lastTime = time
        return unit
      case .exact, .bound, .held:
        let state = state(of: unit)
        guard state.y.isFinite else {
          throw .notFinite(population: name, unit: unit, time: time)
        }
        if state.y >= 0 {
          remainder[unit] = lag(of: state)
          fire(unit, at: time)
          lastTime = time
          return unit
        }
        refine(unit, state, at: time)
      }
    }
  }

  func settle(at time: Double) throws(SimulationError) {
    guard flaggedCount > 0 else { return }
    if newKeys.count > 0 && flaggedCount >= Self.fewest && 16 * flaggedCount >= count {
      renewBounds(at: time)
    } else if flaggedCount > flagged.count {
      for unit in 0..<count where budget[unit] < 0 { try reconsider(unit, at: time) }
    } else {
      for k in 0..<flaggedCount {
        let unit = Int(flagged[k])
        if budget[unit] < 0 { try reconsider(unit, at: time) }
      }
    }
    flaggedCount = 0
  }

  private func reconsider(_ unit: Int, at time: Double) throws(SimulationError) {
    guard kind[unit] != .held else { return rebound(unit, at: time) }
    countLook(isReconsidered: true)
    let state = state(of: unit)
    guard state.y.isFinite else { throw .notFinite(population: name, unit: unit, time: time) }
    bound(unit, state, at: time)
  }

  var firstNotFinite: Int? {
    for unit in 0..<count {
      let sum = membrane[unit] + excitatory[unit] + rest[unit] + (splits ? inhibitory[unit] : 0)
      if !sum.isFinite { return unit }
    }
    return nil
  }

  // MARK: Spikes

  /// V := V_reset, held for t_ref, now or at its end.
  private func fire(_ unit: Int, at time: Double) {
    kind[unit] = .bound
    guard parameters.refractoryTime.value > 0 else {
      lateness[unit] = -remainder[unit]
      placeAtReset(unit, frame.now)
      bound(unit, state(of: unit), at: time)
      return
    }
    let end = Instant.sum(time, parameters.refractoryTime.value)
    releases[unit] = end
    lateness[unit] = (end - time) - parameters.refractoryTime.value - remainder[unit]
    held[(firstHeld + heldCount) % held.count] = Int32(truncatingIfNeeded: unit)
    heldCount += 1
    if hasLongPause {
      kind[unit] = .held
      budget[unit] = .infinity
      keys[unit] = end
      return
    }
    let then = frame.valuesAfterPause(at: end)
    released[unit] = then
    placeAtReset(unit, then)
    bound(unit, state(of: unit, then), at: end)
    kind[unit] = .held
  }

  /// The crossing minus now [ms], by one step of Newton, of a unit at which a bound of the crossing came due with
  /// y just above threshold. A jump crosses at its own time.
  private func lag(of state: LIFResponse.State) -> Double {
    let current = state.excitatory + state.inhibitory
    let slope =
      response.elastance * current - response.membraneRate * (state.y - state.rest)
    return jumps || !(slope > 0) ? 0 : -state.y / slope
  }

  /// Releases the units whose refractoriness ends at the instant `time` or before.
  @inline(__always)
  private func release(until time: Double) {
    let last = Instant.end(of: time)
    while heldCount > 0, releases[Int(held[firstHeld])] <= last {
      let unit = Int(held[firstHeld])
      // After a long pause that is for its own event to do.
      if kind[unit] == .held && !hasLongPause { kind[unit] = .bound }
      firstHeld = firstHeld + 1 == held.count ? 0 : firstHeld + 1
      heldCount -= 1
    }
  }

  /// Puts a refractory unit back on the course on which it is at V_reset when it is released.
  func hold(_ unit: Int) {
    if hasLongPause { return }
    placeAtReset(unit, released[unit])
  }

  /// Sets c so that the unit is at V_reset at the exact end of refractoriness, which `then` stands for up to
  /// `lateness`.
  @inline(__always)
  private func placeAtReset(_ unit: Int, _ then: Frame.Values) {
    let y = parameters.reset - parameters.threshold
    let current =
      excitatory[unit] * then.excitatory + (splits ? inhibitory[unit] * then.inhibitory : 0)
    let slope = response.elastance * current - response.membraneRate * (y - rest[unit])
    place(unit, y: y + lateness[unit] * slope, then)
  }

  /// The same for all refractory units.
  func holdAll() {
    for k in 0..<heldCount { hold(Int(held[(firstHeld + k) % held.count])) }
  }

  /// Gives a unit, refractory or not, a bound anew: from now, or from the end of refractoriness on.
  func rebound(_ unit: Int, at time: Double) {
    if kind[unit] == .held {
      // The queue may have been emptied: the key is set again.
      if hasLongPause { return keys[unit] = releases[unit] }
      bound(unit, state(of: unit, released[unit]), at: releases[unit])
      kind[unit] = .held
    } else {
      bound(unit, state(of: unit), at: time)
    }
  }

  // MARK: State

  /// Brings the frame's factors to `time`, with a new origin when the old one is too far.
  @inline(__always)
  func moveFrame(to time: Double) {
    // Somebody may have looked at this very moment: that moves the frame, but leaves its origin.
    release(until: time)
    if frame.isStale(at: time) {
      rebase(at: time)
    } else if frame.now.time != time {
      frame.move(to: time)
    }
  }

  /// The state of a unit at the frame's present moment.
  @inline(__always)
  func state(of unit: Int) -> LIFResponse.State { state(of: unit, frame.now) }

  /// The state of a unit at another moment of the frame.
  @inline(__always)
  func state(of unit: Int, _ now: Frame.Values) -> LIFResponse.State {
    let e = excitatory[unit], i = splits ? inhibitory[unit] : 0
    let y =
      rest[unit] + membrane[unit] * now.membrane + e * now.excitatoryPotential
      + i * now.inhibitoryPotential
    return LIFResponse.State(
      y: y, excitatory: e * now.excitatory, inhibitory: i * now.inhibitory, rest: rest[unit])
  }

  /// Sets c so that the unit's y has this value at a moment of the frame.
  @inline(__always)
  func place(_ unit: Int, y: Double, _ now: Frame.Values) {
    let synaptic =
      excitatory[unit] * now.excitatoryPotential
      + (splits ? inhibitory[unit] * now.inhibitoryPotential : 0)
    membrane[unit] = (y - rest[unit] - synaptic) / now.membrane
  }

  /// Gives the frame a new origin at `time`, and the response if one is given.
  func rebase(at time: Double, response new: LIFResponse? = nil) {
    frame.move(to: time)
    let old = frame.now
    if let new { response = new }
    frame = Frame(response, origin: time, pause: parameters.refractoryTime.value)
    let start = frame.now
    for unit in 0..<count {
      let e = excitatory[unit], i = splits ? inhibitory[unit] : 0
      let transient =
        membrane[unit] * old.membrane + e * old.excitatoryPotential + i * old.inhibitoryPotential
      let eNow = e * old.excitatory, iNow = i * old.inhibitory
      excitatory[unit] = eNow
      if splits { inhibitory[unit] = iNow }
      membrane[unit] =
        transient - eNow * start.excitatoryPotential - iNow * start.inhibitoryPotential
    }
    for k in 0..<heldCount {
      let unit = Int(held[(firstHeld + k) % held.count])
      released[unit] = frame.values(at: releases[unit])
    }
    if new != nil { holdAll() }
  }
}

/// What the key of a unit stands for.
enum KeyKind: UInt8, BitwiseCopyable {
  /// A lower bound of the next crossing.
  case bound
  /// The next crossing, if nothing arrives before.
  case exact
  /// A lower bound of the next crossing, of a unit that is refractory.
  case held
}

extension LIF {
  /// The closed form of these parameters, synaptic time constants divided by `leak`.
  func response(leak: Double) -> LIFResponse {
    let m = 1 / membraneTimeConstant.value
    guard case .exponential(let e, let i) = synapse else {
      return LIFResponse(
        membraneRate: m, excitatoryRate: 2 * m, inhibitoryRate: 2 * m, elastance: 1 / capacitance)
    }
    return LIFResponse(
      membraneRate: m, excitatoryRate: leak / e.value, inhibitoryRate: leak / i.value,
      elastance: 1 / capacitance)
  }

  /// V_inf - theta under the constant current `current`.
  func rest(current: Double) -> Double {
    rest - threshold + current * (membraneTimeConstant.value / capacitance)
  }
}
