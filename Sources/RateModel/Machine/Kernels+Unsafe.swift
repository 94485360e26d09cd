import Networks
import RealModule

/// Loops over the units of a layer for a whole batch. Arrays hold `count` numbers or more; those of
/// complex states hold real parts first, then as many imaginary parts.
enum Kernels {
  /// Calls `body` with the addresses of `x` and `y`, which hold `count` numbers or more; not if they are empty.
  @inline(__always)
  private static func with<S: RateScalar>(
    _ x: [S], _ y: inout [S], _ count: Int,
    _ body: (UnsafePointer<S>, UnsafeMutablePointer<S>) -> Void
  ) {
    precondition(x.count >= count && y.count >= count)
    unsafe x.withUnsafeBufferPointer { source in
      unsafe y.withUnsafeMutableBufferPointer { target in
        guard let x = source.baseAddress, let y = target.baseAddress else { return }
        unsafe body(x, y)
      }
    }
  }

  /// s = rho(u).
  static func activate<S: RateScalar>(
    _ function: RateFunction, _ u: [S], count: Int, into s: inout [S]
  ) {
    if case .curve(let curve) = function { return S.apply(curve, u, count: count, into: &s) }
    unsafe with(u, &s, count) { x, y in
      switch function {
      case .hardSigmoid:
        for i in 0..<count {
          let low = unsafe x[i] < 0 ? 0 : x[i]
          unsafe y[i] = low > 1 ? 1 : low
        }
      case .tanh: unsafe S.tanh(x, count: count, a: 1, b: 0, scale: 1, offset: 0, into: y)
      case .sigmoid:
        unsafe S.tanh(x, count: count, a: 0.5, b: 0, scale: 0.5, offset: 0.5, into: y)
      case .shiftedSigmoid:
        unsafe S.tanh(x, count: count, a: 2, b: -1, scale: 0.5, offset: 0.5, into: y)
      case .curve: break
      }
    }
  }

  /// s = rho(u) for complex u: `count` real parts, then `count` imaginary parts.
  ///
  /// tanh(a + ib) = (sinh 2a + i sin 2b) / (cosh 2a + cos 2b).
  static func activateComplex<S: RateScalar>(
    _ function: RateFunction, _ u: [S], count: Int, into s: inout [S]
  ) {
    precondition(u.count >= 2 * count && s.count >= 2 * count && function.isHolomorphic)
    let (a, b, scale, offset): (Double, Double, Double, Double) =
      switch function {
      case .sigmoid: (0.5, 0, 0.5, 0.5)
      case .shiftedSigmoid: (2, -1, 0.5, 0.5)
      default: (1, 0, 1, 0)
      }
    for i in 0..<count {
      let x = 2 * (a * Double(u[i]) + b), y = 2 * a * Double(u[count + i])
      let e = Double.exp(-x.magnitude), e2 = e * e
      // sinh and cosh times 2 e^-|x|: finite for all x.
      let sinh = (x < 0 ? -1 : 1) * (1 - e2), cosh = 1 + e2
      let below = cosh + 2 * e * Double.cos(y)
      s[i] = S(offset + scale * sinh / below)
      s[count + i] = S(scale * 2 * e * Double.sin(y) / below)
    }
  }

  /// d_i = rho'(u_i); the slope of the hard sigmoid at the ends of [0, 1] depends on the formulation.
  static func slopes<S: RateScalar>(
    _ function: RateFunction, closed: Bool, _ u: [S], count: Int, into d: inout [S]
  ) {
    unsafe with(u, &d, count) { x, y in
      switch function {
      case .hardSigmoid where closed:
        for i in 0..<count { unsafe y[i] = x[i] >= 0 && x[i] <= 1 ? 1 : 0 }
      case .hardSigmoid:
        for i in 0..<count { unsafe y[i] = x[i] > 0 && x[i] < 1 ? 1 : 0 }
      case .tanh:
        unsafe S.tanh(x, count: count, a: 1, b: 0, scale: 1, offset: 0, into: y)
        for i in 0..<count { unsafe y[i] = 1 - y[i] * y[i] }
      case .sigmoid:
        unsafe S.tanh(x, count: count, a: 0.5, b: 0, scale: 1, offset: 0, into: y)
        for i in 0..<count { unsafe y[i] = 0.25 * (1 - y[i] * y[i]) }
      case .shiftedSigmoid:
        unsafe S.tanh(x, count: count, a: 2, b: -1, scale: 1, offset: 0, into: y)
        for i in 0..<count { unsafe y[i] = 1 - y[i] * y[i] }
      case .curve(let curve):
        for i in 0..<count { unsafe y[i] = S(curve.slope(Double(x[i]))) }
      }
    }
  }

  /// c_i = rho''(u_i).
  static func curvatures<S: RateScalar>(
    _ function: RateFunction, _ u: [S], count: Int, into c: inout [S]
  ) {
    for i in 0..<count { c[i] = S(function.curvature(Double(u[i]))) }
  }

  /// u += epsilon (h - u), then clipped to [0, 1] if `clips`.
  static func move<S: RateScalar>(
    _ u: inout [S], towards h: [S], step: S, clips: Bool, count: Int
  ) {
    unsafe with(h, &u, count) { h, u in
      for i in 0..<count { unsafe u[i] += step * (h[i] - u[i]) }
      if clips {
        for i in 0..<count {
          let low = unsafe u[i] < 0 ? 0 : u[i]
          unsafe u[i] = low > 1 ? 1 : low
        }
      }
    }
  }

