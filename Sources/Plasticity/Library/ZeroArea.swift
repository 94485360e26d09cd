public import Quantities
import RealModule

/// The symmetric zero-area rule: a spike of i adds A (fast trace of j - slow trace of j); a spike of j the same with i
/// and j exchanged,
///
///     W(D) = A (e^{-|D|/tau_f} / tau_f - e^{-|D|/tau_s} / tau_s) / r_max,   area 0.
///
/// Both traces have unit area, so that their means are equal at constant rates and the mean change is zero. The sum of
/// changes is A (tau_s - tau_f) d(r_i r_j)/dt; its integral over the nudged phase is the equilibrium-propagation
/// update. The rule is causal and needs one phase only.
///
/// *Units*: A in units of weight; traces are normalised rates s.
///
/// > After B. Scellier & Y. Bengio. *Equilibrium propagation.* Front Comput Neurosci 11:24, 2017,
/// > whose update is d(rho_i rho_j)/dt.
public struct ZeroArea: SpikeTimingRule, Equatable {
  /// Amplitude, A.
  public var amplitude = 1.0
  /// Fast time constant, tau_f.
  public var fast = 10.ms
  /// Slow time constant, tau_s.
  public var slow = 80.ms

  /// True if traces are corrected for their start (see `Trace.isCorrected`). Otherwise a slow trace that still fills
  /// when the phase begins adds a Hebbian part to the change.
  public var corrected = true

  /// The rule with tau_f = 10 ms and tau_s = 80 ms.
  public init(
    amplitude: Double = 1, fast: Milliseconds = 10.ms, slow: Milliseconds = 80.ms,
    corrected: Bool = true
  ) {
    self.corrected = corrected
    self.amplitude = amplitude
    self.fast = fast
    self.slow = slow
  }

  public var name: String { "zero-area" }
  public var formula: String {
    "dw = A (fast_j - slow_j) at spikes of i, and with i and j exchanged"
  }
  public var citation: String {
    "after Scellier & Bengio 2017, Front Comput Neurosci 11:24, whose update is d(rho_i rho_j)/dt"
  }
  public var preTraces: [Trace] {
    [Trace(fast, .rate, corrected: corrected), Trace(slow, .rate, corrected: corrected)]
  }
  public var postTraces: [Trace] { preTraces }
  public var isSymmetric: Bool { true }
  public var readsClampedSource: Bool { false }

  /// A r_max int_0^T (F_f(t) - F_s(t)) dt, the response to a step of the rate at the start of the nudged phase of
  /// length T.
  ///
  /// F_k(t) = (1 - e^{-t/tau_k}) / (1 - e^{-(T_0 + t)/tau_k}) is the share of the nudged phase in a corrected trace at
  /// time T_0 + t, where T_0 is the length of the free phase. Without correction, or for long T_0, the gain is A r_max
  /// (tau_s (1 - e^{-T/tau_s}) - tau_f (1 - e^{-T/tau_f})), which tends to A r_max (tau_s - tau_f) for long T.
  public func gain(
    phase: Milliseconds, after free: Milliseconds, settling: Milliseconds, maximumRate: Double
  ) -> Double {
    // int F_k dt.
    func area(_ tau: Double) -> Double {
      let length = phase.value
      let left = corrected ? Double.exp(-free.value / tau) : 0
      let filled = corrected ? -Double.expMinusOne(-free.value / tau) : 1
      if tau < 0.5 * length, filled > 0 {
        // T - tau (q / f) ln(1 + z) / z, q = 1 - e^{-T/tau}, f = 1 - e^{-T_0/tau}, z = e^{-T_0/tau} q / f, times f.
        let q = -Double.expMinusOne(-length / tau), z = left * q / filled
        return length - tau * q * (z < 1e-17 ? 1 : Double.log(onePlus: z) / z)
      }
      // Simpson's rule: the integrand is smooth and zero at the start, and the closed form would cancel.
      let panels = 200
      let h = length / Double(panels)
      var sum = 0.0
      for k in 1...panels {
        let t = Double(k) * h
        let share =
          -Double.expMinusOne(-t / tau)
          / (corrected ? -Double.expMinusOne(-(free.value + t) / tau) : 1)
        sum += share * (k == panels ? 1 : k % 2 == 1 ? 4 : 2)
      }
      return sum * h / 3
    }
    return amplitude * maximumRate * (area(fast.value) - area(slow.value))
  }

  public func onPre(
    _ change: inout MutableSpan<Double>, weights: borrowing Span<Double>, own: TraceValues,
    traces: borrowing Span<Double>, scales: TraceValues
  ) {
    let count = change.count
    let f = amplitude * scales[0], s = amplitude * scales[1]
    for j in 0..<count { change[j] += f * traces[j] - s * traces[count + j] }
  }

  public func onPost(
    _ change: inout MutableSpan<Double>, weights: borrowing Span<Double>, own: TraceValues,
    traces: borrowing Span<Double>, scales: TraceValues
  ) {
    onPre(&change, weights: weights, own: own, traces: traces, scales: scales)
  }
}
