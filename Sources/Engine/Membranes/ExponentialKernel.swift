import Networks
import Quantities
import RealModule

/// A population of exponential integrate-and-fire membranes, with adaptation or without, integrated by Taylor series.
///
/// With E = g_L Delta_T exp((V - V_T) / Delta_T) the equations of `ExponentialCell` are polynomial, and the coefficients
/// of their series in t follow from one another:
///
///     (n + 1) V_{n+1} = (-g_L V_n + E_n - w_n + I_n) / C   (+ g_L E_L / C for n = 0),
///     (n + 1) w_{n+1} = (a V_n - w_n) / tau_w   (- a E_L / tau_w for n = 0),
///     (n + 1) E_{n+1} = (1 / Delta_T) sum_{m=0}^n E_{n-m} (m + 1) V_{m+1}.
///
/// A step is as long as the series is exact to rounding, or shorter; it needs one exponential for V. Synaptic currents
/// are in closed form.
///
/// A key is a lower bound of the time at which V could come to `ExponentialCell.guardPotential`; from there a unit is
/// integrated to its peak, which is its key, until an arrival comes before.
///
/// *Source*: G. Corliss & Y. F. Chang. Solving ordinary differential equations using Taylor series. *ACM Trans. Math.
/// Softw.* 8, 114-144, 1982.
final class ExponentialKernel: MembraneKernel {
  let cell: ExponentialCell
  private let columns: ColumnSet
  /// The state of each unit at its key; `dimension` values each. It counts where `isKept`.
  private let trials: Column<Double>
  private let isKept: Column<Bool>
  let series: ExponentialSeries
  /// The potentials V_T + k Delta_T, k = -2, -1, ..., the last the guard potential, and the currents there without w and
  /// I.
  let stations: Column<Double>
  let stationCurrents: Column<Double>

  /// nil for membranes that are not `ExponentialCell`s.
  init?(
    name: String, count: Int, equations: any MembraneEquations, charges: [Double]? = nil,
    routes: ReceptorRoutes = .none, hasRamps: Bool = false
  ) {
    guard let cell = ExponentialCell(equations) else { return nil }
    self.cell = cell
    series = ExponentialSeries(cell, receptors: equations.receptors.map(\.timeConstant.value))
    let stations =
      (-2...5).map { cell.softThreshold + Double($0) * cell.sharpness }
      .filter { $0 < cell.guardPotential } + [cell.guardPotential]
    self.stations = Column(stations)
    stationCurrents = Column(stations.map(cell.current(at:)))
    var columns = ColumnSet()
    trials = columns.column(count * equations.dimension, 0)
    isKept = columns.column(count, false)
    self.columns = columns
    super.init(
      name: name, count: count, equations: equations,
      context: MembraneContext.of(equations), charges: charges, routes: routes,
      hasRamps: hasRamps)
    reset(run: 0) { _ in nil }
  }

  override func begin(_ unit: Int) throws(SimulationError) {
    if unit == 0 { series.setLeak(context.leak) }
    isKept[unit] = false
    try super.begin(unit)
  }

  override func changedLeak() { series.setLeak(context.leak) }

  override func copy(from other: any PopulationKernel) {
    super.copy(from: other)
    guard let other = other as? ExponentialKernel else {
      preconditionFailure("A state can only be copied between equal networks.")
    }
    columns.copy(from: other.columns)
    series.setLeak(context.leak)
  }

  // MARK: Events

  override func arrive(_ unit: Int, at time: Double) throws(SimulationError) {
    if isKept[unit], kind[unit] != .release {
      for k in 0..<dimension { states[unit * dimension + k] = trials[unit * dimension + k] }
      clocks[unit] = time
      offsets[unit] = keyOffsets[unit]
    } else {
      try move(unit, to: time, offset: keyOffsets[unit])
    }
    try check(unit)
  }

  override func stands(_ unit: Int) { isKept[unit] = false }

  override func check(_ unit: Int) throws(SimulationError) {
    var sum = 0.0
    for k in 0..<dimension { sum += states[unit * dimension + k] }
    guard sum.isFinite else {
      throw .notFinite(population: name, unit: unit, time: clocks[unit])
    }
  }

  override func seek(_ unit: Int) throws(SimulationError) -> (kind: MembraneKey, wait: Double) {
    let v = states[unit * dimension]
    isKept[unit] = false
    guard v >= cell.guardPotential - 0.5 * cell.sharpness else {
      let wait = bound(unit)
      guard !wait.isNaN else {
        throw .notFinite(population: name, unit: unit, time: clocks[unit])
      }
      return (.trial, wait)
    }
    load(unit)
    let ramp = ramp(of: unit)
    let limit = 0.25 * cell.capacitance / cell.leak
    let outcome = series.advance(
      scratch, by: limit, ramp.current, ramp.slope,
      down: cell.guardPotential - cell.sharpness)
    guard let length = outcome.length else { throw failure(unit) }
    for k in 0..<dimension { trials[unit * dimension + k] = scratch[k] }
    isKept[unit] = true
    return (outcome.hasCrossed ? .crossing : .trial, length)
  }

