import Networks
import Protocols
import Quantities
import Solvers
import Testing

@testable import RateModel

/// Rate models of spiking networks: how they settle, in steps and in continuous time.
@Suite struct RelaxationTests {
  static let unit = LIF.dimensionless(
    membraneTimeConstant: 20.ms, threshold: 0.025, reset: -0.025, refractoryTime: 0.3.ms,
    bias: 0.4, synapticTimeConstant: 5.ms)

  /// 4 inputs, 6 and 5 hidden units, 3 outputs, all in their working range; the second hidden layer is twice as slow.
  static func problem(
    input: [Double] = [0.9, 0.1, 0.4, 0.7], cost: Dynamics.Cost = .matching
  ) throws -> RateProblem {
    var slow = unit
    slow.synapse = .exponential(excitatory: 10.ms, inhibitory: 10.ms)
    let network = Network(
      populations: [
        Population("input", size: 4, .source(.clamp)),
        Population("a", size: 6, .lif(unit), drive: .plain(1)),
        Population("b", size: 5, .lif(slow), drive: .plain(1)),
        Population("output", size: 3, .lif(unit), drive: .plain(1)),
      ],
      projections: [
        Projection(from: "input", to: "a", weights: .glorotUniform(gain: 0.5)),
        Projection(from: "a", to: "b", weights: .glorotUniform(gain: 0.6), symmetric: true),
        Projection(from: "b", to: "output", weights: .glorotUniform(gain: 0.6), symmetric: true),
      ])
    let wirings = try network.wirings(seed: Seed(3))
    let architecture = try Architecture(network, input: "input", wirings: wirings)
    let batch = input.count / 4
    return RateProblem(
      architecture, Dynamics(.graded, step: 1.5, cost: cost),
      parameters: ParameterSet(architecture, network, wirings: wirings), inputs: input,
      targets: (0..<batch).flatMap { _ in [1, 0, 0.3] }, batch: batch,
      phases: RatePhases(free: 10_000, nudged: 10_000, tolerance: 1e-13))
  }

  static func difference(_ a: [[Double]], _ b: [[Double]]) -> Double {
    zip(a.joined(), b.joined()).map { abs($0 - $1) }.max() ?? 0
  }

  @Test func `layers have the f, the tau and the biases of their populations`() throws {
    let problem = try Self.problem()
    #expect(problem.architecture.layers.map(\.timeConstant) == [5, 10, 5])
    #expect(problem.machine().steps == [0.3, 0.15, 0.3])
    for layer in 0..<3 {
      guard case .curve(let curve)? = problem.architecture.layers[layer].function else {
        Issue.record("no curve")
        return
      }
      #expect(curve.value(0.7) == LIFCurve(Self.unit, maximumRate: 1).value(0.7))
      let bias = problem.parameters.values[problem.parameters.biasIndex(layer)]
      #expect(bias.allSatisfy { $0 == 0.4 } && bias.count == [6, 5, 3][layer])
    }
  }

