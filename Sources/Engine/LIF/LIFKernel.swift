import Networks

/// A population of LIF units, solved in closed form between events.
///
/// Each unit has a key in a queue: its exact next crossing, or a lower bound of it. A lower bound
/// is valid while the excitatory input since its computation is below the unit's budget. So most
/// arrivals cost two multiply-adds and a comparison, and the exact crossing is computed only when the
/// bound is reached and the crossing is near.
///
/// The end of refractoriness is no event: a unit that fires is put at once on the course on which it
/// will be at V_reset at its release, and the effect of later arrivals on V is removed until then.
///
/// `Documentation/lif-kernel.md` draws and explains bound, budget, margin, frame and hold.
final class LIFKernel: NudgedKernel {
  /// The whole state.
  private(set) var units: LIFUnits
  /// A cache of the factors at the moment of the last reading, which all units share. It is not part of the state.
  private var lookup: Lookup?

  init(name: String, count: Int, parameters: LIF, charges: [Double]? = nil) {
    units = LIFUnits(
      LIFPopulation(name: name, count: count, parameters: parameters, charges: charges)
    ) { _ in nil }
  }

  var count: Int { units.population.count }
  var nextTime: Double { units.keys.least }
  var lastTime: Double { units.shared.lastTime }
  var firstNotFinite: Int? { units.firstNotFinite }

  func advance(to limit: Double) throws(SimulationError) -> Int? { try units.advance(to: limit) }

  func settle(at time: Double) throws(SimulationError) { try units.settle(at: time) }

  func receive(dense weights: UnsafePointer<Double>, _ effect: SpikeEffect, at time: Double) {
    unsafe units.receive(dense: weights, effect, at: time)
  }

  func receive(
    targets: UnsafePointer<Int32>, weights: UnsafePointer<Double>, order: UnsafePointer<Int32>?,
    count: Int, _ effect: SpikeEffect, at time: Double
  ) {
    unsafe units.receive(
      targets: targets, weights: weights, order: order, count: count, effect, at: time)
  }

  func setCurrents(_ values: [Double], at time: Double) {
    units.setCurrents(values, at: time)
  }

  /// Divides the synaptic time constants by `factor` from `time` on; 1 restores them.
  func setLeak(_ factor: Double, at time: Double) throws(SimulationError) {
    try units.setLeak(factor, at: time)
  }

  /// Adds to the synaptic currents so that, with new constant currents, the total stays the same.
  func shiftCurrents(_ amounts: [Double], at time: Double) {
    units.shiftCurrents(amounts, at: time)
  }

  // MARK: State

  func reset(run: Int, drawing draw: (Int) -> Double?) {
    units.reset(drawing: draw)
    lookup = nil
  }

  func copy(from other: any PopulationKernel) {
    guard let other = other as? LIFKernel, other.count == count else {
      preconditionFailure("A state can only be copied between equal networks.")
    }
    units.copy(from: other.units)
    // The factors of another run may differ in the last bit.
    lookup = nil
  }

  // MARK: Readings

  /// The value of a variable; reading changes no state, not even the frame.
  func value(_ variable: String, of unit: Int, at time: Double) -> Double? {
    let s = units.state(of: unit, factors(at: time))
    switch variable {
    case "V":
      let parameters = units.population.parameters
      return units.releases[unit] > Instant.end(of: time)
        ? parameters.reset : s.y + parameters.threshold
    case "I_ex": return s.excitatory
    case "I_in": return s.inhibitory
    case "I": return s.excitatory + s.inhibitory
    case "u": return s.excitatory + s.inhibitory + units.currents[unit]
    default: return nil
    }
  }

  /// Factors, and the frame that they belong to.
  private struct Lookup {
    var factors: Frame.Values
    var origin: Double
    var leak: Double
  }

  /// The frame's factors at `time`.
  private func factors(at time: Double) -> Frame.Values {
    let frame = units.shared.frame, leak = units.shared.leak
    if frame.now.time == time { return frame.now }
    if let lookup, lookup.factors.time == time, lookup.origin == frame.origin, lookup.leak == leak {
      return lookup.factors
    }
    let factors = frame.values(at: time)
    lookup = Lookup(factors: factors, origin: frame.origin, leak: leak)
    return factors
  }
}
