import Networks
import Quantities

/// A population of membranes given by equations: their events, inputs and states. Its subclasses move the states.
///
/// The state of each unit is known at its clock. Its key is its next crossing, the end of its refractory time, or a time
/// up to which it does not fire.
class MembraneKernel: NudgedKernel {
  final let name: String
  final let count: Int
  final let dimension: Int
  final let context: MembraneContext
  /// The columns of the state; with `keys`, `touched` and those of a subclass they are all of it.
  private let columns: ColumnSet
  /// The state of each unit at its clock; `dimension` values each.
  final let states: Column<Double>
  /// The time of each unit's state [ms].
  final let clocks: Column<Double>
  /// The exact time of each unit's state minus its clock, and of its key minus the key [ms]. These are rounding errors,
  /// which do not add up over many spikes because they are stored.
  final let offsets: Column<Double>
  final let keyOffsets: Column<Double>
  final let currents: Column<Double>
  /// The slope of each unit's constant current, and the time at which it has the value in `currents`; empty unless
  /// currents are ramps.
  final let slopes: Column<Double>
  final let origins: Column<Double>
  final let kind: Column<MembraneKey>
  /// True if the present stay above the threshold was counted as a spike; for membranes without a reset.
  final let isCounted: Column<Bool>
  private var keys: KeyQueue
  /// A buffer for one state.
  final let scratch: Column<Double>
  /// Units that received input at this instant.
  final var touched: [Int32] = []
  /// The tolerance below the threshold [mV or 1]: jumps of V whose exact sum is the threshold may miss it by this
  /// rounding error, as in `LIFKernel`.
  private let slack: Double
  private let initial: LIF?
  /// The factors of positive and negative weights: 1, or one by the charge of a spike where weights are charges.
  private let positiveScale: Double, negativeScale: Double
  /// The current [pA or 1] for a value of 1 of each receptor's variable; NaN where it is not known.
  final let currentsOfReceptors: [Double]
  /// The divisor of the synaptic time constants before the last change.
  final var leakBefore = 1.0

  /// The ways to receptors with names.
  private let routes: ReceptorRoutes

  /// - Parameters:
  ///   - charges: The charge of one spike through each receptor, where weights are charges.
  ///   - routes: The ways to receptors with names.
  ///   - hasRamps: True if constant currents are ramps.
  init(
    name: String, count: Int, equations: any MembraneEquations, context: MembraneContext,
    charges: [Double]?, routes: ReceptorRoutes = .none, hasRamps: Bool = false
  ) {
    self.routes = routes
    positiveScale = 1 / (charges?.first ?? 1)
    negativeScale = 1 / (charges?.last ?? 1)
    currentsOfReceptors = context.receptors.enumerated().map { k, receptor in
      let charge =
        charges?[k]
        ?? (context.areCurrents[k] ? receptor.timeConstant.value * receptor.amount : .nan)
      return receptor.polarity * charge / (receptor.timeConstant.value * receptor.amount)
    }
    self.name = name
    self.count = count
    dimension = equations.dimension
    initial = (equations as? LIFEquations)?.membrane
    let range = equations.hasReset ? equations.threshold - equations.reset : equations.threshold
    slack = 1e-13 * range.magnitude
    self.context = context
    var columns = ColumnSet()
    states = columns.column(count * dimension, 0)
    clocks = columns.column(count, 0)
    offsets = columns.column(count, 0)
    keyOffsets = columns.column(count, 0)
    currents = columns.column(count, equations.current)
    slopes = columns.column(hasRamps ? count : 0, 0)
    origins = columns.column(hasRamps ? count : 0, 0)
    kind = columns.column(count, .trial)
    // A membrane without a reset that begins above its threshold has not crossed it.
    isCounted = columns.column(count, !equations.hasReset)
    self.columns = columns
    keys = KeyQueue(count)
    scratch = Column(dimension, 0)
  }

  // MARK: Motion, by subclasses

