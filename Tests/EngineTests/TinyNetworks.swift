import Networks
import Plasticity
import Quantities

@testable import Engine

/// Small networks that several suites need.
enum Tiny {
  /// A random recurrent network of LIF units that fire a few times each, with one drive per unit.
  ///
  /// - Parameter integration: nil for the closed form, else how the same equations are integrated.
  static func random(
    _ seed: Seed, units: ClosedRange<Int> = 2...4, integration: Integration? = nil
  ) -> (network: Network, drives: [Double]) {
    var stream = seed.stream()
    let count = units.lowerBound + stream.below(units.count)
    let tau = stream.uniform(8, 25)
    let synapse: Synapse =
      switch stream.below(4) {
      case 0: .exponential(excitatory: Milliseconds(tau), inhibitory: Milliseconds(tau))
      case 1: .exponential(excitatory: Milliseconds(tau * (1 + 1e-6)), inhibitory: 10.ms)
      default:
        .exponential(
          excitatory: Milliseconds(stream.uniform(1, 20)),
          inhibitory: Milliseconds(stream.uniform(1, 40)))
      }
    let membrane = LIF(
      membraneTimeConstant: Milliseconds(tau), capacitance: tau, rest: 0, threshold: 1, reset: 0,
      refractoryTime: Milliseconds(stream.below(3) == 0 ? 0 : stream.uniform(0.5, 4)),
      initial: .perUnit((0..<count).map { _ in stream.uniform(0, 0.9) }), synapse: synapse)
    let pairs = (0..<count * count).map { Connectivity.Pair($0 / count, $0 % count) }
      .filter { $0.source != $0.target && stream.uniform() < 0.8 }
    let weights = pairs.map { _ in stream.uniform(-1.2, 1) }
    let drives = (0..<count).map { _ in stream.uniform(0.7, 1.9) }
    let kind: Population.Units =
      integration.map { .membrane(LIFEquations(membrane), $0) } ?? .lif(membrane)
    let network = Network(
      populations: [Population("cells", size: count, kind)],
      projections: [
        Projection(
          from: "cells", to: "cells", connectivity: .list(pairs), weights: .explicit(weights),
          delay: .uniform(Milliseconds(stream.uniform(0.1, 3))))
      ])
    return (network, drives)
  }

  /// Runs a network of the above kind.
  static func spikes(
    _ made: (network: Network, drives: [Double]), until end: Double
  ) throws -> SpikeBatch {
    let simulation = try Simulation(made.network, seed: Seed(1))
    try simulation.setCurrents(made.drives, of: "cells")
    let log = SpikeLog()
    simulation.add(observer: log)
    try simulation.run(until: Milliseconds(end))
    return log.batch
  }

  /// A LIF unit that fires at once when a spike of weight 1e9 arrives, and never otherwise.
  static let relay = LIF(
    membraneTimeConstant: 10.ms, capacitance: 1, rest: 0, threshold: 1e6, reset: 0,
    refractoryTime: 0.ms, synapse: .jump)

  /// Two populations of relays with given spikes, and what lies between them.
  static func relays(
    pre: [[Double]], post: [[Double]], _ synapses: Projection...
  ) -> Network {
    Network(
      populations: [
        Population("pre times", size: pre.count, .source(.spikes(pre))),
        Population("post times", size: post.count, .source(.spikes(post))),
        Population("pre", size: pre.count, .lif(relay)),
        Population("post", size: post.count, .lif(relay)),
      ],
      projections: [
        Projection(
          from: "pre times", to: "pre", connectivity: .oneToOne, weights: .constant(1e9)),
        Projection(
          from: "post times", to: "post", connectivity: .oneToOne, weights: .constant(1e9)),
      ] + synapses)
  }

