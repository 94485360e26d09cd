import Engine
import Networks
import Plasticity
import Quantities
import Workloads

/// A membrane that a few spikes do not fire.
let silent = LIF(
  membraneTimeConstant: 20.ms, capacitance: 20, rest: 0, threshold: 1, reset: 0,
  refractoryTime: 2.ms, synapse: .exponential(excitatory: 5.ms, inhibitory: 5.ms))

/// One source that fires once each millisecond, and `count` silent targets.
func fan(_ count: Int, _ membrane: LIF) -> Network {
  Network(
    populations: [
      Population("source", size: 1, .source(.regular(rates: [1], phase: .aligned(0.5)))),
      Population("targets", size: count, .lif(membrane)),
    ],
    projections: [Projection(from: "source", to: "targets", weights: .uniform(-1e-4, 1e-4))])
}

/// **Delivery of a spike to a row of targets.**
///
/// *Motivation*: in a dense network this is all that most synaptic events cost: two multiply-adds and a
/// comparison for each target, in a frame in which nothing decays.
///
/// *Results*: see README.md.
func delivery() throws {
  var jump = silent
  jump.synapse = .jump
  for (name, membrane) in [("delivery, exponential current", silent), ("delivery, jump", jump)] {
    for count in [10, 100, 1000, 10_000, 1_000_000] {
      let spikes = max(50, min(20_000, 20_000_000 / count))
      let seconds = try fastest(
        3, { try Simulation(fan(count, membrane), seed: Seed(1)) },
        { try $0.run(until: Milliseconds(Double(spikes))) })
      report(name, "\(count) targets", seconds * 1e9 / Double(spikes * count), "target")
    }
  }
}

/// **Spikes of units without synapses.**
///
/// *Motivation*: what a spike costs by itself: its bound, its exact crossing, its place in the queue.
func spiking() throws {
  for count in [10, 500, 10_000] {
    let network = Network(
      populations: [Population("units", size: count, .lif(silent))], projections: [])
    var spikes = 0
    let seconds = try fastest(
      3,
      {
        let simulation = try Simulation(network, seed: Seed(1))
        try simulation.setCurrents((0..<count).map { 1.2 + Double($0) / Double(count) }, of: "units")
        return simulation
      },
      {
        try $0.run(until: Milliseconds(10_000_000 / Double(count)))
        spikes = $0.spikeCount
      })
    report("spike of a driven unit", "\(count) units", seconds * 1e9 / Double(spikes), "spike")
  }
}

/// **A presynaptic spike with plasticity.**
///
/// *Motivation*: what a rule adds to a delivery, gate open, weights not moved.
func plasticity() throws {
  let rules: [(String, any SpikeTimingRule)] = [
    ("zero-area", ZeroArea()), ("pair", PairSTDP()), ("gated pair", GatedPair()),
  ]
  for (name, rule) in rules {
    let count = 1000, spikes = 20_000
    let network = fan(count, silent)
    let seconds = try fastest(
      3,
      {
        let simulation = try Simulation(
          network, seed: Seed(1), rules: ["source->targets": rule])
        try simulation.setPlasticity("source->targets", .open(modulation: 1))
        return simulation
      }, { try $0.run(until: Milliseconds(Double(spikes))) })
    report(
      "delivery with \(name)", "\(count) targets", seconds * 1e9 / Double(spikes * count), "target")
  }
}

/// **A fork.**
///
/// *Motivation*: the nudged branches of a sample start from one state; the second is a copy.
func fork() throws {
  let original = try BenchmarkNetwork.dense.simulation()
  try original.run(until: 100.ms)
  let copies = 2000
  let seconds = try fastest(
    3, { try BenchmarkNetwork.dense.simulation() },
    { copy in for _ in 0..<copies { copy.copy(from: original) } })
  report("copy of a state", "500 <-> 10", seconds * 1e9 / Double(copies), "copy")
}
