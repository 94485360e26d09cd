import Networks
import Quantities
import RealModule

/// A population of leaky integrate-and-fire membranes with exponential conductances, computed without a solver.
///
/// The equation is linear in V. With A(t) = int_0^t (g_L + g_ex + g_in)/C in closed form,
///
///     V(h) = V e^{-A(h)} + int_0^h b(s) e^{-(A(h) - A(s))} ds,   b = (g_L E_L + g_ex E_ex + g_in E_in + I)/C.
///
/// The integral of this smooth function is computed by Gauss-Legendre quadrature with 3 or 5 nodes, in steps so short
/// that their error is that of rounding. A key is the next crossing or a lower bound of it: with constant g_ex and
/// without inhibition the membrane would rise faster and reach the threshold after (C/G) ln((V_inf - V)/(V_inf -
/// theta)). At that time a new bound is computed; close to a crossing this is Newton's method from below.
final class ConductanceKernel: PopulationKernel {
  let name: String
  let count: Int
  private let equations: ConductanceLIF
  /// The columns of the state; with `keys` and `touched` they are all of it.
  private let columns: ColumnSet
  private let potentials: Column<Double>
  private let excitation: Column<Double>
  private let inhibition: Column<Double>
  /// The time of each unit's state [ms].
  private let clocks: Column<Double>
  /// The exact time of each unit's state minus its clock, and of its key minus the key [ms]. These are rounding errors,
  /// which do not add up over many spikes because they are stored.
  private let offsets: Column<Double>
  private let keyOffsets: Column<Double>
  private let currents: Column<Double>
  private let kind: Column<MembraneKey>
  private var keys: KeyQueue
  private var touched: [Int32] = []
  private let rateEx: Double
  private let rateIn: Double

  /// nil unless E_in <= theta <= E_ex, the condition of the bound.
  init?(name: String, count: Int, equations: ConductanceLIF) {
    guard equations.excitatoryReversal >= equations.threshold,
      equations.inhibitoryReversal <= equations.threshold
    else { return nil }
    self.name = name
    self.count = count
    self.equations = equations
    rateEx = 1 / equations.excitatoryTimeConstant.value
    rateIn = 1 / equations.inhibitoryTimeConstant.value
    var columns = ColumnSet()
    potentials = columns.column(count, 0)
    excitation = columns.column(count, 0)
    inhibition = columns.column(count, 0)
    clocks = columns.column(count, 0)
    offsets = columns.column(count, 0)
    keyOffsets = columns.column(count, 0)
    currents = columns.column(count, 0)
    kind = columns.column(count, .trial)
    self.columns = columns
    keys = KeyQueue(count)
    reset(run: 0) { _ in nil }
  }

  var nextTime: Double { keys.least }
  private(set) var lastTime = 0.0

  func advance(to limit: Double) throws(SimulationError) -> Int? {
    while true {
      let unit = keys.winner, time = keys.least
      guard time <= limit else { return nil }
      try move(unit, to: time, offset: keyOffsets[unit])
      try check(unit)
      switch kind[unit] {
      case .crossing:
        potentials[unit] = equations.reset
        let rest = equations.refractoryTime.value
        if rest > 0 {
          kind[unit] = .release
          let end = Instant.sum(time, rest)
          keys[unit] = end
          keyOffsets[unit] = (time - end) + rest + offsets[unit]
        } else {
          try predict(unit)
        }
        lastTime = time
        return unit
      case .release: kind[unit] = .trial
      case .trial: break
      }
      try predict(unit)
    }
  }

