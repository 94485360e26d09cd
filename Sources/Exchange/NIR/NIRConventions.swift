public import Quantities
import Foundation

/// Meanings that NIR leaves open: the area of a spike, and the kind of input.
///
/// NIR's equations are continuous in time, and a spike in them is a Dirac impulse. Its area is 1 (s) unless the
/// length of a step is known: clocked frameworks, whose weights most files hold, count a spike as the value 1 for one
/// step dt, which has the area dt. With a step, also
/// - recurrent connections have a delay of at least one step, as they have in each clocked framework,
/// - potentials and the synaptic currents of constant inputs begin at 0, not at v_leak and settled.
///
/// A network that was trained with long steps of Euler's method is not quite the one of its equations: what decays by
/// 1 - dt / tau in a step decays by e^{-dt / tau} there, and a unit that is driven hard fires many times in a step instead
/// of once. With `isEuler` time constants are tau' = -dt / ln(1 - dt / tau), which decay as in the steps and keep the mean
/// response, and units are refractory for dt / 2, the mean time that a crossing waits for the end of its step.
public struct NIRConventions: Sendable, Equatable {
  /// Length of a step, dt; nil when a spike has the area 1 s.
  public var step: Milliseconds?
  /// Kind of the inputs whose metadata do not tell it.
  public var inputs: Inputs
  /// Whether the steps of Euler's method are imitated; needs a step.
  public var isEuler: Bool

  /// Kinds of input.
  public enum Inputs: String, Sendable, CaseIterable {
    /// Values that are held constant.
    case values
    /// Spikes.
    case spikes
  }

  /// These meanings.
  public init(step: Milliseconds? = nil, inputs: Inputs = .values, isEuler: Bool = false) {
    precondition(step != nil || !isEuler, "Steps that are imitated have a length.")
    self.step = step
    self.inputs = inputs
    self.isEuler = isEuler
  }
}

extension NIRConventions {
  /// The time constant [s] in place of `tau`; nil where a step of Euler's method is too long for it.
  func timeConstant(_ tau: Double) -> Double? {
    guard isEuler, let step else { return tau }
    let ratio = step.value / 1000 / tau
    return ratio < 1 ? -step.value / 1000 / log1p(-ratio) : nil
  }

  /// The least refractory time.
  var leastRefractoryTime: Milliseconds {
    isEuler ? Milliseconds((step?.value ?? 0) / 2) : .zero
  }
}
