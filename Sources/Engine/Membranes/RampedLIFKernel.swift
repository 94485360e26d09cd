import Networks
import Quantities
import RealModule

/// A population of leaky integrate-and-fire membranes whose constant currents are ramps, I_0 + I_1 s, in closed form:
///
///     V(h) = V e^{-r h} + (E_L + R I_0)(1 - e^{-r h}) + R I_1 (h - tau_m (1 - e^{-r h})) + sum_k I_k g_k(h) / C,
///     r = 1/tau_m,   R = tau_m / C,   g_k as in `LIFResponse`.
///
/// The next crossing is found from below. Over a window the total current is at most the sum of what each of its parts
/// is at most; with that constant current V would reach the threshold after tau_m ln((V_inf - V)/(V_inf - theta)), and
/// not before. From there the search goes on, with windows of twice the last wait. So near a crossing the bound is tight,
/// and the order of convergence is above 1.
///
/// `LIFKernel` is faster and has constant currents only.
final class RampedLIFKernel: MembraneKernel {
  private let membrane: LIF
  private let response: LIFResponse
  /// tau_m [ms], and 1 / C.
  private let timeConstant: Double, elastance: Double

  init(name: String, count: Int, parameters: LIF, charges: [Double]?) {
    membrane = parameters
    response = parameters.response(leak: 1)
    timeConstant = parameters.membraneTimeConstant.value
    elastance = 1 / parameters.capacitance
    let equations = LIFEquations(parameters)
    super.init(
      name: name, count: count, equations: equations, context: MembraneContext.of(equations),
      charges: charges, hasRamps: true)
    reset(run: 0) { _ in nil }
  }

  override func arrive(_ unit: Int, at time: Double) throws(SimulationError) {
    try move(unit, to: time, offset: keyOffsets[unit])
    try check(unit)
  }

  override func check(_ unit: Int) throws(SimulationError) {
    let state = state(of: unit)
    guard (state.v + state.excitatory + state.inhibitory).isFinite else {
      throw .notFinite(population: name, unit: unit, time: clocks[unit])
    }
  }

  // MARK: Motion

  private struct State {
    var v: Double, excitatory: Double, inhibitory: Double
  }

  private func state(of unit: Int) -> State {
    State(v: states[3 * unit], excitatory: states[3 * unit + 1], inhibitory: states[3 * unit + 2])
  }

  /// The state after `h` [ms] under the ramp `current` + `slope` s.
  private func moved(
    _ s: State, by h: Double, _ ramp: (current: Double, slope: Double), isHeld: Bool
  ) -> State {
    let rise = -Double.expMinusOne(-h / timeConstant), gain = timeConstant * elastance
    var result = State(
      v: s.v,
      excitatory: s.excitatory == 0
        ? 0 : s.excitatory * .exp(-response.excitatoryRate * h),
      inhibitory: s.inhibitory == 0
        ? 0 : s.inhibitory * .exp(-response.inhibitoryRate * h))
    if isHeld { return result }
    result.v +=
      (membrane.rest - s.v + gain * ramp.current) * rise
      + gain * ramp.slope * (h - timeConstant * rise)
    for (current, rate) in [
      (s.excitatory, response.excitatoryRate), (s.inhibitory, response.inhibitoryRate),
    ] where current != 0 {
      result.v +=
        elastance * current
        * LIFResponse.kernel(h, rate: rate, membraneRate: response.membraneRate)
    }
    return result
  }

  override func move(_ unit: Int, to time: Double, offset: Double) throws(SimulationError) {
    guard let h = span(of: unit, to: time, offset: offset) else { return }
    let s = moved(state(of: unit), by: h, ramp(of: unit), isHeld: kind[unit] == .release)
    (states[3 * unit], states[3 * unit + 1], states[3 * unit + 2]) =
      (s.v, s.excitatory, s.inhibitory)
    setClock(of: unit, to: time, offset: offset)
  }

  override func read(_ unit: Int, after length: Double) -> Bool {
    let s = State(v: scratch[0], excitatory: scratch[1], inhibitory: scratch[2])
    let result = moved(s, by: length, ramp(of: unit), isHeld: kind[unit] == .release)
    (scratch[0], scratch[1], scratch[2]) = (result.v, result.excitatory, result.inhibitory)
    return true
  }

  override func value(_ variable: String, of unit: Int, at time: Double) -> Double? {
    guard variable == "I" else { return super.value(variable, of: unit, at: time) }
    guard let excitatory = super.value("I_ex", of: unit, at: time),
      let inhibitory = super.value("I_in", of: unit, at: time)
    else { return nil }
    return excitatory + inhibitory
  }

  // MARK: Crossings

  /// The time until the next crossing, or a lower bound of it.
  override func seek(_ unit: Int) throws(SimulationError) -> (kind: MembraneKey, wait: Double) {
    let start = state(of: unit), ramp = ramp(of: unit)
    let gain = timeConstant * elastance, threshold = membrane.threshold
    let least = max(1e-12, 2 * clocks[unit].ulp)
    var done = 0.0, window = timeConstant
    for _ in 0..<64 {
      let s = done == 0 ? start : moved(start, by: done, ramp, isHeld: false)
      if s.v >= threshold { return (.crossing, done) }
      let now = ramp.current + ramp.slope * done
      // The greatest total current in the window.
      let most =
        max(now, now + ramp.slope * window) + peak(s.excitatory, response.excitatoryRate, window)
        + peak(s.inhibitory, response.inhibitoryRate, window)
      let limit = membrane.rest + gain * most
      let wait =
        limit > threshold
        ? timeConstant * Double.log(onePlus: (threshold - s.v) / (limit - threshold)) : .infinity
      guard !wait.isNaN else {
        throw .notFinite(population: name, unit: unit, time: clocks[unit] + done)
      }
      if wait <= least { return (.crossing, done + wait) }
      if wait > window {
        // Nothing crosses within the window, nor ever if no part of the current rises any more.
        let final = membrane.rest + gain * (now + max(s.excitatory, 0) + max(s.inhibitory, 0))
        if ramp.slope <= 0, final <= threshold { return (.trial, .infinity) }
        done += window
        window *= 2
      } else {
        done += wait
        window = 2 * wait
      }
    }
    return (.trial, done)
  }

  /// The greatest value within `window` of a synaptic current that decays from `current`.
  private func peak(_ current: Double, _ rate: Double, _ window: Double) -> Double {
    current >= 0 ? current : current * .exp(-rate * window)
  }
}
