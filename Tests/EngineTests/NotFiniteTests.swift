import Networks
import Plasticity
import Quantities
import Testing

@testable import Engine

/// Numbers that are infinite or no numbers are named where they arise.
@Suite struct NotFiniteTests {
  private static let membrane = LIF(
    membraneTimeConstant: 10.ms, capacitance: 10, rest: 0, threshold: 1, reset: 0,
    refractoryTime: 1.ms, synapse: .exponential(excitatory: 5.ms, inhibitory: 5.ms))

  private static var split: LIF {
    var membrane = membrane
    membrane.synapse = .exponential(excitatory: 5.ms, inhibitory: 8.ms)
    return membrane
  }
  private static var jump: LIF {
    var membrane = membrane
    membrane.synapse = .jump
    return membrane
  }

  /// Membranes of every kind that is solved by itself.
  static let kinds: [Population.Units] = [
    .lif(membrane), .lif(split), .lif(jump), .membrane(LIFEquations(membrane), Integration()),
    .membrane(ConductanceLIF(), .quadrature), .membrane(ConductanceLIF(), Integration()),
    .membrane(AdaptiveExponentialIF(), Integration()),
  ]

  /// Two units of a kind, of which the second gets spikes at 3 and 7 ms with this weight.
  private func simulation(_ units: Population.Units, weight: Double, isDense: Bool) throws
    -> Simulation
  {
    try Simulation(
      Network(
        populations: [
          Population("in", size: 1, .source(.spikes([[3, 7]]))),
          Population("cells", size: 2, units),
        ],
        projections: [
          Projection(
            from: "in", to: "cells", connectivity: isDense ? .dense : .list([.init(0, 1)]),
            weights: .explicit(isDense ? [0, weight] : [weight]))
        ]), seed: Seed(1))
  }

  @Test(arguments: kinds.indices, [1.7e308, -1.7e308])
  func `input beyond all numbers is an error of the unit that gets it`(kind: Int, weight: Double)
    throws
  {
    for isDense in [false, true] {
      do throws(SimulationError) {
        let simulation: Simulation
        do {
          simulation = try self.simulation(Self.kinds[kind], weight: weight, isDense: isDense)
        } catch { throw .unsupported(population: "\(error)", what: "") }
        try simulation.run(until: 20.ms)
        Issue.record("kind \(kind), dense: \(isDense): nobody noticed")
      } catch {
        switch error {
        case .notFinite("cells", 1, let time): #expect(time >= 3 && time <= 20)
        case .integration("cells", 1, let time, let reason):
          #expect(time >= 3 && time <= 20 && !reason.isEmpty)
        default: Issue.record("\(error)")
        }
      }
    }
  }

  @Test func `a conductance whose drive is beyond all numbers is an error, not silence`() throws {
    var membrane = ConductanceLIF()
    membrane.excitatoryReversal = 100
    for weight in [1e307, 1e308] {
      // The second spike would find the unit in pieces; nobody would notice the first alone.
      let simulation = try simulation(
        .membrane(membrane, .quadrature), weight: weight, isDense: true)
      #expect(throws: SimulationError.notFinite(population: "cells", unit: 1, time: 3)) {
        try simulation.run(until: 5.ms)
      }
    }
  }

  @Test(arguments: kinds.indices)
  func `a current that is not a number is an error of its unit`(kind: Int) throws {
    for value in [Double.nan, .infinity] {
      let simulation = try simulation(Self.kinds[kind], weight: 0, isDense: true)
      try simulation.run(until: 5.ms)
      #expect(throws: SimulationError.notFinite(population: "cells", unit: 1, time: 5)) {
        try simulation.setCurrents([0, value], of: "cells")
      }
    }
  }

  @Test func `shared weights that are not finite are refused, and named`() throws {
    for isDense in [true, false] {
      let network = Network(
        populations: [
          Population("in", size: 3, .source(.spikes([[1], [1], [1]]))),
          Population("cells", size: 2, .lif(Self.membrane)),
        ],
        projections: [
          Projection(
            from: "in", to: "cells",
            connectivity: isDense ? .dense : .list([.init(0, 0), .init(2, 1)]),
            weights: .constant(1))
        ])
      let stores = try Simulation.stores(of: network, seed: Seed(1))
      var weights = stores[0].weights
      weights[isDense ? 5 : 1] = .nan
      stores[0].load(weights)
      #expect(
        throws: SimulationError.weight(projection: "in->cells", source: 2, target: 1, time: 0)
      ) { _ = try Simulation(network, seed: Seed(1), sharing: stores) }
    }
  }

  @Test func `a weight that moves beyond all numbers is named, with the time`() throws {
    let rig = try PairRig(
      rule: PairSTDP(potentiation: 3), pre: [10, 30], post: [12, 32], weight: 0.5)
    try rig.simulation.movesWeights(of: "synapse", rate: 1e308)
    let error = SimulationError.weight(projection: "synapse", source: 0, target: 0, time: 12)
    #expect(throws: error) { try rig.run(until: 100) }
    #expect(error.description.contains("learning rate is too high"))
  }
}