  /// Sets the unit's key: its next crossing, or a lower bound of it.
  ///
  /// *Errors*: a sum of finite numbers overflows; the key would be NaN, which is never due.
  private func predict(_ unit: Int) throws(SimulationError) {
    if kind[unit] == .release { return }
    let now = clocks[unit], v = potentials[unit]
    let e = equations
    let g = e.leak + excitation[unit]
    let drive =
      e.leak * e.rest + excitation[unit] * e.excitatoryReversal + currents[unit]
      + inhibition[unit] * max(e.inhibitoryReversal - v, 0)
    let limit = drive / g
    kind[unit] = .trial
    guard v < e.threshold else {
      kind[unit] = .crossing
      keys[unit] = now
      keyOffsets[unit] = offsets[unit]
      return
    }
    guard limit > e.threshold else {
      keys[unit] = .infinity
      return
    }
    let wait = e.capacitance / g * Double.log((limit - v) / (limit - e.threshold))
    guard !wait.isNaN else { throw .notFinite(population: name, unit: unit, time: now) }
    if wait <= max(1e-12, 2 * now.ulp) { kind[unit] = .crossing }
    let key = now + (wait + offsets[unit])
    keys[unit] = key
    keyOffsets[unit] = (now - key) + wait + offsets[unit]
  }

  private func check(_ unit: Int) throws(SimulationError) {
    guard (potentials[unit] + excitation[unit] + inhibition[unit]).isFinite else {
      throw .notFinite(population: name, unit: unit, time: clocks[unit])
    }
  }

  var firstNotFinite: Int? {
    (0..<count).first { !(potentials[$0] + excitation[$0] + inhibition[$0]).isFinite }
  }

  // MARK: Motion

  /// Moves the unit's state to the exact time `time` + `offset`.
  @inline(__always)
  private func move(
    _ unit: Int, to time: Double, offset: Double = 0
  ) throws(SimulationError) {
    let now = max(time, clocks[unit])
    let h = (time - clocks[unit]) + (offset - offsets[unit])
    guard h > 0 else {
      offsets[unit] -= now - clocks[unit]
      clocks[unit] = now
      return
    }
    var state = (v: potentials[unit], ex: excitation[unit], inh: inhibition[unit])
    guard move(&state, by: h, current: currents[unit], isHeld: kind[unit] == .release) else {
      throw .integration(
        population: name, unit: unit, time: clocks[unit],
        reason: "its conductances, \(state.ex) and \(state.inh), would take more than "
          + "\(Self.mostSteps) steps; weights are probably far too large.")
    }
    (potentials[unit], excitation[unit], inhibition[unit]) = state
    clocks[unit] = now
    offsets[unit] = offset + (time - now)
  }

  /// The limit of steps between two events; more are a sign of wrong parameters.
  private static let mostSteps = 10_000_000

  /// Moves the state by `h`; returns false if that would take too many steps.
  private func move(
    _ state: inout (v: Double, ex: Double, inh: Double), by h: Double, current: Double,
    isHeld: Bool
  ) -> Bool {
    let e = equations
    if isHeld {
      state.ex *= .exp(-h * rateEx)
      state.inh *= .exp(-h * rateIn)
      return true
    }
    let fastest = max(rateEx, rateIn, (e.leak + state.ex + state.inh) / e.capacitance)
    let steps = max((2 * h * fastest).rounded(.up), 1)
    guard steps <= Double(Self.mostSteps) else { return false }
    let step = h / steps
    for _ in 0..<Int(steps) {
      if step * fastest <= 0.05 {
        Self.step(&state, step, self, current, Self.three)
      } else {
        Self.step(&state, step, self, current, Self.five)
      }
    }
    return true
  }

  /// Nodes in (0, 1) and weights of the Gauss-Legendre rules.
  private static let three: InlineArray<3, (Double, Double)> = [
    (0.1127016653792583, 0.2777777777777778), (0.5, 0.4444444444444444),
    (0.8872983346207417, 0.2777777777777778),
  ]
  private static let five: InlineArray<5, (Double, Double)> = [
    (0.04691007703066800, 0.1184634425280945), (0.2307653449471585, 0.2393143352496832),
    (0.5, 0.2844444444444444), (0.7692346550528415, 0.2393143352496832),
    (0.9530899229693320, 0.1184634425280945),
  ]

