public import Quantities

/// Pair STDP gated by the presynaptic spike,
///
///     dw_ij = A sum over pre spikes in the phase of (future of j - past of j).
///
/// Only presynaptic spikes in the nudged phase count. Each causes depression by the full postsynaptic trace, and
/// potentiation by all later postsynaptic spikes, also after the gate has closed. The target stays nudged for a few tau
/// after that (the tail).
///
/// The sum of changes of i -> j is about 2 A tau r_i (r_j^beta - r_j^0), the form rho_i d(rho_j)/dt of Scellier &
/// Bengio. The sum of both directions is the equilibrium-propagation update.
///
/// *Units*: A in units of weight.
///
/// > Y. Bengio, T. Mesnard, A. Fischer, S. Zhang & Y. Wu. *STDP-compatible approximation of
/// > backpropagation in an energy-based model.* Neural Comput 29:555, 2017 (the form);
/// > B. Scellier & Y. Bengio. *Equilibrium propagation.* Front Comput Neurosci 11:24, 2017.
public struct GatedPair: TraceAmplitudeRule, Equatable {
  /// Amplitude of potentiation and depression, A.
  public var amplitude = 1.0
  /// Time constant of both windows, tau.
  public var timeConstant = 10.ms

  /// The rule with tau = 10 ms.
  public init(amplitude: Double = 1, tau: Milliseconds = 10.ms) {
    self.amplitude = amplitude
    timeConstant = tau
  }

  public var name: String { "gated-pair" }
  public var formula: String {
    "dw = -A y_j at pre spikes in the phase, +A x_i at post spikes, x_i of pre spikes in the phase"
  }
  public var citation: String {
    "after Bengio et al. 2017, Neural Comput 29:555, and Scellier & Bengio 2017"
  }
  public var preTraces: [Trace] { [Trace(timeConstant, .add, gated: true)] }
  public var postTraces: [Trace] { [Trace(timeConstant)] }

  /// A tau^2 r_max^2 (2 tau_s + tau) / (tau_s + tau).
  public func gain(
    phase: Milliseconds, after free: Milliseconds, settling: Milliseconds, maximumRate: Double
  ) -> Double {
    amplitude * gatedGain(tau: timeConstant, settling: settling, maximumRate: maximumRate)
  }

  func preAmplitude(_ own: TraceValues) -> Double { -amplitude }
  func postAmplitude(_ own: TraceValues) -> Double { amplitude }
}
