/// The cubic p(t) with p = y and p' = f at both ends of a step.
///
/// Between the ends of a step of size h it differs from the solution by O(h^4). It describes one component, for
/// the location of events.
///
/// *Edge cases:* outside [`start`, `end`] it extrapolates. For a step of zero length it is constant in value and slope.
///
/// *Units:* those of the step.
///
/// *Source:* E. Hairer, S. P. Nørsett & G. Wanner. *Solving Ordinary Differential Equations I*,
/// 2nd ed. Springer, 1993, section II.6, equation (6.7).
struct HermiteInterpolant {
  /// p and p' at the start of the step, and at its end.
  let start: EventSample, end: EventSample

  /// The length of the step.
  private var length: Double { end.time - start.time }

  /// p(t).
  func value(at time: Double) -> Double { value(fraction: fraction(of: time)) }

  /// The position of `time` in the step, from 0 to 1.
  func fraction(of time: Double) -> Double { length == 0 ? 0 : (time - start.time) / length }

  /// p at start + s (end - start).
  func value(fraction s: Double) -> Double {
    let (a, b, rise) = (start.slope * length, end.slope * length, end.value - start.value)
    let bend = (1 - 2 * s) * rise + (s - 1) * a + s * b
    return (1 - s) * start.value + s * end.value + s * (s - 1) * bend
  }

  /// The fractions s in (0, 1) with p'(s) = 0 in order; `nil` for missing ones.
  var turningPoints: (Double?, Double?) {
    // p'(s) = a + 2 c s + 3 d s^2, solved by the formula without cancellation.
    let (a, b, rise) = (start.slope * length, end.slope * length, end.value - start.value)
    let c = 3 * rise - 2 * a - b
    let d = a + b - 2 * rise
    let discriminant = c * c - 3 * a * d
    guard discriminant >= 0 else { return (nil, nil) }
    let q = -(c + (c < 0 ? -discriminant.squareRoot() : discriminant.squareRoot()))
    var first = q / (3 * d)
    var second = a / q
    if !(first > 0 && first < 1) { first = .infinity }
    if !(second > 0 && second < 1) { second = .infinity }
    if second < first { swap(&first, &second) }
    if second == first { second = .infinity }
    return (first.isFinite ? first : nil, second.isFinite ? second : nil)
  }
}

extension HermiteInterpolant {
  /// The first piece on which p rises from below zero to zero or above; `nil` if there is none.
  ///
  /// The pieces are bounded by the ends and the turning points, so that p is monotonic on each. `slack` is the part of
  /// a hump's height (or a dip's depth) by which p may miss zero: the true function may reach zero where p only comes
  /// close.
  func firstRise(slack: Double) -> (from: Double, to: Double)? {
    let (first, second) = turningPoints
    let highest = max(start.value, end.value)
    let lowest = min(start.value, end.value)
    var from = 0.0
    var isBelow = start.value < 0
    for piece in 0..<2 {
      guard let turn = piece == 0 ? first : second else { break }
      let height = value(fraction: turn)
      if isBelow && height + slack * max(0, height - highest) >= 0 { return times(from, turn) }
      isBelow = height - slack * max(0, lowest - height) < 0
      from = turn
    }
    return isBelow && end.value >= 0 ? times(from, 1) : nil
  }

  private func times(_ from: Double, _ to: Double) -> (from: Double, to: Double) {
    (
      from == 0 ? start.time : start.time + from * length,
      to == 1 ? end.time : start.time + to * length
    )
  }
}