  /// y += a x.
  static func add<S: RateScalar>(_ a: S, _ x: [S], count: Int, into y: inout [S]) {
    unsafe with(x, &y, count) { x, y in
      for i in 0..<count { unsafe y[i] += a * x[i] }
    }
  }

  /// y += a x; max |x_i|, not a number if any of them is infinite or none.
  static func addMeasured<S: RateScalar>(
    _ a: S, _ x: [S], count: Int, into y: inout [S]
  ) -> Double {
    // Four maxima, which do not wait for each other. A comparison drops what is not a number; the sum of x - x keeps it.
    var (first, second, third, fourth) = (S(0), S(0), S(0), S(0)), poison = S(0)
    unsafe with(x, &y, count) { x, y in
      func take(_ i: Int, _ largest: inout S) {
        let value = unsafe x[i]
        unsafe y[i] += a * value
        let size = value.magnitude
        largest = size > largest ? size : largest
        poison += value - value
      }
      var i = 0
      while i &+ 4 <= count {
        take(i, &first)
        take(i &+ 1, &second)
        take(i &+ 2, &third)
        take(i &+ 3, &fourth)
        i &+= 4
      }
      while i < count {
        take(i, &first)
        i &+= 1
      }
    }
    return poison == 0 ? Double(max(first, second, third, fourth)) : .nan
  }

  /// y *= x.
  static func scale<S: RateScalar>(_ y: inout [S], by x: [S], count: Int) {
    unsafe with(x, &y, count) { x, y in
      for i in 0..<count { unsafe y[i] *= x[i] }
    }
  }

  /// y = x, for the first `count` numbers.
  static func copy<S: RateScalar>(_ x: [S], count: Int, into y: inout [S]) {
    unsafe with(x, &y, count) { x, y in unsafe y.update(from: x, count: count) }
  }

  /// x = 0.
  static func clear<S: RateScalar>(_ x: inout [S]) {
    unsafe x.withUnsafeMutableBufferPointer { unsafe $0.update(repeating: 0) }
  }

  /// max |x_i - y_i|.
  static func largestDifference<S: RateScalar>(_ x: [S], _ y: [S], count: Int) -> Double {
    precondition(x.count >= count && y.count >= count)
    var lanes = SIMD8<S>(repeating: 0)
    return unsafe x.withUnsafeBufferPointer { x in
      unsafe y.withUnsafeBufferPointer { y in
        var i = 0
        while i &+ 8 <= count {
          var a = SIMD8<S>(), b = SIMD8<S>()
          for k in 0..<8 { unsafe (a[k], b[k]) = (x[i &+ k], y[i &+ k]) }
          let difference = a - b
          let size = difference.replacing(with: -difference, where: difference .< 0)
          // NaN replaces any number, and stays.
          lanes = lanes.replacing(with: size, where: .!(size .<= lanes) .& (lanes .== lanes))
          i &+= 8
        }
        var largest = 0.0
        for k in 0..<8 { largest = lanes[k].isNaN ? .nan : max(largest, Double(lanes[k])) }
        while i < count {
          let size = unsafe Double((x[i] - y[i]).magnitude)
          largest = size.isNaN ? .nan : max(largest, size)
          i &+= 1
        }
        return largest
      }
    }
  }

  /// Each row of y = b, a value for each column; b is repeated along the row.
  static func fillRows<S: RateScalar>(_ b: [S], rows: Int, columns: Int, into y: inout [S]) {
    let channels = b.count
    precondition(columns % channels == 0 && y.count >= rows * columns)
    unsafe b.withUnsafeBufferPointer { b in
      unsafe y.withUnsafeMutableBufferPointer { y in
        for block in 0..<rows * columns / channels {
          unsafe (y.baseAddress! + block &* channels).update(
            from: b.baseAddress!, count: channels)
        }
      }
    }
  }

  /// b += a times the sum of the rows of x, folded onto b.
  static func addRows<S: RateScalar>(
    _ a: S, _ x: [S], rows: Int, columns: Int, into b: inout [S]
  ) {
    let channels = b.count
    precondition(columns % channels == 0 && x.count >= rows * columns)
    unsafe x.withUnsafeBufferPointer { x in
      unsafe b.withUnsafeMutableBufferPointer { b in
        for block in 0..<rows * columns / channels {
          let row = unsafe x.baseAddress! + block &* channels
          for k in 0..<channels { unsafe b[k] += a * row[k] }
        }
      }
    }
  }

  /// v = mu v + g, theta += eta (v - lambda theta); returns true if all theta are finite.
  static func descend<S: RateScalar>(
    _ theta: inout [S], velocity: inout [S], gradient: [S], rate: S, momentum: S, decay: S
  ) -> Bool {
    let count = theta.count
    precondition(velocity.count == count && gradient.count == count)
    return unsafe theta.withUnsafeMutableBufferPointer { theta in
      unsafe velocity.withUnsafeMutableBufferPointer { velocity in
        unsafe gradient.withUnsafeBufferPointer { gradient in
          guard let x = theta.baseAddress, let v = velocity.baseAddress,
            let g = gradient.baseAddress
          else { return true }
          for i in 0..<count {
            unsafe v[i] = momentum * v[i] + g[i]
            unsafe x[i] += rate * (v[i] - decay * x[i])
          }
          // x - x is 0 for finite x, NaN for infinity and NaN.
          var sum = S(0)
          for i in 0..<count { unsafe sum += x[i] - x[i] }
          return sum == 0
        }
      }
    }
  }
}
