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
/// theta)); the least inhibition within a time makes the bound better. At that time a new bound is computed; close to a crossing this is Newton's method from below.
final class ConductanceKernel: MembraneKernel {
  private let equations: ConductanceLIF
  /// 1 / tau_ex and 1 / tau_in, times the leak of a nudged drive [1/ms].
  private var rateEx: Double { context.leak / equations.excitatoryTimeConstant.value }
  private var rateIn: Double { context.leak / equations.inhibitoryTimeConstant.value }

  /// nil unless E_in <= theta <= E_ex, the condition of the bound, or if receptors have names.
  init?(name: String, count: Int, equations: ConductanceLIF, charges: [Double]? = nil) {
    guard equations.excitatoryReversal >= equations.threshold,
      equations.inhibitoryReversal <= equations.threshold, equations.namedReceptors.isEmpty
    else { return nil }
    self.equations = equations
    super.init(
      name: name, count: count, equations: equations, context: MembraneContext.of(equations),
      charges: charges)
    reset(run: 0) { _ in nil }
  }

  override func arrive(_ unit: Int, at time: Double) throws(SimulationError) {
    try move(unit, to: time, offset: keyOffsets[unit])
    try check(unit)
  }

  /// The time until the next crossing, or a lower bound of it.
  ///
  /// *Errors*: a sum of finite numbers overflows; the key would be NaN, which is never due.
  override func seek(_ unit: Int) throws(SimulationError) -> (kind: MembraneKey, wait: Double) {
    let (v, ex, inh) = state(of: unit)
    let now = clocks[unit], e = equations
    let g = e.leak + ex
    let drive =
      e.leak * e.rest + ex * e.excitatoryReversal + currents[unit]
      + inh * max(e.inhibitoryReversal - v, 0)
    let limit = drive / g
    guard limit > e.threshold else { return (.trial, .infinity) }
    // C dV/dt. A unit that falls does not cross within the shortest look, however near it is.
    let slope = drive - inh * max(v - e.inhibitoryReversal, 0) - g * v
    if let key = keyAtThreshold(v, slope: slope) { return key }
    var wait = e.capacitance / g * Double.log((limit - v) / (limit - e.threshold))
    guard !wait.isNaN else { throw .notFinite(population: name, unit: unit, time: now) }
    if inh > 0, v >= e.inhibitoryReversal {
      wait = bound(atLeast: wait, v, ex, inh, currents[unit])
    }
    if slope <= 0 { return (.trial, max(wait, Self.shortestLook)) }
    return (wait <= max(1e-12, 2 * now.ulp) ? .crossing : .trial, wait)
  }

  /// A lower bound of the time until the next crossing that knows of inhibition, which does not fall below
  /// g_in e^{-H/tau_in} within a time H. Without it a unit that inhibition holds near its threshold would need ever more
  /// bounds.
  private func bound(
    atLeast least: Double, _ v: Double, _ ex: Double, _ inh: Double, _ current: Double
  ) -> Double {
    let e = equations
    var best = least, horizon = 0.5 / rateIn
    // The best horizon is that at which the bound is the horizon itself.
    for _ in 0..<4 where best < horizon {
      let lasting = inh * .exp(-horizon * rateIn)
      let g = e.leak + ex + lasting
      let drive =
        e.leak * e.rest + ex * e.excitatoryReversal + current + lasting * e.inhibitoryReversal
      let limit = drive / g
      guard limit > e.threshold else { return horizon }
      let wait = e.capacitance / g * Double.log((limit - v) / (limit - e.threshold))
      if wait >= horizon { return horizon }
      best = max(best, wait)
      horizon = (best * horizon).squareRoot()
    }
    return best
  }

  override func check(_ unit: Int) throws(SimulationError) {
    let (v, ex, inh) = state(of: unit)
    guard (v + ex + inh).isFinite else {
      throw .notFinite(population: name, unit: unit, time: clocks[unit])
    }
  }

  override func receive(_ unit: Int, _ weight: Double, at time: Double) throws(SimulationError) {
    guard weight != 0 else { return }
    try move(unit, to: time, offset: 0)
    states.add(weight.magnitude, to: 3 * unit + (weight > 0 ? 1 : 2))
    touched.append(Int32(unit))
  }

  // MARK: Motion

  @inline(__always)
  private func state(of unit: Int) -> (v: Double, ex: Double, inh: Double) {
    (states[3 * unit], states[3 * unit + 1], states[3 * unit + 2])
  }

  /// Moves the unit's state to the exact time `time` + `offset`.
  override func move(_ unit: Int, to time: Double, offset: Double) throws(SimulationError) {
    guard let h = span(of: unit, to: time, offset: offset) else { return }
    var state = state(of: unit)
    guard move(&state, by: h, current: currents[unit], isHeld: kind[unit] == .release) else {
      throw .integration(
        population: name, unit: unit, time: clocks[unit],
        reason: "its conductances, \(state.ex) and \(state.inh), would take more than "
          + "\(Self.mostSteps) steps; weights are probably far too large.")
    }
    (states[3 * unit], states[3 * unit + 1], states[3 * unit + 2]) = state
    setClock(of: unit, to: time, offset: offset)
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
    // e^{-rh} - 1: the difference of rounded exponentials would move V by 1e-13 mV at each step, however short.
    let fallEx = Double.expMinusOne(-h * re)
    let fallIn = hasInhibition ? Double.expMinusOne(-h * ri) : 0
    // C A(h).
    let (areaEx, areaIn) = (state.ex / re, state.inh / ri)
    let whole = e.leak * h - areaEx * fallEx - areaIn * fallIn
    let constant = e.leak * e.rest + current
    var sum = 0.0
    for k in 0..<n {
      let s = h * nodes[k].0
      let fEx = Double.expMinusOne(-s * re)
      let fIn = hasInhibition ? Double.expMinusOne(-s * ri) : 0
      let part = e.leak * s - areaEx * fEx - areaIn * fIn
      let b =
        constant + state.ex * (1 + fEx) * e.excitatoryReversal
        + state.inh * (1 + fIn) * e.inhibitoryReversal
      sum += nodes[k].1 * b * Double.exp((part - whole) / e.capacitance)
    }
    state.v += state.v * .expMinusOne(-whole / e.capacitance) + h / e.capacitance * sum
    state.ex *= 1 + fallEx
    state.inh *= 1 + fallIn
  }

  override func read(_ unit: Int, after length: Double) -> Bool {
    var state = state(of: unit)
    defer { (scratch[0], scratch[1], scratch[2]) = state }
    return move(&state, by: length, current: currents[unit], isHeld: kind[unit] == .release)
  }
}
