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
      let height = (y[0] - cell.softThreshold) / cell.sharpness
      if height >= 8, let (time, mean) = upstroke(y, current, slope) {
        if time <= rest {
          y[0] = cell.peak
          if cell.hasAdaptation { relax(y, to: mean, by: time) }
          decay(y, time)
          return (done + time, true)
        }
        if height >= 16 {
          climb(y, by: rest, of: time)
          return (length, false)
        }
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

  /// The time from a state to V_peak, and the mean of V until then as w sees it, if V is so far up that little but the
  /// exponential counts; else nil.
  ///
  /// With x = exp(-(V - V_0) / Delta_T), where V_0 is V now, and z = exp(-(V_0 - V_T) / Delta_T),
  ///
  ///     dt = -(C / g_L) z dx / (1 + z x (A + ln x + B t)),
  ///
  /// where A = L / (g_L Delta_T), L is the sum of the other currents now and B the slope of A at a fixed V. The integral
  /// over x = x_peak + (1 - x_peak) y^4, whose logarithm is harmless, is by Gauss-Legendre quadrature in y, where
  /// z <= e^-8 and z |A| <= 0.01. The error grows with C / g_L: in 716 random cells it was at most 1.5e-9 ms, and 5e-7 pA of
  /// w.
  private func upstroke(
    _ y: borrowing Column<Double>, _ current: Double, _ slope: Double
  ) -> (time: Double, mean: Double)? {
    let v = y[0], unit = 1 / (cell.leak * cell.sharpness)
    var others = current - cell.leak * (v - cell.rest)
    var change = slope
    for k in 0..<rates.count {
      others += y[cell.firstCurrent + k]
      change -= rates[k] * y[cell.firstCurrent + k]
    }
    if cell.hasAdaptation {
      others -= y[1]
      let potential = min(v + cell.sharpness, cell.peak)
      change -= (cell.adaptation * (potential - cell.rest) - y[1]) / cell.adaptationTime
    }
    let z = Double.exp((cell.softThreshold - v) / cell.sharpness)
    let whole = cell.capacitance / cell.leak * z
    let a = others * unit, b = change * unit * whole
    let part = cell.hasAdaptation ? whole / cell.adaptationTime : 0
    guard (z * a).magnitude <= 0.01, b.magnitude <= 0.005 * max(a.magnitude, 1), part <= 0.002
    else { return nil }
    let last = Double.exp((v - cell.peak) / cell.sharpness)
    var sum = 0.0, weights = 0.0, logarithms = 0.0
    for k in 0..<Self.nodes.count {
      let node = Self.nodes[k].0, cube = node * node * node
      let x = last + (1 - last) * cube * node
      let ln = Double.log(x)
      // t to the first order in z.
      let time = (1 - x) * (1 - 0.5 * z * (1 + x) * a)
      let share = 4 * Self.nodes[k].1 * cube / (1 + z * x * (a + ln + b * time))
      sum += share
      // What w gains early it has lost in part at the end, by e^{-(T - t) / tau_w}.
      let weight = share * (1 - part * (x - last))
      weights += weight
      logarithms += weight * ln
    }
    let mean = weights > 0 ? v - cell.sharpness * logarithms / weights : v
    return (max(whole * (1 - last) * sum, 0), mean)
  }

  /// Nodes in (0, 1) and weights of the Gauss-Legendre rule with 8 points.
  private static let nodes: InlineArray<8, (Double, Double)> = [
    (0.019855071751231912, 0.05061426814518853), (0.10166676129318664, 0.11119051722668721),
    (0.2372337950418355, 0.15685332293894344), (0.4082826787521751, 0.18134189168918083),
    (0.5917173212478248, 0.18134189168918083), (0.7627662049581645, 0.15685332293894344),
    (0.8983332387068134, 0.11119051722668721), (0.9801449282487681, 0.05061426814518853),
  ]

  /// Moves w by a short time with this mean of V.
  private func relax(_ y: borrowing Column<Double>, to potential: Double, by time: Double) {
    let part = -Double.expMinusOne(-time / cell.adaptationTime)
    y[1] += (cell.adaptation * (potential - cell.rest) - y[1]) * part
  }

  /// Moves a state by a part of the end of its upstroke, whose rest takes `whole`.
  private func climb(_ y: borrowing Column<Double>, by time: Double, of whole: Double) {
    let potential = y[0]
    let z = Double.exp((cell.softThreshold - potential) / cell.sharpness)
    let last = Double.exp((cell.softThreshold - cell.peak) / cell.sharpness)
    let now = z + (last - z) * (time / whole)
    y[0] = max(potential, min(cell.softThreshold - cell.sharpness * .log(now), cell.peak.nextDown))
    if cell.hasAdaptation { relax(y, to: (potential + y[0]) / 2, by: time) }
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
      // Four sums, as one would wait for each addition.
      var sums = SIMD4<Double>.zero
      var m = 0
      while m + 3 <= n {
        sums += SIMD4(
          spikes[n - m] * speeds[m], spikes[n - m - 1] * speeds[m + 1],
          spikes[n - m - 2] * speeds[m + 2], spikes[n - m - 3] * speeds[m + 3])
        m += 4
      }
      while m <= n {
        sums[0] += spikes[n - m] * speeds[m]
        m += 1
      }
      spikes[n + 1] = (sums[0] + sums[1] + (sums[2] + sums[3])) * sharp * inverse
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
