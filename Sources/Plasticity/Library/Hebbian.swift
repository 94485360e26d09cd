public import Quantities

/// A symmetric Hebbian window: a spike on either side adds A times the trace of the other side,
///
///     W(D) = A e^{-|D|/tau}.
///
/// A < 0 is anti-Hebbian. The sum of changes in a phase of length T is 2 A tau T r_i r_j: it depends on rates, not on
/// their changes. It is equilibrium propagation only as the difference of two phases (`contrastive`).
///
/// *Units*: A in units of weight; traces step by 1.
///
/// > D. O. Hebb. *The Organization of Behavior.* 1949; a symmetric window was measured by K. K. A. Cho et
/// > al., and by R. K. Mishra, S. Kim, S. J. Guzman & P. Jonas, Nat Commun 7:11552, 2016 (CA3-CA3).
public struct Hebbian: TraceAmplitudeRule, Equatable {
  /// Amplitude, A.
  public var amplitude = 1.0
  /// Time constant of the window, tau.
  public var timeConstant = 20.ms

  /// The rule with tau = 20 ms.
  public init(amplitude: Double = 1, tau: Milliseconds = 20.ms) {
    self.amplitude = amplitude
    timeConstant = tau
  }

  public var name: String { "hebbian" }
  public var formula: String { "dw = A (x_j at spikes of i + x_i at spikes of j)" }
  public var citation: String { "Mishra et al. 2016, Nat Commun 7:11552 (a symmetric window)" }
  public var preTraces: [Trace] { [Trace(timeConstant)] }
  public var postTraces: [Trace] { [Trace(timeConstant)] }
  public var isSymmetric: Bool { true }

  /// 2 A tau r_max^2 T, the coefficient of s_i s_j at the end of a phase of length T.
  public func gain(
    phase: Milliseconds, after free: Milliseconds, settling: Milliseconds, maximumRate: Double
  ) -> Double {
    2 * amplitude * timeConstant.value * maximumRate * maximumRate * phase.value
  }

  func preAmplitude(_ own: TraceValues) -> Double { amplitude }
  func postAmplitude(_ own: TraceValues) -> Double { amplitude }
}
