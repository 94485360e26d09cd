import Foundation
import Networks
import Quantities
import Testing

@testable import Engine

/// Conservation of charge: the charge from synapses and electrodes stays on the membrane's capacitance, leaks, is
/// removed by resets, or arrives while the membrane is held.
///
///     ∫ I dt (not held) = C (V(T) - V(0)) + n C (theta - V_reset) + C/tau_m ∫ (V - V_rest) dt (not held)
///
/// The left side is found from the spikes alone: one that arrives at t_a through a weight w gives
/// `w tau_s (exp(-(a - t_a)/tau_s) - exp(-(b - t_a)/tau_s))` between a and b. So each spike must arrive, once,
/// at its time, through its weight, or the two sides differ by its charge.
@Suite struct ConservationTests {
  private static let count = 6, end = 100.0
  private static let membrane = LIF(
    membraneTimeConstant: 12.ms, capacitance: 18, rest: -2, threshold: 1, reset: -1,
    refractoryTime: 0.ms, synapse: .exponential(excitatory: 3.ms, inhibitory: 7.ms))

  /// Units that all excite or inhibit each other with delays of their own, and their currents.
  private struct Circuit {
    var membrane = ConservationTests.membrane
    var pairs: [Connectivity.Pair] = []
    var weights: [Double] = [], delays: [Double] = []
    var currents: [Double] = []

    init(seed: UInt64, held: Double) {
      var stream = Seed(seed).branch("charge").stream()
      membrane.refractoryTime = held.ms
      for i in 0..<count {
        for j in 0..<count where i != j {
          pairs.append(.init(i, j))
          weights.append(stream.uniform(-2, 3))
          delays.append(stream.uniform(0.2, 9))
        }
      }
      currents = (0..<count).map { _ in stream.uniform(4, 9) }
    }

    func simulation() throws -> Simulation {
      let projection = Projection(
        from: "cells", to: "cells", connectivity: .list(pairs), weights: .explicit(weights),
        delay: .perSynapse(delays.map { $0.ms }))
      let network = Network(
        populations: [Population("cells", size: count, .lif(membrane))], projections: [projection])
      let simulation = try Simulation(network, seed: Seed(1))
      try simulation.setCurrents(currents, of: "cells")
      return simulation
    }

    /// The times and weights of all arrivals at `unit`.
    func arrivals(at unit: Int, _ trains: [[Double]]) -> [(time: Double, weight: Double)] {
      pairs.indices.filter { pairs[$0].target == unit }.flatMap { k in
        trains[pairs[k].source].map { ($0 + delays[k], weights[k]) }
      }
    }
  }

  /// ∫ (V - V_rest) dt of each unit while it is not held, by eight points of Gauss and Legendre in each of the
  /// pieces between `breaks`, where V is smooth.
  private func leaked(_ circuit: Circuit, _ trains: [[Double]]) throws -> (
    integrals: [Double], final: [Double]
  ) {
    var breaks: Set<Double> = Set(stride(from: 0, through: Self.end, by: 0.5))
    let held = circuit.membrane.refractoryTime.value
    for unit in 0..<Self.count {
      breaks.formUnion(circuit.arrivals(at: unit, trains).map(\.time))
      breaks.formUnion(trains[unit] + trains[unit].map { $0 + held })
    }
    let nodes = [
      (0.183434642495650, 0.362683783378362), (0.525532409916329, 0.313706645877887),
      (0.796666477413627, 0.222381034453374), (0.960289856497536, 0.101228536290376),
    ]
    let points = (nodes.reversed().map { (-$0.0, $0.1) } + nodes)
    let edges = breaks.filter { $0 <= Self.end }.sorted()
    let simulation = try circuit.simulation()
    var integrals = [Double](repeating: 0, count: Self.count)
    for (a, b) in zip(edges, edges.dropFirst()) {
      let isHeld = trains.map { $0.contains { $0 <= a && b <= $0 + held } }
      for (place, weight) in points {
        let time = (a + b) / 2 + (b - a) / 2 * place
        try simulation.run(until: Milliseconds(time))
        let voltages = simulation.values("V", in: "cells")!
        for unit in 0..<Self.count where !isHeld[unit] {
          integrals[unit] += (voltages[unit] - circuit.membrane.rest) * weight * (b - a) / 2
        }
      }
    }
    try simulation.run(until: Milliseconds(Self.end))
    return (integrals, simulation.values("V", in: "cells")!)
  }

  @Test(arguments: 0..<6 as Range<UInt64>, [0, 2.5])
  func `the charge that spikes send is the charge that membranes take up`(
    seed: UInt64, held: Double
  ) throws {
    let circuit = Circuit(seed: seed, held: held)
    let simulation = try circuit.simulation()
    let before = simulation.values("V", in: "cells")!
    let log = SpikeLog()
    simulation.add(observer: log)
    try simulation.run(until: Milliseconds(Self.end))
    let trains = log.batch.trains(0, Self.count)
    #expect(trains.joined().count > 20)
    let (integrals, after) = try leaked(circuit, trains)
    let membrane = circuit.membrane, C = membrane.capacitance
    let tau = membrane.membraneTimeConstant.value
    for unit in 0..<Self.count {
      // From 0 to the end, without the times at which it is held.
      var free: [(Double, Double)] = [], start = 0.0
      for spike in trains[unit] {
        free.append((start, spike))
        start = spike + held
      }
      if start < Self.end { free.append((start, Self.end)) }
      var sent = free.reduce(0) { $0 + circuit.currents[unit] * ($1.1 - $1.0) }
      for (arrival, weight) in circuit.arrivals(at: unit, trains) {
        let constant = weight > 0 ? 3.0 : 7.0
        for (a, b) in free where b > arrival {
          sent +=
            weight * constant
            * (exp(-(max(a, arrival) - arrival) / constant) - exp(-(b - arrival) / constant))
        }
      }
      let spikes = Double(trains[unit].count)
      let taken =
        C * (after[unit] - before[unit]) + spikes * C * (membrane.threshold - membrane.reset)
        + C / tau * integrals[unit]
      #expect(
        abs(sent - taken) < 1e-9 * abs(sent), "unit \(unit): sent \(sent), taken up \(taken)")
    }
  }
}
