import Networks
import Plasticity
import Quantities
import Testing

@testable import Engine

/// The order of events at one instant.
@Suite struct EventOrderTests {
  private static let jump = LIF(
    membraneTimeConstant: 10.ms, capacitance: 1, rest: 0, threshold: 1, reset: 0,
    refractoryTime: 2.ms, synapse: .jump)

  /// Spikes and the final V of one unit with jumps (time, weight).
  ///
  /// V is rounded to 1e-12.
  private func jumped(_ inputs: [(Double, Double)], until end: Double) throws -> ([Double], Double)
  {
    let simulation = try Simulation(
      Network(
        populations: [
          Population("in", size: inputs.count, .source(.spikes(inputs.map { [$0.0] }))),
          Population("cell", size: 1, .lif(Self.jump)),
        ],
        projections: [Projection(from: "in", to: "cell", weights: .explicit(inputs.map(\.1)))]),
      seed: Seed(1))
    let log = SpikeLog()
    simulation.add(observer: log)
    try simulation.run(until: Milliseconds(end))
    let potential = try #require(simulation.value("V", of: 0, in: "cell"))
    return (log.times(ofPopulation: 1), (potential * 1e12).rounded() / 1e12)
  }

  @Test func `an arrival at the end of refractoriness meets the released unit`() throws {
    #expect(try jumped([(10, 2), (12, 0.75)], until: 12) == ([10], 0.75))
    #expect(try jumped([(10, 2), (12, 1)], until: 12) == ([10, 12], 0))
    #expect(try jumped([(10, 2), (11.9, 5)], until: 12) == ([10], 0))
  }

  @Test func `arrivals of one instant act together`() throws {
    #expect(try jumped([(10, 3), (10, -2.5)], until: 10) == ([], 0.5))
    #expect(try jumped([(10, -2.5), (10, 3.75)], until: 10) == ([10], 0))
  }

  @Test(arguments: [
    [0.25, 0.25, 0.25, 0.25], [0.1, 0.2, 0.3, 0.4], [0.6, 0.7, -0.3], [1.0 / 3, 1.0 / 3, 1.0 / 3],
  ])
  func `jumps that add up to the threshold fire`(weights: [Double]) throws {
    for time in [0, 3.7, 100.1] {
      #expect(try jumped(weights.map { (time, $0) }, until: 200).0 == [time])
    }
    // A relative 1e-9 less is less.
    #expect(try jumped(weights.map { (3.7, $0 * (1 - 1e-9)) }, until: 200).0 == [])
  }

  @Test func `a crossing comes before an arrival at the same instant`() throws {
    let cell = LIF.dimensionless(
      membraneTimeConstant: 10.ms, bias: 1.3, synapticTimeConstant: 5.ms)
    for kind: Population.Units in [.lif(cell), .membrane(LIFEquations(cell), Integration())] {
      func spikes(inhibitedAt times: [Double]) throws -> [Double] {
        let simulation = try Simulation(
          Network(
            populations: [
              Population("in", size: 1, .source(.spikes([times]))),
              Population("cell", size: 1, kind, drive: .plain(1)),
            ], projections: [Projection(from: "in", to: "cell", weights: .constant(-1e3))]),
          seed: Seed(1))
        let log = SpikeLog()
        simulation.add(observer: log)
        try simulation.run(until: 30.ms)
        return log.times(ofPopulation: 1)
      }
      let crossing = try #require(try spikes(inhibitedAt: []).first)
      #expect(try spikes(inhibitedAt: [crossing]) == [crossing])
      #expect(try spikes(inhibitedAt: [crossing - 1e-9]) == [])
    }
  }

  @Test func `zero delays make chains at one instant`() throws {
    let network = Network(
      populations: [
        Population("last", size: 1, .lif(Self.jump)),
        Population("in", size: 1, .source(.spikes([[5]]))),
        Population("first", size: 2, .lif(Self.jump)),
        Population("middle", size: 1, .lif(Self.jump)),
      ],
      projections: [
        Projection(from: "middle", to: "last", weights: .constant(1.5)),
        Projection(from: "in", to: "first", weights: .constant(1.5)),
        // Each spike of the two is too little alone.
        Projection(from: "first", to: "middle", weights: .constant(0.75)),
      ])
    let simulation = try Simulation(network, seed: Seed(1))
    let log = SpikeLog()
    simulation.add(observer: log)
    try simulation.run(until: 10.ms)
    #expect(log.batch.times == [5, 5, 5, 5, 5])
    #expect(log.batch.populations == [1, 2, 2, 3, 0])
    #expect(log.batch.units == [0, 0, 1, 0, 0])
  }

