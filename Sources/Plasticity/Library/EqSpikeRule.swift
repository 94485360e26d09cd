public import Quantities

/// The form of EqSpike: each spike of one side adds the time derivative of the other side's activity,
///
///     dw = eta (ds_j/dt at spikes of i + ds_i/dt at spikes of j),   in the nudged phase only.
///
/// A unit's activity is its spike train filtered by k(t) = (e^{-t/tau_s} - e^{-t/tau_f}) / (tau_s - tau_f), whose
/// derivative is (fast trace - slow trace) / (tau_s - tau_f). The rule therefore equals the zero-area rule with
/// amplitude eta / (tau_s - tau_f). The sum of changes is eta d(s_i s_j)/dt: equilibrium propagation.
///
/// The paper does not give its constants in a form that we could transcribe; the time constants here are ours.
///
/// *Units*: eta in weight times ms; traces are normalised rates.
///
/// > E. Martin et al. *EqSpike: spike-driven equilibrium propagation for neuromorphic implementations.*
/// > iScience 24:102222, 2021.
public struct EqSpikeRule: SpikeTimingRule, Equatable {
  /// Learning step, eta [ms].
  public var step = 1.0
  /// Rise time of the activity, tau_f.
  public var fast = 5.ms
  /// Decay time of the activity, tau_s.
  public var slow = 40.ms

  /// The rule with tau_f = 5 ms and tau_s = 40 ms.
  public init() {}

  /// The zero-area rule to which this rule is equal.
  private var window: ZeroArea {
    ZeroArea(amplitude: step / (slow.value - fast.value), fast: fast, slow: slow)
  }

  public var name: String { "eqspike" }
  public var formula: String { "dw = eta (ds_j/dt at spikes of i + ds_i/dt at spikes of j)" }
  public var citation: String { "Martin et al. 2021, iScience 24:102222 (time constants ours)" }
  public var preTraces: [Trace] { window.preTraces }
  public var postTraces: [Trace] { window.postTraces }
  public var isSymmetric: Bool { true }
  public var readsClampedSource: Bool { false }

  /// The gain of the zero-area rule; eta r_max for a long phase.
  public func gain(
    phase: Milliseconds, after free: Milliseconds, settling: Milliseconds, maximumRate: Double
  ) -> Double {
    window.gain(phase: phase, after: free, settling: settling, maximumRate: maximumRate)
  }

  public func onPre(
    _ change: inout MutableSpan<Double>, weights: borrowing Span<Double>, own: TraceValues,
    traces: borrowing Span<Double>, scales: TraceValues
  ) {
    window.onPre(&change, weights: weights, own: own, traces: traces, scales: scales)
  }

  public func onPost(
    _ change: inout MutableSpan<Double>, weights: borrowing Span<Double>, own: TraceValues,
    traces: borrowing Span<Double>, scales: TraceValues
  ) {
    window.onPre(&change, weights: weights, own: own, traces: traces, scales: scales)
  }
}
