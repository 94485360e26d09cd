public import Networks
public import Plasticity
public import Quantities

/// A network at work: the only mutable state.
///
/// *Order of events at one instant t*, by which every result is defined:
///
/// 1. ends of refractoriness, threshold crossings and given spikes, population by population in the
///    order of the network, units in ascending order; `onPost` of each spike at once;
/// 2. arrivals, in the order in which they were sent, all of this instant together; `onPre` of each;
/// 3. thresholds are tested again (voltage jumps may have passed them): back to 1, still at t;
/// 4. readings of probes; then whatever the caller does at the end of a run.
///
/// Events at the very end of a run belong to it, so that a run can be split anywhere.
///
/// A simulation belongs to one thread at a time. Any number of them may share weights, as long as
/// nobody changes those.
public final class Simulation {
  /// The description that is run.
  public let network: Network
  /// Root of the random numbers of initial states and sources.
  public let seed: Seed
  let kernels: [any PopulationKernel]
  var projections: [ProjectionState]
  /// Outgoing directions of each population.
  private var outgoing: [[Int]]
  private var directions: [Direction]
  /// Plastic directions that end in each population.
  var plasticAfter: [[PlasticDirection]]
  var clampedAfter: [[ClampedPlasticity]]

  var now = 0.0
  /// Which of several independent runs this is.
  public private(set) var run = 0
  /// Spikes since the beginning or the last `reset`.
  public private(set) var spikeCount = 0
  /// Arrivals of spikes at synapses since the beginning or the last `reset`.
  public private(set) var synapticEvents = 0
  /// Spikes of each unit since `clearCounts()`.
  var counts: [SpikeCounter]
  /// Constant currents of each population's units, nudging not included.
  var currents: [[Double]] = []
  /// How each population is nudged; nil: not.
  var nudges: [NudgeState?]

  var observers: [any SimulationObserver] = []
  var probes: [ProbeState] = []
  private var batch = SpikeBatch()
  private var records = false
  /// Spikes that arrive at the instant at which they are sent: direction, unit.
  private var instant: [(direction: Int, unit: Int)] = []
  private var instantTime = -Double.infinity
  private var instantSpikes = 0

  /// One direction in which spikes travel.
  struct Direction {
    var projection: Int
    var source: Int
    var target: Int
    var isBackward: Bool
    var delay: Double
    var queue = ArrivalQueue()
    var synapses: SynapseQueue?
    var sent = 0
  }

  /// One projection with its weights and its rule.
  struct ProjectionState {
    var description: Projection
    var source: Int
    var target: Int
    var store: WeightStore
    var plastic: [PlasticDirection] = []
    var clamped: ClampedPlasticity?
    var gate = PlasticityGate.closed
    /// Whether its weights move while it runs, and so are the simulation's own.
    var movesWeights: Bool { plastic.contains { $0.online != nil } }
  }

  /// A network at t = 0.
  ///
  /// - Parameters:
  ///   - network: What is run.
  ///   - seed: Root of all random numbers: wiring, weights, initial states, sources.
  ///   - stores: Weights to share, one for each projection; nil: drawn from `seed`.
  ///   - rules: Rules of plastic projections, by name.
  public init(
    _ network: Network, seed: Seed, sharing stores: [WeightStore]? = nil,
    rules: [String: any SpikeTimingRule] = [:]
  ) throws(SimulationError) {
    let problems = network.problems()
    guard problems.isEmpty else { throw .network(problems) }
    for name in rules.keys.sorted() where network.projection(name) == nil {
      throw .unknown(what: "projection", name: name, known: network.projections.map(\.name))
    }
    self.network = network
    self.seed = seed
    var kernels: [any PopulationKernel] = []
    for population in network.populations {
      kernels.append(try Self.kernel(of: population, seed: seed.branch(population.name)))
    }
    self.kernels = kernels
    let allStores: [WeightStore]
    if let stores {
      allStores = stores
    } else {
      allStores = try Self.stores(of: network, seed: seed)
    }
    projections = []
    outgoing = Array(repeating: [], count: kernels.count)
    plasticAfter = Array(repeating: [], count: kernels.count)
    clampedAfter = Array(repeating: [], count: kernels.count)
    directions = []
    counts = kernels.map { SpikeCounter($0.count) }
    nudges = Array(repeating: nil, count: kernels.count)
    for (index, projection) in network.projections.enumerated() {
      let source = network.index(of: projection.source)!
      let target = network.index(of: projection.target)!
      projections.append(
        ProjectionState(
          description: projection, source: source, target: target, store: allStores[index]))
      if !network.populations[source].isClamped {
        connect(index, from: source, to: target, backward: false)
        if projection.isSymmetric { connect(index, from: target, to: source, backward: true) }
      }
      if let rule = rules[projection.name] { try makePlastic(index, rule) }
    }
    currents = network.populations.indices.map { describedCurrents(of: $0) }
    reset(run: 0)
  }

