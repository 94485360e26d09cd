public import Quantities
import RealModule

/// An exponentially decaying memory of one unit's spikes: tau dx/dt = -x between spikes, and a step at each spike.
public struct Trace: Sendable, Equatable {
  /// Time constant, tau.
  public var timeConstant: Milliseconds
  /// The form of the step at a spike.
  public var step: Step
  /// True if the trace starts at zero when plasticity is switched on, and only spikes from then until it is switched
  /// off count.
  public var isGated: Bool

  /// True if the trace is divided by 1 - e^{-t/tau}, where t is the time since the beginning. It is then a mean since
  /// the beginning from the first moment on, instead of filling from zero.
  public var isCorrected: Bool

  /// The factor of the step.
  public var amount = 1.0

  /// The form of the step at a spike, for `amount` = 1.
  public enum Step: Sendable, Equatable {
    /// x += 1: all earlier spikes count (all-to-all pairing).
    case add
    /// x := 1: only the last spike counts (nearest-neighbour pairing).
    case replace
    /// x += 1 / (tau r_max): x is the normalised rate s of the unit, averaged over tau.
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

  /// The step of the trace at a spike of a unit whose largest rate is `maximumRate` [1/ms].
  public func increment(maximumRate: Double) -> Double {
    switch step {
    case .add, .replace: amount
    case .rate: amount / (timeConstant.value * maximumRate)
    }
  }

  /// The mean trace of a presynaptic unit that is clamped at s = 1: tau r_max for `add`, 1 for `replace` and `rate`,
  /// times `amount`. A gated trace has this value times 1 - e^{-elapsed/tau}, where `elapsed` is the time since the
  /// gate opened [ms].
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
