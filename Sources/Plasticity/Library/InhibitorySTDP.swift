public import Quantities

/// Inhibitory plasticity that drives the postsynaptic unit to the rate rho_0:
///
///     pre spike: w += eta (y - alpha),   post spike: w += eta x,   alpha = 2 rho_0 tau.
///
/// Here w is the strength of inhibition. At synapses with negative weights eta must be negative.
///
/// *Units*: eta in units of weight; rho_0 in 1/ms.
///
/// > T. P. Vogels, H. Sprekeler, F. Zenke, C. Clopath & W. Gerstner. *Inhibitory plasticity balances
/// > excitation and inhibition in sensory pathways and memory networks.* Science 334:1569, 2011.
public struct InhibitorySTDP: SpikeTimingRule, Equatable {
  /// Learning step, eta.
  public var step = 1e-3
  /// Time constant of both traces, tau.
  public var timeConstant = 20.ms
  /// The target rate, rho_0 [1/ms].
  public var targetRate = 0.003

  /// The rule of the paper: tau = 20 ms, rho_0 = 3 Hz.
  public init() {}

  public var name: String { "inhibitory" }
  public var formula: String { "dw = eta (y - 2 rho_0 tau) at pre spikes, eta x at post spikes" }
  public var citation: String { "Vogels et al. 2011, Science 334:1569" }
  public var preTraces: [Trace] { [Trace(timeConstant)] }
  public var postTraces: [Trace] { [Trace(timeConstant)] }
  public var isLinear: Bool { false }
  public var readsWeights: Bool { false }

  /// pre + post of `RuleResponse`, from an integration of the rule for mean rates.
  public func gain(
    phase: Milliseconds, after free: Milliseconds, settling: Milliseconds, maximumRate: Double
  ) -> Double {
    let response = RuleResponse(
      self,
      RuleProtocol(free: free, nudged: phase, settling: settling, maximumRate: maximumRate))
    return response.tiedGain ?? response.post
  }

  public func onPre(
    _ change: inout MutableSpan<Double>, weights: borrowing Span<Double>, own: TraceValues,
    traces: borrowing Span<Double>, scales: TraceValues
  ) {
    let a = step * scales[0], b = step * 2 * targetRate * timeConstant.value
    for j in 0..<change.count { change[j] += a * traces[j] - b }
  }

  public func onPost(
    _ change: inout MutableSpan<Double>, weights: borrowing Span<Double>, own: TraceValues,
    traces: borrowing Span<Double>, scales: TraceValues
  ) {
    let a = step * scales[0]
    for i in 0..<change.count { change[i] += a * traces[i] }
  }
}
