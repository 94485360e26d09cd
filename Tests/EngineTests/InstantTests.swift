import Equations
import Foundation
import Networks
import Plasticity
import Quantities
import Testing

@testable import Engine

/// Times that are equal as written act as one instant.
@Suite struct InstantTests {
  /// Times that a model file may contain: multiples of a decimal step, late ones included.
  struct Grid: Sendable, CustomTestStringConvertible {
    /// The step as a whole number of units of 10^-places ms.
    var step: Int
    var places: Int
    /// The first time in steps.
    var first: Int

    /// The double next to the decimal number of ms that is `count` steps.
    func time(_ count: Int) -> Double {
      Double(count * step) / Double([1, 10, 100, 1000][places])
    }
    var testDescription: String { "steps of \(time(1)) ms from \(time(first)) ms on" }
  }

  static let grids =
    [Grid(step: 1, places: 1, first: 0), Grid(step: 1, places: 2, first: 0)]
    + [Grid(step: 25, places: 3, first: 0), Grid(step: 1, places: 1, first: 10_000_000)]
    + [
      Grid(step: 1, places: 2, first: 100_000_000), Grid(step: 25, places: 3, first: 40_000_000),
    ]

  /// Random triples in all; 10^5 with EQUISPIKE_TRIPLES=100000.
  static let triples =
    Int(ProcessInfo.processInfo.environment["EQUISPIKE_TRIPLES"] ?? "") ?? 6_000

  /// Units that fire at each arrival, unless they are refractory.
  private static func cell(_ refractory: Double) -> LIF {
    LIF(
      membraneTimeConstant: 10.ms, capacitance: 1, rest: 0, threshold: 1, reset: 0,
      refractoryTime: Milliseconds(refractory), synapse: .jump)
  }

  /// Numbers of spikes of units with these arrivals, one row of times for each unit.
  private static func counts(
    _ times: [[Double]], refractory: Double, delay: Double, weight: Double = 5,
    others: [[Double]] = [], integrated: Bool = false
  ) throws -> [Int] {
    let cell = cell(refractory)
    let units: Population.Units =
      integrated ? .membrane(LIFEquations(cell), Integration()) : .lif(cell)
    var populations = [
      Population("in", size: times.count, .source(.spikes(times))),
      Population("cells", size: times.count, units),
    ]
    var projections = [
      Projection(
        from: "in", to: "cells", connectivity: .oneToOne, weights: .constant(weight),
        delay: .uniform(Milliseconds(delay)))
    ]
    if !others.isEmpty {
      populations.append(Population("others", size: others.count, .source(.spikes(others))))
      projections.append(
        Projection(
          from: "others", to: "cells", connectivity: .oneToOne, weights: .constant(-weight)))
    }
    let simulation = try Simulation(
      Network(populations: populations, projections: projections), seed: Seed(1))
    let last = times.joined().max() ?? 0
    try simulation.run(until: Milliseconds(last + delay + 1))
    return simulation.spikeCounts(of: "cells")
  }

  @Test(arguments: grids)
  func `an arrival at the end of refractoriness is the first that counts`(grid: Grid) throws {
    var stream = Seed(3).branch(grid.step + grid.places).stream()
    let units = Self.triples / 6 / 20
    for _ in 0..<20 {
      let pause = 2 + stream.below(60), delay = stream.below(30)
      let starts = (0..<units).map { _ in grid.first + stream.below(3000) }
      func counts(after gap: Int, integrated: Bool = false) throws -> [Int] {
        try Self.counts(
          starts.map { [grid.time($0), grid.time($0 + gap)] }, refractory: grid.time(pause),
          delay: grid.time(delay), integrated: integrated)
      }
      #expect(try counts(after: pause) == [Int](repeating: 2, count: units))
      #expect(try counts(after: pause - 1) == [Int](repeating: 1, count: units))
    }
  }

  @Test(arguments: [grids[0], grids[2], grids[3]])
  func `integrated membranes are released at the same instants`(grid: Grid) throws {
    var stream = Seed(4).stream()
    // Integration through 10^6 ms takes its time: few units there.
    let units = grid.first > 0 ? 2 : 20
    for pause in [1, 3, 7] {
      let starts = (0..<units).map { _ in stream.below(300) + grid.first }
      for (gap, count) in [(pause, 2), (pause - 1, 1)] where gap > 0 {
        let found = try Self.counts(
          starts.map { [grid.time($0), grid.time($0 + gap)] }, refractory: grid.time(pause),
          delay: grid.time(1), integrated: true)
        #expect(found == [Int](repeating: count, count: starts.count))
      }
    }
  }

