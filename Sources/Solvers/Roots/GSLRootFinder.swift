internal import CGSL

/// The root of a function in a bracket, by GSL's implementation of Brent's method.
///
/// It is twice as slow as ``brentRoot(in:tolerance:iterationLimit:of:)`` and independent of it: use it to check
/// results. The function is given once and kept, so that a search allocates nothing. Parameters that change between
/// searches belong into an object that the function captures.
///
/// *Source:* R. P. Brent. *Algorithms for Minimization without Derivatives*. Prentice-Hall, 1973,
/// chapter 4; `gsl_root_fsolver_brent`.
@safe public struct GSLRootFinder: ~Copyable {
  private let context: Context
  /// The address that GSL stores between `set` and `iterate`: it must not move.
  private let callback: UnsafeMutablePointer<gsl_function>
  private let solver: UnsafeMutablePointer<gsl_root_fsolver>

  /// Creates a finder for the roots of `function`.
  public init(of function: @escaping (Double) -> Double) {
    GSL.prepare()
    context = Context(function)
    unsafe callback = UnsafeMutablePointer<gsl_function>.allocate(capacity: 1)
    unsafe callback.initialize(
      to: gsl_function(
        function: { x, context in
          unsafe Unmanaged<Context>.fromOpaque(context!)._withUnsafeGuaranteedRef { $0.function(x) }
        }, params: Unmanaged.passUnretained(context).toOpaque()))
    guard let made = unsafe gsl_root_fsolver_alloc(cgsl_root_brent()) else {
      preconditionFailure("Out of memory for a root finder.")
    }
    unsafe solver = made
  }

  deinit {
    unsafe gsl_root_fsolver_free(solver)
    unsafe callback.deallocate()
  }

  /// The root in `bracket`, to within `tolerance`.
  ///
  /// - Throws: ``SolverError/notBracketed(lower:upper:valueAtLower:valueAtUpper:)`` or
  ///   ``SolverError/didNotConverge(iterations:lower:upper:)``.
  public mutating func root(
    in bracket: ClosedRange<Double>, tolerance: Double = 1e-12, iterationLimit: Int = 100
  ) throws(SolverError) -> Double {
    var (lower, upper) = (bracket.lowerBound, bracket.upperBound)
    let (atLower, atUpper) = (context.function(lower), context.function(upper))
    if atLower == 0 { return lower }
    if atUpper == 0 { return upper }
    guard (atLower < 0) != (atUpper < 0) else {
      throw .notBracketed(
        lower: lower, upper: upper, valueAtLower: atLower, valueAtUpper: atUpper)
    }
    unsafe try GSL.check(gsl_root_fsolver_set(solver, callback, lower, upper))
    for _ in 0..<iterationLimit {
      unsafe try GSL.check(gsl_root_fsolver_iterate(solver))
      lower = unsafe gsl_root_fsolver_x_lower(solver)
      upper = unsafe gsl_root_fsolver_x_upper(solver)
      let nearness = 4 * Double.ulpOfOne
      if gsl_root_test_interval(lower, upper, tolerance, nearness) == CInt(GSL_SUCCESS) {
        return unsafe gsl_root_fsolver_root(solver)
      }
    }
    throw .didNotConverge(iterations: iterationLimit, lower: lower, upper: upper)
  }
}

extension GSLRootFinder {
  /// The context of the C callback; a class, because C holds its address.
  fileprivate final class Context {
    let function: (Double) -> Double
    init(_ function: @escaping (Double) -> Double) { self.function = function }
  }
}
