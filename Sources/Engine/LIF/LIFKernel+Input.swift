import Networks
import Quantities

/// What reaches the units from outside.
extension LIFKernel {
  func receive(dense weights: UnsafePointer<Double>, at time: Double) {
    moveFrame(to: time)
    note(count, at: time)
    denseArrivals += 1
    let now = frame.now
    let scale = excitatoryScale
    if jumps {
      flaggedCount = addJumps(
        count, weights, c: membrane, budget: budget, fc: scale / now.membrane, s: scale,
        flagged: flagged, already: flaggedCount)
      holdAll()
      return
    }
    let fe = factors(scale, now.excitatory, now.excitatoryPotential)
    if splits {
      let fi = factors(
        inhibitoryScale, now.inhibitory, now.inhibitoryPotential)
      flaggedCount = addRow(
        count, weights, excitatory: excitatory, inhibitory: inhibitory, c: membrane,
        budget: budget, fe: fe, fi: fi, s: scale, flagged: flagged, already: flaggedCount)
    } else {
      flaggedCount = addRow(
        count, weights, a: excitatory, c: membrane, budget: budget, fa: fe.a, fc: fe.c, s: scale,
        flagged: flagged, already: flaggedCount)
    }
    holdAll()
  }

  func receive(
    targets: UnsafePointer<Int32>, weights: UnsafePointer<Double>, order: UnsafePointer<Int32>?,
    count targetCount: Int, at time: Double
  ) {
    moveFrame(to: time)
    note(targetCount, at: time)
    let now = frame.now
    let scale = excitatoryScale
    let fe =
      jumps
      ? (a: 0, c: scale / now.membrane)
      : factors(scale, now.excitatory, now.excitatoryPotential)
    let fi =
      splits
      ? factors(inhibitoryScale, now.inhibitory, now.inhibitoryPotential)
      : fe
    for k in 0..<targetCount {
      let j = unsafe Int(targets[k])
      // Jumps are lost while V is held.
      if jumps && kind[j] == .held { continue }
      let w = unsafe order.map { unsafe weights[Int($0[k])] } ?? weights[k]
      if w < 0 && splits {
        inhibitory[j] += w * fi.a
        membrane[j] += w * fi.c
      } else {
        excitatory[j] += w * fe.a
        membrane[j] += w * fe.c
      }
      if w > 0 {
        budget[j] -= w * scale
        if budget[j] < 0 {
          if flaggedCount < flagged.count { flagged[flaggedCount] = Int32(j) }
          flaggedCount += 1
        }
      }
      // Inhibition can only delay a crossing: an exact key becomes a bound.
      if kind[j] == .exact { kind[j] = .bound } else if kind[j] == .held { hold(j) }
    }
  }

  /// What one spike of weight 1 adds to a and to c.
  @inline(__always)
  private func factors(_ scale: Double, _ decay: Double, _ potential: Double) -> (
    a: Double, c: Double
  ) {
    let a = scale / decay
    return (a, -a * potential / frame.now.membrane)
  }

  func setCurrents(_ values: [Double], at time: Double) throws(SimulationError) {
    guard values.count == count else {
      throw .count(what: "currents of '\(name)'", found: values.count, expected: count)
    }
    if let unit = values.firstIndex(where: { !$0.isFinite }) {
      throw .notFinite(population: name, unit: unit, time: time)
    }
    moveFrame(to: time)
    keys.clear()
    for unit in 0..<count {
      currents[unit] = values[unit]
      let new = parameters.rest(current: values[unit])
      membrane[unit] += (rest[unit] - new) / frame.now.membrane
      rest[unit] = new
      if kind[unit] == .held { hold(unit) }
      rebound(unit, at: time)
    }
  }

  func setLeak(_ factor: Double, at time: Double) throws(SimulationError) {
    guard !splits, !jumps else {
      throw .unsupported(
        population: name,
        what: "nudging of the drive with two synaptic time constants or voltage jumps; "
          + "make tau_syn_ex and tau_syn_in equal or nudge the activity")
    }
    guard factor > 0, factor.isFinite else {
      throw .unsupported(
        population: name, what: "nudging with beta <= -1, which makes its drive unstable")
    }
    leak = factor
    moveFrame(to: time)
    rebase(at: time, response: parameters.response(leak: factor))
    keys.clear()
    for unit in 0..<count { rebound(unit, at: time) }
  }

