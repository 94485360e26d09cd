import Networks
import Plasticity
import Quantities
import RealModule
import Testing

@testable import Engine

/// Plasticity from analogue values: the limit of very dense, regular presynaptic spikes.
@Suite struct ClampedPlasticityTests {
  static let rules: [any SpikeTimingRule & Sendable] = [
    PairSTDP(potentiation: 0.8, depression: 1.1, tauPlus: 15.ms, tauMinus: 25.ms),
    GatedPair(amplitude: 1, tau: 12.ms), ZeroArea(fast: 10.ms, slow: 60.ms, corrected: false),
    Contrastive(),
  ]
  /// Sequences of gates, each with the time of its end.
  static let phases: [[(until: Double, gate: PlasticityGate)]] = [
    [(40, .closed), (110, .open(modulation: 1)), (150, .closed)],
    [(40, .closed), (110, .open(modulation: 1)), (140, .tail(modulation: 1)), (160, .closed)],
    [(50, .open(modulation: -1)), (120, .open(modulation: 1)), (150, .closed)],
    [(60, .open(modulation: 1)), (90, .closed), (130, .open(modulation: -0.5))],
  ]
  private static let post: [[Double]] = (0..<3).map { unit in
    var stream = Seed(77).branch(unit).stream()
    return (0..<12).map { _ in stream.uniform(0, 160) }.sorted()
  }

  /// Runs post relays with given spikes next to the source `kind`.
  private func simulation(_ kind: Source, _ rule: any SpikeTimingRule) throws -> Simulation {
    try Simulation(
      Network(
        populations: [
          Population("x", size: 1, .source(kind)),
          Population("times", size: 3, .source(.spikes(Self.post))),
          Population("post", size: 3, .lif(Tiny.relay)),
        ],
        projections: [
          Projection(
            from: "times", to: "post", connectivity: .oneToOne, weights: .constant(1e9)),
          Projection(from: "x", to: "post", name: "synapses", weights: .constant(0)),
        ]), seed: Seed(1), rules: ["synapses": rule])
  }

  private func run(_ simulation: Simulation, _ phases: [(until: Double, gate: PlasticityGate)])
    throws
  {
    for phase in phases {
      try simulation.setPlasticity("synapses", phase.gate)
      try simulation.run(until: Milliseconds(phase.until))
    }
  }

  @Test(arguments: rules.indices, phases.indices)
  func `clamped plasticity is the limit of dense spikes`(rule: Int, phase: Int) throws {
    let rate = 100.0  // [1/ms]
    let clamped = try simulation(.clamp, Self.rules[rule])
    let dense = try simulation(
      .regular(rates: [rate], phase: .aligned(0.5)), Self.rules[rule])
    // Long before the gate opens the dense train has filled its traces.
    let start = try #require(Self.phases[phase].first)
    try run(clamped, Self.phases[phase])
    try run(dense, Self.phases[phase])
    guard case .clamped(let q) = try clamped.changes(of: "synapses"),
      case .synapses(let w, _) = try dense.changes(of: "synapses")
    else { throw CaseError("wrong kind of changes") }
    for j in 0..<3 {
      #expect(q[j].magnitude > 0.01)
      // A train that begins at 0 lacks the flow before; a clamped value has always been there.
      var missing = 0.0
      for t in Self.post[j] {
        guard case (let modulation, let elapsed)? = active(Self.rules[rule], phase, t) else {
          continue
        }
        _ = elapsed
        missing += modulation * lack(Self.rules[rule], t)
      }
      #expect(
        abs(w[j] / rate - (q[j] - missing)) < 0.005 * 15,
        "\(w[j] / rate) instead of \(q[j] - missing), gate first \(start.gate)")
    }
  }

  /// The modulation with which a post spike at `t` acts, if it does.
  private func active(
    _ rule: any SpikeTimingRule, _ phase: Int, _ t: Double
  ) -> (Double, Double)? {
    var begin = 0.0
    for part in Self.phases[phase] {
      if t > begin && t <= part.until {
        switch part.gate {
        case .closed: return nil
        case .open(let modulation): return (modulation, t - begin)
        case .tail(let modulation): return rule.hasTail ? (modulation, t - begin) : nil
        }
      }
      begin = part.until
    }
    return nil
  }

  /// The change that a post spike at `t` lacks, per unit of x, if the presynaptic train begins at 0.
  private func lack(_ rule: any SpikeTimingRule, _ t: Double) -> Double {
    switch rule {
    case let rule as PairSTDP:
      let tau = rule.potentiationTimeConstant.value
      return rule.potentiation * tau * .exp(-t / tau)
    case let rule as ZeroArea:
      return rule.amplitude * (.exp(-t / rule.fast.value) - .exp(-t / rule.slow.value))
    case let rule as Contrastive: return rule.amplitude * .exp(-t / rule.timeConstant.value)
    default: return 0  // Gated traces begin empty in both.
    }
  }

  @Test(arguments: rules.indices)
  func `changes can be read and cleared while the gate is open`(rule: Int) throws {
    func q(_ simulation: Simulation) throws -> [Double] {
      guard case .clamped(let q) = try simulation.changes(of: "synapses") else {
        throw CaseError("wrong kind of changes")
      }
      return q
    }
    let simulation = try simulation(.clamp, Self.rules[rule])
    try run(simulation, [(30, .closed), (70, .open(modulation: 1))])
    let early = try q(simulation)
    #expect(early.contains { $0 != 0 })
    simulation.clearChanges()
    #expect(try q(simulation) == [0, 0, 0])
    // Also at the very moment of a post spike.
    try simulation.run(until: Milliseconds(Self.post[0].first { $0 > 75 }!))
    let middle = try q(simulation)
    simulation.clearChanges()
    try simulation.run(until: 130.ms)
    let late = try q(simulation)
    let whole = try self.simulation(.clamp, Self.rules[rule])
    try run(whole, [(30, .closed), (130, .open(modulation: 1))])
    let open = try q(whole)
    try whole.setPlasticity("synapses", .closed)
    for j in 0..<3 {
      #expect(abs(early[j] + middle[j] + late[j] - open[j]) < 1e-11)
      #expect(abs(try q(whole)[j] - open[j]) < 1e-11)
    }
  }

  @Test func `rules that clamped values cannot drive are refused`() throws {
    let expected = """
      Plasticity at 'synapses' is not possible: its source is clamped, which needs a rule that is \
      linear in the traces, with all-to-all pairing; make the source spike (kind: regular or poisson).
      """
    for rule: any SpikeTimingRule in [
      TripletSTDP(), WeightDependentPair(), PairSTDP(pairing: .nearest),
    ] {
      let error = #expect(throws: SimulationError.self) { try simulation(.clamp, rule) }
      #expect(error?.description == expected)
    }
    let error = #expect(throws: SimulationError.self) {
      try simulation(.clamp, ZeroArea()).movesWeights(of: "synapses", rate: 1)
    }
    #expect(
      error?.description
        == "Plasticity at 'synapses' is not possible: weights move at spikes, and its source is "
        + "clamped; make the source spike (kind: regular or poisson).")
  }
}
