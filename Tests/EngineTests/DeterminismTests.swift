import Networks
import Plasticity
import Protocols
import Quantities
import Testing

@testable import Engine

/// Simulations that must give the same bytes.
@Suite struct DeterminismTests {
  private func logged(_ simulation: Simulation) -> SpikeLog {
    let log = SpikeLog()
    simulation.add(observer: log)
    return log
  }

  /// Everything that plasticity added up to.
  private func changes(_ simulation: Simulation) throws -> [WeightChanges] {
    try Tiny.zooRules.keys.sorted().map { try simulation.changes(of: $0) }
  }

  @Test func `splitting a run anywhere changes nothing`() throws {
    let whole = try Tiny.zooSimulation()
    let wholeLog = logged(whole)
    try whole.run(until: 150.ms)
    #expect(wholeLog.batch.count > 100)
    let parts = try Tiny.zooSimulation()
    let log = logged(parts)
    var stream = Seed(5).stream()
    // Also at the very times of spikes.
    let cuts = (0..<60).map { _ in stream.uniform(0, 150) } + wholeLog.batch.times.prefix(40)
    for cut in cuts.sorted() { try parts.run(until: Milliseconds(cut)) }
    try parts.run(until: 150.ms)
    #expect(log.batch == wholeLog.batch)
    #expect(try changes(parts) == changes(whole))
    #expect(try parts.weights(of: "split->jump") == whole.weights(of: "split->jump"))
  }

  @Test func `looking changes nothing`() throws {
    let blind = try Tiny.zooSimulation()
    let blindLog = logged(blind)
    try blind.run(until: 150.ms)
    let seen = try Tiny.zooSimulation()
    let log = logged(seen)
    for (name, variable, size) in [
      ("hidden", "V", 6), ("output", "u", 3), ("split", "I_ex", 5), ("jump", "V", 4),
      ("adex", "w", 2),
    ] {
      try seen.add(
        probe: Probe(
          .variable(population: name, name: variable, units: Array(0..<size)), every: 0.37.ms))
    }
    try seen.add(probe: Probe(.rates(population: "split"), every: 10.ms))
    try seen.add(probe: Probe(.weights(projection: "split->jump", synapses: [0, 3]), every: 3.ms))
    try seen.add(
      probe: Probe(
        .trace(projection: "split->jump", isPre: true, index: 1, units: [0, 1]), every: 0.9.ms))
    for step in 1...15 {
      try seen.run(until: Milliseconds(Double(step) * 10))
      _ = try changes(seen)
    }
    #expect(log.samples.count > 400)
    #expect(log.batch == blindLog.batch)
    #expect(try changes(seen) == changes(blind))
    #expect(try seen.weights(of: "split->jump") == blind.weights(of: "split->jump"))
  }

  @Test func `looking at the moment of an input after a long silence changes nothing`() throws {
    // 2000 ms are a thousand time constants: factors of a stale frame would have vanished.
    func end(probed: Bool) throws -> Double? {
      let fast = LIF.dimensionless(
        membraneTimeConstant: 2.ms, synapticTimeConstant: 1.ms)
      let simulation = try Simulation(
        Network(
          populations: [Population("cell", size: 1, .lif(fast), drive: .plain(1))], projections: []),
        seed: Seed(1))
      try simulation.run(until: 2000.ms)
      if probed { _ = simulation.value("V", of: 0, in: "cell") }
      try simulation.setCurrents([0.5], of: "cell")
      try simulation.run(until: 2003.ms)
      return simulation.value("V", of: 0, in: "cell")
    }
    let blind = try #require(try end(probed: false))
    #expect(abs(blind - 0.388_434_919_925_785_06) < 1e-12)  // (1 - e^{-1.5}) / 2
    #expect(try end(probed: true) == blind)
  }

  @Test func `a fork goes on like the original`() throws {
    let original = try Tiny.zooSimulation()
    let log = logged(original)
    try original.nudge("output", towards: [1, 0, 0.5], beta: 0.5)
    try original.run(until: 70.ms)
    let fork = try Simulation(
      Tiny.zoo, seed: Seed(11),
      sharing: Tiny.zoo.projections.map { try original.store(of: $0.name) },
      rules: Tiny.zooRules)
    // Something else first: a fork replaces all of it.
    try Tiny.prepare(fork)
    try fork.run(until: 33.ms)
    try fork.movesWeights(of: "split->jump", rate: 0.1)
    fork.copy(from: original)
    let forkLog = logged(fork)
    try fork.nudge("hidden", towards: [Double](repeating: 1, count: 6), beta: 0.1)
    try fork.nudge("hidden", towards: [Double](repeating: 1, count: 6), beta: 0)
    fork.copy(from: original)
    try fork.run(until: 150.ms)
    try original.run(until: 150.ms)
    #expect(forkLog.batch.count > 50)
    #expect(forkLog.batch == log.batch.after(70))
    #expect(try changes(fork) == changes(original))
    #expect(try fork.weights(of: "split->jump") == original.weights(of: "split->jump"))
    #expect(fork.spikeCount == original.spikeCount)
    #expect(fork.synapticEvents == original.synapticEvents)
    #expect(fork.spikeCounts(of: "adex") == original.spikeCounts(of: "adex"))
  }