  private func failure(_ unit: Int) -> SimulationError {
    .integration(
      population: name, unit: unit, time: clocks[unit],
      reason: "V is \(states[unit * dimension]) and changes so fast that more than "
        + "\(ExponentialSeries.mostSteps) steps would be needed; weights or currents are probably far too large."
    )
  }

  // MARK: Motion

  override func move(_ unit: Int, to time: Double, offset: Double) throws(SimulationError) {
    guard let h = span(of: unit, to: time, offset: offset) else { return }
    load(unit)
    guard read(unit, after: h) else { throw failure(unit) }
    for k in 0..<dimension { states[unit * dimension + k] = scratch[k] }
    setClock(of: unit, to: time, offset: offset)
  }

  override func read(_ unit: Int, after length: Double) -> Bool {
    if kind[unit] == .release {
      series.hold(scratch, for: length)
      return true
    }
    let ramp = ramp(of: unit)
    return series.advance(scratch, by: length, ramp.current, ramp.slope).length != nil
  }
}

// MARK: - Bounds

extension ExponentialKernel {
  /// A lower bound of the time in which V comes to the guard potential.
  ///
  /// Within a horizon H the current is at most D: positive currents as now, negative ones and w as they are at its end.
  /// Between two stations the current is a convex function of V, below its chord: V passes them no faster than with the
  /// chord. If V cannot pass, or not within H, the bound is H.
  private func bound(_ unit: Int) -> Double {
    let first = unit * dimension, v = states[first]
    let (constant, slope) = ramp(of: unit)
    var positive = constant, negative = 0.0, rise = 0.0
    for k in cell.firstCurrent..<dimension {
      let current = states[first + k]
      if current > 0 {
        positive += current
      } else {
        negative += current
        rise -= current * series.rates[k - cell.firstCurrent]
      }
    }
    var w = 0.0, least = 0.0
    let membraneTime = cell.capacitance / cell.leak
    if cell.hasAdaptation {
      w = states[first + 1]
      let a = cell.adaptation, highest = a * (cell.guardPotential - cell.rest)
      if a >= 0 {
        let lowest =
          cell.rest
          + (constant + min(slope, 0) * membraneTime + negative - max(w, highest)) / cell.leak
        least = min(w, a * (min(v, lowest) - cell.rest))
      } else {
        least = min(w, highest)
      }
    }
    guard !(positive + negative + w + v).isNaN else { return .nan }
    if slope == 0, passage(from: v, with: positive - least) == .infinity { return .infinity }
    var horizon = membraneTime, best = 0.0
    for _ in 0..<2 {
      let fall = min(horizon / cell.adaptationTime, 1)
      let drive =
        positive + max(slope, 0) * horizon + min(negative + rise * horizon, 0)
        - (w - (w - least) * fall)
      let wait = passage(from: v, with: drive)
      if wait >= horizon { return max(best, horizon) }
      best = max(best, wait)
      if best > 0.5 * horizon { break }
      horizon = max(2 * best, 1e-3 * membraneTime)
    }
    return best
  }

  /// A lower bound of the time from a potential to the last station with a current of `drive`.
  private func passage(from v: Double, with drive: Double) -> Double {
    let last = stations.count - 1
    var time = 0.0, potential = v
    if v < stations[0] {
      let most = cell.leak * cell.sharpness * 0.1353352832366127  // e^-2
      let limit = cell.rest + (drive + most) / cell.leak
      guard limit > stations[0] else { return .infinity }
      time =
        cell.capacitance / cell.leak * Double.log((limit - v) / (limit - stations[0]))
      potential = stations[0]
    }
    for k in 1...last where potential < stations[k] {
      var low = stationCurrents[k - 1] + drive
      let high = stationCurrents[k] + drive
      if potential > stations[k - 1] {
        low += (high - low) * (potential - stations[k - 1]) / (stations[k] - stations[k - 1])
      }
      guard high > 0, low > 0 else { return .infinity }
      // The time along a chord is the length over the logarithmic mean of the currents at its ends.
      let ratio = high / low, length = stations[k] - potential
      let mean =
        (ratio - 1).magnitude < 0.01 ? max(high, low) : (high - low) / Double.log(ratio)
      time += length * cell.capacitance / mean
      potential = stations[k]
    }
    return time
  }
}
