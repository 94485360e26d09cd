public import Quantities
import Foundation

/// Meanings that NIR leaves open: the area of a spike, and the kind of input.
///
/// NIR's equations are continuous in time, and a spike is a Dirac impulse. Its area is 1 s unless the length of a step
/// is given. Most files hold weights of clocked frameworks, where a spike is the value 1 for one step dt and has the
/// area dt. With a step, also
/// - recurrent connections have a delay of at least one step, as in every clocked framework,
/// - potentials and the synaptic currents of constant inputs begin at 0, not at v_leak and settled.
///
/// A network that was trained with long steps of Euler's method differs from its equations. A factor 1 - dt / tau in
/// each step becomes e^{-dt / tau}, and a unit with strong input fires many times in a step instead of once. `isEuler`
/// corrects both. Time constants become tau' = -dt / ln(1 - dt / tau), which decay as in the steps and keep the mean
/// response. Units are refractory for dt / 2, the mean time between a crossing and the end of its step.
public struct NIRConventions: Sendable, Equatable {
  /// The length of a step, dt; nil if a spike has the area 1 s.
  public var step: Milliseconds?
  /// The kind of the inputs whose metadata do not tell it.
  public var inputs: Inputs
  /// True if steps of Euler's method are imitated; needs a step.
  public var isEuler: Bool

  /// The kinds of input.
  public enum Inputs: String, Sendable, CaseIterable {
    /// Constant values.
    case values
    /// Spikes.
    case spikes
  }

  /// Conventions with these meanings.
  public init(step: Milliseconds? = nil, inputs: Inputs = .values, isEuler: Bool = false) {
    precondition(step != nil || !isEuler, "Steps that are imitated have a length.")
    self.step = step
    self.inputs = inputs
    self.isEuler = isEuler
  }
}

extension NIRConventions {
  /// The time constant [s] in place of `tau` [s]; nil if a step of Euler's method is not shorter than `tau`.
  func timeConstant(_ tau: Double) -> Double? {
    guard isEuler, let step else { return tau }
    let ratio = step.value / 1000 / tau
    return ratio < 1 ? -step.value / 1000 / log1p(-ratio) : nil
  }

  /// The shortest refractory time of units.
  var leastRefractoryTime: Milliseconds {
    isEuler ? Milliseconds((step?.value ?? 0) / 2) : .zero
  }
}
