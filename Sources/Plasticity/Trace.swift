public import Quantities
import RealModule

/// An exponential memory of one unit's spikes: tau dx/dt = -x between spikes, and a step at each.
public struct Trace: Sendable, Equatable {
  /// Time constant, tau.
  public var timeConstant: Milliseconds
  /// What a spike does.
  public var step: Step
  /// Whether only spikes that fall while plasticity is on count; the trace starts empty then.
  public var isGated: Bool

  /// Whether the trace is divided by 1 - e^{-t/tau}, t since the beginning: then it is the mean rate
  /// since then from the first moment on, instead of filling from zero.
  public var isCorrected: Bool

  /// What the step is multiplied by.
  public var amount = 1.0

  /// What a spike does to a trace.
  public enum Step: Sendable, Equatable {
    /// x += 1: every earlier spike counts (all-to-all pairing).
    case add
    /// x := 1: only the last spike counts (nearest-neighbour pairing).
    case replace
    /// x += 1 / (tau r_max): x is the unit's normalised rate s, averaged over tau.
    case rate
  }

  /// A trace with this time constant.
  public init(
    _ timeConstant: Milliseconds, _ step: Step = .add, amount: Double = 1, gated: Bool = false,
    corrected: Bool = false
  ) {
    self.amount = amount
    self.timeConstant = timeConstant
    self.step = step
    self.isGated = gated
    self.isCorrected = corrected
  }

  /// By how much one spike raises the trace of a unit whose maximum rate is `maximumRate` [1/ms].
  public func increment(maximumRate: Double) -> Double {
    switch step {
    case .add, .replace: amount
    case .rate: amount / (timeConstant.value * maximumRate)
    }
  }

  /// The trace of a presynaptic unit that is held at s = 1, its spikes so dense that they flow:
  /// tau r_max (or 1 for a rate trace); gated, `elapsed` [ms] after the gate opened,
  /// that times 1 - e^{-elapsed / tau}.
  public func clamped(maximumRate: Double, elapsed: Double) -> Double {
    let full =
      switch step {
      case .add: amount * timeConstant.value * maximumRate
      case .replace, .rate: amount
      }
    return isGated ? -full * .expMinusOne(-elapsed / timeConstant.value) : full
  }
}

/// The values of up to four traces of one unit, or their common factors in a row of units.
public typealias TraceValues = InlineArray<4, Double>
