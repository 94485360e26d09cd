import Networks
import Quantities
import Solvers

/// A population whose membranes are integrated numerically.
///
/// From the known state of each unit a trial integration runs to the next crossing, or as far as the unit's look-ahead;
/// the time of its end is the unit's key. An arrival before the key discards the trial and integrates the known state to
/// the arrival. Look-aheads adapt to the frequency of discarded trials.
///
/// Times of an integration are relative to the clock of its unit, so that late times are as accurate as early ones. If V
/// diverges before it reaches the threshold, `Upstroke` completes the integration, with the current at its beginning.
final class IntegratedKernel: MembraneKernel {
  private var solver: ODESolver
  private let upstroke: Upstroke
  private let columns: ColumnSet
  /// The state of each unit at the end of its trial; `dimension` values each.
  private let trials: Column<Double>
  private let stepSizes: Column<Double>
  private let lookAheads: Column<Double>
  /// The shortest step in t before an `Upstroke` takes over [ms].
  private static let shortestStep = 1e-12

  /// The reason that a population cannot be integrated; nil if it can, or need not.
  static func refusal(of population: Population) -> SimulationError? {
    guard case .membrane(let equations, let integration) = population.units,
      Stepper(rawValue: integration.stepper) == nil,
      integration != equations.ownIntegration
    else { return nil }
    return unknownStepper(integration, of: population.name)
  }

  private static func unknownStepper(_ integration: Integration, of name: String) -> SimulationError
  {
    .unknownStepper(
      population: name, name: integration.stepper, known: Stepper.allCases.map(\.rawValue))
  }

  init(
    name: String, count: Int, equations: some MembraneEquations, integration: Integration,
    charges: [Double]? = nil, routes: ReceptorRoutes = .none, hasRamps: Bool = false
  ) throws(SimulationError) {
    guard let stepper = Stepper(rawValue: integration.stepper) else {
      throw Self.unknownStepper(integration, of: name)
    }
    let dimension = equations.dimension
    let tolerance = ODETolerance(
      absolute: integration.absoluteTolerance, relative: integration.relativeTolerance)
    let context = MembraneContext.of(equations)
    do {
      solver = try ODESolver(
        dimension: dimension, stepper: stepper, tolerance: tolerance, stepSize: 0.01
      ) { time, y, dydt in
        if context.slope != 0 { context.current = context.start + context.slope * time }
        context.derivatives(y, &dydt)
        if context.isHeld { dydt[0] = 0 }
      }
      upstroke = try Upstroke(context, dimension: dimension, tolerance: tolerance)
    } catch {
      throw .integration(population: name, unit: 0, time: 0, reason: "\(error)")
    }
    var columns = ColumnSet()
    trials = columns.column(count * dimension, 0)
    stepSizes = columns.column(count, 0.01)
    lookAheads = columns.column(count, 1)
    self.columns = columns
    super.init(
      name: name, count: count, equations: equations, context: context,
      charges: charges, routes: routes, hasRamps: hasRamps)
    try restart { _ in nil }
  }

  override func begin(_ unit: Int) throws(SimulationError) {
    stepSizes[unit] = 0.01
    lookAheads[unit] = 1
    try predict(unit)
  }

  override func arrive(_ unit: Int, at time: Double) throws(SimulationError) {
    if kind[unit] == .release { return try move(unit, to: time, offset: keyOffsets[unit]) }
    // The end of the trial becomes the state.
    for k in 0..<dimension { states[unit * dimension + k] = trials[unit * dimension + k] }
    clocks[unit] = time
    offsets[unit] = keyOffsets[unit]
    if kind[unit] == .trial { lookAheads[unit] = min(2 * lookAheads[unit], 20) }
  }

  override func stands(_ unit: Int) {
    for k in 0..<dimension { trials[unit * dimension + k] = states[unit * dimension + k] }
  }

  override func receives(_ unit: Int, at time: Double) throws(SimulationError) {
    guard clocks[unit] < time else { return }
    if kind[unit] != .release { lookAheads[unit] = max(0.7 * lookAheads[unit], 0.01) }
    try move(unit, to: time, offset: 0)
  }

  override func move(_ unit: Int, to time: Double, offset: Double) throws(SimulationError) {
    guard time > clocks[unit] else { return }
    let length = (time - clocks[unit]) + (offset - offsets[unit])
    if length > 0 {
      load(unit)
      _ = try run(unit, for: length, seeksCrossing: false)
      for k in 0..<dimension { states[unit * dimension + k] = scratch[k] }
      if scratch[0] < context.threshold { isCounted[unit] = false }
    }
    clocks[unit] = time
    offsets[unit] = offset - min(length, 0)
  }

  /// Runs a trial integration.
  override func seek(_ unit: Int) throws(SimulationError) -> (kind: MembraneKey, wait: Double) {
    load(unit)
    let wait = lookAheads[unit]
    kind[unit] = .trial
    let outcome = try run(unit, for: wait, seeksCrossing: true)
    for k in 0..<dimension { trials[unit * dimension + k] = scratch[k] }
    if case .crossed(let time) = outcome { return (.crossing, time) }
    return (.trial, wait)
  }

  override func read(_ unit: Int, after length: Double) -> Bool {
    let stepSize = stepSizes[unit]
    defer { stepSizes[unit] = stepSize }
    return (try? run(unit, for: length, seeksCrossing: false)) != nil
  }

  /// Integrates `scratch` from the unit's exact time for `length`, or to its crossing; the outcome's time is relative
  /// to the start.
  private func run(
    _ unit: Int, for length: Double, seeksCrossing: Bool
  ) throws(SimulationError) -> AdvanceOutcome {
    let ramp = ramp(of: unit)
    (context.current, context.start, context.slope) = (ramp.current, ramp.current, ramp.slope)
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

  override func copy(from other: any PopulationKernel) {
    super.copy(from: other)
    guard let other = other as? IntegratedKernel else {
      preconditionFailure("A state can only be copied between equal networks.")
    }
    columns.copy(from: other.columns)
  }
}
