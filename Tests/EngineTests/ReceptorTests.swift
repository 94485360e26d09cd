import Networks
import Quantities
import RealModule
import TestSupport
import Testing

@testable import Engine

/// Receptors with names: any number of synaptic variables in one cell.
@Suite struct ReceptorTests {
  static let three = [
    Receptor("ampa", timeConstant: 2.ms), Receptor("nmda", timeConstant: 100.ms),
    Receptor("gaba", timeConstant: 10.ms),
  ]

  static func membrane(_ receptors: [Receptor], size: Int, current: Double = 0) -> LIF {
    LIF(
      membraneTimeConstant: 10.ms, capacitance: 250, rest: -70, threshold: -55, reset: -65,
      refractoryTime: 2.ms, current: current,
      initial: .perUnit((0..<size).map { -70 + 14 * Double($0) / Double(size) }),
      synapse: .receptors(receptors))
  }

  /// Twelve cells on 30 Poisson trains through AMPA and NMDA together, 30 through GABA, and on each other.
  static func network(_ units: Population.Units) -> Network {
    func excites(_ from: String, _ low: Double, _ high: Double) -> Projection {
      var projection = Projection(
        from: from, to: "cells", connectivity: .probability(0.5), weights: .uniform(low, high),
        delay: .uniform(0.5.ms))
      projection.receptors = [
        ReceptorShare("ampa", fraction: 0.9), ReceptorShare("nmda", fraction: 0.1),
      ]
      return projection
    }
    var inhibits = Projection(
      from: "inhibition", to: "cells", connectivity: .probability(0.5),
      weights: .uniform(-150, -20))
    inhibits.receptors = [ReceptorShare("gaba")]
    return Network(
      populations: [
        Population(
          "excitation", size: 30, .source(.poisson(rates: [Double](repeating: 0.03, count: 30)))),
        Population(
          "inhibition", size: 30, .source(.poisson(rates: [Double](repeating: 0.02, count: 30)))),
        Population("cells", size: 12, units),
      ], projections: [excites("excitation", 50, 300), inhibits, excites("cells", 20, 60)])
  }

  static func spikes(_ network: Network, until end: Milliseconds) throws -> SpikeLog {
    let simulation = try Simulation(network, seed: Seed(7))
    let log = SpikeLog()
    simulation.add(observer: log)
    try simulation.run(until: end)
    return log
  }

  static func expectSame(
    _ a: SpikeLog, _ b: SpikeLog, within tolerance: Double, of population: Int, _ comment: Comment
  ) {
    let (x, y) = (a.times(ofPopulation: population), b.times(ofPopulation: population))
    #expect(x.count == y.count, comment)
    #expect(x.count > 100, comment)
    let distance = zip(x, y).map { abs($0 - $1) }.max() ?? 0
    #expect(distance < tolerance, comment)
  }

  @Test func `AMPA, NMDA and GABA in one cell: the closed form and GSL give the same spikes`()
    throws
  {
    let near = Receptor("nmda", timeConstant: Milliseconds(10 * (1 + 1e-9)))
    let sets = [
      Self.three,
      // Time constants at that of the membrane, exactly and nearly.
      [Self.three[0], near, Self.three[2]],
    ]
    for receptors in sets {
      let isNear = receptors[1] == near
      let membrane = Self.membrane(receptors, size: 12, current: isNear ? 300 : 0)
      let exact = try Self.spikes(Self.network(.lif(membrane)), until: 600.ms)
      let integrated = try Self.spikes(
        Self.network(
          .membrane(
            LIFEquations(membrane),
            Integration(stepper: "rk8pd", absoluteTolerance: 1e-13, relativeTolerance: 1e-13))),
        until: 600.ms)
      Self.expectSame(
        exact, integrated, within: 1e-9, of: 2, "tau_nmda \(receptors[1].timeConstant)")
    }
  }

