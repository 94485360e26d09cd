import Networks
import Quantities

/// One direction of a projection, with the spikes under way in it.
final class Channel {
  var store: WeightStore {
    didSet { weights = Handle(store) }
  }
  let isBackward: Bool
  let target: Int
  private let slot: KernelSlot
  /// The store and the kernel, for use without reference counting.
  private var weights: Handle<WeightStore>
  private let population: Handle<KernelSlot>
  let projection: Int
  /// The delay that all synapses share [ms].
  let delay: Double
  /// True if synapses have different delays.
  let isPerSynapse: Bool
  /// True if spikes arrive at the instant at which they are sent.
  let isInstant: Bool
  /// The traces and weight changes of this direction; nil without a rule.
  let plastic: PlasticDirection?
  /// The release probability, its random numbers, and a buffer for the released part of a row.
  private let release: Double
  /// The effect of a spike of weight 1.
  private let effect: SpikeEffect
  private let seed: Seed
  private var draws: RandomStream
  private let row: Column<Double>
  /// A buffer for the synapses of a unit, where they share weights.
  private let shared: KernelRow?
  private var queue = ArrivalQueue()
  private var synapses = SynapseQueue()
  private var sent = 0

  init(
    store: WeightStore, isBackward: Bool, target: Int, kernel: any PopulationKernel, delay: Double,
    isPerSynapse: Bool, projection: Int, plastic: PlasticDirection?,
    release: Double, effect: SpikeEffect, seed: Seed
  ) {
    self.plastic = plastic
    self.effect = effect
    self.release = release
    self.seed = seed
    draws = seed.stream()
    let longest = max(store.wiring.sources, store.wiring.targets)
    row = Column(release < 1 ? longest : 0, 0)
    shared = store.kernels.map(KernelRow.init)
    self.store = store
    weights = Handle(store)
    slot = KernelSlot(kernel)
    population = Handle(slot)
    self.isBackward = isBackward
    self.target = target
    self.delay = delay
    self.isPerSynapse = isPerSynapse
    self.projection = projection
    isInstant = !isPerSynapse && delay == 0
  }

  /// The time of the next arrival of a delayed spike [ms].
  var next: Double {
    isInstant ? .infinity : isPerSynapse ? synapses.next : queue.next
  }

  /// Sends the spike of `unit` at `time`.
  func send(_ unit: Int, at time: Double) {
    guard isPerSynapse else { return queue.push(unit, at: Instant.sum(time, delay)) }
    let row = store.row(of: unit, onSource: !isBackward)
    for k in 0..<row.count {
      let synapse = row.synapse(k)
      synapses.push(
        SynapseQueue.Arrival(
          time: Instant.sum(time, store.wiring.delays[synapse]), order: sent,
          synapse: synapse, target: row.partner(k)))
    }
    sent += 1
  }

  /// Delivers the next arrival at one synapse.
  private func deliverSynapse(at time: Double) throws(SimulationError) {
    let arrival = synapses.pop()
    if release < 1, draws.uniform() >= release { return }
    try store.deliver(
      synapse: arrival.synapse, target: arrival.target, to: slot.kernel, effect, at: time)
  }

  /// The spike of `unit` arrives: weights move, the spike acts, and traces rise. Returns the number of synapses.
  func arrive(_ unit: Int, at time: Double) throws(SimulationError) -> Int {
    plastic?.moveRow(of: unit, onSource: !isBackward, at: time)
    let reached = try deliver(unit, at: time)
    if let plastic {
      plastic.arrived(unit, at: time)
      try plastic.check(at: time)
    }
    return reached
  }

  /// Delivers the spikes that arrive at the instant `time`; returns the number of synapses.
  func deliverAll(at time: Double) throws(SimulationError) -> Int {
    var reached = 0
    let last = Instant.end(of: time)
    if isPerSynapse {
      while synapses.next <= last {
        reached += 1
        try deliverSynapse(at: time)
      }
    } else {
      while queue.next <= last { reached += try arrive(queue.pop(), at: time) }
    }
    return reached
  }

  /// Delivers the spike of `unit` to all its targets; returns the number of synapses.
  private func deliver(_ unit: Int, at time: Double) throws(SimulationError) -> Int {
    if release < 1 {
      try store.deliver(
        from: unit, backward: isBackward, to: slot.kernel, effect, at: time, through: row, shared
      ) { draws.uniform() < release }
      return shared?.count ?? store.row(of: unit, onSource: !isBackward).count
    }
    if let shared {
      shared.fill(unit, onSource: !isBackward)
      try weights.attempt { (store) throws(SimulationError) in
        try store.deliver(shared, to: slot.kernel, effect, at: time)
      }
      return shared.count
    }
    return try weights.attempt { (store) throws(SimulationError) in
      try population.attempt { (slot) throws(SimulationError) in
        try store.deliver(from: unit, backward: isBackward, to: slot.kernel, effect, at: time)
      }
      return store.row(of: unit, onSource: !isBackward).count
    }
  }

  func reset(run: Int = 0) {
    if release < 1 { draws = seed.branch(run).stream() }
    queue.removeAll()
    synapses.removeAll()
    sent = 0
  }

  func copy(from other: Channel) {
    draws = other.draws
    queue = other.queue
    synapses = other.synapses
    sent = other.sent
  }
}
