import RealModule

/// The first time at which a membrane without input reaches threshold, or that it never does.
enum Crossing: Equatable {
  /// After this time [ms].
  case after(Double)
  /// Never; the highest y that it reaches from now on.
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
    // Nothing can lift y above rest by more than the largest current can.
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

  /// The first crossing with one current, from `wait`, a lower bound of it; nil when the full search has
  /// to decide.
  ///
  /// I > 0: y' changes sign at most once, from + to -, at a time known in closed form; left of it y is
  /// concave, so that Newton's steps approach the first root from the left, without fail. I < 0: y
  /// falls at most once and rises ever after, so its root is the only one, wherever Newton finds it.
  func nearCrossing(_ s: State, from wait: Double) -> Crossing? {
    guard s.inhibitory == 0, (excitatoryRate - membraneRate).magnitude > 0.1 * membraneRate
    else { return nil }
    let mode = elastance * s.excitatory / (membraneRate - excitatoryRate)
    let leak = s.y - s.rest - mode
    let isOnly = s.excitatory < 0
    if isOnly {
      if s.rest <= 0 { return .never(highest: max(s.y, s.rest)) }
    } else if -membraneRate * leak - excitatoryRate * mode <= 0 {
      return .never(highest: s.y)
    } else if s.rest <= 0 {
      let ratio = -membraneRate * leak / (excitatoryRate * mode)
      guard ratio > 0 else { return nil }
      let top = Double.log(ratio) / (membraneRate - excitatoryRate)
      let highest = s.rest + leak * .exp(-membraneRate * top) + mode * .exp(-excitatoryRate * top)
      // Where rounding could decide, the full search does.
      if highest < -1e-9 * s.y.magnitude { return .never(highest: highest) }
      if highest < 1e-9 * s.y.magnitude { return nil }
    }
    var d = wait
    for _ in 0..<12 {
      let m = leak * .exp(-membraneRate * d), e = mode * .exp(-excitatoryRate * d)
      let slope = -membraneRate * m - excitatoryRate * e
      guard slope > 0 else { return nil }
      let step = -(s.rest + m + e) / slope
      guard isOnly || step >= -1e-12 * d else { return nil }
      d += step
      guard d >= 0 else { return nil }
      if step.magnitude <= 1e-14 * d { return .after(d) }
    }
    return nil
  }

  /// When all transients have died away to below rounding.
  private func horizon(_ s: State) -> Double {
    let slowest = max(
      1 / membraneRate, s.excitatory == 0 ? 0 : 1 / excitatoryRate,
      s.inhibitory == 0 ? 0 : 1 / inhibitoryRate)
    let size =
      (s.y - s.rest).magnitude
      + elastance / membraneRate * (s.excitatory.magnitude + s.inhibitory.magnitude)
    return slowest * (60 + .log(onePlus: size / max(s.rest.magnitude, 1e-12 * size)))
  }

  /// Where I'(d) = 0, if anywhere at d > 0.
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

  /// The root of y in [a, b], where y(a) < 0 <= y(b), to the last places.
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