  @Test func `simultaneous spikes come in the order of populations and units`() throws {
    // Weights and earlier inputs differ, so that the keys have different pasts.
    let size = 9
    let network = Network(
      populations: [
        Population("b", size: size, .lif(Self.jump)), Population("a", size: size, .lif(Self.jump)),
        Population("in", size: 1, .source(.spikes([[8]]))),
        Population(
          "before", size: size, .source(.spikes((0..<size).map { [7 - 0.5 * Double($0)] }))),
      ],
      projections: [
        Projection(from: "before", to: "b", connectivity: .oneToOne, weights: .constant(0.5)),
        Projection(from: "before", to: "a", connectivity: .oneToOne, weights: .uniform(-0.9, 0.9)),
        Projection(from: "in", to: "a", weights: .uniform(2, 3)),
        Projection(from: "in", to: "b", weights: .uniform(2, 3)),
      ])
    let simulation = try Simulation(network, seed: Seed(2))
    let log = SpikeLog()
    simulation.add(observer: log)
    try simulation.run(until: 10.ms)
    let late = log.batch.after(7.9)
    #expect(late.times == [Double](repeating: 8, count: 2 * size + 1))
    let all = (0..<size).map { Int32($0) }
    #expect(late.units == [0] + all + all)
    #expect(
      late.populations
        == [2] + [Int32](repeating: 0, count: size) + [Int32](repeating: 1, count: size))
  }

  @Test func `potentiation comes first when pre and post spikes coincide`() throws {
    var rule = WeightDependentPair()
    rule.step = 0.1
    rule.asymmetry = 0.5
    rule.potentiationExponent = 1
    rule.depressionExponent = 1
    let rig = try PairRig(rule: rule, pre: [10, 30], post: [20, 30], weight: 0.5)
    try rig.run(until: 29)
    let w = try rig.weight
    try rig.run(until: 30)
    let near = 0.606_530_659_712_633_4, far = 0.367_879_441_171_442_33  // e^{-1/2}, e^{-1}
    let potentiated = w + 0.1 * (1 - w) * far
    #expect(abs(try rig.weight - (potentiated - 0.05 * potentiated * near)) < 1e-15)
  }

  @Test(arguments: [1.0, 150, 250, 2000, 1e6])
  func `refractoriness may last many time constants`(ratio: Double) throws {
    // 2 ms, of a membrane that is as much faster.
    let tau = 2 / ratio
    let membrane = LIF(
      membraneTimeConstant: Milliseconds(tau), capacitance: tau, rest: 0, threshold: 1, reset: 0,
      refractoryTime: 2.ms, current: 2,
      synapse: .exponential(excitatory: Milliseconds(tau / 3), inhibitory: 5.ms))
    let simulation = try Simulation(
      Network(
        populations: [Population("units", size: 40, .lif(membrane))],
        projections: [
          Projection(
            from: "units", to: "units", connectivity: .probability(0.5), weights: .constant(-0.001),
            delay: .uniform(0.3.ms))
        ]), seed: Seed(1))
    try simulation.run(until: 21.ms)
    #expect(simulation.value("V", of: 0, in: "units") == 0 || ratio < 10)
    for count in simulation.spikeCounts(of: "units") {
      #expect(count >= (ratio < 10 ? 4 : 9) && count <= 11)
    }
  }

  @Test func `currents that are not numbers leave everything as it was`() throws {
    let membrane = LIF(
      membraneTimeConstant: 10.ms, capacitance: 10, rest: 0, threshold: 1, reset: 0,
      refractoryTime: 1.ms, current: 2, synapse: .jump)
    let simulation = try Simulation(
      Network(populations: [Population("units", size: 10, .lif(membrane))], projections: []),
      seed: Seed(1))
    var currents = [Double](repeating: 3, count: 10)
    currents[3] = .nan
    #expect(throws: SimulationError.self) { try simulation.setCurrents(currents, of: "units") }
    try simulation.run(until: 40.ms)
    #expect(simulation.spikeCounts(of: "units") == [Int](repeating: 5, count: 10))
  }
}
