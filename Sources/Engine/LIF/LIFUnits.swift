import Networks
import Quantities

/// The constants of a population of LIF units.
struct LIFPopulation {
  let name: String
  let count: Int
  let parameters: LIF
  /// True if spikes act on the potential at once instead of through currents.
  let jumps: Bool
  /// True if positive and negative weights have separate currents.
  let splits: Bool
  /// True if t_ref > 200 tau_m, where exp(t_ref / tau_m) may overflow: units are then put at V_reset when they are
  /// released, by an event.
  let hasLongPause: Bool
  /// Jumps of the currents by a spike of weight 1 and scale 1: 1, or 1 / tau where weights are charges.
  let excitatoryScale: Double, inhibitoryScale: Double
  /// True if many bounds are computed at once, by a kernel for one kind of current.
  let findsBoundsAtOnce: Bool
  /// The number of units from which on computing bounds at once is faster.
  static let fewest = 16

  /// - Parameter charges: The charge of one spike through each receptor, where weights are charges.
  init(name: String, count: Int, parameters: LIF, charges: [Double]? = nil) {
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
    excitatoryScale = 1 / (charges?[0] ?? 1)
    inhibitoryScale = 1 / (charges?[1] ?? 1)
    findsBoundsAtOnce = count >= Self.fewest && !jumps && !splits
  }

  /// tau_m [ms].
  var timeConstant: Double { parameters.membraneTimeConstant.value }
  /// t_ref [ms].
  var pause: Double { parameters.refractoryTime.value }
}

/// The whole state of a population of LIF units, and its changes.
///
/// A copy takes over `shared`, `columns` and `keys`, and a reset begins them anew. A new field of `Shared`, or a new
/// column made by `columns`, is therefore part of both.
struct LIFUnits: ~Copyable {
  let population: LIFPopulation
  var shared: Shared
  private let columns: ColumnSet

  // For each unit, in the frame: a_ex, a_in (if split), c, and y_inf = V_inf - theta.
  let excitatory: Column<Double>
  let inhibitory: Column<Double>
  let membrane: Column<Double>
  let rest: Column<Double>
  /// Constant currents I_e [pA or 1].
  let currents: Column<Double>

  /// The time of the next event of each unit [ms].
  var keys: KeyQueue
  /// The kind of each key.
  let kind: Column<KeyKind>
  /// The excitatory input that each key still allows.
  let budget: Column<Double>
  /// For exact crossings, the count of dense arrivals for which they hold.
  let stamp: Column<Int>
  /// Units whose budget was spent at this instant.
  let spent: Column<Int32>
  /// Bounds of all units, computed at once, and their budgets: buffers, which are not part of the state.
  let newKeys: Column<Double>
  let newBudgets: Column<Double>

  /// The times at which units are released from refractoriness [ms].
  let releases: Column<Double>
  /// The frame's factors at the release of units that are refractory.
  let released: Column<Frame.Values>
  /// A ring of the refractory units, in the order of their release.
  let held: Column<Int32>
  /// Exact crossing minus its key, and `releases` minus the exact end of refractoriness [ms]. Both are rounding
  /// errors, which are kept so that they do not add up over many spikes.
  let remainder: Column<Double>
  let lateness: Column<Double>

  /// The part of the state that all units share.
  struct Shared: BitwiseCopyable {
    var response: LIFResponse
    var frame: Frame
    /// The present divisor of the synaptic time constants.
    var leak = 1.0
    /// The divisor before the last change.
    var leakBefore = 1.0
    var margin = Margin()
    var pace: ArrivalPace
    /// Number of rows so far that reached all units.
    var denseArrivals = 0
    /// The number of units that spent their budget at this instant; if `spent` cannot hold them, all units are checked.
    var spentCount = 0
    /// The beginning of the ring `held`, and the number of units in it.
    var firstHeld = 0, heldCount = 0
    /// The time of the last spike [ms].
    var lastTime = 0.0

    /// The state at t = 0.
    init(_ population: LIFPopulation) {
      response = population.parameters.response(leak: 1)
      frame = Frame(response, origin: 0, pause: population.pause)
      pace = ArrivalPace(timeConstant: population.timeConstant)
    }
  }

