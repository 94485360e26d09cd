internal import CGSL

/// A piecewise cubic S(x) with S(x_i) = y_i, continuous with its first derivative.
///
/// A spline is immutable, so that any number of threads can evaluate it at once. An evaluation finds its interval by
/// bisection and allocates nothing.
///
/// *Edge cases:* both ends of the table belong to it; beyond them evaluation throws.
///
/// *Units:* x and y in the caller's; the derivative in y over x, the integral in y times x.
@safe public final class CubicSpline: @unchecked Sendable {
  /// The method that chooses the slopes at the points.
  public enum Kind: String, CaseIterable, Sendable, Codable {
    /// S'' continuous and zero at both ends: the smoothest curve, which may overshoot.
    ///
    /// *Source:* C. de Boor. *A Practical Guide to Splines*. Springer, 1978, chapter IV.
    case natural
    /// Slopes from the neighbouring chords, insensitive to outliers.
    ///
    /// *Source:* H. Akima. A new method of interpolation and smooth curve fitting based on local
    /// procedures. *J. ACM* 17, 589-602, 1970.
    case akima
    /// Monotonic between the points: extrema only at points.
    ///
    /// *Source:* M. Steffen. A simple method for monotonic interpolation in one dimension.
    /// *Astron. Astrophys.* 239, 443-450, 1990.
    case steffen

    /// The least number of points.
    public var minimumPoints: Int {
      switch self {
      case .natural, .steffen: 3
      case .akima: 5
      }
    }

    fileprivate var descriptor: UnsafePointer<gsl_interp_type> {
      switch self {
      case .natural: unsafe cgsl_interp_natural()
      case .akima: unsafe cgsl_interp_akima()
      case .steffen: unsafe cgsl_interp_steffen()
      }
    }
  }

  /// The method that chose the slopes at the points.
  public let kind: Kind
  /// The abscissae, strictly increasing.
  public let x: [Double]
  /// The ordinates.
  public let y: [Double]
  // GSL writes to this object in `init` only; evaluation without an accelerator reads it.
  private let interpolation: UnsafeMutablePointer<gsl_interp>

  /// The spline of this kind through the points (x_i, y_i).
  ///
  /// - Throws: ``SolverError/wrongCount(of:found:needed:)``,
  ///   ``SolverError/tooFewPoints(found:needed:kind:)`` or
  ///   ``SolverError/notIncreasing(index:previous:next:)``.
  public init(x: [Double], y: [Double], kind: Kind = .natural) throws(SolverError) {
    guard x.count == y.count else {
      throw .wrongCount(of: "ordinates", found: y.count, needed: x.count)
    }
    guard x.count >= kind.minimumPoints else {
      throw .tooFewPoints(found: x.count, needed: kind.minimumPoints, kind: kind)
    }
    for i in x.indices.dropFirst() where !(x[i - 1] < x[i]) {
      throw .notIncreasing(index: i, previous: x[i - 1], next: x[i])
    }
    GSL.prepare()
    guard let made = unsafe gsl_interp_alloc(kind.descriptor, x.count) else {
      throw GSL.failure(CInt(GSL_ENOMEM))
    }
    let status = unsafe gsl_interp_init(made, x, y, x.count)
    guard status == CInt(GSL_SUCCESS) else {
      unsafe gsl_interp_free(made)
      throw GSL.failure(status)
    }
    self.kind = kind
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