  /// Weights of all projections, drawn from `seed`.
  public static func stores(
    of network: Network, seed: Seed
  ) throws(SimulationError) -> [WeightStore] {
    var stores: [WeightStore] = []
    for projection in network.projections {
      let sizes = network.sizes(of: projection)
      do throws(NetworkError) {
        let wiring = try projection.wiring(
          sources: sizes.sources, targets: sizes.targets, seed: seed.branch(projection.name))
        stores.append(WeightStore(wiring, readsBackward: projection.isSymmetric))
      } catch { throw .network([error]) }
    }
    return stores
  }

  private static func kernel(
    of population: Population, seed: Seed
  ) throws(SimulationError) -> any PopulationKernel {
    switch population.units {
    case .lif(let parameters):
      LIFKernel(name: population.name, count: population.size, parameters: parameters)
    case .membrane(let equations, let integration):
      try MembraneKernel(
        name: population.name, count: population.size, equations: equations,
        integration: integration)
    case .source(let source):
      SourceKernel(name: population.name, count: population.size, source: source, seed: seed)
    }
  }

  private func connect(_ projection: Int, from source: Int, to target: Int, backward: Bool) {
    var direction = Direction(
      projection: projection, source: source, target: target, isBackward: backward, delay: 0)
    let state = projections[projection]
    if !state.store.wiring.delays.isEmpty {
      direction.synapses = SynapseQueue()
    } else if case .uniform(let delay) = state.description.delay {
      direction.delay = delay.value
    }
    outgoing[source].append(directions.count)
    directions.append(direction)
  }

  // MARK: Time

  /// The present time.
  public var time: Milliseconds { Milliseconds(now) }

  /// Simulates all events up to and including `end`.
  public func run(until end: Milliseconds) throws(SimulationError) {
    records = !observers.isEmpty
    while let next = probes.map(\.next).min(), next <= end.value {
      try process(until: next)
      readProbes(at: next)
    }
    try process(until: end.value)
    if records { flushSpikes() }
  }

  private func process(until end: Double) throws(SimulationError) {
    while true {
      var internalTime = Double.infinity
      for kernel in kernels { internalTime = min(internalTime, kernel.nextTime) }
      var arrivalTime = instant.isEmpty ? Double.infinity : now
      for direction in directions {
        arrivalTime = min(arrivalTime, direction.synapses?.next ?? direction.queue.next)
      }
      let time = min(internalTime, arrivalTime)
      guard time <= end else { break }
      now = max(now, time)
      if internalTime <= arrivalTime {
        for index in kernels.indices {
          let kernel = kernels[index]
          while kernel.nextTime <= internalTime {
            if let unit = try kernel.advance() { try spike(index, unit) }
          }
        }
      } else {
        try arrive()
      }
    }
    now = max(now, end)
  }

  /// Unit `unit` of population `index` fires now.
  private func spike(_ index: Int, _ unit: Int) throws(SimulationError) {
    spikeCount += 1
    counts[index].add(unit)
    if now == instantTime {
      instantSpikes += 1
      if instantSpikes > 1000 * (kernels.reduce(0) { $0 + $1.count } + 1) {
        throw .endlessInstant(
          population: network.populations[index].name, time: now, spikes: instantSpikes)
      }
    } else {
      instantTime = now
      instantSpikes = 0
    }
    if records {
      batch.append(now, index, unit)
      if batch.count >= 4096 { flushSpikes() }
    }
    for direction in plasticAfter[index] {
      if direction.isActiveAfterward { direction.fire(unit, at: now) }
      direction.post.spike(unit, at: now)
    }
    for clamped in clampedAfter[index] {
      clamped.fire(unit, at: now)
      clamped.post.spike(unit, at: now)
    }
    for index in outgoing[index] { send(unit, along: index) }
    if let nudge = nudges[index], nudge.form == .activity { instant.append((-1 - index, unit)) }
  }

