import Networks
import Quantities
import RealModule

/// A population of leaky integrate-and-fire membranes with any number of synaptic currents, solved in closed form
/// between events,
///
///     V(d) = V_inf + (V - V_inf) e^{-r_m d} + sum_k I_k g_k(d) / C,   I_k(d) = I_k e^{-r_k d},
///     g_k(d) = (e^{-r_k d} - e^{-r_m d}) / (r_m - r_k)   ->   d e^{-r_m d}  as r_k -> r_m.
///
/// A key is the next crossing or a lower bound of it, so that no crossing can be missed. The greater one of two bounds
/// counts, both from upper bounds of V(d):
///
/// - Far from the threshold: the currents that are positive stay, the negative ones are gone. V rises to
///   V_inf + R sum max(I_k, 0).
/// - Near it: V' (d) <= V' + b d, where V'' <= b as long as negative currents decay no faster than now, and positive
///   currents and the leak have at least the effect that they have at the end of the step. The bound is the root of a
///   parabola with the exact slope: repeated, it is Newton's method from below, which never passes the first root.
///
/// *Edge cases*: a membrane that touches the threshold without crossing it takes steps that grow again on the other side.
final class ReceptorKernel: MembraneKernel {
  private let membrane: LIF
  /// The number of currents.
  private let receptors: Int
  /// 1 / tau_m, and 1 / tau_k of each current [1/ms].
  private let membraneRate: Double
  private let rates: Column<Double>
  /// The fastest of all rates [1/ms].
  private var fastest: Double
  /// 1 / C, and R = tau_m / C.
  private let elastance: Double, resistance: Double
  /// The factors of the last step, which many units share: its length [ms], e^{-r_m d} - 1, and e^{-r_k d} and
  /// g_k / C of each current. They are not part of the state.
  private var length = Double.nan
  private var fall = 0.0
  private let decays: Column<Double>
  private let responses: Column<Double>

  init(
    name: String, count: Int, membrane: LIF, charges: [Double]?, routes: ReceptorRoutes
  ) {
    self.membrane = membrane
    let times = membrane.namedReceptors.map(\.timeConstant.value)
    receptors = times.count
    membraneRate = 1 / membrane.membraneTimeConstant.value
    rates = Column(times.count, 0)
    fastest = membraneRate
    elastance = 1 / membrane.capacitance
    resistance = membrane.membraneTimeConstant.value / membrane.capacitance
    decays = Column(times.count, 0)
    responses = Column(times.count, 0)
    let equations = LIFEquations(membrane)
    super.init(
      name: name, count: count, equations: equations, context: MembraneContext.of(equations),
      charges: charges, routes: routes)
    reset(run: 0) { _ in nil }
  }

  override func begin(_ unit: Int) throws(SimulationError) {
    if unit == 0 { setRates() }
    try super.begin(unit)
  }

  /// Sets the rates of the currents by the present leak.
  private func setRates() {
    fastest = membraneRate
    for k in 0..<receptors {
      rates[k] = context.leak / context.receptors[k].timeConstant.value
      fastest = max(fastest, rates[k])
    }
    length = .nan
  }

  override func changedLeak() { setRates() }

  override func copy(from other: any PopulationKernel) {
    super.copy(from: other)
    setRates()
  }

  // MARK: Events

  override func arrive(_ unit: Int, at time: Double) throws(SimulationError) {
    try move(unit, to: time, offset: keyOffsets[unit])
    try check(unit)
  }

  override func check(_ unit: Int) throws(SimulationError) {
    var sum = 0.0
    for k in 0...receptors { sum += states[unit * dimension + k] }
    guard sum.isFinite else {
      throw .notFinite(population: name, unit: unit, time: clocks[unit])
    }
  }

  // MARK: Crossings

