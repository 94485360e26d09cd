import Plasticity
import Quantities
import RealModule

/// The common clock of all traces with the same time constants. It computes their exponentials once at each time, for
/// any number of populations.
final class TraceClock {
  let timeConstants: [Double]
  private let isCorrected: [Bool]
  /// T0, the origin of the frame x(t) = X e^{-(t - T0)/tau}.
  private(set) var origin = 0.0
  /// e^{-T0/tau}.
  private var originDecay = TraceValues(repeating: 1)
  /// The longest time between origins [ms].
  let window: Double
  private(set) var time = 0.0
  /// e^{-(t - T0)/tau}.
  private(set) var raw = TraceValues(repeating: 1)
  /// e^{-(t - T0)/tau}, divided by 1 - e^{-t/tau} for traces that are corrected for their start.
  private(set) var scales = TraceValues(repeating: 1)

  init(_ traces: [Trace]) {
    precondition(traces.count <= 4, "A rule has four traces on a side at most.")
    timeConstants = traces.map(\.timeConstant.value)
    isCorrected = traces.map(\.isCorrected)
    window = 30 * (timeConstants.min() ?? .infinity)
    set(0)
  }

  /// True if the traces have the time constants and corrections of this clock.
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

  /// 1 - e^{-t/tau}, the filled share of a trace.
  private func filled(_ k: Int, _ decay: Double) -> Double {
    // From the stored exponentials; by expm1 where the difference cancels.
    let share = 1 - decay * originDecay[k]
    return share > 0.05 ? share : max(-Double.expMinusOne(-time / timeConstants[k]), 1e-300)
  }

  /// The decay of trace k from x at time a to time b without spikes: x at b before correction (`left`), and the
  /// integral of the corrected trace (`area`).
  ///
  /// With q = 1 - e^{-(b - a)/tau} and f = 1 - e^{-a/tau} the integral is x tau q; for a corrected trace
  ///
  ///     x tau e^{a/tau} ln((1 - e^{-b/tau}) / (1 - e^{-a/tau})) = x tau (q / f) ln(1 + z) / z,  z = e^{-a/tau} q / f.
  ///
  /// *Accuracy*: a few units in the last place for all ratios of tau to b - a.
  func decay(_ k: Int, of x: Double, from a: Double, to b: Double) -> (area: Double, left: Double) {
    let tau = timeConstants[k]
    let rest = -(b - a) / tau
    let share = -Double.expMinusOne(rest)
    let left = x * (rest < -0.7 ? .exp(rest) : 1 - share)
    guard isCorrected[k], x != 0, share > 0 else { return (x * tau * share, left) }
    let filled = max(-Double.expMinusOne(-a / tau), 1e-300)
    let ratio = share / filled, z = Double.exp(-a / tau) * ratio
    return (x * tau * ratio * (z < 1e-17 ? 1 : Double.log(onePlus: z) / z), left)
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
