import Networks
import Quantities
import RealModule
import Testing

@testable import Engine

/// Parameters at the edge of what numbers can hold: no hang, no wrong spike.
@Suite struct ExtremeTests {
  private func run(
    _ network: Network, until end: Double, _ prepare: (Simulation) throws -> Void = { _ in }
  ) throws -> (batch: SpikeBatch, simulation: Simulation) {
    let simulation = try Simulation(network, seed: Seed(1))
    try prepare(simulation)
    let log = SpikeLog()
    simulation.add(observer: log)
    try simulation.run(until: Milliseconds(end))
    return (log.batch, simulation)
  }

  private func cell(
    _ tau: Double, synapse: Synapse, hold: Double = 0, current: Double = 0, reset: Double = 0
  ) -> LIF {
    LIF(
      membraneTimeConstant: Milliseconds(tau), capacitance: tau, rest: 0, threshold: 1,
      reset: reset, refractoryTime: Milliseconds(hold), current: current, synapse: synapse)
  }

  @Test(arguments: [1e-6, 1e-3, 1, 1e3, 1e6, 1e9], [1e-6, 1, 1e3, 1e9])
  func `a constant current fires at the times of the formula`(tau: Double, synaptic: Double) throws
  {
    let synapse = Synapse.exponential(
      excitatory: Milliseconds(synaptic), inhibitory: Milliseconds(synaptic))
    let period = tau * Double.log(3)  // from 0 to 1 towards 1.5
    let network = Network(
      populations: [Population("cell", size: 1, .lif(cell(tau, synapse: synapse, current: 1.5)))],
      projections: [])
    let times = try run(network, until: 20.5 * period).batch.times
    #expect(times.count == 20)
    for (k, t) in times.enumerated() {
      #expect((t / (Double(k + 1) * period) - 1).magnitude < 1e-12)
    }
  }

  @Test func `a hundred thousand inputs at one instant act together`() throws {
    let count = 100_000
    let current = Synapse.exponential(excitatory: 10.ms, inhibitory: 10.ms)
    let network = Network(
      populations: [
        Population("in", size: count, .source(.spikes([[Double]](repeating: [2], count: count)))),
        Population("jump", size: 1, .lif(cell(1e-3, synapse: .jump, hold: 1))),
        Population("current", size: 1, .lif(cell(10, synapse: current, hold: 1))),
      ],
      projections: ["jump", "current"].map {
        Projection(from: "in", to: $0, weights: .constant(4e-5))
      })
    let (batch, simulation) = try run(network, until: 2)
    #expect(simulation.synapticEvents == 2 * count)
    #expect(batch.times(of: 1) == [2] && batch.times(of: 2).isEmpty)
    #expect((try #require(simulation.value("I", of: 0, in: "current")) - 4).magnitude < 1e-9)
    // V = 4 x e^{-x}, x = t / 10 ms, passes 1 at x = 0.3574.
    try simulation.run(until: 5.57.ms)
    #expect(simulation.spikeCounts(of: "current") == [0])
    try simulation.run(until: 5.58.ms)
    #expect(simulation.spikeCounts(of: "current") == [1])
  }

  @Test func `a threshold that is touched exactly is a spike`() throws {
    // Jumps onto the threshold, and a start on it.
    for weight in [1.0, 0.5, 0.25] {
      let inputs = [[Double]](repeating: [3], count: Int(1 / weight))
      let network = Network(
        populations: [
          Population("in", size: inputs.count, .source(.spikes(inputs))),
          Population("cell", size: 1, .lif(cell(1e9, synapse: .jump))),
        ],
        projections: [Projection(from: "in", to: "cell", weights: .constant(weight))])
      #expect(try run(network, until: 10).batch.times(of: 1) == [3])
    }
    var onIt = cell(10, synapse: .jump)
    onIt.initial = .value(1)
    let network = Network(populations: [Population("cell", size: 1, .lif(onIt))], projections: [])
    #expect(try run(network, until: 10).batch.times == [0])
    // A current whose rest is the threshold never gets there.
    let rest = Network(
      populations: [Population("cell", size: 1, .lif(cell(10, synapse: .jump, current: 1)))],
      projections: [])
    #expect(try run(rest, until: 1e6).batch.count == 0)
  }

