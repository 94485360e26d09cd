public import Quantities

/// Triplet STDP: with pre traces r1, r2 and post traces o1, o2,
///
///     pre spike: w -= o1 (A2_- + A3_- r2),   post spike: w += r1 (A2_+ + A3_+ o2),
///
/// where all traces are read before the present spike is added.
///
/// The default amplitudes are those of hippocampal culture (all-to-all, full model), in the units of the paper.
///
/// > J.-P. Pfister & W. Gerstner. *Triplets of spikes in a model of spike timing-dependent plasticity.*
/// > J Neurosci 26:9673, 2006.
public struct TripletSTDP: TraceAmplitudeRule, Equatable {
  /// Amplitude of pair potentiation, A2_+.
  public var pairPotentiation = 6.1e-3
  /// Amplitude of triplet potentiation, A3_+.
  public var tripletPotentiation = 6.7e-3
  /// Amplitude of pair depression, A2_-.
  public var pairDepression = 1.6e-3
  /// Amplitude of triplet depression, A3_-.
  public var tripletDepression = 1.4e-3
  /// Time constant of r1, tau_+.
  public var tauPlus = 16.8.ms
  /// Time constant of r2, tau_x.
  public var tauX = 946.ms
  /// Time constant of o1, tau_-.
  public var tauMinus = 33.7.ms
  /// Time constant of o2, tau_y.
  public var tauY = 27.ms
  /// The largest weight, w_max; negative for inhibitory synapses, whose changes then mirror those of excitatory ones.
  public var maximum = Double.infinity
  /// The pairs of spikes that count.
  public var pairing = Pairing.allToAll

  /// The rule with the parameters of hippocampal culture (all-to-all, full model).
  public init() {}

  public var name: String { "triplet" }
  public var formula: String {
    "dw = r1 (A2_+ + A3_+ o2) at post spikes, -o1 (A2_- + A3_- r2) at pre spikes"
  }
  public var citation: String { "Pfister & Gerstner 2006, J Neurosci 26:9673" }
  public var preTraces: [Trace] { [Trace(tauPlus, pairing.step), Trace(tauX, pairing.step)] }
  public var postTraces: [Trace] { [Trace(tauMinus, pairing.step), Trace(tauY, pairing.step)] }
  public var isLinear: Bool { false }
  public var readsWeights: Bool { false }
  public var bounds: ClosedRange<Double> { min(maximum, 0)...max(maximum, 0) }
  /// The sign of the weights, and so of potentiation.
  private var sign: Double { maximum < 0 ? -1 : 1 }

  /// A2_+ times the gain of presynaptically gated pairs; triplets are not included.
  public func gain(
    phase: Milliseconds, after free: Milliseconds, settling: Milliseconds, maximumRate: Double
  ) -> Double {
    sign * pairPotentiation * gatedGain(tau: tauPlus, settling: settling, maximumRate: maximumRate)
  }

  func preAmplitude(_ own: TraceValues) -> Double {
    -sign * (pairDepression + tripletDepression * own[1])
  }
  func postAmplitude(_ own: TraceValues) -> Double {
    sign * (pairPotentiation + tripletPotentiation * own[1])
  }
}
