import RealModule

/// Times and variables of an upstroke with V as the independent variable, by a stepper of its own:
///
///     dt/dV = 1/F(V, x),   dx/dV = G(V, x)/F(V, x)
///
/// > J. R. Dormand & P. J. Prince. *A family of embedded Runge-Kutta formulae.* J Comput Appl Math 6:19, 1980.
struct PotentialReference {
  /// (F, G) at a potential and the one other variable.
  let slopes: (_ potential: Double, _ other: Double) -> SIMD2<Double>

  /// The end of a climb.
  struct End {
    var time: Double
    var other: Double
    /// The least F on the way.
    var least: Double
  }

  /// From the potential `start` to `end`; nil where V ceases to rise.
  func climb(from start: Double, other: Double, to end: Double) -> End? {
    var v = start, state = SIMD2(0.0, other), least = Double.infinity
    var step = (end - start) / 1000
    while v < end {
      let h = min(step, end - v)
      guard let trial = advance(v, state, h) else {
        step = h / 2
        if v + step == v { return nil }
        continue
      }
      if trial.error <= 1 {
        v = h == end - v ? end : v + h
        state = trial.state
        least = min(least, trial.least)
      } else if v + h / 4 == v {
        return nil
      }
      step = h * min(4, max(0.2, 0.9 * Double.pow(max(trial.error, 1e-10), -0.2)))
    }
    return End(time: state[0], other: state[1], least: least)
  }

  private struct Trial {
    var state: SIMD2<Double>
    /// As a part of what is allowed.
    var error: Double
    var least: Double
  }

  /// One step; nil where some F is not positive.
  private func advance(_ v: Double, _ y: SIMD2<Double>, _ h: Double) -> Trial? {
    var k: [SIMD2<Double>] = []
    var least = Double.infinity
    for stage in 0..<7 {
      let x = y + h * Self.sum(Self.rows[stage], k)
      let slope = slopes(v + Self.nodes[stage] * h, x[1])
      guard slope[0] > 0 else { return nil }
      least = min(least, slope[0])
      k.append(SIMD2(1 / slope[0], slope[1] / slope[0]))
    }
    let next = y + h * Self.sum(Self.rows[6], k)
    let error = h * Self.sum(Self.errors, k)
    let allowed = SIMD2(1e-12 + 1e-13 * next[0], 1e-10 + 1e-13 * next[1].magnitude)
    return Trial(
      state: next, error: max((error[0] / allowed[0]).magnitude, (error[1] / allowed[1]).magnitude),
      least: least)
  }

  private static func sum(_ factors: [Double], _ k: [SIMD2<Double>]) -> SIMD2<Double> {
    var result = SIMD2<Double>.zero
    for (factor, k) in zip(factors, k) { result += factor * k }
    return result
  }

  private static let nodes: [Double] = [0, 1.0 / 5, 3.0 / 10, 4.0 / 5, 8.0 / 9, 1, 1]
  private static let rows: [[Double]] = [
    [], [1.0 / 5], [3.0 / 40, 9.0 / 40], [44.0 / 45, -56.0 / 15, 32.0 / 9],
    [19372.0 / 6561, -25360.0 / 2187, 64448.0 / 6561, -212.0 / 729],
    [9017.0 / 3168, -355.0 / 33, 46732.0 / 5247, 49.0 / 176, -5103.0 / 18656],
    [35.0 / 384, 0, 500.0 / 1113, 125.0 / 192, -2187.0 / 6784, 11.0 / 84],
  ]
  private static let errors: [Double] = [
    71.0 / 57600, 0, -71.0 / 16695, 71.0 / 1920, -17253.0 / 339200, 22.0 / 525, -1.0 / 40,
  ]
}
