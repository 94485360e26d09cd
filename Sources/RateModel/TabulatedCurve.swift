public import Networks
public import Solvers

/// A measured f-I curve, interpolated without overshoot (Steffen 1990); linear beyond the last point, 0 below the
/// first.
public struct TabulatedCurve: Activation {
  private let spline: SteffenSpline
  private let low: Double, high: Double
  private let lastValue: Double, lastSlope: Double

  /// The curve through s_k at u_k, u ascending.
  public init(drives u: [Double], activities s: [Double]) throws(SolverError) {
    spline = try SteffenSpline(x: u, y: s)
    low = u.first ?? 0
    high = u.last ?? 0
    lastValue = s.last ?? 0
    lastSlope = try spline.derivative(at: high)
  }

  public func value(_ u: Double) -> Double {
    if u < low { return 0 }
    if u > high { return lastValue + lastSlope * (u - high) }
    return (try? spline.value(at: u)) ?? .nan
  }

  public func slope(_ u: Double) -> Double {
    if u < low { return 0 }
    if u > high { return lastSlope }
    return (try? spline.derivative(at: u)) ?? .nan
  }

  public func primitive(_ u: Double) -> Double {
    if u <= low { return 0 }
    let inside = (try? spline.integral(from: low, to: min(u, high))) ?? .nan
    let beyond = max(u - high, 0)
    return inside + beyond * (lastValue + 0.5 * lastSlope * beyond)
  }
}