  @Test(arguments: grids)
  func `inputs that cancel at one instant cancel, whatever their delays`(grid: Grid) throws {
    var stream = Seed(5).branch(grid.step + grid.places).stream()
    let units = Self.triples / 6 / 20
    for _ in 0..<20 {
      let delay = 1 + stream.below(60)
      let starts = (0..<units).map { _ in grid.first + stream.below(3000) }
      let excited = starts.map { [grid.time($0)] }
      for (shift, count) in [(0, 0), (1, 1)] {
        let inhibited = starts.map { [grid.time($0 + delay + shift)] }
        let found = try Self.counts(
          excited, refractory: 0, delay: grid.time(delay), others: inhibited)
        #expect(found == [Int](repeating: count, count: units))
      }
    }
  }

  /// Weights after one pair of spikes that differ by `shift` steps at the synapse, for each start.
  private static func weights(
    _ rule: any SpikeTimingRule, starts: [Int], delay: Int, shift: Int, grid: Grid
  ) throws -> [Double] {
    let network = Tiny.relays(
      pre: starts.map { [grid.time($0)] }, post: starts.map { [grid.time($0 + delay + shift)] },
      Projection(
        from: "pre", to: "post", connectivity: .oneToOne, weights: .constant(0.5),
        delay: .uniform(Milliseconds(grid.time(delay))), bounds: -10...10))
    let simulation = try Simulation(network, seed: Seed(1), rules: ["pre->post": rule])
    try simulation.movesWeights(of: "pre->post", rate: 1)
    try simulation.setPlasticity("pre->post", .open(modulation: 1))
    try simulation.run(until: Milliseconds(grid.time(grid.first + 4000)))
    return try simulation.weights(of: "pre->post")
  }

  @Test(arguments: grids)
  func `the sign of a pair is that of its times as written`(grid: Grid) throws {
    var stream = Seed(6).branch(grid.step + grid.places).stream()
    var pair = PairSTDP()
    pair.potentiation = 0.1
    pair.depression = 0.1
    let units = Self.triples / 6 / 20
    for _ in 0..<20 {
      let delay = 1 + stream.below(60)
      let starts = (0..<units).map { _ in grid.first + stream.below(3000) }
      for rule: any SpikeTimingRule in [pair, TripletSTDP()] {
        func weights(_ shift: Int) throws -> [Double] {
          try Self.weights(rule, starts: starts, delay: delay, shift: shift, grid: grid)
        }
        #expect(try weights(0) == [Double](repeating: 0.5, count: units))
        #expect(try weights(1).allSatisfy { $0 > 0.5 })
        #expect(try weights(-1).allSatisfy { $0 < 0.5 })
      }
    }
  }

  @Test func `synapses with delays of their own arrive at instants as written`() throws {
    // 0.1 + 0.2, 0.2 + 0.1 and 0.3 are one instant: 2 + 2 - 3 stays at threshold, 2 + 2 - 3.5 below.
    for (inhibition, spikes) in [(-3.0, 1), (-3.5, 0)] {
      let network = Network(
        populations: [
          Population("in", size: 3, .source(.spikes([[0.1], [0.2], [0.3]]))),
          Population("cell", size: 1, .lif(Self.cell(0))),
        ],
        projections: [
          Projection(
            from: "in", to: "cell", weights: .explicit([2, 2, inhibition]),
            delay: .perSynapse([0.2, 0.1, 0].map { Milliseconds($0) }))
        ])
      let simulation = try Simulation(network, seed: Seed(1))
      try simulation.run(until: 1.ms)
      #expect(simulation.spikeCounts(of: "cell") == [spikes])
    }
  }

