import Networks
import Plasticity
import Quantities

@testable import Engine

/// Keeps all spikes.
final class SpikeLog: SimulationObserver {
  var batch = SpikeBatch()
  var samples: [SampleBatch] = []

  func observe(_ spikes: SpikeBatch) {
    batch.times += spikes.times
    batch.populations += spikes.populations
    batch.units += spikes.units
  }

  func observe(_ batch: SampleBatch) { samples.append(batch) }

  func times(ofPopulation population: Int) -> [Double] {
    zip(batch.times, batch.populations).filter { $0.1 == Int32(population) }.map(\.0)
  }
}

/// One synapse with given spikes on both sides.
///
/// Both sides are relays: LIF units that a jump far above threshold fires at once, so that the
/// synapse lies between real units, and coincident spikes coincide.
struct PairRig {
  let simulation: Simulation

  init(rule: any SpikeTimingRule, pre: [Double], post: [Double], weight: Double) throws {
    let relay = LIF(
      membraneTimeConstant: 10.ms, capacitance: 1, rest: 0, threshold: 1e6, reset: 0,
      refractoryTime: 0.ms, synapse: .jump)
    let network = Network(
      populations: [
        Population("pre times", size: 1, .source(.spikes([pre]))),
        Population("post times", size: 1, .source(.spikes([post]))),
        Population("pre", size: 1, .lif(relay)),
        Population("post", size: 1, .lif(relay)),
      ],
      projections: [
        Projection(from: "pre times", to: "pre", weights: .constant(1e9)),
        Projection(from: "post times", to: "post", weights: .constant(1e9)),
        // Too weak to move the post unit: the weight is what is watched.
        Projection(from: "pre", to: "post", name: "synapse", weights: .constant(weight)),
      ])
    simulation = try Simulation(network, seed: Seed(1), rules: ["synapse": rule])
    try simulation.movesWeights(of: "synapse", rate: 1)
    try simulation.setPlasticity("synapse", .open(modulation: 1))
  }

  func run(until time: Double) throws { try simulation.run(until: Milliseconds(time)) }
  var weight: Double { get throws { try simulation.weights(of: "synapse")[0] } }

  func trace(isPre: Bool, _ index: Int) throws -> Double {
    try simulation.trace(of: "synapse", isPre: isPre, index: index, unit: 0)
  }
}
