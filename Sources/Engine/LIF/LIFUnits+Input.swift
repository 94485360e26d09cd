import Networks

/// Input from outside: spikes, constant currents, nudging of the drive.
extension LIFUnits {
  /// A spike arrives at all units at `time` with these weights.
  mutating func receive(
    dense weights: UnsafePointer<Double>, _ effect: SpikeEffect, at time: Double
  ) {
    let count = population.count
    moveFrame(to: time)
    countArrivals(count, at: time)
    shared.denseArrivals += 1
    let now = shared.frame.now
    let scale = population.excitatoryScale * effect.scale
    if population.jumps {
      shared.spentCount = addJumps(
        count, weights, c: membrane, budget: budget, fc: scale / now.membrane, s: scale,
        flagged: spent, already: shared.spentCount)
      aimHeldAtReset()
      return
    }
    let fe = factors(scale, now.excitatory, now.excitatoryPotential)
    if population.splits {
      let fi = factors(
        population.inhibitoryScale * effect.scale, now.inhibitory, now.inhibitoryPotential)
      shared.spentCount = addRow(
        count, weights, excitatory: excitatory, inhibitory: inhibitory, c: membrane,
        budget: budget, fe: fe, fi: fi, s: scale, flagged: spent, already: shared.spentCount)
    } else {
      shared.spentCount = addRow(
        count, weights, a: excitatory, c: membrane, budget: budget, fa: fe.a, fc: fe.c, s: scale,
        flagged: spent, already: shared.spentCount)
    }
    aimHeldAtReset()
  }

  /// A spike arrives at the units `targets` at `time`; weight k is `weights[order?[k] ?? k]`.
  mutating func receive(
    targets: UnsafePointer<Int32>, weights: UnsafePointer<Double>, order: UnsafePointer<Int32>?,
    count targetCount: Int, _ effect: SpikeEffect, at time: Double
  ) {
    moveFrame(to: time)
    countArrivals(targetCount, at: time)
    let now = shared.frame.now
    let jumps = population.jumps, splits = population.splits
    let scale = population.excitatoryScale * effect.scale
    let fe =
      jumps
      ? (a: 0, c: scale / now.membrane)
      : factors(scale, now.excitatory, now.excitatoryPotential)
    let fi =
      splits
      ? factors(
        population.inhibitoryScale * effect.scale, now.inhibitory, now.inhibitoryPotential)
      : fe
    for k in 0..<targetCount {
      let j = unsafe Int(targets[k])
      // Jumps are lost while V is held.
      if jumps && kind[j] == .held { continue }
      let w = unsafe order.map { unsafe weights[Int($0[k])] } ?? weights[k]
      if w < 0 && splits {
        inhibitory.add(w * fi.a, to: j)
        membrane.add(w * fi.c, to: j)
      } else {
        excitatory.add(w * fe.a, to: j)
        membrane.add(w * fe.c, to: j)
      }
      if w > 0 {
        budget.add(-w * scale, to: j)
        if budget[j] < 0 {
          if shared.spentCount < spent.count { spent[shared.spentCount] = Int32(j) }
          shared.spentCount += 1
        }
      }
      // Inhibition can only delay a crossing, so an exact key becomes a bound.
      if kind[j] == .exact { kind[j] = .bound } else if kind[j] == .held { aimAtReset(j) }
    }
  }

  @inline(__always)
  private mutating func countArrivals(_ targets: Int, at time: Double) {
    shared.pace.count(
      targets, at: time, units: population.count, timeConstant: population.timeConstant)
  }

  /// The amounts that one spike of weight 1 adds to a and to c.
  @inline(__always)
  private func factors(_ scale: Double, _ decay: Double, _ potential: Double) -> (
    a: Double, c: Double
  ) {
    let a = scale / decay
    return (a, -a * potential / shared.frame.now.membrane)
  }

  /// Sets the constant currents of all units from `time` on.
  mutating func setCurrents(_ values: [Double], at time: Double) {
    moveFrame(to: time)
    keys.clear()
    for unit in 0..<population.count {
      currents[unit] = values[unit]
      let new = population.parameters.rest(current: values[unit])
      membrane.add((rest[unit] - new) / shared.frame.now.membrane, to: unit)
      rest[unit] = new
      if kind[unit] == .held { aimAtReset(unit) }
      renewKey(unit, at: time)
    }
  }

  /// Divides the synaptic time constants by `factor` from `time` on; 1 restores them.
  mutating func setLeak(_ factor: Double, at time: Double) throws(SimulationError) {
    guard !population.jumps else {
      throw .unsupported(
        population: population.name,
        what:
          "nudging of the drive with voltage jumps; give it synaptic currents or nudge the activity"
      )
    }
    guard factor > 0, factor.isFinite else {
      throw .unsupported(
        population: population.name,
        what: "nudging with beta <= -1, which makes its drive unstable")
    }
    shared.leakBefore = shared.leak
    shared.leak = factor
    moveFrame(to: time)
    rebase(at: time, response: population.parameters.response(leak: factor))
    keys.clear()
    for unit in 0..<population.count { renewKey(unit, at: time) }
  }

  /// Adds to the synaptic currents so that, with new constant currents, the total stays the same.
  ///
  /// The stationary currents are I_k L / L', where a new leak L' has taken the place of L. The inhibitory current takes
  /// this value at once and the excitatory one balances it, as otherwise both would relax to it with time constants of
  /// their own, and u would move without a cause.
  mutating func shiftCurrents(_ amounts: [Double], at time: Double) {
    moveFrame(to: time)
    let now = shared.frame.now
    let f = factors(1, now.excitatory, now.excitatoryPotential)
    let g = factors(1, now.inhibitory, now.inhibitoryPotential)
    let lost = 1 - shared.leakBefore / shared.leak
    for unit in 0..<population.count {
      var amount = amounts[unit]
      if population.splits {
        let part = lost * inhibitory[unit] * now.inhibitory
        inhibitory.add(-part * g.a, to: unit)
        membrane.add(-part * g.c, to: unit)
        amount += part
      }
      excitatory.add(amount * f.a, to: unit)
      membrane.add(amount * f.c, to: unit)
    }
    aimHeldAtReset()
  }
}
