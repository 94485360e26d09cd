public import Quantities

/// Delayed anti-Hebbian plasticity: the product of both units' traces at the end of the nudged phase minus that at its
/// beginning,
///
///     dw = eta (x_i x_j at the end of the nudged phase - x_i x_j at the end of the free phase).
///
/// Spikes change no weight. The traces are normalised rates, so that the change is that of s_i s_j, smoothed by tau:
/// equilibrium propagation, read at two instants.
///
/// *Units*: eta in units of weight.
///
/// > T. Mesnard, W. Gerstner & J. Brea. *Towards deep learning with spiking neurons in energy based models
/// > with contrastive Hebbian plasticity.* arXiv:1612.03214, 2016 (tau 100 ms).
public struct TraceProduct: SpikeTimingRule, Equatable {
  /// Learning step, eta.
  public var step = 1.0
  /// Time constant of the traces, tau.
  public var timeConstant = 100.ms

  /// True if traces are corrected for their start (see `Trace.isCorrected`). Otherwise a trace that still fills when
  /// the gate opens adds a Hebbian part to the change.
  public var corrected = true

  /// The rule with tau = 100 ms.
  public init(step: Double = 1, tau: Milliseconds = 100.ms, corrected: Bool = true) {
    self.corrected = corrected
    self.step = step
    timeConstant = tau
  }

  public var name: String { "trace-product" }
  public var formula: String { "dw = eta (x_i x_j at the gate's end - x_i x_j at its begin)" }
  public var citation: String { "Mesnard, Gerstner & Brea 2016, arXiv:1612.03214" }
  public var preTraces: [Trace] { [Trace(timeConstant, .rate, corrected: corrected)] }
  public var postTraces: [Trace] { [Trace(timeConstant, .rate, corrected: corrected)] }
  public var isSymmetric: Bool { true }
  public var readsClampedSource: Bool { false }
  public var edgeAmplitude: Double { step }

  /// post of `RuleResponse`, from an integration of the traces.
  public func gain(
    phase: Milliseconds, after free: Milliseconds, settling: Milliseconds, maximumRate: Double
  ) -> Double {
    RuleResponse(
      self,
      RuleProtocol(free: free, nudged: phase, settling: settling, maximumRate: maximumRate)
    ).post
  }

  public func onPre(
    _ change: inout MutableSpan<Double>, weights: borrowing Span<Double>, own: TraceValues,
    traces: borrowing Span<Double>, scales: TraceValues
  ) {}

  public func onPost(
    _ change: inout MutableSpan<Double>, weights: borrowing Span<Double>, own: TraceValues,
    traces: borrowing Span<Double>, scales: TraceValues
  ) {}
}