  @Test func `regular trains of rates that divide each other meet at instants`() throws {
    // Every third spike at 90 Hz is a spike at 30 Hz, every seventh at 70 Hz one at 10 Hz.
    for (fast, slow, ratio) in [(0.09, 0.03, 3), (0.07, 0.01, 7), (0.033, 0.011, 3)] {
      let network = Network(
        populations: [
          Population("fast", size: 1, .source(.regular(rates: [fast], phase: .aligned(0)))),
          Population("slow", size: 1, .source(.regular(rates: [slow], phase: .aligned(0)))),
          Population("cell", size: 1, .lif(Self.cell(0))),
        ],
        projections: [
          Projection(from: "fast", to: "cell", weights: .constant(5)),
          Projection(from: "slow", to: "cell", weights: .constant(-5)),
        ])
      let simulation = try Simulation(network, seed: Seed(1))
      let end = 5e5
      try simulation.run(until: Milliseconds(end))
      let meetings = Int((end * slow).rounded(.down)) + 1
      let all = Int((end * fast).rounded(.down)) + 1
      #expect(simulation.spikeCounts(of: "cell") == [all - meetings], "\(ratio)")
    }
  }

  @Test func `a chain of many delays stays on its decimal times`() throws {
    // Two units send one spike to and fro, 0.1 ms each way.
    let network = Network(
      populations: [
        Population("start", size: 1, .source(.spikes([[0.1]]))),
        Population("ring", size: 2, .lif(Tiny.relay)),
      ],
      projections: [
        Projection(
          from: "start", to: "ring", connectivity: .list([Connectivity.Pair(0, 0)]),
          weights: .constant(1e9)),
        Projection(
          from: "ring", to: "ring",
          connectivity: .list([Connectivity.Pair(0, 1), Connectivity.Pair(1, 0)]),
          weights: .constant(1e9), delay: .uniform(0.1.ms)),
      ])
    let simulation = try Simulation(network, seed: Seed(1))
    let log = SpikeLog()
    simulation.add(observer: log)
    try simulation.run(until: 3000.ms)
    let times = log.times(ofPopulation: 1)
    #expect(times == (1...30_000).map { Double($0) / 10 })
  }

  @Test func `an event at the end of a run belongs to it as written`() throws {
    for end in [0.3, 0.7, 1.1, 2.3] {
      let network = Network(
        populations: [
          Population("in", size: 1, .source(.spikes([[end - 0.2 < 0.15 ? 0.1 : end - 0.2]]))),
          Population("cell", size: 1, .lif(Self.cell(0))),
        ],
        projections: [
          Projection(from: "in", to: "cell", weights: .constant(5), delay: .uniform(0.2.ms))
        ])
      let simulation = try Simulation(network, seed: Seed(1))
      try simulation.run(until: Milliseconds(end))
      #expect(simulation.spikeCounts(of: "cell") == [1])
    }
  }

  @Test func `probes are read at multiples of their interval as written, the last included`() throws
  {
    let simulation = try Simulation(
      Network(populations: [Population("cell", size: 1, .lif(Self.cell(0)))], projections: []),
      seed: Seed(1))
    let log = SampleLog()
    simulation.add(observer: log)
    try simulation.add(
      probe: Probe(.variable(population: "cell", name: "V", units: [0]), every: 0.1.ms))
    for end in [0.3, 0.7, 1.2, 100] { try simulation.run(until: Milliseconds(end)) }
    #expect(log.times == (0...1000).map { Double($0) / 10 })
  }

  @Test(arguments: [0.0, 0.3, 2], [LIF.SynapseKind.jump, .current])
  func `many spikes of a regular unit end where the first say`(
    refractory: Double, kind: LIF.SynapseKind
  ) throws {
    let membrane = LIF(
      membraneTimeConstant: 10.ms, capacitance: 10, rest: 0, threshold: 1, reset: 0,
      refractoryTime: Milliseconds(refractory), current: 20,
      synapse: kind == .jump ? .jump : .exponential(excitatory: 3.ms, inhibitory: 3.ms))
    let simulation = try Simulation(
      Network(populations: [Population("cell", size: 1, .lif(membrane))], projections: []),
      seed: Seed(1))
    let log = LastSpike()
    simulation.add(observer: log)
    try simulation.run(until: 6e4.ms)
    // V_inf = 20: tau ln(20 / 19) from reset to threshold.
    let period = 10 * log1p(1 / 19.0) + refractory
    let expected = Double(log.count) * period - refractory
    #expect(log.count > 20_000)
    #expect(abs(log.time - expected) < 2e-14 * expected)
  }

