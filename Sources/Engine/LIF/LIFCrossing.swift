import RealModule

/// The first time at which a membrane without input reaches threshold, or the statement that it never does.
enum Crossing: Equatable {
  /// After this time [ms].
  case after(Double)
  /// No crossing; `highest` is the highest y from now on.
  case never(highest: Double)
}

extension LIFResponse {
  /// The first d >= 0 with y(d) >= 0, isolated without missing any.
  ///
  /// *Method*: h(d) = e^{r_m d} y'(d) has h'(d) = e^{r_m d} I'(d) / C, and I' vanishes at most once,
  /// at a time known in closed form. On either side of it h is monotone, so y' changes sign at most
  /// once there; between those extrema y is monotone and a bracketed Newton search finds its root.
  /// This is the Rolle recursion for sums of exponentials, in a form that does not divide by
  /// differences of time constants.
  func firstCrossing(_ s: State) -> Crossing {
    if s.y >= 0 { return .after(0) }
    // y rises above rest by no more than the largest current times R.
    let ceiling =
      s.rest + elastance / membraneRate * (max(s.excitatory, 0) + max(s.inhibitory, 0))
    if ceiling < 0 { return .never(highest: max(s.y, ceiling)) }
    var highest = s.y
    let end = horizon(s)
    var from = 0.0
    if let turn = currentTurn(s), turn < end {
      switch crossing(s, 0, turn) {
      case .after(let d): return .after(d)
      case .never(let high): highest = max(highest, high)
      }
      from = turn
    }
    switch crossing(s, from, end) {
    case .after(let d): return .after(d)
    case .never(let high): return .never(highest: max(highest, high))
    }
  }

  /// The first crossing if it is near; `wait` is a lower bound of it. nil if the full search has
  /// to decide.
  ///
  /// *Method*: Halley's steps on y(d) = y_inf + sum of modes. Their root is the first one
  /// if y' > 0 on the whole of [0, d]: each mode of y' is monotone, so the sum of their lesser
  /// ends is a lower bound of y'. With one current I > 0, y' changes sign at most once, from + to -, so
  /// y' > 0 at the root is enough. With I < 0 y falls at most once and rises ever after, so its
  /// root is the only one.
  @inline(__always)
  func nearCrossing(_ s: State, from wait: Double) -> Crossing? {
    let m = membraneRate, e = excitatoryRate, i = inhibitoryRate
    guard (e - m).magnitude > 0.1 * m, s.inhibitory == 0 || (i - m).magnitude > 0.1 * m
    else { return nil }
    let mode = elastance * s.excitatory / (m - e)
    let second = s.inhibitory == 0 ? 0 : elastance * s.inhibitory / (m - i)
    let leak = s.y - s.rest - mode - second
    if s.inhibitory != 0 {
      guard s.rest > 0 else { return nil }
    } else if let never = neverCrosses(s, leak: leak, mode: mode) {
      return never
    } else if s.rest <= 0 && s.excitatory <= 0 {
      return nil
    }
    // The first step, from 0, needs no exponentials; it is taken if it is short.
    let slopeNow = -(m * leak + e * mode + i * second)
    let bendNow = m * m * leak + e * e * mode + i * i * second
    var d = -2 * s.y * slopeNow / (2 * slopeNow * slopeNow - s.y * bendNow)
    if !(d > wait && d < 1.25 * wait) { d = wait }
    for _ in 0..<8 {
      let decay = membraneDecay(d)
      let a = leak * decay, b = mode * excitatoryDecay(d, membrane: decay)
      let c = second == 0 ? 0 : second * inhibitoryDecay(d, membrane: decay)
      let y = s.rest + a + b + c
      let slope = -(m * a + e * b + i * c)
      guard slope > 0 else { return nil }
      let bend = m * m * a + e * e * b + i * i * c
      let step = -2 * y * slope / (2 * slope * slope - y * bend)
      d += step
      guard d >= 0 else { return nil }
      // The error of the next step is of the order of the third power of this one, in units of the
      // fastest time constant, or of the length on which y' changes.
      let fastest = m + e + (second == 0 ? 0 : i)
      guard step.magnitude * fastest <= 8e-6, (bend * step).magnitude <= 8e-6 * slope
      else { continue }
      // y' changes by less than this over the last step.
      let turn =
        2 * (m * m * a.magnitude + e * e * b.magnitude + i * i * c.magnitude) * step.magnitude
      let least =
        second == 0
        ? slope - turn
        : min(-m * leak, -m * a) + min(-e * mode, -e * b) + min(-i * second, -i * c) - turn
      return least > 0 ? .after(d) : nil
    }
    return nil
  }

