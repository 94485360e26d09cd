import Networks
import Quantities
import TestSupport
import Testing

@testable import Engine

/// The event loop works in memory that it has.
@Suite struct AllocationTests {
  /// 40 <-> 5 units, all to all, and units with voltage jumps behind them.
  private func network(_ connectivity: Connectivity) -> Network {
    func unit(_ synapse: Synapse) -> LIF {
      LIF(
        membraneTimeConstant: 12.ms, capacitance: 12, rest: 0, threshold: 1, reset: 0,
        refractoryTime: 2.ms, initial: .uniform(0, 0.9), synapse: synapse)
    }
    let current = unit(.exponential(excitatory: 4.ms, inhibitory: 4.ms))
    return Network(
      populations: [
        Population("hidden", size: 40, .lif(current)), Population("output", size: 5, .lif(current)),
        Population("jumps", size: 30, .lif(unit(.jump))),
      ],
      projections: [
        Projection(
          from: "hidden", to: "output", weights: .glorotUniform(gain: 2), delay: .uniform(0.1.ms),
          symmetric: true),
        Projection(
          from: "hidden", to: "jumps", connectivity: connectivity, weights: .uniform(-0.1, 0.3),
          delay: .uniform(1.ms)),
      ])
  }

  /// Without plasticity: unoptimised builds, which tests are, allocate in the generic code of rules.
  @Test(arguments: [Connectivity.dense, .probability(0.3)])
  func `events allocate nothing`(connectivity: Connectivity) throws {
    let simulation = try Simulation(network(connectivity), seed: Seed(3))
    let drives = (0..<40).map { 1.2 + 0.02 * Double($0) }
    var spikes = 0
    /// Two phases of this length.
    func blocks(_ length: Milliseconds) throws -> Int {
      try allocations {
        simulation.reset(run: 1)
        try simulation.setCurrents(drives, of: "hidden")
        try simulation.run(until: length)
        try simulation.run(until: length * 2)
        spikes = simulation.spikeCount
      }.all
    }
    let short = try blocks(20.ms), spikesOfShort = spikes
    let long = try blocks(400.ms)
    #expect(spikes > 10 * spikesOfShort && spikesOfShort > 30)
    // The remaining blocks belong to the calls: events allocate none.
    #expect(long == short, "\(spikes - spikesOfShort) spikes more")
  }

  @Test func `resets and copies of populations allocate nothing`() {
    let membrane = network(.dense).populations[0].units
    guard case .lif(let parameters) = membrane else { return }
    let units = (0..<2).map { _ in LIFKernel(name: "units", count: 40, parameters: parameters) }
    let conductances = (0..<2).map { _ in
      ConductanceKernel(name: "conductances", count: 40, equations: ConductanceLIF())!
    }
    let seen = allocations {
      units[0].reset(run: 1) { 0.02 * Double($0) }
      units[1].copy(from: units[0])
      conductances[0].reset(run: 1) { _ in nil }
      conductances[1].copy(from: conductances[0])
    }
    #expect(seen.all == 0)
  }
}
