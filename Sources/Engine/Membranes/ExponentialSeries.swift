import RealModule

/// The Taylor series of one `ExponentialCell`, and steps with them.
final class ExponentialSeries {
  /// The limit of steps between two events; more are a sign of wrong parameters.
  static let mostSteps = 1_000_000
  /// The highest order of a series.
  private static let highest = 20

  private let cell: ExponentialCell
  private let times: Column<Double>
  /// 1 / tau_k of each synaptic current, times the leak of a nudged drive [1/ms].
  let rates: Column<Double>
  /// The coefficients of V, E, w, times h^n; `speeds` has (n + 1) V_{n+1}.
  private let potentials = Column(highest + 1, 0.0)
  private let speeds = Column(highest + 1, 0.0)
  private let spikes = Column(highest + 1, 0.0)
  private let adaptations = Column(highest + 1, 0.0)
  /// The present coefficient of each synaptic current.
  private let currents: Column<Double>

  init(_ cell: ExponentialCell, receptors: [Double]) {
    self.cell = cell
    times = Column(receptors)
    rates = Column(receptors.count, 0)
    currents = Column(receptors.count, 0)
    setLeak(1)
  }

  /// Divides the synaptic time constants by `leak`.
  func setLeak(_ leak: Double) {
    for k in 0..<times.count { rates[k] = leak / times[k] }
  }

  /// Moves a state whose V is held by `h`.
  func hold(_ y: borrowing Column<Double>, for h: Double) {
    if cell.hasAdaptation {
      let limit = cell.adaptation * (y[0] - cell.rest)
      y[1] = limit + (y[1] - limit) * .exp(-h / cell.adaptationTime)
    }
    decay(y, h)
  }

  private func decay(_ y: borrowing Column<Double>, _ h: Double) {
    for k in 0..<rates.count {
      let index = cell.firstCurrent + k
      if y[index] != 0 { y[index] *= .exp(-h * rates[k]) }
    }
  }

  /// Moves a state by `length`, or to V_peak, or until V falls below `down`.
  ///
  /// - Returns: The length of the move, nil if it would take too many steps; true if V has come to V_peak.
  func advance(
    _ y: borrowing Column<Double>, by length: Double, _ current: Double, _ slope: Double,
    down: Double = -.infinity
  ) -> (length: Double?, hasCrossed: Bool) {
    var done = 0.0, current = current
    for _ in 0..<Self.mostSteps {
      let rest = length - done
      if let time = upstroke(y, current) {
        climb(y, by: min(rest, time), of: time)
        return time <= rest ? (done + time, true) : (length, false)
      }
      guard let (order, h, most) = expand(y, rest, current, slope) else { return (nil, false) }
      var part = most
      var v = value(potentials, order, at: part)
      let hasCrossed = v >= cell.peak
      if hasCrossed {
        part = root(order, below: most)
        v = cell.peak
      }
      if cell.hasAdaptation { y[1] = value(adaptations, order, at: part) }
      y[0] = v
      let step = part * h
      decay(y, step)
      if hasCrossed { return (done + step, true) }
      if step == rest { return (length, false) }
      current += slope * step
      done += step
      if v < down { return (done, false) }
    }
    return (nil, false)
  }

  /// The time from a state to V_peak, if V is so far up that only the exponential counts; else nil.
  ///
  /// With z = exp(-(V - V_T) / Delta_T) and the other currents L,
  ///
  ///     dz/dt = -(g_L / C) (1 + z L / (g_L Delta_T)).
  ///
  /// For z <= e^-16 and z |L| <= 1e-6 g_L Delta_T the first order in L is exact to 1e-12 of the time.
  private func upstroke(_ y: borrowing Column<Double>, _ current: Double) -> Double? {
    let height = (y[0] - cell.softThreshold) / cell.sharpness
    guard height >= 16 else { return nil }
    var others = -cell.leak * (y[0] - cell.rest) + current
    for k in 1..<(cell.firstCurrent + rates.count) {
      others += k < cell.firstCurrent ? -y[k] : y[k]
    }
    let z = Double.exp(-height)
    let last = Double.exp(-(cell.peak - cell.softThreshold) / cell.sharpness)
    let part = others / (cell.leak * cell.sharpness)
    guard (z * part).magnitude <= 1e-6 else { return nil }
    return cell.capacitance / cell.leak * max(z - last, 0) * (1 - 0.5 * (z + last) * part)
  }

  /// Moves a state by a part of its upstroke, which takes `whole`.
  private func climb(_ y: borrowing Column<Double>, by time: Double, of whole: Double) {
    let potential = y[0]
    if time < whole {
      let z = Double.exp(-(potential - cell.softThreshold) / cell.sharpness)
      let last = Double.exp(-(cell.peak - cell.softThreshold) / cell.sharpness)
      let now = z + (last - z) * (time / whole)
      y[0] = max(
        potential, min(cell.softThreshold - cell.sharpness * .log(now), cell.peak.nextDown))
    } else {
      y[0] = cell.peak
    }
    if cell.hasAdaptation {
      // The mean of V over a whole upstroke is V + Delta_T.
      let mean = min(potential + cell.sharpness, cell.peak)
      y[1] += (cell.adaptation * (mean - cell.rest) - y[1]) * (time / cell.adaptationTime)
    }
    decay(y, time)
  }

