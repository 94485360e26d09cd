import Equations
import Networks
import Quantities
import Testing

@testable import Engine

/// Membranes written as equations against the same membranes of the program.
@Suite struct EquationMembraneTests {
  private static let conductance = PhysicalDimension(voltage: -1, current: 1)
  private static let capacitance = PhysicalDimension(time: 1, voltage: -1, current: 1)

  /// AdEx with the parameters of the program.
  private static func adex() -> MembraneText {
    let own = AdaptiveExponentialIF()
    var text = MembraneText()
    text.parameters = [
      .init("C", own.capacitance, capacitance), .init("g_L", own.leak, conductance),
      .init("E_L", own.rest, .voltage), .init("V_T", own.softThreshold, .voltage),
      .init("Delta", own.sharpness, .voltage),
      .init("tau_w", own.adaptationTimeConstant.value, .time),
      .init("a", own.subthresholdAdaptation, conductance),
      .init("b", own.spikeAdaptation, .current),
      .init("tau_ex", own.excitatoryTimeConstant.value, .time),
      .init("tau_in", own.inhibitoryTimeConstant.value, .time),
    ]
    text.equations = """
      dV/dt = (-g_L*(V - E_L) + g_L*Delta*exp((min(V, 20 mV) - V_T)/Delta) - q + I_e + I_ex + I_in)/C
      dq/dt = (a*(V - E_L) - q)/tau_w
      dI_ex/dt = -I_ex/tau_ex
      dI_in/dt = -I_in/tau_in
      """
    text.threshold = "V > \(own.threshold) mV"
    text.reset = "V = \(own.reset) mV; q += b"
    text.onArrival = "I_ex += [w]+; I_in -= [-w]+"
    text.initial = [
      .init("V", own.initialState[0], .voltage), .init("q", own.initialState[1], .current),
      .init("I_ex", 0, .current), .init("I_in", 0, .current),
    ]
    return text
  }

  /// Spike times of a unit with given arrivals.
  private func times(_ membrane: any MembraneEquations) throws -> [Double] {
    var stream = Seed(3).stream()
    let excitatory = (0..<80).map { _ in stream.uniform(0, 400) }
    let inhibitory = (0..<30).map { _ in stream.uniform(0, 400) }
    let network = Network(
      populations: [
        Population("up", size: 1, .source(.spikes([excitatory]))),
        Population("down", size: 1, .source(.spikes([inhibitory]))),
        Population("unit", size: 1, .membrane(membrane, Integration())),
      ],
      projections: [
        Projection(from: "up", to: "unit", weights: .constant(300)),
        Projection(from: "down", to: "unit", weights: .constant(-200)),
      ])
    let simulation = try Simulation(network, seed: Seed(1))
    let log = SpikeLog()
    simulation.add(observer: log)
    try simulation.run(until: 400.ms)
    return log.times(ofPopulation: 2)
  }