  @Test(arguments: [Double.leastNonzeroMagnitude, 0.01 * .leastNormalMagnitude])
  func `subnormal numbers are small numbers`(
    tiny: Double
  ) throws {
    let synapse = Synapse.exponential(excitatory: 5.ms, inhibitory: 5.ms)
    func network(_ weight: Double, _ delay: Double) -> Network {
      Network(
        populations: [
          Population("in", size: 1, .source(.spikes([[1, tiny, 30]]))),
          Population("cell", size: 2, .lif(cell(10, synapse: synapse, current: 1.2))),
        ],
        projections: [
          Projection(
            from: "in", to: "cell", weights: .constant(weight),
            delay: .uniform(Milliseconds(delay)))
        ])
    }
    let small = try run(network(tiny, tiny), until: 100).batch
    let none = try run(network(0, 0), until: 100).batch
    #expect(small.of(population: 1).count == none.of(population: 1).count)
    #expect(
      try #require(small.of(population: 1).distance(to: none.of(population: 1))) < 1e-12)
    // As time constants they are refused or harmless, and never a hang.
    for kind in [
      cell(tiny, synapse: synapse),
      cell(
        10,
        synapse: .exponential(
          excitatory: Milliseconds(tiny), inhibitory: Milliseconds(tiny))),
    ] {
      let network = Network(
        populations: [
          Population("in", size: 1, .source(.spikes([[1, 2, 30]]))),
          Population("cell", size: 1, .lif(kind)),
        ], projections: [Projection(from: "in", to: "cell", weights: .constant(0.5))])
      do { #expect(try run(network, until: 100).batch.times(of: 1).isEmpty) } catch let error
        as SimulationError
      {
        #expect(!error.description.isEmpty)
      }
    }
  }

  @Test func `a regular train keeps its times, however long`() throws {
    let rates = [0.3, 0.7], phases = 0.25
    let network = Network(
      populations: [
        Population("clock", size: 2, .source(.regular(rates: rates, phase: .aligned(phases))))
      ], projections: [])
    let simulation = try Simulation(network, seed: Seed(1))
    let log = SpikeLog()
    simulation.add(observer: log)
    try simulation.run(until: 100_000.ms)
    for unit in 0..<2 {
      let times = log.batch.trains(0, 2)[unit]
      #expect(times.count == Int((100_000 * rates[unit] + 1 - phases).rounded(.down)))
      for (k, time) in times.enumerated() {
        #expect(abs(time - (phases + Double(k)) / rates[unit]) <= time.ulp)
      }
    }
  }

  @Test func `late times keep their places`() throws {
    let synapse = Synapse.exponential(excitatory: 5.ms, inhibitory: 3.ms)
    func times(_ shift: Double, delay: Double) throws -> [Double] {
      let network = Network(
        populations: [
          Population("in", size: 1, .source(.spikes([[shift + 1, shift + 4, shift + 5.5]]))),
          Population("cell", size: 1, .lif(cell(10, synapse: synapse, hold: 2))),
        ],
        projections: [
          Projection(
            from: "in", to: "cell", weights: .constant(3), delay: .uniform(Milliseconds(delay)))
        ])
      return try run(network, until: shift + delay + 60).batch.times(of: 1)
    }
    let early = try times(0, delay: 0)
    #expect(early.count >= 2)
    for (shift, delay) in [(1e9, 0.0), (0, 1e9), (1e9, 1e9), (1e12, 0)] {
      let late = try times(shift, delay: delay)
      #expect(late.count == early.count)
      // An instant that late has no more places.
      let places = 8 * (shift + delay).ulp
      for (a, b) in zip(early, late) { #expect((b - shift - delay - a).magnitude <= places) }
    }
  }

  @Test func `endless spikes at one instant are refused`() throws {
    // Each fires the other, without delay the description is refused; a subnormal delay is no time.
    for delay in [Double.leastNonzeroMagnitude, 1e-300] {
      let network = Network(
        populations: [
          Population("in", size: 1, .source(.spikes([[1]]))),
          Population("a", size: 2, .lif(cell(10, synapse: .jump))),
        ],
        projections: [
          Projection(from: "in", to: "a", weights: .constant(2)),
          Projection(
            from: "a", to: "a", weights: .constant(2), delay: .uniform(Milliseconds(delay))),
        ])
      #expect {
        _ = try self.run(network, until: 10)
      } throws: { error in
        guard case .endlessInstant("a", let time, _) = error as? SimulationError else {
          return false
        }
        return (time - 1).magnitude < 1e-9
      }
    }
  }

  @Test(arguments: [1e15, 1e18, 1e300])
  func `a drive that makes time stand still is refused`(current: Double) throws {
    // Without refractoriness periods are tau / I.
    for units: Population.Units in [
      .lif(cell(10, synapse: .jump, current: current)),
      .lif(
        cell(10, synapse: .exponential(excitatory: 5.ms, inhibitory: 5.ms), current: current)),
    ] {
      let network = Network(populations: [Population("cell", size: 1, units)], projections: [])
      #expect {
        _ = try self.run(network, until: 1)
      } throws: { error in
        guard case .endlessInstant("cell", let time, _) = error as? SimulationError else {
          return false
        }
        return time < 1e-9
      }
    }
  }

  @Test(arguments: [-0.5, 0, 0.5], [1e100, 1e153, 1e155, 1e200, 1e300])
  func `inhibition whose square is beyond all numbers is lived through`(
    current: Double, size: Double
  ) throws {
    for inhibitory in [5.0, 8] {
      let synapse = Synapse.exponential(
        excitatory: 5.ms, inhibitory: Milliseconds(inhibitory))
      let network = Network(
        populations: [
          Population("in", size: 1, .source(.spikes([[1, 3, 900]]))),
          Population("cell", size: 2, .lif(cell(10, synapse: synapse, current: current))),
        ],
        projections: [Projection(from: "in", to: "cell", weights: .explicit([-size, 0.1]))])
      let (batch, simulation) = try run(network, until: 15_000)
      #expect(batch.times(of: 1).isEmpty)
      for unit in 0..<2 {
        let potential = try #require(simulation.value("V", of: unit, in: "cell"))
        #expect((potential - current).magnitude < 1e-9)
      }
    }
  }

  @Test func `what is refractory for longer than the run stays silent`() throws {
    for hold in [1e9, 1e300] {
      let network = Network(
        populations: [
          Population(
            "cell", size: 1,
            .lif(
              cell(
                10, synapse: .exponential(excitatory: 5.ms, inhibitory: 5.ms), hold: hold,
                current: 2)))
        ], projections: [])
      #expect(try run(network, until: 1e6).batch.count == 1)
    }
  }
}

extension SpikeBatch {
  /// The spikes of one population.
  fileprivate func of(population: Int32) -> SpikeBatch {
    var some = SpikeBatch()
    for k in times.indices where populations[k] == population {
      some.append(times[k], Int(populations[k]), Int(units[k]))
    }
    return some
  }
}