  /// Computes the series of a state: its order, the time h of its terms, at most `length`, and the part of h for which
  /// it holds; nil if no h is short enough.
  private func expand(
    _ y: borrowing Column<Double>, _ length: Double, _ current: Double, _ slope: Double
  ) -> (order: Int, h: Double, part: Double)? {
    var h = length
    for _ in 0..<400 {
      let (order, part) = coefficients(y, h, current, slope)
      if part > 0 { return (order, h, part) }
      h *= 0.125
    }
    return nil
  }

  private func coefficients(
    _ y: borrowing Column<Double>, _ h: Double, _ current: Double, _ slope: Double
  ) -> (order: Int, part: Double) {
    let v = y[0], hasAdaptation = cell.hasAdaptation
    let elastance = h / cell.capacitance
    let sharp = 1 / cell.sharpness
    let adaptationRate = hasAdaptation ? h / cell.adaptationTime : 0
    let tolerance = 0x1p-52 * max(v.magnitude, cell.sharpness)
    let currentTolerance = tolerance * cell.leak
    var total = current
    for k in 0..<rates.count {
      currents[k] = y[cell.firstCurrent + k]
      total += currents[k]
    }
    potentials[0] = v
    spikes[0] = cell.leak * cell.sharpness * .exp((v - cell.softThreshold) * sharp)
    var w = hasAdaptation ? y[1] : 0
    adaptations[0] = w
    // V - E_L for n = 0, then the coefficient of V.
    var x = v - cell.rest
    var small = 0
    for n in 0..<Self.highest {
      let inverse = 1 / Double(n + 1)
      let speed = (-cell.leak * x + spikes[n] - w + total) * elastance
      speeds[n] = speed
      if hasAdaptation {
        w = (cell.adaptation * x - w) * adaptationRate * inverse
        adaptations[n + 1] = w
      }
      x = speed * inverse
      potentials[n + 1] = x
      var sum = 0.0
      for m in 0...n { sum += spikes[n - m] * speeds[m] }
      spikes[n + 1] = sum * sharp * inverse
      total = n == 0 ? slope * h : 0
      for k in 0..<rates.count {
        let next = -currents[k] * rates[k] * h * inverse
        currents[k] = next
        total += next
      }
      // All that the next coefficient of V consists of must be small, not its sum.
      let parts = w.magnitude + total.magnitude + spikes[n + 1].magnitude
      let isSmall =
        x.magnitude <= tolerance && parts * elastance <= tolerance
        && w.magnitude <= currentTolerance
      small = isSmall ? small + 1 : 0
      if small == 2 { return (n + 1, limit(1, n + 1, h)) }
    }
    // The part of h at which the last two terms are small.
    let n = Self.highest
    var part = 1.0
    for k in [n - 1, n] {
      let size = max(
        max(potentials[k].magnitude, spikes[k].magnitude * elastance) / tolerance,
        adaptations[k].magnitude / currentTolerance)
      guard size.isFinite else { return (n, 0) }
      if size > 1 { part = min(part, .exp(-.log(size) / Double(k))) }
    }
    return (n, limit(part, n, h))
  }

  /// The part of a step in which E, too, is exact: V changes by at most 5 Delta_T, so that the terms of E fall from the
  /// fifth on, or E is lost in rounding all the way.
  private func limit(_ part: Double, _ order: Int, _ h: Double) -> Double {
    let v = potentials[0], most = 5 * cell.sharpness
    var reach = 0.0
    for n in stride(from: order, through: 1, by: -1) {
      reach = (reach + potentials[n].magnitude) * part
    }
    guard reach > most else { return part }
    let tolerance = 0x1p-52 * max(v.magnitude, cell.sharpness)
    let silent =
      cell.softThreshold
      + cell.sharpness * .log(tolerance * cell.capacitance / (h * cell.leak * cell.sharpness))
    if v + reach <= silent { return part }
    return part * max(most, silent - v) / reach
  }

  @inline(__always)
  private func value(_ terms: borrowing Column<Double>, _ order: Int, at part: Double) -> Double {
    var sum = terms[order]
    for n in stride(from: order - 1, through: 0, by: -1) { sum = sum * part + terms[n] }
    return sum
  }

  /// The part of the step at which V, which rises there, comes to V_peak.
  private func root(_ order: Int, below limit: Double) -> Double {
    var low = 0.0, high = limit, x = limit
    for _ in 0..<100 {
      let miss = value(potentials, order, at: x) - cell.peak
      if miss >= 0 { high = x } else { low = x }
      var slope = 0.0
      for n in stride(from: order, through: 1, by: -1) {
        slope = slope * x + Double(n) * potentials[n]
      }
      var next = x - miss / slope
      if !(next > low && next < high) { next = low + (high - low) / 2 }
      if (next - x).magnitude <= 4 * x.ulp { break }
      x = next
    }
    return x
  }
}