  /// Every kind of population, synapse and delay at once.
  static var zoo: Network {
    let hidden = LIF.dimensionless(
      membraneTimeConstant: 20.ms, refractoryTime: 2.ms, bias: 1.4, initial: .uniform(0, 1),
      synapticTimeConstant: 8.ms)
    let split = LIF(
      membraneTimeConstant: 10.ms, capacitance: 250, rest: -70, threshold: -55, reset: -70,
      refractoryTime: 2.ms, current: 350, initial: .uniform(-70, -56),
      synapse: .exponential(excitatory: 2.ms, inhibitory: 7.ms))
    let jump = LIF(
      membraneTimeConstant: 15.ms, capacitance: 1, rest: 0, threshold: 1, reset: 0,
      refractoryTime: 1.ms, current: 0.05, synapse: .jump)
    var adex = AdaptiveExponentialIF()
    adex.current = 700
    return Network(
      populations: [
        Population("noise", size: 5, .source(.poisson(rates: [0.1, 0.2, 0.05, 0.3, 0]))),
        Population("clock", size: 3, .source(.regular(rates: [0.1, 0.07, 0.2], phase: .random))),
        Population("image", size: 4, .source(.clamp)),
        Population("hidden", size: 6, .lif(hidden), drive: .plain(0.5)),
        Population("output", size: 3, .lif(hidden), drive: .plain(0.5)),
        Population("split", size: 5, .lif(split)),
        Population("jump", size: 4, .lif(jump)),
        Population("adex", size: 2, .membrane(adex, Integration())),
      ],
      projections: [
        Projection(from: "image", to: "hidden", weights: .glorotUniform(gain: 1)),
        Projection(from: "noise", to: "hidden", weights: .normal(mean: 0, deviation: 0.5)),
        Projection(
          from: "hidden", to: "output", weights: .uniform(-0.5, 0.8), delay: .uniform(1.ms),
          symmetric: true),
        Projection(
          from: "clock", to: "split", weights: .uniform(-300, 900), delay: .random(0.ms, 4.ms)),
        Projection(
          from: "split", to: "split", connectivity: .probability(0.5), weights: .uniform(-400, 300),
          delay: .uniform(0.5.ms)),
        Projection(from: "split", to: "jump", weights: .uniform(-0.2, 0.7)),
        Projection(
          from: "jump", to: "adex", connectivity: .inDegree(2), weights: .uniform(100, 600),
          delay: .uniform(0.7.ms)),
        Projection(
          from: "adex", to: "split", weights: .constant(400),
          delay: .perSynapse(
            (1...10).map { Milliseconds(0.3 * Double($0)) })),
      ])
  }

  static let zooRules: [String: any SpikeTimingRule] = [
    "hidden->output": GatedPair(), "image->hidden": PairSTDP(), "noise->hidden": ZeroArea(),
    "split->jump": TripletSTDP(),
  ]

  /// The zoo with open gates, clamped inputs and moving weights.
  static func zooSimulation(sharing stores: [WeightStore]? = nil) throws -> Simulation {
    let simulation = try Simulation(zoo, seed: Seed(11), sharing: stores, rules: zooRules)
    try simulation.movesWeights(of: "split->jump", rate: 0.1)
    try prepare(simulation)
    return simulation
  }

  static func prepare(_ simulation: Simulation) throws {
    for name in zooRules.keys.sorted() {
      try simulation.setPlasticity(name, .open(modulation: 1))
    }
    try simulation.clamp(["image": [0.5, 1, 0, -0.3]])
  }
}

extension SpikeBatch {
  /// Spike times of each unit of a population.
  func trains(_ population: Int, _ size: Int) -> [[Double]] {
    var trains = [[Double]](repeating: [], count: size)
    for k in 0..<count where populations[k] == Int32(population) {
      trains[Int(units[k])].append(times[k])
    }
    return trains
  }

  /// The largest difference in time to another batch with the same spikes of each unit, or nil.
  func distance(to other: SpikeBatch) -> Double? {
    func grouped(_ batch: SpikeBatch) -> [Int64: [Double]] {
      var trains: [Int64: [Double]] = [:]
      for k in 0..<batch.count {
        trains[Int64(batch.populations[k]) << 32 | Int64(batch.units[k]), default: []]
          .append(batch.times[k])
      }
      return trains
    }
    let mine = grouped(self), theirs = grouped(other)
    guard mine.mapValues(\.count) == theirs.mapValues(\.count) else { return nil }
    return mine.flatMap { key, times in zip(times, theirs[key]!).map { abs($0 - $1) } }.max() ?? 0
  }

  /// The spikes after `time`.
  func after(_ time: Double) -> SpikeBatch {
    var rest = SpikeBatch()
    for k in 0..<count where times[k] > time {
      rest.append(times[k], Int(populations[k]), Int(units[k]))
    }
    return rest
  }
}

extension SpikeBatch {
  func times(of population: Int32) -> [Double] {
    zip(times, populations).filter { $0.1 == population }.map(\.0)
  }
}