  /// Prepares the first prediction of a unit at t = 0. If the subclass predicts nothing, the unit's first event does.
  func begin(_ unit: Int) throws(SimulationError) { keys[unit] = 0 }
  /// Moves a unit's state to the exact time `time` + `offset`.
  func move(_ unit: Int, to time: Double, offset: Double) throws(SimulationError) {
    preconditionFailure("A subclass has it.")
  }
  /// Moves a unit's state to its key, which is due at `time`.
  func arrive(_ unit: Int, at time: Double) throws(SimulationError) {
    preconditionFailure("A subclass has it.")
  }
  /// The kind of the next key of a unit below the threshold, and the time until then [ms].
  func seek(_ unit: Int) throws(SimulationError) -> (kind: MembraneKey, wait: Double) {
    preconditionFailure("A subclass has it.")
  }
  /// Moves the state in `scratch`, which is a unit's, by `length`; returns false on failure.
  func read(_ unit: Int, after length: Double) -> Bool {
    preconditionFailure("A subclass has it.")
  }
  /// Prepares a unit for an arrival at `time`, which is not before its clock.
  func receives(_ unit: Int, at time: Double) throws(SimulationError) {
    try move(unit, to: time, offset: 0)
  }
  /// Takes note that a unit is at the threshold already.
  func stands(_ unit: Int) {}
  /// Throws if a unit's state is not finite.
  func check(_ unit: Int) throws(SimulationError) {}
  /// Takes note of a new leak, with the states at the present moment.
  func changedLeak() {}

  /// The time from a unit's state to the exact time `time` + `offset` [ms]; nil if that has come already, with the clock
  /// set to it. For subclasses whose states move in closed form.
  final func span(of unit: Int, to time: Double, offset: Double) -> Double? {
    let length = (time - clocks[unit]) + (offset - offsets[unit])
    if length > 0 { return length }
    let now = max(time, clocks[unit])
    offsets[unit] -= now - clocks[unit]
    clocks[unit] = now
    return nil
  }

  /// Takes note that a unit's state is that of the exact time `time` + `offset`.
  final func setClock(of unit: Int, to time: Double, offset: Double) {
    let now = max(time, clocks[unit])
    clocks[unit] = now
    offsets[unit] = offset + (time - now)
  }

  // MARK: Events

  final var nextTime: Double { keys.least }
  final private(set) var lastTime = 0.0

  final func advance(to limit: Double) throws(SimulationError) -> Int? {
    var trials = TrialCount()
    while true {
      let unit = keys.winner, time = keys.least
      guard time <= limit else { return nil }
      try arrive(unit, at: time)
      switch kind[unit] {
      case .crossing:
        fire(unit, at: time)
        try predict(unit)
        lastTime = time
        return unit
      case .release:
        kind[unit] = .trial
        states[unit * dimension] = context.reset
      case .trial: try trials.count(unit, of: self, at: time)
      }
      try predict(unit)
    }
  }

  private func fire(_ unit: Int, at time: Double) {
    let equations = context
    states.withMutableSpan(unit * dimension, dimension) { y in
      if equations.hasReset { y[0] = equations.reset }
      equations.fire(&y)
    }
    isCounted[unit] = !equations.hasReset
    let rest = equations.refractoryTime
    kind[unit] = rest > 0 ? .release : .trial
    guard rest > 0 else { return }
    let end = Instant.sum(time, rest)
    keys[unit] = end
    keyOffsets[unit] = (time - end) + rest + offsets[unit]
  }

  /// Sets the unit's key.
  final func predict(_ unit: Int) throws(SimulationError) {
    if kind[unit] == .release { return }
    let now = clocks[unit]
    if states[unit * dimension] < context.threshold {
      isCounted[unit] = false
    } else if !isCounted[unit] {
      stands(unit)
      kind[unit] = .crossing
      keys[unit] = now
      keyOffsets[unit] = offsets[unit]
      return
    }
    let next = try seek(unit)
    kind[unit] = next.kind
    guard next.wait < .infinity else {
      keys[unit] = .infinity
      return
    }
    let key = now + (next.wait + offsets[unit])
    keys[unit] = key
    keyOffsets[unit] = (now - key) + next.wait + offsets[unit]
  }

  // MARK: Input

  final func receive(
    dense weights: UnsafePointer<Double>, _ effect: SpikeEffect, at time: Double
  ) throws(SimulationError) {
    if let route = effect.route {
      for unit in 0..<count {
        try receive(unit, unsafe weights[unit] * effect.scale, through: route, at: time)
      }
      return
    }
    for unit in 0..<count { try receive(unit, scaled(unsafe weights[unit], effect), at: time) }
  }

  /// The weight in the unit of the membrane.
  @inline(__always)
  private func scaled(_ weight: Double, _ effect: SpikeEffect) -> Double {
    weight * (effect.scale * (weight < 0 ? negativeScale : positiveScale))
  }

