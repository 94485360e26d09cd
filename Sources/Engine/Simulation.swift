public import Networks
public import Plasticity
public import Quantities

/// A network at work: the only mutable state.
///
/// *Order of events at one instant t*, by which every result is defined:
///
/// 1. ends of refractoriness, threshold crossings and given spikes, population by population in the
///    order of the network, units in ascending order; `onPost` of each spike at once;
/// 2. arrivals, all of this instant together: delayed ones by direction in the order of the network,
///    within each in the order in which they were sent, then those sent now; `onPre` of each;
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
  /// All directions in which spikes travel, and those that leave each population.
  private(set) var channels: [Channel]
  private var outgoing: [[Int]]
  /// Next internal event of each population, or a lower bound of it [ms].
  private let upcoming: Column<Double>
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
  var nudges: [NudgeState?] {
    didSet { isNudgedByActivity = nudges.map { $0?.form == .activity } }
  }
  private var isNudgedByActivity: [Bool] = []

  var observers: [any SimulationObserver] = []
  var probes: [ProbeState] = []
  private var batch = SpikeBatch()
  private var records = false
  /// Channels whose spikes arrive later than they are sent, by index.
  private var delayed: [Int] = []
  /// Spikes that arrive at the instant at which they are sent: index of the channel, -1 for a unit that
  /// its own spike nudges.
  private var instant: [(channel: Int, population: Int, unit: Int)] = []
  /// Populations that something reached at this instant.
  private var reached: [Bool] = []
  private var instantTime = -Double.infinity
  private var instantSpikes = 0

  /// One projection with its weights and its rule.
  struct ProjectionState {
    var description: Projection
    var source: Int
    var target: Int
    var store: WeightStore
    var plastic: [PlasticDirection] = []
    var clamped: ClampedPlasticity?
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
    channels = []
    outgoing = Array(repeating: [], count: kernels.count)
    upcoming = Column(kernels.count, 0)
    reached = Array(repeating: false, count: kernels.count)
    plasticAfter = Array(repeating: [], count: kernels.count)
    clampedAfter = Array(repeating: [], count: kernels.count)
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
    for channel in channels {
      channel.plastic = projections[channel.projection].plastic.first {
        $0.isBackward == channel.isBackward
      }
    }
    isNudgedByActivity = kernels.map { _ in false }
    currents = network.populations.indices.map { describedCurrents(of: $0) }
    reset(run: 0)
  }

  /// Weights of all projections, drawn from `seed`.
  public static func stores(
    of network: Network, seed: Seed
  ) throws(SimulationError) -> [WeightStore] {
    var stores: [WeightStore] = []
    for projection in network.projections {
      do throws(NetworkError) {
        let wiring = try network.wiring(of: projection, seed: seed)
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
    case .membrane(let equations as ConductanceLIF, .exact):
      if let kernel = ConductanceKernel(
        name: population.name, count: population.size, equations: equations)
      {
        kernel
      } else {
        try MembraneKernel(
          name: population.name, count: population.size, equations: equations,
          integration: Integration())
      }
    case .membrane(let equations, let integration):
      try MembraneKernel(
        name: population.name, count: population.size, equations: equations,
        integration: integration)
    case .source(let source):
      SourceKernel(name: population.name, count: population.size, source: source, seed: seed)
    }
  }

  private func connect(_ projection: Int, from source: Int, to target: Int, backward: Bool) {
    let state = projections[projection]
    var delay = 0.0
    if case .uniform(let one) = state.description.delay { delay = one.value }
    let channel = Channel(
      store: state.store, isBackward: backward, target: target, kernel: kernels[target],
      delay: delay, isPerSynapse: !state.store.wiring.delays.isEmpty, projection: projection,
      release: state.description.release,
      seed: seed.branch("release").branch(state.description.name).branch(backward ? 1 : 0))
    if !channel.isInstant { delayed.append(channels.count) }
    outgoing[source].append(channels.count)
    channels.append(channel)
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
    for index in kernels.indices { upcoming[index] = kernels[index].nextTime }
    while true {
      // The population whose turn it is, and until when no other can disturb it.
      var turn = 0, first = Double.infinity, second = Double.infinity
      for index in 0..<upcoming.count {
        let time = upcoming[index]
        if time < first {
          second = first
          first = time
          turn = index
        } else if time < second {
          second = time
        }
      }
      var arrival = instant.isEmpty ? Double.infinity : now
      for index in delayed { arrival = min(arrival, channels[index].next) }
      guard min(first, arrival) <= end else { break }
      if first <= arrival {
        let kernel = kernels[turn]
        let unit = try kernel.advance(to: min(second, arrival, end))
        if let unit {
          now = max(now, kernel.lastTime)
          try spike(turn, unit)
        }
        upcoming[turn] = kernel.nextTime
      } else {
        now = max(now, arrival)
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
      if direction.isActiveAfterward || direction.remembers { direction.fire(unit, at: now) }
      direction.post.spike(unit, at: now)
    }
    for clamped in clampedAfter[index] {
      clamped.fire(unit, at: now)
      clamped.post.spike(unit, at: now)
    }
    for place in outgoing[index] {
      if channels[place].isInstant {
        instant.append((place, index, unit))
      } else {
        channels[place].send(unit, at: now)
      }
    }
    if isNudgedByActivity[index] { instant.append((-1, index, unit)) }
  }

  /// All arrivals of this instant.
  private func arrive() throws(SimulationError) {
    for index in delayed where channels[index].next <= now {
      let channel = channels[index]
      reached[channel.target] = true
      if channel.isPerSynapse {
        while channel.next <= now {
          synapticEvents += 1
          try channel.deliverSynapse(at: now)
        }
      } else {
        while channel.next <= now { try deliver(channel.pop(), along: channel) }
      }
    }
    var done = 0
    while done < instant.count {
      let (place, population, unit) = instant[done]
      if place >= 0 {
        let channel = channels[place]
        reached[channel.target] = true
        try deliver(unit, along: channel)
      } else {
        reached[population] = true
        try inhibitSelf(population, unit)
      }
      done += 1
    }
    instant.removeAll(keepingCapacity: true)
    for index in 0..<upcoming.count where reached[index] {
      try kernels[index].settle(at: now)
      upcoming[index] = kernels[index].nextTime
      reached[index] = false
    }
  }

  @inline(__always)
  private func deliver(_ unit: Int, along channel: Channel) throws(SimulationError) {
    channel.plastic?.moveRow(of: unit, onSource: !channel.isBackward, at: now)
    synapticEvents += try channel.deliver(unit, at: now)
    if let plastic = channel.plastic {
      if plastic.isOpen || plastic.remembers { plastic.arrive(unit, at: now) }
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
      if nudges[index] != nil { nudges[index] = nil }
      currents[index] = describedCurrents(of: index)
    }
    for channel in channels { channel.reset(run: run) }
    for index in projections.indices {
      for direction in projections[index].plastic { direction.reset() }
      projections[index].clamped?.reset()
    }
    alignProbes()
  }

  /// Takes over the complete state of another simulation of the same network: from here on both run
  /// alike.
  ///
  /// Weights that move are copied too; others are expected to be shared.
  ///
  /// - Precondition: Both have the same network.
  public func copy(from other: Simulation) {
    precondition(
      kernels.count == other.kernels.count && channels.count == other.channels.count,
      "A state can only be copied between equal networks.")
    now = other.now
    run = other.run
    spikeCount = other.spikeCount
    synapticEvents = other.synapticEvents
    instantTime = other.instantTime
    instantSpikes = other.instantSpikes
    instant.removeAll(keepingCapacity: true)
    instant += other.instant
    for index in kernels.indices {
      kernels[index].copy(from: other.kernels[index])
      counts[index].copy(from: other.counts[index])
      if nudges[index] != nil || other.nudges[index] != nil { nudges[index] = other.nudges[index] }
      currents[index] = other.currents[index]
    }
    for (mine, theirs) in zip(channels, other.channels) { mine.copy(from: theirs) }
    for index in projections.indices {
      if other.projections[index].movesWeights || projections[index].movesWeights {
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
    alignProbes()
  }

  private func flushSpikes() {
    guard batch.count > 0 else { return }
    for observer in observers { observer.observe(batch) }
    batch.removeAll()
  }
}
