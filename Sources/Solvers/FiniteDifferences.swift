/// ∂f_i/∂y_j ≈ (f_i(y + δ e_j) - f_i(y - δ e_j)) / 2δ.
///
/// δ = ε^(1/3) · max(|y_j|, typical_j, |h f_j|), rounded so that y_j + δ differs from y_j by exactly δ; ε is the
/// machine epsilon. The typical size of a component is the one at which its absolute and its relative tolerance are
/// equal. Central differences lose about a third of the digits; Newton iterations and extrapolation need only a few.
///
/// *Edge cases:* if f is finite on one side only, the one-sided difference is taken. If it is finite on neither side,
/// the Jacobian counts as not finite and the step is shortened.
///
/// *Source:* P. E. Gill, W. Murray & M. H. Wright. *Practical Optimization*. Academic Press, 1981,
/// section 8.6; the choice of scale follows A. C. Hindmarsh et al., *SUNDIALS*, ACM Trans. Math.
/// Softw. 31, 363-396, 2005.
@safe final class DifferenceWorkspace {
  private let dimension: Int
  /// Five rows of `dimension` numbers: the displaced y, f above, f below, f at y, and typical sizes.
  private let storage: UnsafeMutablePointer<Double>
  /// The step size of the present attempt, which is the scale of time.
  var stepSize = 0.0

  init(dimension: Int, tolerance: ODETolerance) {
    self.dimension = dimension
    unsafe storage = UnsafeMutablePointer<Double>.allocate(capacity: 5 * dimension)
    unsafe storage.initialize(repeating: 0, count: 5 * dimension)
    let typical =
      tolerance.relative > 0 ? tolerance.absolute / tolerance.relative : tolerance.absolute
    for i in 0..<dimension { unsafe storage[4 * dimension + i] = typical > 0 ? typical : 1e-12 }
  }

  deinit { unsafe storage.deallocate() }

  /// Fills `dfdy` and `dfdt` at (t, y) with 2 n + 3 evaluations; returns false if a value is not finite.
  func differentiate(
    _ system: ODESystem, _ time: Double, _ y: UnsafePointer<Double>,
    _ dfdy: UnsafeMutablePointer<Double>, _ dfdt: UnsafeMutablePointer<Double>
  ) -> Bool {
    let n = dimension
    let moved = unsafe storage
    let above = unsafe storage + n
    let below = unsafe storage + 2 * n
    let here = unsafe storage + 3 * n
    let typical = unsafe storage + 4 * n
    guard unsafe system.evaluate(time, y, here) else { return false }
    unsafe moved.update(from: y, count: n)
    for j in 0..<n {
      let size = unsafe max(y[j].magnitude, typical[j], (stepSize * here[j]).magnitude)
      let up = unsafe y[j] + cubeRootOfEpsilon * size
      let down = unsafe y[j] - (up - y[j])
      unsafe moved[j] = up
      let isAbove = unsafe system.evaluate(time, UnsafePointer(moved), above)
      unsafe moved[j] = down
      let isBelow = unsafe system.evaluate(time, UnsafePointer(moved), below)
      unsafe moved[j] = y[j]
      guard isAbove || isBelow else { return false }
      let (top, bottom) = unsafe (isAbove ? above : here, isBelow ? below : here)
      let width = unsafe (isAbove ? up : y[j]) - (isBelow ? down : y[j])
      for i in 0..<n { unsafe dfdy[i * n + j] = (top[i] - bottom[i]) / width }
    }
    let later = time + cubeRootOfEpsilon * max(time.magnitude * 1e-3, stepSize)
    let earlier = time - (later - time)
    let isAbove = unsafe later > time && system.evaluate(later, y, above)
    let isBelow = unsafe later > time && system.evaluate(earlier, y, below)
    let (top, bottom) = unsafe (isAbove ? above : here, isBelow ? below : here)
    let width = (isAbove ? later : time) - (isBelow ? earlier : time)
    for i in 0..<n { unsafe dfdt[i] = width > 0 ? (top[i] - bottom[i]) / width : 0 }
    return true
  }
}

/// ε^(1/3) = 2^(-52/3).
private let cubeRootOfEpsilon = 6.055454452393343e-06