  func value(_ variable: String, of unit: Int, at time: Double) -> Double? {
    // Looking must not change the state, not even the frame.
    let s = state(of: unit, look(at: time))
    switch variable {
    case "V":
      return releases[unit] > Instant.end(of: time) ? parameters.reset : s.y + parameters.threshold
    case "I_ex": return s.excitatory
    case "I_in": return s.inhibitory
    case "I": return s.excitatory + s.inhibitory
    case "u": return s.excitatory + s.inhibitory + currents[unit]
    default: return nil
    }
  }

  /// The frame's factors at `time`, found once for all units.
  private func look(at time: Double) -> Frame.Values {
    if frame.now.time == time { return frame.now }
    if looked.time != time || lookedOrigin != frame.origin || lookedLeak != leak {
      looked = frame.values(at: time)
      lookedOrigin = frame.origin
      lookedLeak = leak
    }
    return looked
  }

  /// Adds to the synaptic currents so that, with new constant currents, the total stays the same.
  func shiftCurrents(_ amounts: [Double], at time: Double) {
    moveFrame(to: time)
    let now = frame.now
    let f = factors(1, now.excitatory, now.excitatoryPotential)
    for unit in 0..<count {
      excitatory[unit] += amounts[unit] * f.a
      membrane[unit] += amounts[unit] * f.c
    }
    holdAll()
  }

  func reset(run: Int, drawing draw: (Int) -> Double?) {
    leak = 1
    margin = Self.firstMargin
    reconsiderations = 0
    refinements = 0
    arrivals = 0
    nearness = 0.1 * parameters.membraneTimeConstant.value
    denseArrivals = 0
    flaggedCount = 0
    response = parameters.response(leak: 1)
    frame = Frame(response, origin: 0, pause: parameters.refractoryTime.value)
    // What was looked up in another run may have been rounded on another way to the same moment.
    lookedOrigin = .nan
    keys.clear()
    releases.fill(-.infinity)
    remainder.fill(0)
    lateness.fill(0)
    firstHeld = 0
    heldCount = 0
    for unit in 0..<count {
      excitatory[unit] = 0
      if splits { inhibitory[unit] = 0 }
      currents[unit] = parameters.current
      rest[unit] = parameters.rest(current: parameters.current)
      let initial: Double =
        switch parameters.initial {
        case .value(let v): v
        case .uniform(let low, let high): low + (high - low) * (draw(unit) ?? 0)
        case .perUnit(let values): values[unit]
        }
      kind[unit] = .bound
      place(unit, y: initial - parameters.threshold, frame.now)
      bound(unit, state(of: unit), at: 0)
    }
  }

  func copy(from other: any PopulationKernel) {
    guard let other = other as? LIFKernel, other.count == count else {
      preconditionFailure("A state can only be copied between equal networks.")
    }
    response = other.response
    frame = other.frame
    lookedOrigin = .nan
    excitatory.copy(from: other.excitatory)
    if splits { inhibitory.copy(from: other.inhibitory) }
    membrane.copy(from: other.membrane)
    rest.copy(from: other.rest)
    currents.copy(from: other.currents)
    budget.copy(from: other.budget)
    kind.copy(from: other.kind)
    stamp.copy(from: other.stamp)
    keys.copy(from: other.keys)
    releases.copy(from: other.releases)
    released.copy(from: other.released)
    remainder.copy(from: other.remainder)
    lateness.copy(from: other.lateness)
    held.copy(from: other.held)
    firstHeld = other.firstHeld
    heldCount = other.heldCount
    flagged.copy(from: other.flagged)
    flaggedCount = other.flaggedCount
    leak = other.leak
    arrivals = other.arrivals
    nearness = other.nearness
    margin = other.margin
    reconsiderations = other.reconsiderations
    refinements = other.refinements
    denseArrivals = other.denseArrivals
    firstArrival = other.firstArrival
  }
}
