import Networks
import Quantities
import Solvers

/// A population whose membranes are integrated numerically.
///
/// The state of each unit is known at its `clock`. From there a trial integration runs to the next crossing, or as far
/// as the unit's look-ahead; the time of its end is the unit's key. An arrival before the key discards the trial and
/// integrates the known state to the arrival. Look-aheads adapt to the frequency of discarded trials.
///
/// Times of an integration are relative to the clock of its unit, so that late times are as accurate as early ones. The
/// rounding errors of clocks and keys are stored and do not add up over many spikes. If V diverges before it reaches
/// the threshold, `Upstroke` completes the integration.
final class MembraneKernel: PopulationKernel {
  let name: String
  let count: Int
  let dimension: Int
  let context: MembraneContext
  private var solver: ODESolver
  private let upstroke: Upstroke
  /// The columns of the state; with `keys` and `touched` they are all of it.
  private let columns: ColumnSet
  /// The state of each unit at its clock, and at the end of its trial; `dimension` values each.
  private let states: Column<Double>
  private let trials: Column<Double>
  private let clocks: Column<Double>
  /// The exact time of each unit's state minus its clock, and of its key minus the key [ms]: rounding errors.
  private let offsets: Column<Double>
  private let keyOffsets: Column<Double>
  private let currents: Column<Double>
  private let stepSizes: Column<Double>
  private let lookAheads: Column<Double>
  private let kind: Column<MembraneKey>
  /// True if the present stay above the threshold was counted as a spike; for membranes without a reset.
  private let isCounted: Column<Bool>
  private var keys: KeyQueue
  let scratch: Column<Double>
  /// Units that received input at this instant.
  private var touched: [Int32] = []
  /// The shortest step in t before an `Upstroke` takes over [ms].
  private static let shortestStep = 1e-12
  private let initial: LIF?
  private let baseCurrent: Double

  /// The reason that a population cannot be integrated; nil if it can, or need not.
  static func refusal(of population: Population) -> SimulationError? {
    guard case .membrane(let equations, let integration) = population.units,
      Stepper(rawValue: integration.stepper) == nil,
      !(equations is ConductanceLIF && integration == .exact)
    else { return nil }
    return unknownStepper(integration, of: population.name)
  }

  private static func unknownStepper(_ integration: Integration, of name: String) -> SimulationError
  {
    .unknownStepper(
      population: name, name: integration.stepper, known: Stepper.allCases.map(\.rawValue))
  }

  init(name: String, count: Int, equations: any MembraneEquations, integration: Integration)
    throws(SimulationError)
  {
    guard let stepper = Stepper(rawValue: integration.stepper) else {
      throw Self.unknownStepper(integration, of: name)
    }
    self.name = name
    self.count = count
    dimension = equations.dimension
    initial = (equations as? LIFEquations)?.membrane
    baseCurrent = equations.current
    let context = MembraneContext.of(equations)
    self.context = context
    let tolerance = ODETolerance(
      absolute: integration.absoluteTolerance, relative: integration.relativeTolerance)
    do {
      solver = try ODESolver(
        dimension: dimension, stepper: stepper, tolerance: tolerance, stepSize: 0.01
      ) { _, y, dydt in
        context.derivatives(y, &dydt)
        if context.isHeld { dydt[0] = 0 }
      }
      upstroke = try Upstroke(context, dimension: dimension, tolerance: tolerance)
    } catch {
      throw .integration(population: name, unit: 0, time: 0, reason: "\(error)")
    }
    var columns = ColumnSet()
    states = columns.column(count * dimension, 0)
    trials = columns.column(count * dimension, 0)
    clocks = columns.column(count, 0)
    offsets = columns.column(count, 0)
    keyOffsets = columns.column(count, 0)
    currents = columns.column(count, equations.current)
    stepSizes = columns.column(count, 0.01)
    lookAheads = columns.column(count, 1)
    kind = columns.column(count, .trial)
    isCounted = columns.column(count, false)
    self.columns = columns
    keys = KeyQueue(count)
    scratch = Column(dimension, 0)
    try restart { _ in nil }
  }

  var nextTime: Double { keys.least }
  private(set) var lastTime = 0.0

