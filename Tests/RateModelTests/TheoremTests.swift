import Measurements
import Networks
import Protocols
import Testing

@testable import RateModel

/// The statements of the three papers, on small networks.
@Suite struct TheoremTests {
  @Test(arguments: Dynamics.Formulation.allCases)
  func `the t-th update of EP is the t-th gradient of BPTT, in every formulation`(
    _ formulation: Dynamics.Formulation
  ) throws {
    try expectStepByStep(Rig.problem(Dynamics(formulation, function: .tanh, step: 0.4)), free: 300)
  }

  @Test
  func `the t-th update of EP is the t-th gradient of BPTT with unequal f and tau`() throws {
    try expectStepByStep(
      Rig.problem(Rig.kinds(), Dynamics(.graded, function: .tanh, step: 0.8), gain: 0.3),
      free: 1000)
  }

  @Test
  func `the t-th update of EP is the t-th gradient of BPTT where feedback is scaled`() throws {
    try expectStepByStep(
      Rig.problem(Rig.scaled, Dynamics(.graded, function: .tanh, step: 0.8)), free: 300)
  }

  private func expectStepByStep(_ given: RateProblem, free: Int) throws {
    var problem = given
    problem.phases = RatePhases(free: free, nudged: 12)
    let found = try StepByStep(problem, nudging: Nudging(.symmetric, beta: 1e-3))
    #expect(found.drift < 1e-6)
    // From the free state on, nudges that alternate are two copies of it.
    let alternating = try StepByStep(problem, nudging: Nudging(.alternating, beta: 1e-3))
    #expect(alternating.parameters.map(\.cosine) == found.parameters.map(\.cosine))
    for row in found.parameters + found.units {
      #expect(row.cosine > 1 - 1e-9, "\(row.name)")
      #expect(row.rmse < 1e-3, "\(row.name)")
      #expect(row.cosines.count == 12)
    }
  }

  @Test
  func `nudging outside of rho is only approximately BPTT`() throws {
    var problem = Rig.problem(Dynamics(.prototypical, function: .tanh, cost: .outside))
    problem.phases = RatePhases(free: 300, nudged: 12)
    let found = try StepByStep(problem, nudging: Nudging(.symmetric, beta: 1e-3))
    let cosines = found.parameters.map(\.cosine)
    #expect(cosines.min()! < 1 - 1e-6)
    #expect(cosines.min()! > 0.5)
  }

  @Test
  func `a network that has not settled is told by its drift`() throws {
    var problem = Rig.problem(Dynamics(.graded, function: .tanh, step: 0.1))
    problem.phases = RatePhases(free: 20, nudged: 10)
    let found = try StepByStep(problem, nudging: Nudging(.oneSided, beta: 0.01))
    #expect(found.drift > 0.1)
  }

  @Test(
    arguments: [Dynamics.Formulation.hopfield, .graded],
    [Architecture(sizes: [5, 4, 3]), Rig.kinds(), Rig.scaled])
  func `EP's derivatives are RBP's error derivatives at every moment`(
    _ formulation: Dynamics.Formulation, _ architecture: Architecture
  ) throws {
    let problem = Rig.problem(
      architecture, Dynamics(formulation, function: .sigmoid, step: 0.4))
    let found = try TimeCourse(
      problem, betas: [0.02, 0.01, 1e-4], schemes: [.oneSided, .symmetric])
    let errors = found.courses.map(\.error)
    #expect(abs(errors[0] / errors[1] - 2) < 0.1)
    #expect(abs(errors[3] / errors[4] - 4) < 0.2)
    #expect(errors[5] < 1e-7)
    #expect(found.courses[5].units == architecture.layers.map(\.name))
  }
}
