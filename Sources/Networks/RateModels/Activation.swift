/// A unit's stationary response, s = f(u): its normalised activity under a constant drive.
///
/// *Units*: u in those of the drive (dimensionless, or pA), s = r / r_max.
public protocol Activation: Sendable {
  /// f(u).
  func value(_ u: Double) -> Double
  /// f'(u).
  func slope(_ u: Double) -> Double
  /// f''(u).
  func curvature(_ u: Double) -> Double
  /// The integral of f from minus infinity to u, a term of the energy.
  func primitive(_ u: Double) -> Double
  /// s_i = f(u_i) for a whole row.
  func apply(_ u: borrowing Span<Double>, into s: inout MutableSpan<Double>)
}

extension Activation {
  /// f''(u) by a central difference of the slope.
  public func curvature(_ u: Double) -> Double {
    let h = 1e-5 * max(u.magnitude, 1e-3)
    return (slope(u + h) - slope(u - h)) / (2 * h)
  }

  public func apply(_ u: borrowing Span<Double>, into s: inout MutableSpan<Double>) {
    for i in 0..<u.count { s[i] = value(u[i]) }
  }
}
