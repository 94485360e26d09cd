public import Engine
import Networks
import Quantities

/// Networks with which the event engine is measured.
///
/// `splitMix` draws weights, wiring and initial states of all but `scaled`, so that other programs can run exactly the
/// same network, spike for spike.
public enum BenchmarkNetwork: Sendable, Equatable {
  /// 500 and 10 units, all to all in both directions with transposed weights and constant drives: the shape of a
  /// network that learns by equilibrium propagation.
  case dense
  /// Benchmark 2 of Brette et al. 2007 (CUBA): 4000 units, exponential currents with time constants of 5 and 10 ms.
  case cuba
  /// Benchmark 4 of Brette et al. 2007: 4000 units, instantaneous jumps of the potential.
  case jump
  /// Benchmark 4 with this number of units and of inputs to each; weights are scaled by 80 / inputs.
  case scaled(units: Int, inputs: Int)

  /// The size, the connectivity and the synapses in one line.
  public var description: String {
    switch self {
    case .dense: "500 <-> 10 units, all to all, exponential currents"
    case .cuba:
      "4000 units, 2 %, exponential currents 5 and 10 ms (Brette et al. 2007, benchmark 2)"
    case .jump: "4000 units, 2 %, voltage jumps (Brette et al. 2007, benchmark 4)"
    case .scaled(let units, let inputs): "\(units) units, \(inputs) inputs each, voltage jumps"
    }
  }

  /// The network at t = 0.
  public func simulation() throws(SimulationError) -> Simulation {
    let simulation = try Simulation(network, seed: Seed(1))
    if self == .dense {
      try simulation.setCurrents((0..<500).map { 205 + 70 * uniform(778, $0) }, of: "hidden")
      try simulation.setCurrents((0..<10).map { 215 + 20 * uniform(779, $0) }, of: "output")
    }
    return simulation
  }

  /// The populations and projections.
  var network: Network {
    switch self {
    case .dense: Self.denseNetwork
    case .cuba: Self.brette(jumps: false)
    case .jump: Self.brette(jumps: true)
    case .scaled(let units, let inputs): Self.scaledNetwork(units, inputs)
    }
  }

  private static var denseNetwork: Network {
    let unit = LIF(
      membraneTimeConstant: 20.ms, capacitance: 250, rest: 0, threshold: 15, reset: 0,
      refractoryTime: 2.ms, synapse: .exponential(excitatory: 5.ms, inhibitory: 5.ms))
    let weights = (0..<5000).map { 40 * (2 * uniform(777, $0) - 1) }
    return Network(
      populations: [
        Population("hidden", size: 500, .lif(unit)), Population("output", size: 10, .lif(unit)),
      ],
      projections: [
        Projection(
          from: "hidden", to: "output", weights: .explicit(weights), delay: .uniform(0.1.ms),
          symmetric: true)
      ])
  }

  /// The neuron of benchmarks 2 and 4: potentials in mV, and weights in mV as well because C = tau_m.
  private static func neuron(jumps: Bool, initial: InitialPotential) -> LIF {
    LIF(
      membraneTimeConstant: 20.ms, capacitance: 20, rest: -49, threshold: -50, reset: -60,
      refractoryTime: 5.ms, initial: initial,
      synapse: jumps ? .jump : .exponential(excitatory: 5.ms, inhibitory: 10.ms))
  }

  private static func brette(jumps: Bool) -> Network {
    let count = 4000
    var pairs: [Connectivity.Pair] = []
    var weights: [Double] = []
    pairs.reserveCapacity(count * count / 49)
    weights.reserveCapacity(count * count / 49)
    for i in 0..<count {
      for j in 0..<count where uniform(12345, i * count + j) < 0.02 && i != j {
        pairs.append(Connectivity.Pair(i, j))
        weights.append(i < 3200 ? (jumps ? 0.25 : 1.62) : (jumps ? -2.25 : -9))
      }
    }
    let initial = InitialPotential.perUnit((0..<count).map { -60 + 10 * uniform(12346, $0) })
    return Network(
      populations: [
        Population("neurons", size: count, .lif(neuron(jumps: jumps, initial: initial)))
      ],
      projections: [
        Projection(
          from: "neurons", to: "neurons", connectivity: .list(pairs), weights: .explicit(weights),
          delay: .uniform(0.1.ms))
      ])
  }

  private static func scaledNetwork(_ units: Int, _ inputs: Int) -> Network {
    let unit = neuron(jumps: true, initial: .uniform(-60, -50))
    let scale = 80 / Double(inputs)
    let excitatory = units / 5 * 4, inhibitory = units - excitatory
    let names = ["excitatory", "inhibitory"]
    var projections: [Projection] = []
    for (source, weight, degree) in [
      (names[0], 0.25, inputs / 5 * 4), (names[1], -2.25, inputs / 5),
    ] {
      for target in names {
        projections.append(
          Projection(
            from: source, to: target, connectivity: .inDegree(degree),
            weights: .constant(weight * scale), delay: .uniform(0.1.ms)))
      }
    }
    return Network(
      populations: [
        Population(names[0], size: excitatory, .lif(unit)),
        Population(names[1], size: inhibitory, .lif(unit)),
      ], projections: projections)
  }
}
