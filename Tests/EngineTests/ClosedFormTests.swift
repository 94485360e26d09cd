import Networks
import Quantities
import Testing

@testable import Engine

/// Networks in closed form against the same networks integrated by GSL, spike for spike.
@Suite struct ClosedFormTests {
  /// Two populations, all to all in both directions or sparse, with or without delay; currents that
  /// change on the way.
  private static func spikes(
    _ seed: UInt64, jumps: Bool, sizes: (Int, Int), integrated: Bool
  ) throws -> SpikeBatch {
    var draws = Seed(seed).branch("shape").stream()
    let tau = draws.uniform(8, 25)
    let fast = [tau / 4, tau / 2, tau, draws.uniform(1, 30)][draws.below(4)]
    let slow = draws.below(2) == 0 ? fast : draws.uniform(1, 30)
    let count = sizes.0 + sizes.1
    let membrane = LIF(
      membraneTimeConstant: Milliseconds(tau), capacitance: tau, rest: 0, threshold: 1,
      reset: draws.uniform(-1, 0.3),
      refractoryTime: Milliseconds(draws.below(4) == 0 ? 0 : draws.uniform(0.2, 5)),
      initial: .perUnit((0..<max(sizes.0, sizes.1)).map { _ in draws.uniform(0, 0.95) }),
      synapse: jumps
        ? .jump
        : .exponential(excitatory: Milliseconds(fast), inhibitory: Milliseconds(slow)))
    func units(_ size: Int) -> Population.Units {
      var one = membrane
      if case .perUnit(let values) = membrane.initial {
        one.initial = .perUnit(Array(values.prefix(size)))
      }
      let integration = Integration(
        stepper: "rk8pd", absoluteTolerance: 1e-12, relativeTolerance: 1e-12)
      return integrated ? .membrane(LIFEquations(one), integration) : .lif(one)
    }
    let isDense = draws.below(3) > 0
    let scale = (jumps ? 0.25 : 0.8) / Double(count).squareRoot()
    let network = Network(
      populations: [
        Population("a", size: sizes.0, units(sizes.0)),
        Population("b", size: sizes.1, units(sizes.1)),
      ],
      projections: [
        Projection(
          from: "a", to: "b", connectivity: isDense ? .dense : .probability(0.5),
          weights: .uniform(-scale, scale),
          delay: .uniform(
            Milliseconds(!jumps && draws.below(2) == 0 ? 0 : draws.uniform(0.1, 2))),
          symmetric: draws.below(2) == 0),
        Projection(
          from: "b", to: "b", connectivity: .probability(0.7), weights: .uniform(-scale, scale),
          delay: .uniform(Milliseconds(draws.uniform(0.1, 2)))),
      ])
    let simulation = try Simulation(network, seed: Seed(seed))
    let log = SpikeLog()
    simulation.add(observer: log)
    for part in 1...3 {
      for (name, size) in [("a", sizes.0), ("b", sizes.1)] {
        try simulation.setCurrents((0..<size).map { _ in draws.uniform(0.6, 2.2) }, of: name)
      }
      try simulation.run(until: Milliseconds(Double(part) * 25))
    }
    return log.batch
  }

  private func compare(
    _ seeds: Range<UInt64>, jumps: Bool, sizes: (Int, Int), tolerance: Double
  ) throws {
    var total = 0
    for seed in seeds {
      let exact = try Self.spikes(seed, jumps: jumps, sizes: sizes, integrated: false)
      let integrated = try Self.spikes(seed, jumps: jumps, sizes: sizes, integrated: true)
      total += exact.count
      #expect(exact.count == integrated.count, "seed \(seed)")
      let distance = try #require(exact.distance(to: integrated), "seed \(seed)")
      #expect(distance < tolerance, "seed \(seed)")
    }
    #expect(total > 20 * seeds.count)
  }

  @Test func `small networks of currents`() throws {
    try compare(0..<150, jumps: false, sizes: (5, 3), tolerance: 1e-7)
  }

  @Test func `networks that need a horizon`() throws {
    try compare(100..<106, jumps: false, sizes: (40, 35), tolerance: 1e-6)
  }

  @Test func `small networks of voltage jumps`() throws {
    try compare(200..<260, jumps: true, sizes: (5, 3), tolerance: 1e-7)
  }
}
