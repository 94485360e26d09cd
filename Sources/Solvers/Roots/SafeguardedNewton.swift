/// The root of `function` in `bracket`, by Newton's method inside a shrinking bracket.
///
/// x ← x - f(x) / f'(x). If that leaves the bracket or is more than half the previous step, x ← the middle of the
/// bracket. The method converges quadratically near a simple root and never more slowly than bisection, to the last
/// ulp: the result is the visited point with the smallest |f|, from which the next Newton step is lost in rounding.
///
/// *Edge cases:* an end at which the function is zero is returned; a derivative that is zero or NaN causes a bisection.
///
/// *Units:* the derivative has the unit of the value over that of x.
///
/// *Source:* W. H. Press, S. A. Teukolsky, W. T. Vetterling & B. P. Flannery. *Numerical Recipes*,
/// 3rd ed. Cambridge, 2007, section 9.4 (`rtsafe`).
///
/// - Throws: ``SolverError/notBracketed(lower:upper:valueAtLower:valueAtUpper:)``, or
///   ``SolverError/didNotConverge(iterations:lower:upper:)`` when the function is so irregular that
///   200 iterations do not exhaust the bracket.
@inlinable
public func safeguardedNewton(
  in bracket: ClosedRange<Double>,
  of function: (Double) -> (value: Double, derivative: Double)
) throws(SolverError) -> Double {
  var (lower, upper) = (bracket.lowerBound, bracket.upperBound)
  let (atLower, atUpper) = (function(lower), function(upper))
  if atLower.value == 0 { return lower }
  if atUpper.value == 0 { return upper }
  guard (atLower.value < 0) != (atUpper.value < 0) else {
    throw .notBracketed(
      lower: lower, upper: upper, valueAtLower: atLower.value, valueAtUpper: atUpper.value)
  }
  let rises = atLower.value < 0
  // The search starts at the end with the smaller |f|.
  let startsLow = atLower.value.magnitude < atUpper.value.magnitude
  var x = startsLow ? lower : upper
  var (value, derivative) = startsLow ? atLower : atUpper
  var (best, smallest) = (x, value.magnitude)
  var lastStep = upper - lower
  for _ in 0..<200 {
    var step = -(value / derivative)
    var next = x + step
    if step.magnitude <= 4 * x.ulp {
      // The step is lost in rounding: the better of this point and the next is the result.
      return next > lower && next < upper && function(next).value.magnitude < smallest
        ? next : best
    }
    if !(next > lower && next < upper) || 2 * step.magnitude > lastStep.magnitude {
      next = lower + (upper - lower) / 2
      if next <= lower || next >= upper { return best }
      step = next - x
    }
    lastStep = step
    x = next
    (value, derivative) = function(x)
    if value.magnitude <= smallest { (best, smallest) = (x, value.magnitude) }
    if value == 0 { return x }
    if (value < 0) == rises { lower = x } else { upper = x }
  }
  throw .didNotConverge(iterations: 200, lower: lower, upper: upper)
}
