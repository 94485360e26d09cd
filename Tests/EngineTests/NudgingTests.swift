import Networks
import Protocols
import Quantities
import RealModule
import Testing

@testable import Engine

/// Nudging against its closed form.
@Suite struct NudgingTests {
  private static let tau = 10.0  // tau_s [ms]

  /// One unit far below threshold that has received a spike of weight 0.3 at 1 ms.
  private func quiet(membrane: Double = 20) throws -> Simulation {
    let cell = LIF.dimensionless(
      membraneTimeConstant: Milliseconds(membrane), threshold: 100, bias: 0.4,
      synapticTimeConstant: Milliseconds(Self.tau))
    return try Simulation(
      Network(
        populations: [
          Population("in", size: 1, .source(.spikes([[1]]))),
          Population("cell", size: 1, .lif(cell), drive: .plain(0.1)),
        ], projections: [Projection(from: "in", to: "cell", weights: .constant(0.3))]),
      seed: Seed(1))
  }

  private func value(_ simulation: Simulation, _ name: String) throws -> Double {
    try #require(simulation.value(name, of: 0, in: "cell"))
  }

  @Test(arguments: [0.5, -0.5, 1, 3])
  func `the nudged drive follows its equation`(beta: Double) throws {
    // With beta = 1, tau_s / (1 + beta) = 5 ms is also the membrane's own time constant.
    for membrane in [20.0, 5.0] {
      let simulation = try quiet(membrane: membrane)
      try simulation.run(until: 4.ms)
      let u = try value(simulation, "u"), v = try value(simulation, "V")
      #expect(abs(u - (0.4 + 0.3 * .exp(-0.3))) < 1e-14)
      try simulation.nudge("cell", towards: [0.9], beta: beta)
      #expect(abs(try value(simulation, "u") - u) < 1e-14)
      #expect(abs(try value(simulation, "V") - v) < 1e-13)
      let rest = (0.4 + beta * 0.9) / (1 + beta), rate = (1 + beta) / Self.tau
      for time in [4.5, 7, 12, 40] {
        try simulation.run(until: Milliseconds(time))
        let d = time - 4
        #expect(abs(try value(simulation, "u") - (rest + (u - rest) * .exp(-rate * d))) < 1e-13)
        // tau_m V' = -V + u.
        let m = 1 / membrane
        let kernel =
          abs(rate - m) < 1e-12 ? d * .exp(-m * d) : (.exp(-rate * d) - .exp(-m * d)) / (m - rate)
        let expected = rest + (v - rest) * .exp(-m * d) + (u - rest) * m * kernel
        #expect(abs(try value(simulation, "V") - expected) < 1e-12)
      }
    }
  }

  @Test func `beta = 0 ends the nudging`() throws {
    let simulation = try quiet()
    try simulation.nudge("cell", towards: [0.9], beta: 0.7)
    try simulation.run(until: 6.ms)
    let u = try value(simulation, "u")
    try simulation.nudge("cell", towards: [0.9], beta: 0)
    #expect(abs(try value(simulation, "u") - u) < 1e-14)
    try simulation.run(until: 11.ms)
    #expect(abs(try value(simulation, "u") - (0.4 + (u - 0.4) * .exp(-0.5))) < 1e-13)
    // Nudging for no time at all leaves nothing behind.
    let plain = try quiet()
    for simulation in [plain, simulation] { simulation.reset(run: 0) }
    try simulation.run(until: 3.ms)
    try simulation.nudge("cell", towards: [5], beta: 2)
    try simulation.nudge("cell", towards: [5], beta: 0)
    for simulation in [plain, simulation] { try simulation.run(until: 20.ms) }
    #expect(abs(try value(simulation, "V") - (try value(plain, "V"))) < 1e-13)
  }

  @Test func `spikes that arrive while the drive is nudged decay with the shorter time constant`()
    throws
  {
    let simulation = try quiet()
    try simulation.nudge("cell", towards: [0.9], beta: 1)
    try simulation.run(until: 5.ms)
    let rest = (0.4 + 0.9) / 2, start = 0.4 - rest
    let expected = rest + start * .exp(-1) + 0.3 * .exp(-0.8)
    #expect(abs(try value(simulation, "u") - expected) < 1e-13)
  }

  @Test func `currents set while nudged are the bias in the nudged equation`() throws {
    let simulation = try quiet()
    try simulation.nudge("cell", towards: [0.9], beta: 1)
    try simulation.run(until: 200.ms)
    try simulation.setCurrents([1], of: "cell")
    try simulation.run(until: 400.ms)
    #expect(abs(try value(simulation, "u") - 0.95) < 1e-12)
    try simulation.nudge("cell", towards: [0.9], beta: 0)
    try simulation.run(until: 600.ms)
    // The rest of the nudge has decayed to 0.05 e^{-20}.
    #expect(abs(try value(simulation, "u") - 1) < 1e-9)
  }

  @Test func `nudged activity settles where its mean field does`() throws {
    let cell = LIF.dimensionless(
      membraneTimeConstant: 20.ms, refractoryTime: 2.ms, bias: 1.5, synapticTimeConstant: 100.ms)
    let simulation = try Simulation(
      Network(
        populations: [Population("cell", size: 1, .lif(cell), drive: .plain(0.5))], projections: []),
      seed: Seed(1))
    let target = 0.6, beta = 0.8
    try simulation.nudge("cell", towards: [target], beta: beta, form: .activity)
    try simulation.run(until: 2000.ms)
    simulation.clearCounts()
    try simulation.run(until: 22_000.ms)
    let s = Double(simulation.spikeCounts(of: "cell")[0]) / 20_000 / 0.5
    // s = f(u) at u = b + beta (y - s), f the f-I curve: found by bisection.
    func curve(_ u: Double) -> Double { u > 1 ? 2 / (2 + 20 * .log(u / (u - 1))) : 0 }
    var low = 0.0, high = 1.0
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if curve(1.5 + beta * (target - middle)) > middle { low = middle } else { high = middle }
    }
    #expect(abs(s - low) < 0.005)
    let free = curve(1.5)
    #expect(abs(s - free) > 0.02)
  }

  @Test func `a nudge that is refused leaves none behind`() throws {
    let simulation = try quiet()
    #expect(throws: SimulationError.self) {
      try simulation.nudge("cell", towards: [0.9], beta: -1)
    }
    try simulation.setCurrents([0.4], of: "cell")
    try simulation.run(until: 100.ms)
    #expect(abs(try value(simulation, "u") - (0.4 + 0.3 * .exp(-9.9))) < 1e-13)
  }
}
