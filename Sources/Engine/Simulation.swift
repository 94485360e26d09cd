public import Networks
public import Plasticity
import Protocols
public import Quantities

/// A network in simulation, the only mutable state.
///
/// *Order of events at one instant t*, which defines every result; times that are equal as decimal numbers are one
/// instant, whatever the rounding of their sums was (`Instant`):
///
/// 1. ends of refractory times, threshold crossings and given spikes, population by population in the order of the
/// network, units in ascending order; `onPost` of each spike immediately;
/// 2. all arrivals of this instant: delayed ones by direction in the order of the network, within each in the order in
/// which they were sent, then those sent at this instant; `onPre` of each;
/// 3. thresholds are tested again, since voltage jumps may have passed them: back to 1, still at t;
/// 4. steps and new slopes of constant currents and new samples of noise, population by population, which act from this
/// instant on;
/// 5. readings of probes, then the actions of the caller at the end of a run.
///
/// Events at the exact end of a run belong to it, so that a run can be split anywhere.
///
/// A simulation belongs to one thread at a time. Any number of simulations may share weights as long as none changes
/// them.
public final class Simulation {
  /// The description of the network.
  public let network: Network
  /// The root of the random numbers of initial states and sources.
  public let seed: Seed
  let kernels: [any PopulationKernel]
  private let unitCount: Int
  var projections: [ProjectionState]
  /// The channels of all projections.
  let channels: [Channel]
  // Unowned references for the event loop, to objects in the lists above and below: kernels, channels by the population
  // that they leave, channels with a delay, and rules by the population in which they end.
  private let slots: [KernelSlot]
  private let populations: Handles<KernelSlot>
  private let outgoing: Handles<Channel>
  private let delayed: Handles<Channel>
  private let plasticAfter: Handles<PlasticDirection>
  private let clampedAfter: Handles<ClampedPlasticity>
  /// The time of the next internal event of each population, or a lower bound of it [ms].
  private let upcoming: Column<Double>
  /// True for populations that received input at this instant.
  private let reached: Column<Bool>

  var now = 0.0
  /// The number of the independent run.
  public private(set) var run = 0
  /// The number of spikes since the beginning or the last `reset`.
  public private(set) var spikeCount = 0
  /// The limit of spikes; beyond it an observed simulation throws an error.
  public var mostSpikes = Int.max
  /// The number of arrivals of spikes at synapses since the beginning or the last `reset`.
  public private(set) var synapticEvents = 0
  /// The number of spikes of each unit since `clearCounts()`.
  var counts: [SpikeCounter]
  /// The constant currents of each population's units, without nudging.
  var currents: [[Double]] = []
  /// The first error of making the state at t = 0; the next `run(until:)` throws it.
  var failure: SimulationError?
  /// The courses and the noise of each population's constant currents.
  var courses: [CurrentCourse] = []
  /// The nudging of each population; nil for none.
  var nudges: [NudgeState?] {
    didSet { isNudgedByActivity = nudges.map { $0?.form == .activity } }
  }
  private var isNudgedByActivity: [Bool] = []

  var observers: [any SimulationObserver] = []
  var probes: [ProbeState] = []
  private var batch = SpikeBatch()
  private var records = false
  /// Spikes that arrive at the instant at which they are sent. The channel is nil for a spike that nudges its own unit.
  private var instant: [(channel: Handle<Channel>?, population: Int, unit: Int)] = []
  private var instantTime = -Double.infinity
  /// The time within which spikes count as one instant in the search for endless spikes [ms].
  private static let instant = 1e-9
  private var instantSpikes = 0