  @Test(arguments: [(0, 0), (1, 4), (2, 1)])
  func `a drive that is not a number does not come to rest`(layer: Int, unit: Int) throws {
    let problem = try Self.problem(), machine = problem.machine()
    var constants = machine.u
    constants[layer][unit] = .nan
    machine.load(
      inputs: problem.inputs[...], targets: problem.targets[...], batch: 1,
      parameters: problem.parameters, constants: constants)
    #expect(
      throws: RateModelError.escaped(layer: ["a", "b", "output"][layer], unit: unit, step: 0)
    ) { try machine.settle(problem.parameters, limit: 1000, tolerance: 1e-13) }
  }

  @Test(arguments: Stepper.allCases)
  func `every stepper comes to rest where fixed steps do`(_ stepper: Stepper) throws {
    let problem = try Self.problem(), machine = problem.machine()
    let steps = try machine.settle(problem.parameters, limit: 10_000, tolerance: 1e-13)
    #expect(machine.residual <= 1e-13 && steps < 1000)
    let fixed = machine.u
    let tolerance = stepper == .rk1imp ? 1e-4 : 1e-7
    machine.rest()
    try machine.integrate(
      problem.parameters, for: 400, stepper: stepper, tolerance: ODETolerance(tolerance))
    #expect(Self.difference(machine.u, fixed) < 10 * tolerance)
  }

  @Test func `fixed steps follow the integrated path, twice as near when halved`() throws {
    let problem = try Self.problem(), machine = problem.machine()
    try machine.integrate(problem.parameters, for: 5, tolerance: ODETolerance(1e-11))
    let path = machine.u
    let errors = [100, 200].map { count in
      machine.rest()
      machine.steps = problem.architecture.layers.map { 5 / Double(count) / $0.timeConstant }
      machine.relax(problem.parameters, limit: count)
      return Self.difference(machine.u, path)
    }
    #expect(errors[0] < 0.01)
    #expect((0.45...0.55).contains(errors[1] / errors[0]))
  }

  @Test(arguments: [0, 0.5, -0.5], [Dynamics.Cost.matching, .squaredError])
  func `energy never rises`(_ beta: Double, _ cost: Dynamics.Cost) throws {
    let problem = try Self.problem(cost: cost), machine = problem.machine()
    let nudge = Complex(beta)
    if beta != 0 { try machine.settle(problem.parameters, limit: 10_000, tolerance: 1e-13) }
    let first = machine.energies(problem.parameters, nudge: nudge)[0]
    var before = first, rises = 0
    try machine.integrate(problem.parameters, for: 60, nudge: nudge) { _ in
      let now = machine.energies(problem.parameters, nudge: nudge)[0]
      if now > before + 1e-10 { rises += 1 }
      before = now
    }
    #expect(rises == 0)
    #expect(before < first - 1e-4)
  }

  @Test func `samples of a batch do not see each other`() throws {
    let own = [0.2, 0.8, 0.5, 0]
    let both = try Self.problem(input: [0.9, 0.1, 0.4, 0.7] + own)
    let alone = try Self.problem(input: own)
    let (pair, single) = (both.machine(), alone.machine())
    try pair.settle(both.parameters, limit: 10_000, tolerance: 1e-13)
    try single.settle(alone.parameters, limit: 10_000, tolerance: 1e-13)
    for (a, b) in zip(pair.u, single.u) {
      #expect(Self.difference([Array(a.suffix(b.count))], [b]) < 1e-12)
    }
  }

  @Test func `weights that are too large are told as divergence`() throws {
    var problem = try Self.problem()
    for index in 1..<3 {
      problem.parameters.values[index] = problem.parameters.values[index].map { _ in 1e8 }
    }
    let machine = problem.machine()
    #expect(throws: RateModelError.self) {
      try machine.settle(problem.parameters, limit: 500, tolerance: 1e-5)
    }
  }

  @Test(arguments: 0..<100)
  func `sparse, one-way and lateral couplings of all kinds of units keep their gradients`(
    _ seed: UInt64
  ) throws {
    let given = try RandomNetwork(seed)
    for cost in [Dynamics.Cost.matching, .squaredError] {
      let problem = try given.problem(cost), machine = problem.machine()
      machine.relax(problem.parameters, limit: 20_000, tolerance: 1e-14)
      // Units that run away have no free state; at a foot of f its slope is infinite.
      guard machine.residual < 1e-10, machine.u.joined().allSatisfy({ $0 > 0.1 }) else { continue }
      let exact = try RecurrentBackpropagation().descent(problem)
      let differences = try FiniteDifferenceGradient(step: 1e-5).descent(problem)
      #expect(distance(exact, differences) < 1e-4)
    }
  }

  @Test func `units without synaptic currents or without a curve are refused`() throws {
    let jump = LIF(
      membraneTimeConstant: 10.ms, capacitance: 1, rest: 0, threshold: 1, reset: 0,
      refractoryTime: 0.ms, synapse: .jump)
    func refusal(_ units: Population.Units, _ drive: DriveScale? = .plain(1)) -> RateModelError? {
      do throws(RateModelError) {
        _ = try Architecture(
          Network(
            populations: [
              Population("input", size: 1, .source(.clamp)),
              Population("a", size: 1, units, drive: drive),
            ], projections: []), input: "input")
        return nil
      } catch { return error }
    }
    #expect(refusal(.lif(jump)) == .noCurrent(population: "a"))
    #expect(
      refusal(.membrane(LIFEquations(jump), Integration())) == .noCurve(population: "a"))
    #expect(refusal(.source(.clamp)) == .secondSource("a"))
    #expect(refusal(.lif(Self.unit), nil) == .perSpike("a"))
    #expect(refusal(.lif(Self.unit)) == nil)
  }
}
