public import Quantities
import RealModule

/// Pair STDP with steps that depend on the weight, v = w / w_max in [0, 1]:
///
///     post spike: v += lambda (1 - v)^mu_+ x_i,   pre spike: v -= lambda alpha v^mu_- y_j.
///
/// mu_+ = mu_- = 0 is additive with hard bounds (Song, Miller & Abbott 2000), mu_+ = 0 and mu_- = 1 is the rule of van
/// Rossum (2000), mu_+ = mu_- = 1 that of Rubin (2001), and values between them are those of Gütig (2003).
///
/// > R. Gütig, R. Aharonov, S. Rotter & H. Sompolinsky. *Learning input correlations through nonlinear
/// > temporally asymmetric Hebbian plasticity.* J Neurosci 23:3697, 2003.
public struct WeightDependentPair: SpikeTimingRule, Equatable {
  /// Step size, lambda.
  public var step = 0.01
  /// The ratio of depression to potentiation, alpha.
  public var asymmetry = 1.05
  /// Exponent of potentiation, mu_+.
  public var potentiationExponent = 0.0
  /// Exponent of depression, mu_-.
  public var depressionExponent = 0.0
  /// Time constant of the presynaptic trace, tau_+.
  public var potentiationTimeConstant = 20.ms
  /// Time constant of the postsynaptic trace, tau_-.
  public var depressionTimeConstant = 20.ms
  /// The weight at v = 1, w_max; negative for inhibitory synapses, whose weights then mirror those of excitatory ones.
  public var maximum = 1.0
  /// The pairs of spikes that count.
  public var pairing = Pairing.allToAll

  /// The additive rule.
  public init() {}

  public var name: String { "weight-dependent-pair" }
  public var formula: String {
    "v = w/w_max: v += lambda (1-v)^mu_+ x_i at post, v -= lambda alpha v^mu_- y_j at pre spikes"
  }
  public var citation: String { "Gütig, Aharonov, Rotter & Sompolinsky 2003, J Neurosci 23:3697" }
  public var preTraces: [Trace] { [Trace(potentiationTimeConstant, pairing.step)] }
  public var postTraces: [Trace] { [Trace(depressionTimeConstant, pairing.step)] }
  public var isLinear: Bool { false }
  public var bounds: ClosedRange<Double> { min(maximum, 0)...max(maximum, 0) }

  /// lambda w_max times the gain of presynaptically gated pairs.
  public func gain(
    phase: Milliseconds, after free: Milliseconds, settling: Milliseconds, maximumRate: Double
  ) -> Double {
    step * maximum
      * gatedGain(tau: potentiationTimeConstant, settling: settling, maximumRate: maximumRate)
  }

  public func onPre(
    _ change: inout MutableSpan<Double>, weights: borrowing Span<Double>, own: TraceValues,
    traces: borrowing Span<Double>, scales: TraceValues
  ) {
    let a = step * asymmetry * maximum * scales[0]
    for j in 0..<change.count {
      change[j] -= a * power(weights[j] / maximum, depressionExponent) * traces[j]
    }
  }

  public func onPost(
    _ change: inout MutableSpan<Double>, weights: borrowing Span<Double>, own: TraceValues,
    traces: borrowing Span<Double>, scales: TraceValues
  ) {
    let a = step * maximum * scales[0]
    for i in 0..<change.count {
      change[i] += a * power(1 - weights[i] / maximum, potentiationExponent) * traces[i]
    }
  }
}

/// base^exponent, with 0^0 = 1, without a call of `pow` for exponents 0 and 1.
@inline(__always)
private func power(_ base: Double, _ exponent: Double) -> Double {
  exponent == 0 ? 1 : exponent == 1 ? base : Double.pow(max(base, 0), exponent)
}
