internal import CGSL

/// A piecewise cubic S(x) with S(x_i) = y_i, continuous with its first derivative and monotonic between the points:
/// extrema only at points.
///
/// A spline is immutable, so that any number of threads can evaluate it at once. An evaluation finds its interval by
/// bisection and allocates nothing.
///
/// *Edge cases:* both ends of the table belong to it; beyond them evaluation throws.
///
/// *Units:* x and y in the caller's; the derivative in y over x, the integral in y times x.
///
/// *Source:* M. Steffen. A simple method for monotonic interpolation in one dimension.
/// *Astron. Astrophys.* 239, 443-450, 1990.
@safe public final class SteffenSpline: @unchecked Sendable {
  /// The least number of points.
  static let minimumPoints = 3

  /// The abscissae, strictly increasing.
  public let x: [Double]
  /// The ordinates.
  public let y: [Double]
  // GSL writes to this object in `init` only; evaluation without an accelerator reads it.
  private let interpolation: UnsafeMutablePointer<gsl_interp>

  /// The spline through the points (x_i, y_i).
  ///
  /// - Throws: ``SolverError/wrongCount(of:found:needed:)``,
  ///   ``SolverError/tooFewPoints(found:needed:)`` or
  ///   ``SolverError/notIncreasing(index:previous:next:)``.
  public init(x: [Double], y: [Double]) throws(SolverError) {
    guard x.count == y.count else {
      throw .wrongCount(of: "ordinates", found: y.count, needed: x.count)
    }
    guard x.count >= Self.minimumPoints else {
      throw .tooFewPoints(found: x.count, needed: Self.minimumPoints)
    }
    for i in x.indices.dropFirst() where !(x[i - 1] < x[i]) {
      throw .notIncreasing(index: i, previous: x[i - 1], next: x[i])
    }
    GSL.prepare()
    guard let made = unsafe gsl_interp_alloc(cgsl_interp_steffen(), x.count) else {
      throw GSL.failure(CInt(GSL_ENOMEM))
    }
    let status = unsafe gsl_interp_init(made, x, y, x.count)
    guard status == CInt(GSL_SUCCESS) else {
      unsafe gsl_interp_free(made)
      throw GSL.failure(status)
    }
    self.x = x
    self.y = y
    unsafe interpolation = made
  }

  deinit { unsafe gsl_interp_free(interpolation) }

  /// [x_0, x_last].
  public var domain: ClosedRange<Double> { x[0]...x[x.count - 1] }

  /// S(x).
  ///
  /// - Throws: ``SolverError/outsideTable(x:lower:upper:)``.
  public func value(at x: Double) throws(SolverError) -> Double {
    try check(x)
    var result = 0.0
    try GSL.check(unsafe gsl_interp_eval_e(interpolation, self.x, y, x, nil, &result))
    return result
  }

  /// S'(x).
  ///
  /// - Throws: ``SolverError/outsideTable(x:lower:upper:)``.
  public func derivative(at x: Double) throws(SolverError) -> Double {
    try check(x)
    var result = 0.0
    try GSL.check(unsafe gsl_interp_eval_deriv_e(interpolation, self.x, y, x, nil, &result))
    return result
  }

  /// ∫ S dx from `lower` to `upper`; with the opposite sign if `lower` is greater.
  ///
  /// - Throws: ``SolverError/outsideTable(x:lower:upper:)``.
  public func integral(from lower: Double, to upper: Double) throws(SolverError) -> Double {
    try check(lower)
    try check(upper)
    if lower == upper { return 0 }
    let (a, b, sign) = lower < upper ? (lower, upper, 1.0) : (upper, lower, -1.0)
    var result = 0.0
    try GSL.check(unsafe gsl_interp_eval_integ_e(interpolation, x, y, a, b, nil, &result))
    return sign * result
  }

  private func check(_ x: Double) throws(SolverError) {
    guard domain.contains(x) else {
      throw .outsideTable(x: x, lower: domain.lowerBound, upper: domain.upperBound)
    }
  }
}
