/// Intrinsic plasticity: biases drift until units fire at a target rate,
///
///     b_i += eta (s_target - s_i),
///
/// once for each sample that is learned, with s_i the activity at the end of its free phase. The sum over samples is
/// that of a running mean. It acts beside learning, by the unit's own activity alone; the course of the learning rates
/// is that of eta, too. Samples that are only looked at change nothing.
///
/// Units that never fire carry no gradient, so that learning cannot wake them: this can.
///
/// > N. S. Desai, L. C. Rutherford & G. G. Turrigiano. *Plasticity in the intrinsic excitability of cortical pyramidal
/// > neurons.* Nat Neurosci 2:515, 1999.
public struct Homeostasis: Sendable, Equatable {
  /// s_target: a rate over r_max.
  public var target: Double
  /// eta, in the unit of biases.
  public var rate: Double
  /// The names of the populations whose biases drift; empty: all that have a state, the output apart.
  public var populations: [String]

  /// Homeostasis with these parameters.
  public init(target: Double = 0.1, rate: Double = 0.01, populations: [String] = []) {
    (self.target, self.rate, self.populations) = (target, rate, populations)
  }
}