  /// Membranes with the same course, V_inf = 20, that are not `LIF`.
  private static func others(_ refractory: Double) throws -> [any MembraneEquations] {
    var text = MembraneText()
    text.parameters = [.init("tau", 10, .time)]
    text.equations = "dV/dt = (20 - V)/tau"
    text.threshold = "V > 1"
    text.reset = "V = 0"
    text.initial = [.init("V", 0, .plain)]
    text.refractory = Milliseconds(refractory)
    var conducting = ConductanceLIF()
    (conducting.capacitance, conducting.leak, conducting.current) = (10, 1, 20)
    (conducting.rest, conducting.initial, conducting.threshold, conducting.reset) = (0, 0, 1, 0)
    (conducting.excitatoryReversal, conducting.inhibitoryReversal) = (30, -1)
    conducting.refractoryTime = Milliseconds(refractory)
    return [
      conducting,
      LIFEquations(
        LIF(
          membraneTimeConstant: 10.ms, capacitance: 10, rest: 0, threshold: 1, reset: 0,
          refractoryTime: Milliseconds(refractory), current: 20, synapse: .jump)),
      try EquationMembrane(text),
    ]
  }

  @Test func `rounding does not add up over the spikes of other membranes either`() throws {
    let refractory = 1000.1
    for equations in try Self.others(refractory) {
      let integration = equations is ConductanceLIF ? Integration.quadrature : Integration()
      let simulation = try Simulation(
        Network(
          populations: [Population("cell", size: 1, .membrane(equations, integration))],
          projections: []), seed: Seed(1))
      let log = LastSpike()
      simulation.add(observer: log)
      try simulation.run(until: 3e6.ms)
      let expected = Double(log.count) * (10 * log1p(1 / 19.0) + refractory) - refractory
      #expect(log.count == 2999)
      #expect(abs(log.time - expected) < 3e-9, "\(equations) \(log.time - expected)")
    }
  }

  @Test func `jumps that add up to the threshold as written are a spike`() throws {
    var stream = Seed(8).stream()
    var text = MembraneText()
    text.parameters = [.init("tau", 1e300, .time)]
    text.equations = "dV/dt = -V/tau"
    text.reset = "V = 0"
    text.onArrival = "V += w"
    text.initial = [.init("V", 0, .plain)]
    for _ in 0..<100 {
      let count = 2 + stream.below(30), step = 1 + stream.below(200)
      let threshold = Double(count * step) / 100
      text.threshold = "V > \(threshold)"
      let cells: [any MembraneEquations] = [
        LIFEquations(
          LIF(
            membraneTimeConstant: LIF.endless, capacitance: 1, rest: 0, threshold: threshold,
            reset: 0, refractoryTime: .zero, synapse: .jump)), try EquationMembrane(text),
      ]
      for cell in cells {
        let simulation = try Simulation(
          Network(
            populations: [
              Population("in", size: 1, .source(.spikes([(1...2 * count).map(Double.init)]))),
              Population("cell", size: 1, .membrane(cell, Integration())),
            ],
            projections: [
              Projection(from: "in", to: "cell", weights: .constant(Double(step) / 100))
            ]), seed: Seed(1))
        for (end, spikes) in [(count - 1, 0), (count, 1), (2 * count - 1, 1), (2 * count, 2)] {
          try simulation.run(until: Milliseconds(Double(end)))
          #expect(simulation.spikeCounts(of: "cell") == [spikes], "\(count) times \(step)")
        }
      }
    }
  }
}

extension LIF {
  /// Kinds of synapses, for arguments of tests.
  enum SynapseKind: Sendable { case jump, current }
}

/// The times at which probes were read.
private final class SampleLog: SimulationObserver {
  var times: [Double] = []
  func observe(_ samples: SampleBatch) { times.append(samples.time) }
  func observe(_ spikes: SpikeBatch) {}
}

/// The number of spikes, and when the last one was.
private final class LastSpike: SimulationObserver {
  var count = 0
  var time = 0.0
  func observe(_ spikes: SpikeBatch) {
    count += spikes.count
    time = spikes.times.last ?? time
  }
  func observe(_ samples: SampleBatch) {}
}
