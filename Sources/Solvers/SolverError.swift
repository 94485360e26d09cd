/// The reason that a numerical solution stopped: facts as fields, a sentence in ``description``.
///
/// Times and step sizes are in the caller's unit of time.
public enum SolverError: Error, Equatable, Sendable {
  // MARK: - Differential equations

  /// The step became shorter than the spacing of `Double` at `time`, or than the lower limit.
  case stepVanished(time: Double, stepSize: Double)

  /// The right-hand side or the Jacobian gave a value that is not finite, and shorter steps did too.
  case notFinite(time: Double, component: Int, stepSize: Double)

  /// One call needed more steps than ``ODESolver/stepLimit``.
  case tooManySteps(limit: Int, time: Double, stepSize: Double)

  /// The end lies before the current time, or one of them is not a number.
  case endBehind(time: Double, end: Double)

  /// A tolerance is negative, not a number, or both are zero.
  case unusableTolerance(absolute: Double, relative: Double)

  /// The number of entries of a list is not the one that is needed.
  case wrongCount(of: String, found: Int, needed: Int)

  /// GSL failed: `status` is its code, `reason` its own message.
  case failed(status: Int32, reason: String, time: Double?, stepSize: Double?)

  // MARK: - Roots

  /// The function has the same sign at both ends of the bracket.
  case notBracketed(lower: Double, upper: Double, valueAtLower: Double, valueAtUpper: Double)

  /// The tolerance was not met within the iteration limit; the root is still between the bounds.
  case didNotConverge(iterations: Int, lower: Double, upper: Double)

  // MARK: - Splines

  /// The interpolation needs more points.
  case tooFewPoints(found: Int, needed: Int)

  /// The abscissa at `index` is not greater than the one before it, or is not a number.
  case notIncreasing(index: Int, previous: Double, next: Double)

  /// The argument lies outside the table.
  case outsideTable(x: Double, lower: Double, upper: Double)

  // MARK: - Linear algebra

  /// A pivot of the elimination is exactly zero.
  case singularMatrix(pivot: Int, size: Int)
}

extension SolverError: CustomStringConvertible {
  /// One sentence with number and place, and one with the remedy.
  public var description: String {
    switch self {
    case .stepVanished(let time, let stepSize):
      "The step size vanished (\(stepSize)) at t = \(time). The solution is singular or jumps "
        + "there: stop before that time, or loosen the tolerance."
    case .notFinite(let time, let component, let stepSize):
      "The right-hand side is not finite in component \(component) at t = \(time), also with step "
        + "size \(stepSize). Check the parameters and the state that enter the equation there."
    case .tooManySteps(let limit, let time, let stepSize):
      "\(limit) steps only led to t = \(time) (step size \(stepSize)). The problem may be stiff: "
        + "use bsimp or msbdf, loosen the tolerance, or raise the step limit."
    case .endBehind(let time, let end):
      "Cannot advance from t = \(time) to t = \(end): time runs forward. Pass an end that is not "
        + "before the current time."
    case .unusableTolerance(let absolute, let relative):
      "Tolerances must not be negative and one must be positive, but absolute is \(absolute) and "
        + "relative is \(relative). Use, for example, 1e-8 for both."
    case .wrongCount(let what, let found, let needed):
      "There are \(found) \(what), but \(needed) are needed. Give one for each."
    case .failed(let status, let reason, let time, let stepSize):
      "GSL stopped with status \(status)" + (time.map { " at t = \($0)" } ?? "")
        + (stepSize.map { " (step size \($0))" } ?? "") + ": \(reason)."
    case .notBracketed(let lower, let upper, let atLower, let atUpper):
      "No sign change in [\(lower), \(upper)]: the function is \(atLower) and \(atUpper) at the "
        + "ends. Widen or move the bracket."
    case .didNotConverge(let iterations, let lower, let upper):
      "No convergence within \(iterations) iterations; the root is in [\(lower), \(upper)]. Loosen "
        + "the tolerance or raise the iteration limit."
    case .tooFewPoints(let found, let needed):
      "A steffen spline needs \(needed) points, but there are \(found). Add points."
    case .notIncreasing(let index, let previous, let next):
      "Abscissa \(index) is \(next), after \(previous). Sort the points by x and drop duplicates."
    case .outsideTable(let x, let lower, let upper):
      "x = \(x) is outside the table [\(lower), \(upper)]. Extend the table; nothing is "
        + "extrapolated."
    case .singularMatrix(let pivot, let size):
      "The \(size) x \(size) matrix is singular: pivot \(pivot) is zero. Check for rows that "
        + "depend on each other."
    }
  }
}