  @inline(__always)
  private static func step<let n: Int>(
    _ state: inout (v: Double, ex: Double, inh: Double), _ h: Double, _ kernel: ConductanceKernel,
    _ current: Double, _ nodes: InlineArray<n, (Double, Double)>
  ) {
    let e = kernel.equations
    let (re, ri) = (kernel.rateEx, kernel.rateIn)
    let hasInhibition = state.inh != 0
    let decayEx = Double.exp(-h * re)
    let decayIn = hasInhibition ? Double.exp(-h * ri) : 1
    // C A(h).
    let whole =
      e.leak * h + state.ex / re * (1 - decayEx)
      + (hasInhibition ? state.inh / ri * (1 - decayIn) : 0)
    let constant = e.leak * e.rest + current
    var sum = 0.0
    for k in 0..<n {
      let s = h * nodes[k].0
      let fEx = Double.exp(-s * re)
      let fIn = hasInhibition ? Double.exp(-s * ri) : 1
      let part =
        e.leak * s + state.ex / re * (1 - fEx) + (hasInhibition ? state.inh / ri * (1 - fIn) : 0)
      let b =
        constant + state.ex * fEx * e.excitatoryReversal + state.inh * fIn * e.inhibitoryReversal
      sum += nodes[k].1 * b * Double.exp((part - whole) / e.capacitance)
    }
    state.v = state.v * .exp(-whole / e.capacitance) + h / e.capacitance * sum
    state.ex *= decayEx
    state.inh *= decayIn
  }

  // MARK: Input

  func receive(dense weights: UnsafePointer<Double>, at time: Double) throws(SimulationError) {
    for unit in 0..<count { unsafe try receive(unit, weights[unit], at: time) }
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
    guard weight != 0 else { return }
    try move(unit, to: time)
    if weight > 0 { excitation[unit] += weight } else { inhibition[unit] -= weight }
    touched.append(Int32(unit))
  }

  func settle(at time: Double) throws(SimulationError) {
    for unit in touched {
      try check(Int(unit))
      try predict(Int(unit))
    }
    touched.removeAll(keepingCapacity: true)
  }

  func setCurrents(_ values: [Double], at time: Double) throws(SimulationError) {
    guard values.count == count else {
      throw .count(what: "currents of '\(name)'", found: values.count, expected: count)
    }
    for unit in 0..<count {
      guard values[unit].isFinite else {
        throw .notFinite(population: name, unit: unit, time: time)
      }
      try move(unit, to: time)
      currents[unit] = values[unit]
      try predict(unit)
    }
  }

  func value(_ variable: String, of unit: Int, at time: Double) -> Double? {
    var state = (v: potentials[unit], ex: excitation[unit], inh: inhibition[unit])
    let h = (time - clocks[unit]) - offsets[unit]
    if time > clocks[unit], h > 0,
      !move(
        &state, by: h, current: currents[unit], isHeld: kind[unit] == .release)
    {
      return .nan
    }
    switch equations.variables.firstIndex(of: variable) {
    case 0: return state.v
    case 1: return state.ex
    case 2: return state.inh
    default: return nil
    }
  }

  // MARK: State

  func reset(run: Int, drawing draw: (Int) -> Double?) {
    keys.clear()
    touched.removeAll(keepingCapacity: true)
    for unit in 0..<count {
      potentials[unit] = equations.initial
      excitation[unit] = 0
      inhibition[unit] = 0
      clocks[unit] = 0
      offsets[unit] = 0
      keyOffsets[unit] = 0
      currents[unit] = equations.current
      // The first event, at t = 0, predicts the crossing: `advance` can throw, `reset` cannot.
      kind[unit] = .trial
      keys[unit] = 0
    }
  }

  func copy(from other: any PopulationKernel) {
    guard let other = other as? ConductanceKernel, other.count == count else {
      preconditionFailure("A state can only be copied between equal networks.")
    }
    columns.copy(from: other.columns)
    keys.copy(from: other.keys)
    touched = other.touched
  }
}
