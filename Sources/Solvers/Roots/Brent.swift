/// The root of `function` in `bracket`, by Brent's method: function(x) = 0.
///
/// The closure does not escape and is inlined into the caller: no context, no allocation, no call through C.
///
/// *Edge cases:* an end at which the function is zero is returned. With `tolerance` = 0 the result is as accurate as
/// `Double` allows: within 4 ulp(1) |x|.
///
/// *Units:* `tolerance` has the unit of x and bounds the distance from the root.
///
/// *Source:* R. P. Brent. *Algorithms for Minimization without Derivatives*. Prentice-Hall, 1973,
/// chapter 4 (procedure `zero`).
///
/// - Throws: ``SolverError/notBracketed(lower:upper:valueAtLower:valueAtUpper:)`` or
///   ``SolverError/didNotConverge(iterations:lower:upper:)``.
@inlinable
public func brentRoot(
  in bracket: ClosedRange<Double>, tolerance: Double = 1e-12, iterationLimit: Int = 100,
  of function: (Double) -> Double
) throws(SolverError) -> Double {
  // b is the best estimate, a the one before it; the root is between b and c.
  var (a, b) = (bracket.lowerBound, bracket.upperBound)
  var (fa, fb) = (function(a), function(b))
  if fa == 0 { return a }
  if fb == 0 { return b }
  guard (fa < 0) != (fb < 0) else {
    throw .notBracketed(lower: a, upper: b, valueAtLower: fa, valueAtUpper: fb)
  }
  var (c, fc) = (a, fa)
  var step = b - a
  var previous = step
  for _ in 0..<iterationLimit {
    if fc.magnitude < fb.magnitude { (a, b, c, fa, fb, fc) = (b, c, b, fb, fc, fb) }
    let nearness = 2 * Double.ulpOfOne * b.magnitude + tolerance / 2
    let half = (c - b) / 2
    if half.magnitude <= nearness || fb == 0 { return b }
    if previous.magnitude < nearness || fa.magnitude <= fb.magnitude {
      (step, previous) = (half, half)  // Bisect.
    } else {
      let s = fb / fa
      var (p, q) = (2 * half * s, 1 - s)  // Secant.
      if a != c {  // Inverse quadratic interpolation.
        let (r, u) = (fb / fc, fa / fc)
        p = s * (2 * half * u * (u - r) - (b - a) * (r - 1))
        q = (u - 1) * (r - 1) * (s - 1)
      }
      if p > 0 { q = -q } else { p = -p }
      if 2 * p < min(3 * half * q - (nearness * q).magnitude, (previous * q).magnitude) {
        (previous, step) = (step, p / q)
      } else {
        (step, previous) = (half, half)
      }
    }
    (a, fa) = (b, fb)
    b += step.magnitude > nearness ? step : (half > 0 ? nearness : -nearness)
    fb = function(b)
    if (fb < 0) == (fc < 0) {
      (c, fc) = (a, fa)
      step = b - a
      previous = step
    }
  }
  throw .didNotConverge(iterations: iterationLimit, lower: min(b, c), upper: max(b, c))
}
