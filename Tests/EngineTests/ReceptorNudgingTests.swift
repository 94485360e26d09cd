import Networks
import Quantities
import Testing

@testable import Engine

/// Nudging of the drive with several synaptic time constants.
@Suite struct ReceptorNudgingTests {
  /// A unit far below threshold with three receptors, or two by the sign of weights, on regular trains.
  private func driven(_ synapse: Synapse) throws -> Simulation {
    let cell = LIF(
      membraneTimeConstant: 20.ms, capacitance: 20, rest: 0, threshold: 100, reset: 0,
      refractoryTime: .zero, current: 0.4, synapse: synapse)
    let weights = [0.9, 0.5, -0.7]
    var projections = [0, 1, 2].map { index in
      Projection(
        from: "in\(index)", to: "cell", weights: .constant(weights[index]))
    }
    if case .receptors(let named) = synapse {
      for index in 0..<3 { projections[index].receptors = [ReceptorShare(named[index].name)] }
    }
    return try Simulation(
      Network(
        populations: (0..<3).map {
          Population("in\($0)", size: 1, .source(.regular(rates: [1], phase: .aligned(0.5))))
        } + [Population("cell", size: 1, .lif(cell), drive: .plain(1))], projections: projections),
      seed: Seed(1))
  }

  /// The mean of u over the next 20 ms.
  private func mean(_ simulation: Simulation) throws -> Double {
    let start = Milliseconds(simulation.time.value.rounded(.up))
    var sum = 0.0
    for step in 0..<2000 {
      try simulation.run(until: start + Milliseconds(0.005 + 0.01 * Double(step)))
      sum += try #require(simulation.value("u", of: 0, in: "cell"))
    }
    return sum / 2000
  }

  @Test(arguments: [0.5, -0.4])
  func `nudging of the drive with several time constants settles where one would`(
    beta: Double
  ) throws {
    let synapses: [Synapse] = [
      .receptors(ReceptorTests.three), .exponential(excitatory: 3.ms, inhibitory: 10.ms),
    ]
    for synapse in synapses {
      let simulation = try driven(synapse)
      try simulation.run(until: 2000.ms)
      // h = b + sum w s, with s = 1.
      let h = 0.4 + 0.9 + 0.5 - 0.7, target = 2.0
      #expect(abs(try mean(simulation) - h) < 1e-3)
      let before = try #require(simulation.value("u", of: 0, in: "cell"))
      try simulation.nudge("cell", towards: [target], beta: beta)
      #expect(abs(try #require(simulation.value("u", of: 0, in: "cell")) - before) < 1e-12)
      try simulation.run(until: simulation.time + 2000.ms)
      let nudged = try mean(simulation)
      #expect(abs(nudged - (h + beta * target) / (1 + beta)) < 1e-3)
      try simulation.nudge("cell", towards: [target], beta: 0)
      try simulation.run(until: simulation.time + 2000.ms)
      #expect(abs(try mean(simulation) - h) < 1e-3)
    }
  }

  @Test func `a nudge towards the drive that a unit has moves nothing, whatever the receptors`()
    throws
  {
    let synapses: [Synapse] = [
      .receptors(ReceptorTests.three), .exponential(excitatory: 30.ms, inhibitory: 3.ms),
    ]
    for synapse in synapses {
      let simulation = try driven(synapse)
      try simulation.run(until: 2000.ms)
      let h = 0.4 + 0.9 + 0.5 - 0.7
      try simulation.nudge("cell", towards: [h], beta: 0.5)
      // Currents relaxing each with its own time constant would move u by some tenths.
      for _ in 0..<5 { #expect(abs(try mean(simulation) - h) < 0.02) }
    }
  }

  @Test func `nudged spikes of the closed form are those of a unit with shorter time constants`()
    throws
  {
    let membrane = ReceptorTests.membrane(ReceptorTests.three, size: 12)
    var short = membrane
    short.synapse = .receptors(
      ReceptorTests.three.map {
        Receptor($0.name, timeConstant: Milliseconds($0.timeConstant.value / 1.5))
      })
    let nudged = try Simulation(ReceptorTests.network(.lif(membrane)), seed: Seed(7))
    try nudged.nudge("cells", towards: [Double](repeating: 0, count: 12), beta: 0.5)
    let plain = try Simulation(ReceptorTests.network(.lif(short)), seed: Seed(7))
    let logs = [nudged, plain].map { simulation in
      let log = SpikeLog()
      simulation.add(observer: log)
      return log
    }
    for simulation in [nudged, plain] { try simulation.run(until: 600.ms) }
    ReceptorTests.expectSame(logs[0], logs[1], within: 1e-9, of: 2, "leak 1.5")
  }
}