  @Test func `receptors called ex and in are the currents of positive and negative weights`() throws
  {
    var plain = Self.membrane([], size: 20, current: 500)
    let times = (excitatory: 3.ms, inhibitory: 8.ms)
    func network(_ synapse: Synapse) -> Network {
      plain.synapse = synapse
      return Network(
        populations: [Population("cells", size: 20, .lif(plain))],
        projections: [
          Projection(
            from: "cells", to: "cells", connectivity: .probability(0.5),
            weights: .uniform(-300, 300), delay: .uniform(1.ms))
        ])
    }
    let two = network(.exponential(excitatory: times.excitatory, inhibitory: times.inhibitory))
    let named = network(
      .receptors([
        Receptor("ex", timeConstant: times.excitatory),
        Receptor("in", timeConstant: times.inhibitory),
      ]))
    Self.expectSame(
      try Self.spikes(two, until: 300.ms), try Self.spikes(named, until: 300.ms), within: 1e-9,
      of: 0, "two kernels")
  }

  /// Any course that samples of V show to cross is found to cross, and at that time.
  @Test func `no crossing is missed`() throws {
    var draws = Seed(4).stream()
    var crossed = 0, missed = 0
    for _ in 0..<2000 {
      let receptors = (0..<4).map { index in
        Receptor(
          "r\(index)",
          timeConstant: Milliseconds(.exp(draws.uniform(.log(0.5), .log(80)))))
      }
      let tau = Double.exp(draws.uniform(.log(2), .log(40)))
      let bias = draws.uniform(-0.5, 1.02), start = draws.uniform(0, 0.99)
      let jumps = receptors.map { _ in draws.uniform(-4, 4) }
      let cell = LIF(
        membraneTimeConstant: Milliseconds(tau), capacitance: tau, rest: 0, threshold: 1, reset: -9,
        refractoryTime: 1000.ms, current: bias, initial: .value(start),
        synapse: .receptors(receptors))
      let network = Network(
        populations: [
          Population("start", size: 4, .source(.spikes([[0], [0], [0], [0]]))),
          Population("cell", size: 1, .lif(cell)),
        ],
        projections: receptors.indices.map { index in
          var projection = Projection(
            from: "start", to: "cell", name: "p\(index)",
            connectivity: .list([Connectivity.Pair(index, 0)]), weights: .constant(jumps[index]))
          projection.receptors = [ReceptorShare(receptors[index].name)]
          return projection
        })
      let log = try Self.spikes(network, until: 300.ms)
      let found = log.times(ofPopulation: 1).first
      func potential(_ t: Double) -> Double {
        var v = bias + (start - bias) * .exp(-t / tau)
        for (receptor, jump) in zip(receptors, jumps) {
          v +=
            jump / tau
            * LIFResponse.kernel(t, rate: 1 / receptor.timeConstant.value, membraneRate: 1 / tau)
        }
        return v
      }
      let end = found ?? 300
      for step in 1..<3000 where Double(step) * 0.1 < end - 1e-9 {
        if potential(Double(step) * 0.1) >= 1 + 1e-12 { missed += 1 }
      }
      if let found {
        crossed += 1
        #expect(abs(potential(found) - 1) < 1e-10)
      }
    }
    #expect(missed == 0)
    #expect(crossed > 500 && crossed < 1900)
  }

  @Test func `a weight is shared by fractions, of its jump or of its charge`() throws {
    func cell(_ drive: DriveScale?) throws -> (ampa: Double, nmda: Double) {
      var membrane = Self.membrane(Self.three, size: 1)
      membrane.threshold = 1000
      var projection = Projection(from: "in", to: "cell", weights: .constant(40))
      projection.receptors = [
        ReceptorShare("ampa", fraction: 0.7), ReceptorShare("nmda", fraction: 0.3),
      ]
      let simulation = try Simulation(
        Network(
          populations: [
            Population("in", size: 1, .source(.spikes([[1]]))),
            Population("cell", size: 1, .lif(membrane), drive: drive),
          ], projections: [projection]), seed: Seed(1))
      try simulation.run(until: 1.ms)
      return (
        try #require(simulation.value("I_ampa", of: 0, in: "cell")),
        try #require(simulation.value("I_nmda", of: 0, in: "cell"))
      )
    }
    let jump = try cell(nil)
    #expect(abs(jump.ampa - 28) < 1e-12 && abs(jump.nmda - 12) < 1e-12)
    // 40 / (0.1 /ms) is the charge, of which 0.7 decays with 2 ms and 0.3 with 100 ms.
    let charge = try cell(.plain(0.1))
    #expect(abs(charge.ampa * 2 - 280) < 1e-11 && abs(charge.nmda * 100 - 120) < 1e-11)
  }