  override func seek(_ unit: Int) throws(SimulationError) -> (kind: MembraneKey, wait: Double) {
    let first = unit * dimension
    let v = states[first], now = clocks[unit]
    let rest = membrane.rest + resistance * currents[unit]
    let gap = membrane.threshold - v
    var current = 0.0, positive = 0.0
    // The decay of positive currents, and the rise of negative ones.
    var losses = 0.0, gains = 0.0
    for k in 0..<receptors {
      let i = states[first + 1 + k]
      current += i
      if i > 0 {
        positive += i
        losses += rates[k] * i
      } else {
        gains -= rates[k] * i
      }
    }
    let ceiling = rest + resistance * positive
    guard !ceiling.isNaN else { throw .notFinite(population: name, unit: unit, time: now) }
    guard ceiling > membrane.threshold else { return (.trial, .infinity) }
    let far = Double.log((ceiling - v) / (ceiling - membrane.threshold)) / membraneRate
    let slope = membraneRate * (rest - v) + elastance * current
    if let key = keyAtThreshold(v, slope: slope) { return key }
    let near = bound(gap, slope, gains: elastance * gains, losses: elastance * losses)
    let wait = max(far, near)
    guard !wait.isNaN else { throw .notFinite(population: name, unit: unit, time: now) }
    // A unit that falls does not cross within the shortest look, however near it is.
    if slope <= 0 { return (.trial, max(wait, Self.shortestLook)) }
    return (wait <= max(1e-12, 2 * now.ulp) ? .crossing : .trial, wait)
  }

  /// A lower bound of the time in which V rises by `gap`, with this slope now; infinity if it never does.
  ///
  /// - Parameters:
  ///   - gains: -sum r_k I_k / C of the negative currents, by which the slope grows.
  ///   - losses: sum r_k I_k / C of the positive currents, by which it falls.
  private func bound(_ gap: Double, _ slope: Double, gains: Double, losses: Double) -> Double {
    let most = gains + membraneRate * max(-slope, 0)
    let first = Self.rise(gap, slope, most)
    guard first < .infinity else { return first }
    // Within twice this time, the losses are at least this part of what they are now.
    let window = 2 * first, part = 1 - (membraneRate + fastest) * window
    guard part > 0 else { return first }
    let tighter = Self.rise(gap, slope, most - part * (losses + membraneRate * max(slope, 0)))
    return min(tighter, window)
  }

  /// The first d > 0 with slope d + bend d^2 / 2 = gap; infinity if there is none.
  private static func rise(_ gap: Double, _ slope: Double, _ bend: Double) -> Double {
    let square = slope * slope + 2 * bend * gap
    guard square >= 0 else { return .infinity }
    let root = square.squareRoot()
    if slope > 0 { return 2 * gap / (slope + root) }
    return bend > 0 ? (root - slope) / bend : .infinity
  }

  // MARK: Motion

  override func move(_ unit: Int, to time: Double, offset: Double) throws(SimulationError) {
    guard let h = span(of: unit, to: time, offset: offset) else { return }
    let rest = membrane.rest + resistance * currents[unit], isHeld = kind[unit] == .release
    states.withMutableSpan(unit * dimension, dimension) { step(&$0, by: h, rest, isHeld) }
    setClock(of: unit, to: time, offset: offset)
  }

  private func step(
    _ y: inout MutableSpan<Double>, by h: Double, _ rest: Double, _ isHeld: Bool
  ) {
    if h != length { setFactors(h) }
    var v = y[0] + (y[0] - rest) * fall
    for k in 0..<receptors {
      let i = y[1 + k]
      v += i * responses[k]
      y[1 + k] = i * decays[k]
    }
    if !isHeld { y[0] = v }
  }

  private func setFactors(_ h: Double) {
    length = h
    fall = Double.expMinusOne(-membraneRate * h)
    for k in 0..<receptors {
      decays[k] = Double.exp(-rates[k] * h)
      responses[k] =
        elastance * LIFResponse.kernel(h, rate: rates[k], membraneRate: membraneRate)
    }
  }

  override func read(_ unit: Int, after length: Double) -> Bool {
    let rest = membrane.rest + resistance * currents[unit], isHeld = kind[unit] == .release
    scratch.withMutableSpan(0, dimension) { step(&$0, by: length, rest, isHeld) }
    return true
  }
}
