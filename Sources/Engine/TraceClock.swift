import Plasticity
import Quantities
import RealModule

/// The common clock of all traces with the same time constants: their exponentials at one moment are
/// found once, however many populations they belong to.
final class TraceClock {
  let timeConstants: [Double]
  private let isCorrected: [Bool]
  /// T0: traces stand still in a frame X e^{-(t - T0)/tau}.
  private(set) var origin = 0.0
  /// e^{-T0/tau}.
  private var originDecay = TraceValues(repeating: 1)
  /// After how long the origin must move [ms].
  let window: Double
  private(set) var time = 0.0
  /// e^{-(t - T0)/tau}.
  private(set) var raw = TraceValues(repeating: 1)
  /// The same, divided by 1 - e^{-t/tau} for traces that are corrected for their start.
  private(set) var scales = TraceValues(repeating: 1)

  init(_ traces: [Trace]) {
    precondition(traces.count <= 4, "A rule has four traces on a side at most.")
    timeConstants = traces.map(\.timeConstant.value)
    isCorrected = traces.map(\.isCorrected)
    window = 30 * (timeConstants.min() ?? .infinity)
    set(0)
  }

  /// Whether the traces of another list keep the same time.
  func serves(_ traces: [Trace]) -> Bool {
    traces.map(\.timeConstant.value) == timeConstants && traces.map(\.isCorrected) == isCorrected
  }

  /// Sets `raw` and `scales` to their values at `time`.
  @inline(__always)
  func move(to time: Double) {
    if time != self.time { set(time) }
  }

  private func set(_ time: Double) {
    self.time = time
    if time - origin > window {
      origin = time
      for k in 0..<timeConstants.count { originDecay[k] = .exp(-time / timeConstants[k]) }
    }
    for k in 0..<timeConstants.count {
      let decay = Double.exp(-(time - origin) / timeConstants[k])
      raw[k] = decay
      scales[k] = isCorrected[k] ? decay / filled(k, decay) : decay
    }
  }

  /// 1 - e^{-t/tau}: the share of a trace that has had time to fill.
  private func filled(_ k: Int, _ decay: Double) -> Double {
    // What the origin has left; where that cancels, the slow way.
    let share = 1 - decay * originDecay[k]
    return share > 0.05 ? share : max(-Double.expMinusOne(-time / timeConstants[k]), 1e-300)
  }

  /// h_k(t): the integral of trace k of a unit from t0 to t, while it does not spike, is
  /// x(t) h(t) - x(t0) h(t0) of its values before correction. h = -tau; for a corrected trace
  /// tau e^{t/tau} ln(1 - e^{-t/tau}).
  ///
  /// *Errors*: of the order of the unit in the last place of x tau, so that integrals over times much
  /// shorter than tau lose places.
  func antiderivative(_ k: Int) -> Double {
    antiderivative(k, at: time, left: raw[k] * originDecay[k])
  }

  /// The same at another time, without moving the clock.
  func antiderivative(_ k: Int, at time: Double) -> Double {
    antiderivative(k, at: time, left: .exp(-time / timeConstants[k]))
  }

  /// `left` is e^{-t/tau}.
  private func antiderivative(_ k: Int, at time: Double, left: Double) -> Double {
    let tau = timeConstants[k]
    guard isCorrected[k] else { return -tau }
    if left < 1e-5 { return -tau * (1 + left * (1.0 / 2 + left * (1.0 / 3))) }
    guard left < 1 else { return 0 }
    let logarithm =
      left < 0.95
      ? Double.log(onePlus: -left) : Double.log(max(-Double.expMinusOne(-time / tau), 1e-300))
    return tau * logarithm / left
  }

  func reset() {
    origin = 0
    originDecay = TraceValues(repeating: 1)
    set(0)
  }

  func copy(from other: TraceClock) {
    origin = other.origin
    originDecay = other.originDecay
    time = other.time
    raw = other.raw
    scales = other.scales
  }
}