  final func receive(
    targets: UnsafePointer<Int32>, weights: UnsafePointer<Double>, order: UnsafePointer<Int32>?,
    count targetCount: Int, _ effect: SpikeEffect, at time: Double
  ) throws(SimulationError) {
    for k in 0..<targetCount {
      let weight = unsafe order.map { unsafe weights[Int($0[k])] } ?? weights[k]
      if let route = effect.route {
        unsafe try receive(Int(targets[k]), weight * effect.scale, through: route, at: time)
      } else {
        unsafe try receive(Int(targets[k]), scaled(weight, effect), at: time)
      }
    }
  }

  /// A spike of this weight arrives at a unit.
  func receive(_ unit: Int, _ weight: Double, at time: Double) throws(SimulationError) {
    let equations = context
    guard weight != 0 || equations.feelsWeightZero else { return }
    try act(on: unit, at: time) { y in equations.receive(weight: weight, &y) }
  }

  /// A spike of this weight arrives at receptors of a unit.
  private func receive(
    _ unit: Int, _ weight: Double, through route: Int, at time: Double
  ) throws(SimulationError) {
    let equations = context
    guard weight != 0 || equations.feelsWeightZero else { return }
    let first = route * routes.receptors
    try act(on: unit, at: time) { y in
      for k in 0..<routes.receptors where routes.jumps[first + k] != 0 {
        equations.receive(weight: weight * routes.jumps[first + k], receptor: k, &y)
      }
    }
  }

  /// Changes the state of a unit by an arrival. V stays while it is held.
  @inline(__always)
  private func act(
    on unit: Int, at time: Double, _ change: (inout MutableSpan<Double>) -> Void
  ) throws(SimulationError) {
    try receives(unit, at: time)
    let isHeld = kind[unit] == .release
    let threshold = context.threshold
    states.withMutableSpan(unit * dimension, dimension) { y in
      let potential = y[0]
      change(&y)
      if isHeld {
        y[0] = potential
      } else if y[0] != potential, y[0] < threshold, y[0] >= threshold - slack {
        y[0] = threshold
      }
    }
    touched.append(Int32(unit))
  }

  final func settle(at time: Double) throws(SimulationError) {
    for unit in touched {
      try check(Int(unit))
      try predict(Int(unit))
    }
    touched.removeAll(keepingCapacity: true)
  }

  // MARK: State

  func value(_ variable: String, of unit: Int, at time: Double) -> Double? {
    let k = context.variables.firstIndex(of: variable)
    let isDrive = k == nil && variable == "u" && !currentsOfReceptors.isEmpty
    guard k != nil || isDrive else { return nil }
    load(unit)
    let length = (time - clocks[unit]) - offsets[unit]
    if time > clocks[unit], length > 0, !read(unit, after: length) { return .nan }
    if let k { return scratch[k] }
    var drive = currents[unit]
    if slopes.count > 0 { drive += slopes[unit] * (time - origins[unit]) }
    for (receptor, current) in zip(context.receptors, currentsOfReceptors) {
      drive += current * scratch[receptor.variable]
    }
    return drive.isNaN ? nil : drive
  }

  /// Copies the state of a unit to `scratch`.
  final func load(_ unit: Int) {
    for k in 0..<dimension { scratch[k] = states[unit * dimension + k] }
  }

  final var firstNotFinite: Int? {
    for k in 0..<states.count where !states[k].isFinite { return k / dimension }
    return nil
  }

  final func reset(run: Int, drawing draw: (Int) -> Double?) {
    keys.clear()
    do { try restart(drawing: draw) } catch {
      preconditionFailure(
        "The initial state could be integrated when the kernel was made: \(error)")
    }
  }

  final func restart(drawing draw: (Int) -> Double?) throws(SimulationError) {
    touched.removeAll(keepingCapacity: true)
    columns.reset()
    (context.leak, leakBefore) = (1, 1)
    let start = context.initialState
    for unit in 0..<count {
      for k in 0..<dimension { states[unit * dimension + k] = start[k] }
      switch initial?.initial {
      case .uniform(let low, let high):
        states[unit * dimension] = low + (high - low) * (draw(unit) ?? 0)
      case .perUnit(let values): states[unit * dimension] = values[unit]
      case .value, nil: break
      }
      try begin(unit)
    }
  }

  func copy(from other: any PopulationKernel) {
    guard let other = other as? MembraneKernel, other.count == count else {
      preconditionFailure("A state can only be copied between equal networks.")
    }
    columns.copy(from: other.columns)
    (context.leak, leakBefore) = (other.context.leak, other.leakBefore)
    keys.copy(from: other.keys)
    touched = other.touched
  }
}
