public import Quantities
import RealModule

/// An Ornstein-Uhlenbeck current,
///
///     dI = -(I - mu)/tau dt + sigma sqrt(2/tau) dW,
///
/// sampled exactly at multiples of `interval` and held between them; at t = 0 it is drawn from N(mu, sigma^2).
///
/// Held samples have exactly the mean, the deviation and, at multiples of the interval, the autocorrelation
/// e^{-|s|/tau} of the process; between these the autocorrelation is a straight line. Its area, on which the response of
/// a slow membrane depends, is larger by (dt/tau)^2 / 12: by 0.02 % for dt = tau / 20.
///
/// *Units*: those of the constant current.
///
/// > D. T. Gillespie. *Exact numerical simulation of the Ornstein-Uhlenbeck process and its integral.*
/// > Phys Rev E 54:2084, 1996.
public struct NoiseCurrent: Sendable, Equatable {
  /// Correlation time, tau.
  public var timeConstant: Milliseconds
  /// Standard deviation, sigma [pA or 1].
  public var deviation: Double
  /// Mean, mu [pA or 1].
  public var mean: Double
  /// The time between two samples, dt; nil for tau / 20.
  public var interval: Milliseconds?

  /// The noise with these parameters.
  ///
  /// - Parameters:
  ///   - timeConstant: Correlation time, tau.
  ///   - deviation: Standard deviation, sigma [pA or 1].
  ///   - mean: Mean, mu [pA or 1].
  ///   - interval: The time between two samples, dt; nil for tau / 20.
  public init(
    timeConstant: Milliseconds, deviation: Double, mean: Double = 0, interval: Milliseconds? = nil
  ) {
    self.timeConstant = timeConstant
    self.deviation = deviation
    self.mean = mean
    self.interval = interval
  }

  /// The time between two samples, dt.
  public var step: Milliseconds { interval ?? Milliseconds(timeConstant.value / 20) }

  /// e^{-dt/tau}: the correlation of successive samples.
  public var correlation: Double { .exp(-step.value / timeConstant.value) }
}
