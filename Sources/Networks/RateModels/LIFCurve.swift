import Quantities
import RealModule

/// The f-I curve of a leaky integrate-and-fire unit under a constant drive u,
///
///     s = (1 / r_max) / (t_ref + tau_m ln((V_inf - V_reset) / (V_inf - theta))),
///     V_inf = E_L + R u > theta, else 0;   R = tau_m / C.
///
/// *Edge cases*: f rises from 0 at threshold with infinite slope, and tends to a straight line for
/// large drives (to 1 / (r_max t_ref) with a refractory time).
///
/// > R. B. Stein. *A theoretical analysis of neuronal variability.* Biophys J 5:173, 1965.
public struct LIFCurve: Activation, Equatable {
  /// The membrane of the unit.
  public let membrane: LIF
  private let timeConstant: Double, refractory: Double  // [ms]
  private let rest: Double, threshold: Double, reset: Double, resistance: Double
  private let maximumRate: Double  // [1/ms]

  /// The curve of `membrane`, normalised by `maximumRate` [1/ms].
  public init(_ membrane: LIF, maximumRate: Double) {
    self.membrane = membrane
    timeConstant = membrane.membraneTimeConstant.value
    refractory = membrane.refractoryTime.value
    rest = membrane.rest
    threshold = membrane.threshold
    reset = membrane.reset
    resistance = timeConstant / membrane.capacitance
    self.maximumRate = maximumRate
  }

  /// The limit of the activity for large drives, 1 / (r_max t_ref); nil without a refractory time.
  public var highest: Double? { refractory > 0 ? 1 / (maximumRate * refractory) : nil }

  /// The drive at which the unit begins to fire.
  public var rheobase: Double { (threshold - rest) / resistance }

  @inline(__always)
  private func response(_ u: Double) -> Double {
    let final = rest + resistance * u
    guard final > threshold else { return 0 }
    let span = (threshold - reset) / (final - threshold)
    return 1 / (maximumRate * (refractory + timeConstant * .log(onePlus: span)))
  }

  public func value(_ u: Double) -> Double { response(u) }

  public func apply(_ u: borrowing Span<Double>, into s: inout MutableSpan<Double>) {
    for i in 0..<u.count { s[i] = response(u[i]) }
  }

  public func slope(_ u: Double) -> Double {
    let final = rest + resistance * u
    guard final > threshold else { return 0 }
    let s = response(u)
    return s * s * maximumRate * timeConstant * resistance * (threshold - reset)
      / ((final - threshold) * (final - reset))
  }

  /// The drive that gives the activity s: f^-1(s), for s > 0.
  public func inverse(_ s: Double) -> Double {
    let free = 1 / (maximumRate * s) - refractory
    guard free > 0 else { return .infinity }
    let decay = -Double.expMinusOne(-free / timeConstant)  // 1 - e^{-T/tau}
    let final = reset + (threshold - reset) / decay
    return (final - rest) / resistance
  }

  /// u f(u) - int_0^{f(u)} f^-1(v) dv: the inverse is smooth, where f itself has a vertical tangent.
  ///
  /// With v = 1 / (r_max (t_ref + T)), T the time from reset to threshold, f^-1 is the rheobase and a
  /// part that falls as e^{-T/tau_m}; that part is integrated over T on panels that double, to 1e-12.
  public func primitive(_ u: Double) -> Double {
    let s = response(u)
    guard s > 0 else { return 0 }
    var sum = 0.0
    var low = max(1 / (maximumRate * s) - refractory, .leastNormalMagnitude)
    let end = low + 40 * timeConstant
    while low < end {
      let half = 0.5 * low, middle = 1.5 * low
      for (x, w) in Self.gauss {
        sum += half * w * (excess(middle - half * x) + excess(middle + half * x))
      }
      low *= 2
    }
    let scale = (threshold - reset) / (resistance * maximumRate)
    return u * s - rheobase * s - scale * sum
  }

  /// (1 / (1 - e^{-T/tau_m}) - 1) / (t_ref + T)^2.
  private func excess(_ time: Double) -> Double {
    let period = refractory + time
    return 1 / (.expMinusOne(time / timeConstant) * period * period)
  }

  /// Nodes and weights of Gauss-Legendre quadrature with 8 points (Abramowitz & Stegun 25.4.30).
  private static let gauss: [(Double, Double)] = [
    (0.1834346424956498, 0.3626837833783620), (0.5255324099163290, 0.3137066458778873),
    (0.7966664774136267, 0.2223810344533745), (0.9602898564975363, 0.1012285362903763),
  ]
}
