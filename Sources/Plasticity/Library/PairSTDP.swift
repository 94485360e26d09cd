public import Quantities
import RealModule

/// Additive pair STDP: a post spike adds A_+ x_i, a pre spike subtracts A_- y_j,
///
///     W(D) = A_+ e^{-D/tau_+} for D = t_post - t_pre > 0,   -A_- e^{D/tau_-} for D < 0.
///
/// With equal amplitudes and time constants it is antisymmetric: j -> i loses the change that i -> j gains, and the
/// change of a tied weight is zero. It is not equilibrium propagation and serves as the counterexample.
///
/// *Units*: A in units of weight.
///
/// > S. Song, K. D. Miller & L. F. Abbott. *Competitive Hebbian learning through spike-timing-dependent
/// > synaptic plasticity.* Nat Neurosci 3:919, 2000 (there A_-/A_+ = 1.05 and tau = 20 ms).
public struct PairSTDP: TraceAmplitudeRule, Equatable {
  /// Potentiation, A_+.
  public var potentiation = 1.0
  /// Depression, A_-.
  public var depression = 1.0
  /// Time constant of the presynaptic trace, tau_+.
  public var potentiationTimeConstant = 20.ms
  /// Time constant of the postsynaptic trace, tau_-.
  public var depressionTimeConstant = 20.ms
  /// The pairs of spikes that count.
  public var pairing = Pairing.allToAll

  /// The rule with equal amplitudes and tau = 20 ms.
  public init(
    potentiation: Double = 1, depression: Double = 1, tauPlus: Milliseconds = 20.ms,
    tauMinus: Milliseconds = 20.ms, pairing: Pairing = .allToAll
  ) {
    self.potentiation = potentiation
    self.depression = depression
    potentiationTimeConstant = tauPlus
    depressionTimeConstant = tauMinus
    self.pairing = pairing
  }

  public var name: String { "pair" }
  public var formula: String { "dw = +A_+ x_i at post spikes, -A_- y_j at pre spikes" }
  public var citation: String { "Song, Miller & Abbott 2000, Nat Neurosci 3:919" }
  public var preTraces: [Trace] { [Trace(potentiationTimeConstant, pairing.step)] }
  public var postTraces: [Trace] { [Trace(depressionTimeConstant, pairing.step)] }

  /// A_+ tau_+^2 r_max^2 (2 tau_s + tau_+) / (tau_s + tau_+), the gain of the presynaptically gated form. The rule's
  /// own gain for tied weights is zero if it is antisymmetric.
  public func gain(
    phase: Milliseconds, after free: Milliseconds, settling: Milliseconds, maximumRate: Double
  ) -> Double {
    potentiation
      * gatedGain(tau: potentiationTimeConstant, settling: settling, maximumRate: maximumRate)
  }

  func preAmplitude(_ own: TraceValues) -> Double { -depression }
  func postAmplitude(_ own: TraceValues) -> Double { potentiation }
}

/// The pairs of spikes that count (Morrison, Diesmann & Gerstner 2008, Biol Cybern 98:459).
public enum Pairing: String, Sendable, CaseIterable {
  /// Every pair.
  case allToAll = "all-to-all"
  /// Each spike with the last spike of the other side.
  case nearest

  var step: Trace.Step { self == .allToAll ? .add : .replace }
}

/// tau^2 r_max^2 (2 tau_s + tau) / (tau_s + tau).
///
/// The integral of r_i (future filter of r_j - past filter of r_j) over an approach of r_j to its new value with time
/// constant tau_s, for traces with steps of 1. It is 2 tau^2 r_max^2 for tau_s >> tau and tau^2 r_max^2 for tau_s <<
/// tau.
func gatedGain(tau: Milliseconds, settling: Milliseconds, maximumRate: Double) -> Double {
  let t = tau.value, s = settling.value
  return t * t * maximumRate * maximumRate * (2 * s + t) / (s + t)
}