  /// The state at t = 0, initial potentials drawn.
  init(_ population: LIFPopulation, drawing draw: (Int) -> Double?) {
    self.population = population
    let count = population.count, parameters = population.parameters
    shared = Shared(population)
    var columns = ColumnSet()
    excitatory = columns.column(count, 0)
    inhibitory = columns.column(population.splits ? count : 0, 0)
    membrane = columns.column(count, 0)
    rest = columns.column(count, parameters.rest(current: parameters.current))
    currents = columns.column(count, parameters.current)
    keys = KeyQueue(count)
    kind = columns.column(count, .bound)
    budget = columns.column(count, .infinity)
    stamp = columns.column(count, 0)
    spent = columns.column(2 * count + 8, 0)
    newKeys = Column(population.findsBoundsAtOnce ? count : 0, 0)
    newBudgets = Column(population.findsBoundsAtOnce ? count : 0, 0)
    releases = columns.column(count, -.infinity)
    released = columns.column(count, Frame.Values())
    held = columns.column(max(count, 1), 0)
    remainder = columns.column(count, 0)
    lateness = columns.column(count, 0)
    self.columns = columns
    begin(drawing: draw)
  }

  /// Returns to t = 0 with new initial potentials, without allocation.
  mutating func reset(drawing draw: (Int) -> Double?) {
    shared = Shared(population)
    columns.reset()
    keys.reset()
    begin(drawing: draw)
  }

  private mutating func begin(drawing draw: (Int) -> Double?) {
    let parameters = population.parameters
    for unit in 0..<population.count {
      let initial: Double =
        switch parameters.initial {
        case .value(let v): v
        case .uniform(let low, let high): low + (high - low) * (draw(unit) ?? 0)
        case .perUnit(let values): values[unit]
        }
      place(unit, y: initial - parameters.threshold, shared.frame.now)
      setBound(unit, state(of: unit), at: 0)
    }
  }

  /// Takes over the whole state of another population that is described alike.
  mutating func copy(from other: borrowing LIFUnits) {
    shared = other.shared
    columns.copy(from: other.columns)
    keys.copy(from: other.keys)
  }

  /// The first unit whose state is infinite or NaN.
  var firstNotFinite: Int? {
    for unit in 0..<population.count {
      let sum =
        membrane[unit] + excitatory[unit] + rest[unit] + (population.splits ? inhibitory[unit] : 0)
      if !sum.isFinite { return unit }
    }
    return nil
  }

  // MARK: The frame

  /// Moves the frame's factors to `time`, with a new origin if the old one is too far in the past, and releases units
  /// that are due.
  @inline(__always)
  mutating func moveFrame(to time: Double) {
    // Units are released even if the frame is at `time` already.
    release(until: time)
    if shared.frame.isStale(at: time) {
      rebase(at: time)
    } else if shared.frame.now.time != time {
      shared.frame.move(to: time)
    }
  }

  /// The state of a unit at the frame's present moment.
  @inline(__always)
  func state(of unit: Int) -> LIFResponse.State { state(of: unit, shared.frame.now) }

  /// The state of a unit at another moment of the frame.
  @inline(__always)
  func state(of unit: Int, _ now: Frame.Values) -> LIFResponse.State {
    let e = excitatory[unit], i = population.splits ? inhibitory[unit] : 0
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
      + (population.splits ? inhibitory[unit] * now.inhibitoryPotential : 0)
    membrane[unit] = (y - rest[unit] - synaptic) / now.membrane
  }

  /// Gives the frame a new origin at `time`, and the response if one is given.
  mutating func rebase(at time: Double, response new: LIFResponse? = nil) {
    shared.frame.move(to: time)
    let old = shared.frame.now
    if let new { shared.response = new }
    shared.frame = Frame(shared.response, origin: time, pause: population.pause)
    let start = shared.frame.now
    let splits = population.splits
    for unit in 0..<population.count {
      let e = excitatory[unit], i = splits ? inhibitory[unit] : 0
      let transient =
        membrane[unit] * old.membrane + e * old.excitatoryPotential + i * old.inhibitoryPotential
      let eNow = e * old.excitatory, iNow = i * old.inhibitory
      excitatory[unit] = eNow
      if splits { inhibitory[unit] = iNow }
      membrane[unit] =
        transient - eNow * start.excitatoryPotential - iNow * start.inhibitoryPotential
    }
    for k in 0..<shared.heldCount {
      let unit = heldUnit(k)
      released[unit] = shared.frame.values(at: releases[unit])
    }
    if new != nil { aimHeldAtReset() }
  }

  /// The k-th of the refractory units.
  @inline(__always)
  func heldUnit(_ k: Int) -> Int { Int(held[(shared.firstHeld + k) % held.count]) }
}

extension LIF {
  /// The closed form of these parameters, synaptic time constants divided by `leak`.
  func response(leak: Double) -> LIFResponse {
    let m = 1 / membraneTimeConstant.value
    guard case .exponential(let e, let i) = synapse else {
      // Jumps of the potential; receptors with names have a kernel of their own.
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