  private func send(_ unit: Int, along index: Int) {
    if directions[index].synapses != nil {
      let store = projections[directions[index].projection].store
      let isBackward = directions[index].isBackward
      let row = store.row(of: unit, onSource: !isBackward)
      for k in 0..<row.count {
        let synapse = row.synapse(k)
        directions[index].synapses!.push(
          SynapseQueue.Arrival(
            time: now + store.wiring.delays[synapse], order: directions[index].sent,
            synapse: synapse, target: row.partner(k)))
      }
      directions[index].sent += 1
    } else if directions[index].delay == 0 {
      instant.append((index, unit))
    } else {
      directions[index].queue.push(unit, at: now + directions[index].delay)
    }
  }

  /// All arrivals of this instant.
  private func arrive() throws(SimulationError) {
    for index in directions.indices {
      if directions[index].synapses == nil {
        while directions[index].queue.next <= now {
          try deliver(directions[index].queue.pop(), along: index)
        }
      } else {
        while directions[index].synapses!.next <= now {
          let arrival = directions[index].synapses!.pop()
          let state = projections[directions[index].projection]
          synapticEvents += 1
          try state.store.deliver(
            synapse: arrival.synapse, target: arrival.target,
            to: kernels[directions[index].target], at: now)
        }
      }
    }
    var done = 0
    while done < instant.count {
      let (index, unit) = instant[done]
      if index >= 0 {
        try deliver(unit, along: index)
      } else {
        try inhibitSelf(-1 - index, unit)
      }
      done += 1
    }
    instant.removeAll(keepingCapacity: true)
    for kernel in kernels { try kernel.settle(at: now) }
  }

  private func deliver(_ unit: Int, along index: Int) throws(SimulationError) {
    let direction = directions[index]
    let state = projections[direction.projection]
    let store = state.store
    synapticEvents += store.rowLength(of: unit, onSource: !direction.isBackward)
    try store.deliver(
      from: unit, backward: direction.isBackward, to: kernels[direction.target], at: now)
    for plastic in state.plastic where plastic.isBackward == direction.isBackward {
      if case .open = state.gate { plastic.arrive(unit, at: now) }
      plastic.pre.spike(unit, at: now)
    }
  }

  // MARK: State

  /// Back to t = 0, as the independent run number `run`: initial states and random sources differ from
  /// run to run, weights stay.
  public func reset(run: Int) {
    self.run = run
    now = 0
    spikeCount = 0
    synapticEvents = 0
    instant.removeAll(keepingCapacity: true)
    instantTime = -.infinity
    batch.removeAll()
    let branch = seed.branch("initial").branch(run)
    for (index, kernel) in kernels.enumerated() {
      var stream = branch.branch(index).stream()
      kernel.reset(run: run) { _ in stream.uniform() }
      counts[index].clear()
      nudges[index] = nil
      currents[index] = describedCurrents(of: index)
    }
    for index in directions.indices {
      directions[index].queue.removeAll()
      if directions[index].synapses != nil { directions[index].synapses = SynapseQueue() }
    }
    for index in projections.indices {
      projections[index].gate = .closed
      for direction in projections[index].plastic { direction.reset() }
      projections[index].clamped?.reset()
    }
    for index in probes.indices { probes[index].next = 0 }
  }

  /// Takes over the complete state of another simulation of the same network: from here on both run
  /// alike. Allocates nothing once queues have grown.
  ///
  /// Weights that move are copied too; others are expected to be shared.
  ///
  /// - Precondition: Both have the same network.
  public func copy(from other: Simulation) {
    precondition(
      kernels.count == other.kernels.count && directions.count == other.directions.count,
      "A state can only be copied between equal networks.")
    now = other.now
    run = other.run
    spikeCount = other.spikeCount
    synapticEvents = other.synapticEvents
    instantTime = other.instantTime
    instantSpikes = other.instantSpikes
    instant.removeAll(keepingCapacity: true)
    instant.append(contentsOf: other.instant)
    for index in kernels.indices {
      kernels[index].copy(from: other.kernels[index])
      counts[index].copy(from: other.counts[index])
      nudges[index] = other.nudges[index]
      currents[index] = other.currents[index]
    }
    for index in directions.indices { directions[index] = other.directions[index] }
    for index in projections.indices {
      projections[index].gate = other.projections[index].gate
      if other.projections[index].movesWeights {
        ownWeights(index)
        projections[index].store.copy(from: other.projections[index].store)
      }
      for (mine, theirs) in zip(projections[index].plastic, other.projections[index].plastic) {
        mine.copy(from: theirs)
      }
      if let theirs = other.projections[index].clamped {
        projections[index].clamped?.copy(from: theirs)
      }
    }
  }

  private func flushSpikes() {
    guard batch.count > 0 else { return }
    for observer in observers { observer.observe(batch) }
    batch.removeAll()
  }
}