  /// A network at t = 0.
  ///
  /// - Parameters:
  ///   - network: The description of the network.
  ///   - seed: The root of all random numbers: wiring, weights, initial states, sources.
  ///   - stores: Weights to share, one store for each projection; nil if they are drawn from `seed`.
  ///   - rules: The rules of plastic projections, by name.
  public init(
    _ network: Network, seed: Seed, sharing stores: [WeightStore]? = nil,
    rules: [String: any SpikeTimingRule] = [:]
  ) throws(SimulationError) {
    let problems = network.problems()
    guard problems.isEmpty else { throw .network(problems) }
    for name in rules.keys.sorted() where network.projection(name) == nil {
      throw .unknown(what: "projection", name: name, known: network.projections.map(\.name))
    }
    if let population = network.populations.first(where: { $0.needsMeasurement }) {
      throw .unsupported(
        population: population.name,
        what: "a drive scale that is not measured; call measured() of the network first")
    }
    self.network = network
    self.seed = seed
    let all: [WeightStore]
    if let stores {
      all = stores
      for (projection, store) in zip(network.projections, stores) {
        if let k = (0..<store.forward.count).first(where: { !store.forward[$0].isFinite }) {
          throw store.notFinite(k, of: projection.name, at: 0)
        }
      }
    } else {
      all = try Self.stores(of: network, seed: seed) { rules[$0] != nil }
    }
    let wiring = try SimulationWiring(network, stores: all, rules: rules, seed: seed)
    kernels = wiring.kernels
    unitCount = network.populations.reduce(0) { $0 + $1.size }
    projections = wiring.projections
    channels = wiring.channels
    slots = wiring.kernels.map(KernelSlot.init)
    populations = Handles([slots])
    outgoing = Handles(wiring.outgoing)
    delayed = Handles([wiring.channels.filter { !$0.isInstant }])
    plasticAfter = Handles(wiring.plasticAfter)
    clampedAfter = Handles(wiring.clampedAfter)
    upcoming = Column(kernels.count, 0)
    reached = Column(kernels.count, false)
    counts = kernels.map { SpikeCounter($0.count) }
    nudges = Array(repeating: nil, count: kernels.count)
    isNudgedByActivity = kernels.map { _ in false }
    let root = seed.branch("noise")
    courses = network.populations.map { CurrentCourse($0, seed: root.branch($0.name)) }
    currents = network.populations.indices.map { describedCurrents(of: $0) }
    reset(run: 0)
    if let failure { throw failure }
  }

  /// The weights of all projections, drawn from `seed`.
  ///
  /// - Parameters:
  ///   - network: The network with these projections.
  ///   - seed: The root of the random numbers of wiring and weights.
  ///   - isPlastic: Returns true if the projection of this name may have a rule.
  public static func stores(
    of network: Network, seed: Seed, isPlastic: (String) -> Bool = { _ in true }
  ) throws(SimulationError) -> [WeightStore] {
    var stores: [WeightStore] = []
    for projection in network.projections {
      do throws(NetworkError) {
        let wiring = try network.wiring(of: projection, seed: seed)
        stores.append(
          WeightStore(
            wiring, readsBackward: projection.isSymmetric, hasColumns: isPlastic(projection.name)))
      } catch { throw .network([error]) }
    }
    return stores
  }

  // MARK: Time

  /// The present time of the simulation.
  public var time: Milliseconds { Milliseconds(now) }

  /// Simulates all events up to and including `end`.
  public func run(until end: Milliseconds) throws(SimulationError) {
    records = !observers.isEmpty
    if let failure { throw failure }
    while let next = (probes.map(\.next) + courses.map(\.next)).min(),
      next <= Instant.end(of: end.value)
    {
      try process(until: next)
      try takeSteps(at: Instant.end(of: next))
      readProbes(at: next)
    }
    try process(until: end.value)
    if records { flushSpikes() }
    for (index, kernel) in kernels.enumerated() {
      if let unit = kernel.firstNotFinite {
        throw .notFinite(population: network.populations[index].name, unit: unit, time: now)
      }
    }
  }

  private func process(until end: Double) throws(SimulationError) {
    for index in kernels.indices { upcoming[index] = kernels[index].nextTime }
    let last = Instant.end(of: end)
    while true {
      // The population with the first event, and the time until which no other can disturb it.
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
      for index in delayed.range(0) { arrival = min(arrival, delayed[index].use(\.next)) }
      guard min(first, arrival) <= last else { break }
      if first <= Instant.end(of: arrival) {
        let limit = Instant.end(of: min(second, arrival, end))
        let unit = try populations[turn].attempt { (slot) throws(SimulationError) in
          let unit = try slot.kernel.advance(to: limit)
          upcoming[turn] = slot.kernel.nextTime
          if unit != nil { enter(slot.kernel.lastTime) }
          return unit
        }
        if let unit { try spike(turn, unit) }
      } else {
        enter(arrival)
        try arrive()
      }
    }
    now = max(now, end)
  }

  /// Moves the present time to an event at `time`, unless it belongs to the present instant.
  @inline(__always)
  private func enter(_ time: Double) {
    if time > Instant.end(of: now) { now = time }
  }

