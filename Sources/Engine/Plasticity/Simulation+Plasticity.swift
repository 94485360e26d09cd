import Networks
import Plasticity
import Quantities

/// The state of plasticity at a projection. Traces evolve in all states.
public enum PlasticityGate: Sendable, Equatable {
  /// Weights do not change.
  case closed
  /// Weights change; changes are multiplied by the modulation.
  case open(modulation: Double)
  /// Presynaptic spikes change nothing any more; postsynaptic spikes still read gated traces.
  case tail(modulation: Double)
}

/// The sums of weight changes at one projection, sorted by source, then target.
public enum WeightChanges: Sendable, Equatable {
  /// The changes from i -> j; and those from j -> i, for symmetric projections with a rule that is not symmetric.
  case synapses(forward: [Double], backward: [Double]?)
  /// The changes for analogue values x: dw_ij = x_i q_j.
  case clamped(q: [Double])
}

extension PlasticDirection {
  /// True if a post spike changes weights now.
  var isActiveAfterward: Bool { isOpen || isTail }

  /// Post unit `unit` fires: its spike reads the traces of its sources, then raises its own.
  func fired(_ unit: Int, at time: Double) {
    if isActiveAfterward || remembers { fire(unit, at: time) }
    post.spike(unit, at: time)
  }

  /// The spike of pre unit `unit` has arrived: it reads the traces of its targets, then raises its own.
  func arrived(_ unit: Int, at time: Double) {
    if isOpen || remembers { arrive(unit, at: time) }
    pre.spike(unit, at: time)
  }
}

extension Simulation {
  /// The index of the projection called `name`.
  func index(ofProjection name: String) throws(SimulationError) -> Int {
    guard let index = projections.firstIndex(where: { $0.description.name == name }) else {
      throw .unknown(
        what: "projection", name: name, known: projections.map(\.description.name))
    }
    return index
  }

  /// Opens or closes the gate of a projection from now on.
  public func setPlasticity(_ name: String, _ gate: PlasticityGate) throws(SimulationError) {
    let index = try index(ofProjection: name)
    let (isOpen, isTail, modulation) =
      switch gate {
      case .closed: (false, false, 1.0)
      case .open(let modulation): (true, false, modulation)
      case .tail(let modulation): (false, true, modulation)
      }
    for direction in projections[index].plastic {
      if isOpen != direction.isOpen {
        // The edge has the modulation under which the gate was open.
        if isOpen { direction.modulation = modulation }
        direction.takeEdge(sign: isOpen ? -1 : 1, at: now)
      }
      direction.memory?.setGate(isOpen ? modulation : 0, at: now)
      direction.pre.setGate(open: isOpen, at: now)
      direction.post.setGate(open: isOpen, at: now)
      direction.isOpen = isOpen
      direction.isTail = isTail && direction.rule.hasTail
      direction.modulation = modulation
    }
    if let clamped = projections[index].clamped {
      clamped.post.setGate(open: isOpen, at: now)
      if isOpen && !clamped.isOpen { clamped.modulation = modulation }
      clamped.setGate(open: isOpen, tail: isTail && clamped.rule.hasTail, at: now)
      clamped.modulation = modulation
    }
  }

  /// Makes the weights of a projection move at spikes, by `rate` times the change of the rule, within the bounds of the
  /// projection and of the rule. The weights then belong to this simulation alone.
  public func movesWeights(of name: String, rate: Double) throws(SimulationError) {
    let index = try index(ofProjection: name)
    let projection = projections[index].description
    guard let rule = projections[index].plastic.first?.rule ?? projections[index].clamped?.rule
    else { throw .rule(projection: name, reason: .noRule) }
    if let reason = RuleRefusal(moving: projection, by: rule, in: network) {
      throw .rule(projection: name, reason: reason)
    }
    ownWeights(index)
    for direction in projections[index].plastic {
      direction.online = projection.range(with: rule).map { (rate, $0) }
    }
  }

  /// Copies the weights of a projection, unless they belong to this simulation already.
  func ownWeights(_ index: Int) {
    guard !projections[index].movesWeights else { return }
    let own = projections[index].store.copy()
    projections[index].store = own
    for direction in projections[index].plastic { direction.store = own }
    for channel in channels where channel.projection == index { channel.store = own }
  }

  /// The sums of weight changes at a projection since `clearChanges` or `reset`; weights are not moved.
  public func changes(of name: String) throws(SimulationError) -> WeightChanges {
    let state = projections[try index(ofProjection: name)]
    if let clamped = state.clamped { return .clamped(q: clamped.changes(at: now)) }
    guard let forward = state.plastic.first else {
      throw .rule(projection: name, reason: .noRule)
    }
    var first = [Double](repeating: 0, count: state.store.wiring.count)
    forward.collect(into: &first, at: now)
    guard state.plastic.count > 1 else { return .synapses(forward: first, backward: nil) }
    var second = [Double](repeating: 0, count: state.store.wiring.count)
    state.plastic[1].collect(into: &second, at: now)
    return .synapses(forward: first, backward: second)
  }

  /// Sets the sums of weight changes to zero.
  public func clearChanges() {
    for state in projections {
      for direction in state.plastic { direction.clearChanges(at: now) }
      state.clamped?.clearChanges(at: now)
    }
  }

  /// Gives a reward now: raises the global variable of all rules that have one.
  public func reward(_ amount: Double) {
    for state in projections {
      for direction in state.plastic { direction.memory?.addReward(amount, at: now) }
    }
  }

  /// The present weights of a projection, sorted by source, then target.
  public func weights(of name: String) throws(SimulationError) -> [Double] {
    let state = projections[try index(ofProjection: name)]
    for direction in state.plastic { direction.moveAll(at: now) }
    return state.store.weights
  }

  /// The weight store of a projection, to be shared or loaded.
  public func store(of name: String) throws(SimulationError) -> WeightStore {
    let state = projections[try index(ofProjection: name)]
    for direction in state.plastic { direction.moveAll(at: now) }
    return state.store
  }

  /// The present trace `trace` of unit `unit` on the pre or post side of a projection.
  public func trace(
    of name: String, isPre: Bool, index trace: Int, unit: Int
  ) throws(SimulationError) -> Double {
    let state = projections[try index(ofProjection: name)]
    guard
      let bank = isPre
        ? state.plastic.first?.pre : (state.plastic.first?.post ?? state.clamped?.post)
    else { throw .rule(projection: name, reason: .noTraces) }
    return bank.current(unit, at: now)[trace]
  }
}