  /// With one current: `never` if threshold is never reached; nil if it is reached, or if rounding could
  /// decide, so that the search is needed.
  private func neverCrosses(_ s: State, leak: Double, mode: Double) -> Crossing? {
    if s.excitatory <= 0 { return s.rest <= 0 ? .never(highest: max(s.y, s.rest)) : nil }
    if -membraneRate * leak - excitatoryRate * mode <= 0 { return .never(highest: s.y) }
    guard s.rest <= 0 else { return nil }
    let ratio = -membraneRate * leak / (excitatoryRate * mode)
    guard ratio > 0 else { return nil }
    let top = Double.log(ratio) / (membraneRate - excitatoryRate)
    let highest = s.rest + leak * .exp(-membraneRate * top) + mode * .exp(-excitatoryRate * top)
    return highest < -1e-9 * s.y.magnitude ? .never(highest: highest) : nil
  }

  /// The time d after which all transients are below rounding error [ms].
  private func horizon(_ s: State) -> Double {
    let slowest = max(
      1 / membraneRate, s.excitatory == 0 ? 0 : 1 / excitatoryRate,
      s.inhibitory == 0 ? 0 : 1 / inhibitoryRate)
    let size =
      (s.y - s.rest).magnitude
      + elastance / membraneRate * (s.excitatory.magnitude + s.inhibitory.magnitude)
    return slowest * (60 + .log(onePlus: size / max(s.rest.magnitude, 1e-12 * size)))
  }

  /// The d > 0 at which I'(d) = 0; nil if there is none.
  private func currentTurn(_ s: State) -> Double? {
    guard s.excitatory * s.inhibitory < 0, excitatoryRate != inhibitoryRate else { return nil }
    let ratio = -(inhibitoryRate * s.inhibitory) / (excitatoryRate * s.excitatory)
    let turn = Double.log(ratio) / (inhibitoryRate - excitatoryRate)
    return turn > 0 && turn.isFinite ? turn : nil
  }

  /// The first root of y in [a, b], on which y' changes sign at most once and y(a) < 0.
  private func crossing(_ s: State, _ a: Double, _ b: Double) -> Crossing {
    let slopeAtA = slope(s, a), slopeAtB = slope(s, b)
    let atB = potential(s, b)
    if slopeAtA > 0 && slopeAtB < 0 {
      let top = maximum(s, a, b)
      let atTop = potential(s, top)
      return atTop >= 0 ? .after(root(s, a, top)) : .never(highest: atTop)
    }
    return atB >= 0 ? .after(root(s, a, b)) : .never(highest: max(potential(s, a), atB))
  }

  /// y'(d) = -r_m (y - y_inf) + I / C.
  private func slope(_ s: State, _ d: Double) -> Double {
    -membraneRate * transient(s, d) + elastance * current(s, d).value
  }

  /// The root of y' in [a, b], where y'(a) > 0 > y'(b).
  private func maximum(_ s: State, _ a: Double, _ b: Double) -> Double {
    var low = a, high = b, d = 0.5 * (a + b)
    for _ in 0..<200 {
      let current = current(s, d)
      let slope = -membraneRate * transient(s, d) + elastance * current.value
      if slope > 0 { low = d } else { high = d }
      let next = d - slope / (-membraneRate * slope + elastance * current.slope)
      let step = next > low && next < high ? next : 0.5 * (low + high)
      if (step - d).magnitude <= 4 * d.ulp || low.nextUp >= high { return step }
      d = step
    }
    return d
  }

  /// The root of y in [a, b], where y(a) < 0 <= y(b), to the last digits.
  private func root(_ s: State, _ a: Double, _ b: Double) -> Double {
    var low = a, high = b
    // The tangent bound starts left of the root where y is concave.
    let startSlope = slope(s, a)
    var d = startSlope > 0 ? a - potential(s, a) / startSlope : 0.5 * (a + b)
    if !(d > low && d < high) { d = 0.5 * (low + high) }
    for _ in 0..<200 {
      let transient = transient(s, d)
      let y = s.rest + transient
      if y < 0 { low = d } else { high = d }
      let slope = -membraneRate * transient + elastance * current(s, d).value
      let next = d - y / slope
      let step = next >= low && next <= high ? next : 0.5 * (low + high)
      if (step - d).magnitude <= 2 * d.ulp || low.nextUp >= high { return step }
      d = step
    }
    return high
  }
}