  @Test func `AdEx as equations fires when AdEx fires`() throws {
    var own = AdaptiveExponentialIF()
    own.current = 700
    var written = try EquationMembrane(Self.adex())
    written.current = 700
    #expect(written.variables == ["V", "q", "I_ex", "I_in"])
    #expect(written.weightDimension == .current)
    #expect(written.threshold == own.threshold && written.reset == own.reset)
    let expected = try times(own), found = try times(written)
    #expect(expected.count > 8 && found.count == expected.count)
    for (a, b) in zip(found, expected) { #expect(abs(a - b) < 1e-6) }
  }

  @Test func `variables of a reset are set in the order in which they are written`() throws {
    var text = MembraneText()
    text.equations = "dV/dt = 1/ms\ndu/dt = 0*u/ms\ndn/dt = 0*n/ms"
    text.threshold = "V > 2"
    text.reset = "V = 0; u += 1; n = 10*u"
    text.initial = [.init("V", 0, .plain), .init("u", 0, .plain), .init("n", 0, .plain)]
    let membrane = try EquationMembrane(text)
    var y = [2.0, 4, 0]
    var span = y.mutableSpan
    membrane.fire(&span)
    #expect(y == [2, 5, 50])
  }

  static let broken: [(String, MembraneText.Section, String)] = [
    ("threshold", .threshold, "expected a condition such as 'V > -50 mV'"),
    ("reset", .reset, "a spike sets 'V' to a constant: 'V = ...'"),
    ("initial", .initial, "'u' needs a value at t = 0, with its unit"),
    (
      "units", .equations,
      "dV/dt must be mV/ms, but this is mV; check units and time constants"
    ),
    ("arrival", .onArrival, "'x' cannot be changed here; there are: V, u"),
  ]

  @Test(arguments: broken) func `a membrane that means nothing is refused`(
    _ part: String, _ section: MembraneText.Section, _ message: String
  ) throws {
    var text = MembraneText()
    text.equations = "dV/dt = -V/(10 ms) - u\ndu/dt = -u/(20 ms)"
    text.threshold = "V > 10 mV"
    text.reset = "V = 0 mV"
    text.onArrival = "V += w"
    text.initial = [
      .init("V", 0, .voltage), .init("u", 0, PhysicalDimension(time: -1, voltage: 1)),
    ]
    _ = try EquationMembrane(text)
    switch part {
    case "threshold": text.threshold = "V < 10 mV"
    case "reset": text.reset = "u += 1 mV/ms"
    case "initial": text.initial.removeLast()
    case "units": text.equations = "dV/dt = -V\ndu/dt = -u/(20 ms)"
    default: text.onArrival = "x += w"
    }
    do {
      _ = try EquationMembrane(text)
      Issue.record("it was accepted")
    } catch {
      #expect(error.section == section)
      #expect(error.error.message == message)
    }
  }

  /// Quadrature against a stepper of order 8: random input, inhibition, refractoriness, a jump of current.
  @Test(arguments: [0.0, 3]) func `conductances without a solver fire when the integrated ones do`(
    refractory: Double
  ) throws {
    var membrane = ConductanceLIF()
    membrane.refractoryTime = refractory.ms
    membrane.current = 60
    var stream = Seed(9).stream()
    let excitatory = (0..<4).map { _ in (0..<400).map { _ in stream.uniform(0, 500) } }
    let inhibitory = (0..<2).map { _ in (0..<120).map { _ in stream.uniform(0, 500) } }
    func times(_ integration: Integration) throws -> [Int32: [Double]] {
      let network = Network(
        populations: [
          Population("up", size: 4, .source(.spikes(excitatory))),
          Population("down", size: 2, .source(.spikes(inhibitory))),
          Population("units", size: 3, .membrane(membrane, integration)),
        ],
        projections: [
          Projection(from: "up", to: "units", weights: .uniform(1, 8)),
          Projection(from: "down", to: "units", weights: .uniform(-20, -1)),
          Projection(from: "units", to: "units", weights: .constant(0.5), delay: .uniform(1.5.ms)),
        ])
      let simulation = try Simulation(network, seed: Seed(4))
      let log = SpikeLog()
      simulation.add(observer: log)
      try simulation.run(until: 250.ms)
      try simulation.setCurrents([200, 150, 100], of: "units")
      try simulation.run(until: 500.ms)
      var result: [Int32: [Double]] = [:]
      for k in 0..<log.batch.count where log.batch.populations[k] == 2 {
        result[log.batch.units[k], default: []].append(log.batch.times[k])
      }
      return result
    }
    let found = try times(.quadrature)
    let expected = try times(
      Integration(absoluteTolerance: 1e-12, relativeTolerance: 1e-12))
    #expect(expected.values.reduce(0) { $0 + $1.count } > 30)
    #expect(found.mapValues(\.count) == expected.mapValues(\.count))
    for (unit, times) in expected {
      for (a, b) in zip(found[unit] ?? [], times) { #expect(abs(a - b) < 1e-7) }
    }
  }
}
