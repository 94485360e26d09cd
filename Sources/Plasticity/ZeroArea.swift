public import Quantities
import RealModule

/// The symmetric zero-area rule: at a spike of i add A (fast trace of j - slow trace of j), at a
/// spike of j the same with i and j exchanged.
///
///     W(D) = A (e^{-|D|/tau_f} / tau_f - e^{-|D|/tau_s} / tau_s) / r_max,   area 0.
///
/// Both traces have unit area, so at constant rates they are equal on average and nothing changes;
/// the rule sees changes only: it adds up to A (tau_s - tau_f) d(r_i r_j)/dt, whose integral over
/// the nudged phase is the equilibrium-propagation update. It is causal and needs one phase only.
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

  /// The rule with tau_f = 10 ms and tau_s = 80 ms.
  public init(amplitude: Double = 1, fast: Milliseconds = 10.ms, slow: Milliseconds = 80.ms) {
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
  public var preTraces: [Trace] { [Trace(fast, .rate), Trace(slow, .rate)] }
  public var postTraces: [Trace] { preTraces }
  public var isSymmetric: Bool { true }

  /// A r_max (tau_s (1 - e^{-T/tau_s}) - tau_f (1 - e^{-T/tau_f})) for a step at the phase's start;
  /// tends to A r_max (tau_s - tau_f) for long phases.
  public func gain(phase: Milliseconds, settling: Milliseconds, maximumRate: Double) -> Double {
    func area(_ tau: Double) -> Double { -tau * .expMinusOne(-phase.value / tau) }
    return amplitude * maximumRate * (area(slow.value) - area(fast.value))
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
