public import Quantities

/// The contrastive rule: a symmetric Hebbian window, with a plus sign in the nudged phase and a minus sign in a free
/// phase of equal length,
///
///     dw = +-A (x_j at spikes of i, x_i at spikes of j),   W(D) = +-A e^{-|D|/tau} / (tau r_max)
///
/// The sum of changes is 2 A T r_max (s_i^beta s_j^beta - s_i^0 s_j^0): equilibrium propagation, with plasticity in
/// both phases.
///
/// > J. R. Movellan. *Contrastive Hebbian learning in the continuous Hopfield model.* 1991;
/// > B. Scellier & Y. Bengio. *Equilibrium propagation.* Front Comput Neurosci 11:24, 2017.
public struct Contrastive: TraceAmplitudeRule, Equatable {
  /// Amplitude, A.
  public var amplitude = 1.0
  /// Time constant of the window, tau.
  public var timeConstant = 20.ms

  /// The rule with tau = 20 ms.
  public init(amplitude: Double = 1, tau: Milliseconds = 20.ms) {
    self.amplitude = amplitude
    timeConstant = tau
  }

  public var name: String { "contrastive" }
  public var formula: String { "dw = +-A (x_j at spikes of i + x_i at spikes of j)" }
  public var citation: String { "Movellan 1991; Scellier & Bengio 2017" }
  public var preTraces: [Trace] { [Trace(timeConstant, .rate)] }
  public var postTraces: [Trace] { preTraces }
  public var isSymmetric: Bool { true }
  public var needsBothPhases: Bool { true }

  /// 2 A T r_max.
  public func gain(
    phase: Milliseconds, after free: Milliseconds, settling: Milliseconds, maximumRate: Double
  ) -> Double {
    2 * amplitude * phase.value * maximumRate
  }

  func preAmplitude(_ own: TraceValues) -> Double { amplitude }
  func postAmplitude(_ own: TraceValues) -> Double { amplitude }
}
