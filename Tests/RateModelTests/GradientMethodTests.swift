import Networks
import Protocols
import Quantities
import Testing

@testable import RateModel

/// All ways to find a gradient find the same one.
@Suite struct GradientMethodTests {
  /// A name for the report, and the dynamics.
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var problem: @Sendable () -> RateProblem
    var testDescription: String { name }
  }

  static let cases: [Case] = {
    var cases: [Case] = []
    let smooth: [RateFunction] = [.tanh, .sigmoid, .shiftedSigmoid]
    for function in smooth + [.hardSigmoid] {
      for formulation in Dynamics.Formulation.allCases {
        for cost in [Dynamics.Cost.squaredError, .matching, .crossEntropy] {
          if cost == .matching, formulation.descendsEnergy { continue }
          cases.append(
            Case(name: "\(formulation.rawValue), \(function.name), \(cost.rawValue)") {
              Rig.problem(
                Dynamics(formulation, function: function, step: 0.5, cost: cost), gain: 0.3)
            })
        }
      }
    }
    let graded = Dynamics(.graded, function: .tanh, step: 0.5)
    cases += [
      Case(name: "f-I curve") {
        Rig.problem(Dynamics(.graded, function: Rig.lif, step: 0.5), gain: 0.3)
      },
      Case(name: "two hidden layers") { Rig.problem(graded, sizes: [5, 4, 4, 3]) },
      Case(name: "skip and lateral connections") { Rig.problem(Rig.graph, graded, gain: 0.4) },
      Case(name: "convolution, average") { Rig.problem(Rig.convolutional(.average), graded) },
      Case(name: "convolution, max") { Rig.problem(Rig.convolutional(.max), graded) },
      Case(name: "two kinds of units, two time constants, absent weights") {
        Rig.problem(Rig.kinds(), Dynamics(.graded, function: .tanh, step: 0.8), gain: 0.3)
      },
      Case(name: "the same, nudged drives") {
        Rig.problem(
          Rig.kinds(), Dynamics(.graded, function: Rig.lif, step: 0.8, cost: .matching), gain: 0.3)
      },
      Case(name: "unequal tau and f in the energy's form") {
        var architecture = Architecture(sizes: [5, 4, 3])
        (architecture.layers[0].timeConstant, architecture.layers[0].function) = (3, .sigmoid)
        return Rig.problem(architecture, Dynamics(.hopfield, function: .tanh, step: 0.5))
      },
      Case(name: "scaled feedback") { Rig.problem(Rig.scaled, graded, gain: 0.6) },
      Case(name: "scaled feedback in the energy's form") {
        Rig.problem(Rig.scaled, Dynamics(.hopfield, function: .sigmoid, step: 0.5), gain: 0.6)
      },
      Case(name: "scaled feedback, cross-entropy") {
        Rig.problem(
          Rig.scaled, Dynamics(.prototypical, function: .tanh, cost: .crossEntropy), gain: 0.6)
      },
      Case(name: "convolution, average, stride and padding") {
        Rig.problem(Rig.convolutional(.average, layers: 2, stride: 2, padding: 1), graded)
      },
      Case(name: "convolution, max, stride and padding") {
        Rig.problem(Rig.convolutional(.max, stride: 3, padding: 3), graded)
      },
      Case(name: "convolution, hard sigmoid") {
        Rig.problem(
          Rig.convolutional(.max), Dynamics(.prototypical, function: .hardSigmoid), gain: 0.3)
      },
    ]
    return cases
  }()

  @Test(arguments: cases)
  func `recurrent backpropagation is the gradient of finite differences`(_ given: Case) throws {
    let problem = given.problem()
    let exact = try RecurrentBackpropagation().descent(problem)
    let differences = try FiniteDifferenceGradient(step: 1e-5).descent(problem)
    #expect(cosine(exact, differences) > 1 - 1e-7)
    #expect(distance(exact, differences) < 1e-4)
  }

  @Test(arguments: cases)
  func `direct solution, side network and unrolled steps agree`(_ given: Case) throws {
    var problem = given.problem()
    let direct = try RecurrentBackpropagation().descent(problem)
    let side = try RecurrentBackpropagationByRelaxation().descent(problem)
    problem.phases = RatePhases(free: problem.architecture.slowest == 1 ? 300 : 2000, nudged: 1)
    let unrolled = try BackpropagationThroughTime().descent(problem)
    #expect(distance(side, direct) < 1e-9)
    #expect(distance(unrolled, direct) < 1e-9)
  }

  @Test(arguments: cases)
  func `equilibrium propagation with a small beta is that gradient`(_ given: Case) throws {
    let problem = given.problem()
    let exact = try RecurrentBackpropagation().descent(problem)
    let found = try EquilibriumGradient(Nudging(.symmetric, beta: 1e-3)).descent(problem)
    #expect(cosine(found, exact) > 0.9999)
    #expect(distance(found, exact) < 1e-2)
  }

  static let withoutEnergy: [Case] = [
    Case(name: "weights of its own for each direction") {
      Rig.problem(Dynamics(.graded, function: .tanh, step: 0.5), feedback: .untied)
    },
    Case(name: "a coupling that acts one way, two kinds of units") {
      Rig.problem(Rig.kinds(oneWay: true), Dynamics(.graded, function: .tanh, step: 0.8), gain: 0.3)
    },
  ]

  @Test(arguments: withoutEnergy)
  func `without an energy adjoints are still exact`(_ given: Case) throws {
    let problem = given.problem()
    let exact = try RecurrentBackpropagation().descent(problem)
    let differences = try FiniteDifferenceGradient(step: 1e-5).descent(problem)
    #expect(distance(exact, differences) < 1e-6)
  }

  @Test
  func `untied equilibrium propagation with equal weights adds up to the tied update`() throws {
    let dynamics = Dynamics(.graded, function: .tanh, step: 0.5)
    let tied = Rig.problem(dynamics)
    var untied = Rig.problem(dynamics, feedback: .untied)
    for (name, values) in zip(tied.parameters.names, tied.parameters.values) {
      untied.parameters.values[untied.parameters.names.firstIndex(of: name)!] = values
    }
    let forward = tied.parameters.names.firstIndex(of: "hidden->output")!
    let back = untied.parameters.names.firstIndex(of: "hidden->output (back)")!
    untied.parameters.values[back] = tied.parameters.values[forward]
    let method = EquilibriumGradient(Nudging(.symmetric, beta: 1e-4))
    let whole = try method.descent(tied).values[forward]
    let parts = try method.descent(untied)
    let own = untied.parameters.names.firstIndex(of: "hidden->output")!
    let sum = zip(parts.values[own], parts.values[back]).map { $0 + $1 }
    #expect(cosine(sum, whole) > 1 - 1e-7)
  }
}
