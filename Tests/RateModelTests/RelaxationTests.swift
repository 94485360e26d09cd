import Networks
import Quantities
import Solvers
import Testing

@testable import RateModel

@Suite struct RelaxationTests {
  /// 4 inputs, 6 and 5 hidden units, 3 outputs, all in their working range.
  static func model(seed: UInt64 = 3) throws -> RateNetwork {
    func units(_ bias: Double) -> Population.Units {
      .lif(
        .dimensionless(
          membraneTimeConstant: 20.ms, threshold: 0.025, reset: -0.025, refractoryTime: 0.3.ms,
          bias: bias, synapticTimeConstant: 5.ms, maximumRate: 1))
    }
    let network = Network(
      populations: [
        Population("input", size: 4, .source(.clamp)), Population("a", size: 6, units(0.4)),
        Population("b", size: 5, units(0.4)), Population("output", size: 3, units(0.4)),
      ],
      projections: [
        Projection(from: "input", to: "a", weights: .glorotUniform(gain: 0.5)),
        Projection(from: "a", to: "b", weights: .glorotUniform(gain: 0.6), symmetric: true),
        Projection(from: "b", to: "output", weights: .glorotUniform(gain: 0.6), symmetric: true),
      ])
    var wirings: [String: Wiring] = [:]
    for projection in network.projections {
      let sizes = network.sizes(of: projection)
      wirings[projection.name] = try projection.wiring(
        sources: sizes.sources, targets: sizes.targets, seed: Seed(seed).branch(projection.name))
    }
    return try RateNetwork(network, wirings: wirings, weights: [:])
  }

  static let input = Matrix([[0.9, 0.1, 0.4, 0.7]])
  static let target = Matrix([[1, 0, 0.3]])
  static let exact = RelaxationSettings(step: 0.3, limit: 10000, tolerance: 1e-13)

  static func difference(_ a: RateState, _ b: RateState) -> Double {
    zip(a.drives, b.drives).flatMap { zip($0.storage, $1.storage).map { abs($0 - $1) } }.max() ?? 0
  }

  @Test(arguments: [(0, 0), (1, 4), (2, 1)])
  func `a drive that is not a number does not come to rest`(layer: Int, unit: Int) throws {
    let model = try Self.model()
    var state = model.start(["input": Self.input])
    state.constants[layer][0, unit] = .nan
    #expect {
      try model.relax(&state, settings: Self.exact)
    } throws: { error in
      error as? RateModelError
        == .escaped(layer: ["a", "b", "output"][layer], unit: unit, step: 0)
    }
  }

  @Test(arguments: Stepper.allCases)
  func `every stepper comes to rest where fixed steps do`(_ stepper: Stepper) throws {
    let model = try Self.model()
    var fixed = model.start(["input": Self.input])
    try model.relax(&fixed, settings: Self.exact)
    #expect(fixed.residual <= 1e-13)
    var state = model.start(["input": Self.input])
    let tolerance = stepper == .rk1imp ? 1e-4 : 1e-7
    try model.integrate(&state, for: 200.ms, stepper: stepper, tolerance: ODETolerance(tolerance))
    #expect(Self.difference(state, fixed) < 10 * tolerance)
  }

  @Test func `fixed steps follow the integrated path, twice as near when halved`() throws {
    let model = try Self.model()
    var path = model.start(["input": Self.input])
    try model.integrate(&path, for: 5.ms, tolerance: ODETolerance(1e-11))
    let errors = try [100, 200].map { steps in
      var state = model.start(["input": Self.input])
      try model.relax(
        &state, settings: RelaxationSettings(step: 1 / Double(steps), limit: steps, tolerance: 0))
      return Self.difference(state, path)
    }
    #expect(errors[0] < 0.01)
    #expect((0.45...0.55).contains(errors[1] / errors[0]))
  }

  @Test(arguments: [0, 0.5, -0.5], [true, false])
  func `energy never rises`(_ beta: Double, _ readsDrive: Bool) throws {
    let model = try Self.model()
    var state = model.start(["input": Self.input])
    if beta != 0 { try model.relax(&state, settings: Self.exact) }
    let nudge = RateNudge(
      layer: 2, beta: beta, targets: Self.target, readsDrive: readsDrive)
    let first = model.energy(state, nudge: nudge)[0]
    var before = first, rises = 0
    try model.integrate(&state, for: 60.ms, nudge: nudge) { _, state in
      let now = model.energy(state, nudge: nudge)[0]
      if now > before + 1e-10 { rises += 1 }
      before = now
    }
    #expect(rises == 0)
    #expect(before < first - 1e-4)
  }

  @Test func `samples of a batch do not see each other`() throws {
    let model = try Self.model()
    let other = Matrix([[0.2, 0.8, 0.5, 0]])
    var both = model.start(["input": Matrix([Self.input.storage, other.storage])])
    try model.relax(&both, settings: Self.exact)
    var alone = model.start(["input": other])
    try model.relax(&alone, settings: Self.exact)
    for (a, b) in zip(both.drives, alone.drives) {
      for j in 0..<b.columns { #expect(abs(a[1, j] - b[0, j]) < 1e-12) }
    }
  }

  @Test func `weights that are too large are told as divergence`() throws {
    var model = try Self.model()
    for index in model.couplings.indices {
      model.couplings[index].weights = Matrix(
        rows: model.couplings[index].weights.rows,
        columns: model.couplings[index].weights.columns, repeating: 1e8)
    }
    var state = model.start(["input": Self.input])
    #expect(throws: RateModelError.self) {
      try model.relax(&state, settings: RelaxationSettings(step: 0.25, limit: 500))
    }
  }

  @Test func `units without synaptic currents or without a curve are refused`() throws {
    let jump = LIF(
      membraneTimeConstant: 10.ms, capacitance: 1, rest: 0, threshold: 1, reset: 0,
      refractoryTime: 0.ms, synapse: .jump)
    #expect(throws: RateModelError.noCurrent(population: "a")) {
      try RateNetwork(
        Network(populations: [Population("a", size: 1, .lif(jump))], projections: []),
        wirings: [:], weights: [:])
    }
    #expect(throws: RateModelError.noCurve(population: "a")) {
      try RateNetwork(
        Network(
          populations: [Population("a", size: 1, .membrane(LIFEquations(jump), Integration()))],
          projections: []), wirings: [:], weights: [:])
    }
  }
}