  func advance(to limit: Double) throws(SimulationError) -> Int? {
    while true {
      let unit = keys.winner, time = keys.least
      guard time <= limit else { return nil }
      switch kind[unit] {
      case .crossing:
        takeTrial(unit, at: time)
        fire(unit, at: time)
        try predict(unit)
        lastTime = time
        return unit
      case .trial:
        takeTrial(unit, at: time)
        lookAheads[unit] = min(2 * lookAheads[unit], 20)
        try predict(unit)
      case .release:
        try integrate(unit, to: time, offset: keyOffsets[unit])
        kind[unit] = .trial
        states[unit * dimension] = context.reset
        try predict(unit)
      }
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

  /// Makes the end of the trial, which is due now, the state of the unit.
  private func takeTrial(_ unit: Int, at time: Double) {
    for k in 0..<dimension { states[unit * dimension + k] = trials[unit * dimension + k] }
    clocks[unit] = time
    offsets[unit] = keyOffsets[unit]
  }

  /// Integrates the unit's known state to the exact time `time` + `offset`.
  private func integrate(
    _ unit: Int, to time: Double, offset: Double = 0
  ) throws(SimulationError) {
    guard time > clocks[unit] else { return }
    let length = (time - clocks[unit]) + (offset - offsets[unit])
    if length > 0 {
      for k in 0..<dimension { scratch[k] = states[unit * dimension + k] }
      _ = try run(unit, for: length, seeksCrossing: false)
      for k in 0..<dimension { states[unit * dimension + k] = scratch[k] }
      if scratch[0] < context.threshold { isCounted[unit] = false }
    }
    clocks[unit] = time
    offsets[unit] = offset - min(length, 0)
  }

  /// Runs a trial integration and sets the unit's key.
  private func predict(_ unit: Int) throws(SimulationError) {
    if kind[unit] == .release { return }
    for k in 0..<dimension { scratch[k] = states[unit * dimension + k] }
    if scratch[0] < context.threshold {
      isCounted[unit] = false
    } else if !isCounted[unit] {
      for k in 0..<dimension { trials[unit * dimension + k] = scratch[k] }
      kind[unit] = .crossing
      keys[unit] = clocks[unit]
      keyOffsets[unit] = offsets[unit]
      return
    }
    let start = clocks[unit]
    var wait = lookAheads[unit]
    kind[unit] = .trial
    if case .crossed(let time) = try run(unit, for: wait, seeksCrossing: true) {
      kind[unit] = .crossing
      wait = time
    }
    for k in 0..<dimension { trials[unit * dimension + k] = scratch[k] }
    let key = start + (wait + offsets[unit])
    keys[unit] = key
    keyOffsets[unit] = (start - key) + wait + offsets[unit]
  }

  /// Integrates `scratch` from the unit's exact time for `length`, or to its crossing; the outcome's time is relative
  /// to the start.
  private func run(
    _ unit: Int, for length: Double, seeksCrossing: Bool
  ) throws(SimulationError) -> AdvanceOutcome {
    context.current = currents[unit]
    context.isHeld = kind[unit] == .release
    let threshold = context.threshold
    solver.reset()
    solver.stepSize = stepSizes[unit]
    var time = 0.0
    var failure: SolverError?
    var outcome = AdvanceOutcome.reached(length)
    let isBelow = !isCounted[unit]
    scratch.withMutableSpan(0, dimension) { y in
      for shortest in [Self.shortestStep, 0] {
        // Shorter steps are the last resort, if an upstroke is not possible.
        solver.minimumStep = shortest
        do throws(SolverError) {
          if seeksCrossing {
            outcome = try solver.advance(
              &y, time: &time, to: length, component: 0, threshold: threshold)
          } else {
            try solver.advance(&y, time: &time, to: length)
          }
          failure = nil
          return
        } catch {
          if !context.isHeld,
            let climbed = upstroke.climb(&y, within: length - time, mayHavePassed: isBelow)
          {
            outcome = climbed
            if case .crossed(let rest) = climbed { outcome = .crossed(time + rest) }
            return
          }
          failure = error
          // V is above the threshold, but the crossing could not be located: it is an error, not to be integrated over.
          if isBelow && y[0] >= threshold { return }
        }
      }
    }
    if let failure {
      throw .integration(
        population: name, unit: unit, time: clocks[unit] + time, reason: reason(failure))
    }
    stepSizes[unit] = max(solver.stepSize, 1e-6)
    return outcome
  }

  // MARK: Input

  func receive(dense weights: UnsafePointer<Double>, at time: Double) throws(SimulationError) {
    for unit in 0..<count { try receive(unit, unsafe weights[unit], at: time) }
  }

  func receive(
    targets: UnsafePointer<Int32>, weights: UnsafePointer<Double>, order: UnsafePointer<Int32>?,
    count targetCount: Int, at time: Double
  ) throws(SimulationError) {
    for k in 0..<targetCount {
      let weight = unsafe order.map { unsafe weights[Int($0[k])] } ?? weights[k]
      unsafe try receive(Int(targets[k]), weight, at: time)
    }
  }

  private func receive(_ unit: Int, _ weight: Double, at time: Double) throws(SimulationError) {
    guard weight != 0 || context.feelsWeightZero else { return }
    if clocks[unit] < time {
      if kind[unit] != .release { lookAheads[unit] = max(0.7 * lookAheads[unit], 0.01) }
      try integrate(unit, to: time)
    }
    let equations = context
    let isHeld = kind[unit] == .release
    let threshold = context.threshold, slack = slack
    states.withMutableSpan(unit * dimension, dimension) { y in
      let potential = y[0]
      equations.receive(weight: weight, &y)
      if isHeld {
        y[0] = potential
      } else if y[0] != potential, y[0] < threshold, y[0] >= threshold - slack {
        y[0] = threshold
      }
    }
    touched.append(Int32(unit))
  }

  /// The tolerance below the threshold [mV or 1]: jumps of V whose exact sum is the threshold may miss it by this
  /// rounding error, as in `LIFKernel`.
  private var slack: Double {
    let range = context.hasReset ? context.threshold - context.reset : context.threshold
    return 1e-13 * range.magnitude
  }

  func settle(at time: Double) throws(SimulationError) {
    for unit in touched { try predict(Int(unit)) }
    touched.removeAll(keepingCapacity: true)
  }

  var firstNotFinite: Int? {
    for k in 0..<states.count where !states[k].isFinite { return k / dimension }
    return nil
  }

  func setCurrents(_ values: [Double], at time: Double) throws(SimulationError) {
    guard values.count == count else {
      throw .count(what: "currents of '\(name)'", found: values.count, expected: count)
    }
    for unit in 0..<count {
      guard values[unit].isFinite else {
        throw .notFinite(population: name, unit: unit, time: time)
      }
      try integrate(unit, to: time)
      currents[unit] = values[unit]
      try predict(unit)
    }
  }

  func value(_ variable: String, of unit: Int, at time: Double) -> Double? {
    guard let k = context.variables.firstIndex(of: variable) else { return nil }
    for i in 0..<dimension { scratch[i] = states[unit * dimension + i] }
    let stepSize = stepSizes[unit]
    let length = (time - clocks[unit]) - offsets[unit]
    if time > clocks[unit], length > 0 {
      guard (try? run(unit, for: length, seeksCrossing: false)) != nil else { return .nan }
    }
    stepSizes[unit] = stepSize
    return scratch[k]
  }

  // MARK: State

  func reset(run: Int, drawing draw: (Int) -> Double?) {
    keys.clear()
    do { try restart(drawing: draw) } catch {
      preconditionFailure(
        "The initial state could be integrated when the kernel was made: \(error)")
    }
  }

  private func restart(drawing draw: (Int) -> Double?) throws(SimulationError) {
    touched.removeAll(keepingCapacity: true)
    for unit in 0..<count {
      let start = context.initialState
      for k in 0..<dimension { states[unit * dimension + k] = start[k] }
      switch initial?.initial {
      case .uniform(let low, let high):
        states[unit * dimension] = low + (high - low) * (draw(unit) ?? 0)
      case .perUnit(let values): states[unit * dimension] = values[unit]
      case .value, nil: break
      }
      clocks[unit] = 0
      offsets[unit] = 0
      keyOffsets[unit] = 0
      currents[unit] = baseCurrent
      stepSizes[unit] = 0.01
      lookAheads[unit] = 1
      kind[unit] = .trial
      // A membrane without a reset that begins above its threshold has not crossed it.
      isCounted[unit] = !context.hasReset
      try predict(unit)
    }
  }

  func copy(from other: any PopulationKernel) {
    guard let other = other as? MembraneKernel, other.count == count else {
      preconditionFailure("A state can only be copied between equal networks.")
    }
    columns.copy(from: other.columns)
    keys.copy(from: other.keys)
    touched = other.touched
  }
}

/// The meaning of the key of an integrated unit.
enum MembraneKey: UInt8, BitwiseCopyable {
  /// The end of the trial, without an event.
  case trial
  /// The next crossing, if no input arrives before.
  case crossing
  /// The end of the refractory time.
  case release
}