  @Test func `other membranes have the same receptors as before under the names ex and in`() throws
  {
    var exponential = ExponentialIF()
    exponential.current = 900
    var adaptive = AdaptiveExponentialIF()
    adaptive.current = 1200
    var conductance = ConductanceLIF()
    conductance.current = 150
    let currents = [Receptor("ex", timeConstant: 5.ms), Receptor("in", timeConstant: 5.ms)]
    func network(_ units: Population.Units) -> Network {
      Network(
        populations: [
          Population(
            "in", size: 20, .source(.poisson(rates: [Double](repeating: 0.05, count: 20)))),
          Population("cells", size: 4, units),
        ],
        projections: [Projection(from: "in", to: "cells", weights: .uniform(-5, 10))])
    }
    func compare(
      _ plain: some MembraneEquations, _ named: some MembraneEquations, _ comment: Comment
    ) throws {
      let a = try Self.spikes(network(.membrane(plain, Integration())), until: 700.ms)
      let b = try Self.spikes(network(.membrane(named, Integration())), until: 700.ms)
      let (x, y) = (a.times(ofPopulation: 1), b.times(ofPopulation: 1))
      #expect(x.count == y.count && x.count > 20, comment)
      #expect((zip(x, y).map { abs($0 - $1) }.max() ?? 1) < 1e-7, comment)
    }
    var named = exponential
    named.namedReceptors = currents
    try compare(exponential, named, "eif")
    var slow = adaptive
    slow.namedReceptors = currents
    try compare(adaptive, slow, "adex")
    var open = conductance
    open.namedReceptors = conductance.receptors
    try compare(conductance, open, "lif_cond")
  }

  @Test func `conductances with names drive towards their reversal potentials`() throws {
    var cell = ConductanceLIF()
    cell.threshold = 100
    cell.namedReceptors = [
      Receptor("ampa", timeConstant: 1e6.ms, reversal: 0),
      Receptor("gaba", timeConstant: 1e6.ms, reversal: -80),
      Receptor("shunt", timeConstant: 1e6.ms, reversal: -60),
    ]
    func potential(_ sign: Sign?, gaba: Double) throws -> Double {
      let projections = [("ampa", 5), ("gaba", gaba), ("shunt", 5)].map { name, weight in
        var projection = Projection(
          from: name == "gaba" ? "inhibition" : "in", to: "cell", name: name,
          weights: .constant(weight))
        projection.receptors = [ReceptorShare(name)]
        return projection
      }
      var inhibition = Population("inhibition", size: 1, .source(.spikes([[0]])))
      inhibition.sign = sign
      let simulation = try Simulation(
        Network(
          populations: [
            Population("in", size: 1, .source(.spikes([[0]]))), inhibition,
            Population("cell", size: 1, .membrane(cell, Integration())),
          ], projections: projections), seed: Seed(1))
      try simulation.run(until: 400.ms)
      return try #require(simulation.value("V", of: 0, in: "cell"))
    }
    // (g_L E_L + sum g E) / (g_L + sum g), with conductances that have lost 400 ms of 1e6.
    let expected = (-600.0 - 800 - 300) / (10 + 5 + 10 + 5)
    #expect(abs(try potential(nil, gaba: 10) - expected) < 0.02)
    // Weights of inhibitory units are negative; their magnitude is a conductance.
    #expect(abs(try potential(.inhibitory, gaba: -10) - expected) < 0.02)
  }

  @Test func `a snapshot continues identically, and resets and copies allocate nothing`() throws {
    let network = Self.network(.lif(Self.membrane(Self.three, size: 12)))
    let original = try Simulation(network, seed: Seed(7))
    try original.run(until: 200.ms)
    let copy = try Simulation(network, seed: Seed(7))
    copy.copy(from: original)
    let logs = [original, copy].map { simulation in
      let log = SpikeLog()
      simulation.add(observer: log)
      return log
    }
    for simulation in [original, copy] { try simulation.run(until: 500.ms) }
    #expect(logs[0].batch == logs[1].batch && logs[0].batch.count > 100)
    let membrane = Self.membrane(Self.three, size: 12)
    let kernels = (0..<2).map { _ in
      ReceptorKernel(name: "cells", count: 12, membrane: membrane, charges: nil, routes: .none)
    }
    let blocks = allocations {
      kernels[0].reset(run: 1) { _ in nil }
      kernels[1].copy(from: kernels[0])
    }.all
    #expect(blocks == 0)
  }
}