  @Test func `weights that move belong to one simulation`() throws {
    let stores = try Simulation.stores(of: Tiny.zoo, seed: Seed(11))
    let before = stores.map(\.weights)
    let simulation = try Tiny.zooSimulation(sharing: stores)
    try simulation.run(until: 150.ms)
    #expect(try simulation.weights(of: "split->jump") != before[5])
    #expect(stores.map(\.weights) == before)
    // And a fork of a simulation whose weights move has weights of its own.
    let fork = try Tiny.zooSimulation(sharing: stores)
    fork.copy(from: simulation)
    let middle = try simulation.weights(of: "split->jump")
    #expect(try fork.weights(of: "split->jump") == middle)
    try fork.run(until: 250.ms)
    #expect(try fork.weights(of: "split->jump") != middle)
    #expect(try simulation.weights(of: "split->jump") == middle)
  }

  @Test func `a run can be repeated and differs from other runs`() throws {
    let simulation = try Simulation(Tiny.zoo, seed: Seed(11), rules: Tiny.zooRules)
    let log = logged(simulation)
    var batches: [SpikeBatch] = []
    var changed: [[WeightChanges]] = []
    for run in [3, 3, 4, 3, 0] {
      simulation.reset(run: run)
      try Tiny.prepare(simulation)
      log.batch = SpikeBatch()
      try simulation.setRates([0.2, 0.2, 0.2, 0.2, 0.2], of: "noise")
      try simulation.run(until: 80.ms)
      try simulation.nudge("output", towards: [1, 1, 1], beta: 0.3, form: .activity)
      try simulation.run(until: 100.ms)
      batches.append(log.batch)
      changed.append(try changes(simulation))
    }
    #expect(batches[0] == batches[1])
    #expect(batches[0] == batches[3])
    #expect(batches[0] != batches[2])
    #expect(changed[0] == changed[1])
    #expect(changed[0] == changed[3])
    // A fresh simulation is run 0; rates of an earlier run do not linger.
    let fresh = try Simulation(Tiny.zoo, seed: Seed(11))
    let freshLog = logged(fresh)
    try fresh.run(until: 100.ms)
    simulation.reset(run: 0)
    log.batch = SpikeBatch()
    try simulation.run(until: 100.ms)
    #expect(log.batch == freshLog.batch)
  }

  @Test func `plasticity that does not move weights leaves spikes alone`() throws {
    let open = try Simulation(Tiny.zoo, seed: Seed(11), rules: Tiny.zooRules)
    try Tiny.prepare(open)
    let closed = try Simulation(Tiny.zoo, seed: Seed(11))
    try closed.clamp(["image": [0.5, 1, 0, -0.3]])
    let logs = (logged(open), logged(closed))
    try open.run(until: 100.ms)
    try closed.run(until: 100.ms)
    #expect(logs.0.batch == logs.1.batch)
    for projection in Tiny.zoo.projections {
      #expect(try open.weights(of: projection.name) == closed.weights(of: projection.name))
    }
  }

  /// 60 units and 10, all to all, busy enough for the engine to change how it looks after them.
  private func busy() throws -> Simulation {
    let membrane = LIF(
      membraneTimeConstant: 20.ms, capacitance: 250, rest: 0, threshold: 15, reset: 0,
      refractoryTime: 2.ms, current: 320,
      initial: .perUnit((0..<60).map { 0.2 * Double($0) }),
      synapse: .exponential(excitatory: 5.ms, inhibitory: 7.ms))
    var output = membrane
    output.initial = .value(3)
    return try Simulation(
      Network(
        populations: [
          Population("hidden", size: 60, .lif(membrane)),
          Population("output", size: 10, .lif(output)),
        ],
        projections: [
          Projection(
            from: "hidden", to: "output", weights: .uniform(-40, 40), delay: .uniform(0.1.ms),
            symmetric: true)
        ]), seed: Seed(4))
  }

  @Test func `a simulation that is reset is a new one, to the last bit`() throws {
    let old = try busy()
    try old.run(until: 3000.ms)
    old.reset(run: 0)
    let new = try busy()
    let logs = (logged(old), logged(new))
    try old.run(until: 300.ms)
    try new.run(until: 300.ms)
    #expect(logs.0.batch.count > 500)
    #expect(logs.0.batch == logs.1.batch)
  }

  @Test func `looking now and then, after long silences too, changes nothing`() throws {
    let blind = try busy(), seen = try busy()
    let logs = (logged(blind), logged(seen))
    try blind.run(until: 300.ms)
    for k in 1...810 {
      try seen.run(until: Milliseconds(0.37 * Double(k)))
      _ = seen.values("u", in: "hidden")
      _ = seen.values("V", in: "output")
    }
    try seen.run(until: 300.ms)
    try seen.run(until: 300.ms)
    #expect(logs.0.batch.times == logs.1.batch.times.filter { $0 <= 300 })
  }
}
