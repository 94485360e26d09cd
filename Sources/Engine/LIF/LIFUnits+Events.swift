import Networks

/// Crossings, refractoriness and release.
extension LIFUnits {
  /// Handles all keys up to `limit`, and returns the first unit that fires.
  mutating func advance(to limit: Double) throws(SimulationError) -> Int? {
    while true {
      let unit = keys.winner, time = keys[unit]
      guard time <= limit else { return nil }
      let wasHeld = kind[unit] == .held
      moveFrame(to: time)
      if wasHeld && population.hasLongPause {
        placeAtReset(unit, shared.frame.now)
        setBound(unit, state(of: unit), at: time)
        continue
      }
      switch kind[unit] {
      case .exact where stamp[unit] == shared.denseArrivals:
        fire(unit, at: time)
        return unit
      case .exact, .bound, .held:
        let state = state(of: unit)
        guard state.y.isFinite else {
          throw .notFinite(population: population.name, unit: unit, time: time)
        }
        if state.y >= 0 {
          remainder[unit] = lag(of: state)
          fire(unit, at: time)
          return unit
        }
        refineKey(unit, state, at: time)
      }
    }
  }

  /// Gives units that spent their budget new keys, after all arrivals of this instant.
  mutating func settle(at time: Double) throws(SimulationError) {
    let count = shared.spentCount
    guard count > 0 else { return }
    if population.findsBoundsAtOnce && count >= LIFPopulation.fewest
      && 16 * count >= population.count
    {
      renewSpentKeysAtOnce(at: time)
    } else if count > spent.count {
      for unit in 0..<population.count where budget[unit] < 0 { try renewSpentKey(unit, at: time) }
    } else {
      for k in 0..<count {
        let unit = Int(spent[k])
        if budget[unit] < 0 { try renewSpentKey(unit, at: time) }
      }
    }
    shared.spentCount = 0
  }

  /// V := V_reset, held for t_ref, now or at its end.
  private mutating func fire(_ unit: Int, at time: Double) {
    shared.lastTime = time
    kind[unit] = .bound
    let pause = population.pause
    guard pause > 0 else {
      lateness[unit] = -remainder[unit]
      placeAtReset(unit, shared.frame.now)
      setBound(unit, state(of: unit), at: time)
      return
    }
    let end = Instant.sum(time, pause)
    releases[unit] = end
    lateness[unit] = (end - time) - pause - remainder[unit]
    held[(shared.firstHeld + shared.heldCount) % held.count] = Int32(truncatingIfNeeded: unit)
    shared.heldCount += 1
    if population.hasLongPause {
      kind[unit] = .held
      budget[unit] = .infinity
      keys[unit] = end
      return
    }
    let then = shared.frame.valuesAfterPause(at: end)
    released[unit] = then
    placeAtReset(unit, then)
    setBound(unit, state(of: unit, then), at: end)
    kind[unit] = .held
  }

  /// The crossing minus now [ms], by one step of Newton, of a unit at which a bound of the crossing came due with
  /// y just above threshold. A jump crosses at its own time.
  private func lag(of state: LIFResponse.State) -> Double {
    let response = shared.response
    let current = state.excitatory + state.inhibitory
    let slope =
      response.elastance * current - response.membraneRate * (state.y - state.rest)
    return population.jumps || !(slope > 0) ? 0 : -state.y / slope
  }

  /// Releases the units whose refractoriness ends at the instant `time` or before.
  @inline(__always)
  mutating func release(until time: Double) {
    let last = Instant.end(of: time)
    while shared.heldCount > 0, releases[Int(held[shared.firstHeld])] <= last {
      let unit = Int(held[shared.firstHeld])
      // After a long pause, an event of its own releases the unit.
      if kind[unit] == .held && !population.hasLongPause { kind[unit] = .bound }
      shared.firstHeld = shared.firstHeld + 1 == held.count ? 0 : shared.firstHeld + 1
      shared.heldCount -= 1
    }
  }

  /// Sets c so that the unit is at V_reset at the exact end of refractoriness; the time of `then` is later by
  /// `lateness`.
  @inline(__always)
  private func placeAtReset(_ unit: Int, _ then: Frame.Values) {
    let response = shared.response
    let y = population.parameters.reset - population.parameters.threshold
    let current =
      excitatory[unit] * then.excitatory
      + (population.splits ? inhibitory[unit] * then.inhibitory : 0)
    let slope = response.elastance * current - response.membraneRate * (y - rest[unit])
    place(unit, y: y + lateness[unit] * slope, then)
  }

  /// Puts a refractory unit back on the course on which it is at V_reset at its release, after an input.
  func aimAtReset(_ unit: Int) {
    if population.hasLongPause { return }
    placeAtReset(unit, released[unit])
  }

  /// Puts all refractory units back on their courses, after an input.
  func aimHeldAtReset() {
    for k in 0..<shared.heldCount { aimAtReset(heldUnit(k)) }
  }
}