  /// Unit `unit` of population `index` fires now.
  private func spike(_ index: Int, _ unit: Int) throws(SimulationError) {
    spikeCount += 1
    counts[index].add(unit)
    if now - instantTime <= Self.instant {
      instantSpikes += 1
      if instantSpikes > 1000 * (unitCount + 1) {
        throw .endlessInstant(
          population: network.populations[index].name, time: now, spikes: instantSpikes)
      }
    } else {
      instantTime = now
      instantSpikes = 0
    }
    if records {
      batch.append(now, index, unit)
      if batch.count >= 4096 {
        flushSpikes()
        if spikeCount > mostSpikes { throw .tooManySpikes(limit: mostSpikes, time: now) }
      }
    }
    let now = now
    for place in plasticAfter.range(index) {
      try plasticAfter[place].attempt { (direction) throws(SimulationError) in
        direction.fired(unit, at: now)
        try direction.check(at: now)
      }
    }
    for place in clampedAfter.range(index) { clampedAfter[place].use { $0.fired(unit, at: now) } }
    for place in outgoing.range(index) {
      let channel = outgoing[place]
      if channel.use(\.isInstant) {
        instant.append((channel, index, unit))
      } else {
        channel.use { $0.send(unit, at: now) }
      }
    }
    if isNudgedByActivity[index] { instant.append((nil, index, unit)) }
  }

  /// Delivers all arrivals of this instant.
  private func arrive() throws(SimulationError) {
    let now = now
    for index in delayed.range(0) where delayed[index].use(\.next) <= Instant.end(of: now) {
      synapticEvents += try delayed[index].attempt { (channel) throws(SimulationError) in
        reached[channel.target] = true
        return try channel.deliverAll(at: now)
      }
    }
    var done = 0
    while done < instant.count {
      let (channel, population, unit) = instant[done]
      if let channel {
        synapticEvents += try channel.attempt { (channel) throws(SimulationError) in
          reached[channel.target] = true
          return try channel.arrive(unit, at: now)
        }
      } else {
        reached[population] = true
        try inhibitSelf(population, unit)
      }
      done += 1
    }
    instant.removeAll(keepingCapacity: true)
    for index in 0..<upcoming.count where reached[index] {
      reached[index] = false
      try populations[index].attempt { (slot) throws(SimulationError) in
        try slot.kernel.settle(at: now)
        upcoming[index] = slot.kernel.nextTime
      }
    }
  }

  // MARK: State

  /// Returns to t = 0 as the independent run number `run`. Initial states and random sources differ from run to run;
  /// weights stay.
  public func reset(run: Int) {
    self.run = run
    now = 0
    spikeCount = 0
    synapticEvents = 0
    instant.removeAll(keepingCapacity: true)
    instantTime = -.infinity
    batch.removeAll()
    let branch = seed.branch("initial").branch(run)
    failure = nil
    for (index, kernel) in kernels.enumerated() {
      var stream = branch.branch(index).stream()
      kernel.reset(run: run) { _ in stream.uniform() }
      counts[index].clear()
      if nudges[index] != nil { nudges[index] = nil }
      courses[index].reset(run: run)
      currents[index] = describedCurrents(of: index)
      describeCurrents(of: index)
    }
    for channel in channels { channel.reset(run: run) }
    for index in projections.indices {
      for direction in projections[index].plastic { direction.reset() }
      projections[index].clamped?.reset()
    }
    alignProbes()
  }

  /// Copies the complete state of another simulation of the same network; both then continue identically.
  ///
  /// Weights that move are copied too; others must be shared.
  ///
  /// - Precondition: Both simulations have the same network.
  public func copy(from other: Simulation) {
    precondition(
      kernels.count == other.kernels.count && channels.count == other.channels.count,
      "A state can only be copied between equal networks.")
    now = other.now
    run = other.run
    failure = other.failure
    spikeCount = other.spikeCount
    synapticEvents = other.synapticEvents
    instantTime = other.instantTime
    instantSpikes = other.instantSpikes
    precondition(
      other.instant.isEmpty, "A simulation that stopped in the middle of an instant has no copy.")
    instant.removeAll(keepingCapacity: true)
    for index in kernels.indices {
      kernels[index].copy(from: other.kernels[index])
      counts[index].copy(from: other.counts[index])
      if nudges[index] != nil || other.nudges[index] != nil { nudges[index] = other.nudges[index] }
      currents[index] = other.currents[index]
    }
    courses = other.courses
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
