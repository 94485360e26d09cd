import Measurements
import Datasets
import Measurements
import Networks
import Protocols
import Quantities
import RateModel
import Testing

@testable import EquilibriumPropagation

@Suite struct GradientTests {
  @Test(arguments: [[6], [6, 5]], [true, false])
  func `the update tends to the gradient of the cost`(_ hidden: [Int], _ readsDrive: Bool) throws {
    let problem = try GradientProblem(hidden: hidden, readsDrive: readsDrive, seed: Seed(1))
    let exact = try problem.differences()
    let found = try problem.update(.symmetric, beta: 1e-3)
    let agreement = Agreement(
      projection: "", part: "", reference: "", update: found, reference: exact)
    #expect(agreement.cosine > 1 - 1e-8)
    #expect(abs(agreement.relativeSize - 1) < 1e-4)
    let one = try problem.slope(.oneSided, [0.04, 0.02], against: exact)
    let two = try problem.slope(.symmetric, [0.02, 0.01], against: exact)
    #expect((0.9...1.1).contains(one.order))
    #expect((1.8...2.2).contains(two.order))
  }

  /// Two kinds of units, which settle at two paces, and synapses that are missing.
  private var network: Network {
    var network = Rig.network
    let unit = LIF.dimensionless(
      membraneTimeConstant: 12.ms, threshold: 0.03, reset: -0.02, refractoryTime: 0.7.ms,
      bias: 0.3, synapticTimeConstant: 12.ms)
    network.populations[2].units = .lif(unit)
    network.projections[0].connectivity = .probability(0.7)
    network.projections[1].connectivity = .probability(0.5)
    return network
  }

  private func learner(_ beta: Double) throws -> RateLearner {
    var settings = Rig.settings()
    settings.nudging.beta = beta
    let plan = try LearningPlan(network, settings, seed: Seed(4))
    return try RateLearner(
      plan, try SpikingLearner(plan, threads: 1).parameters,
      phases: RatePhases(free: 4000, nudged: 4000, tolerance: 1e-10))
  }

  @Test func `two kinds of units and sparse projections have all references, which agree`() throws {
    let rate = try learner(0.01)
    let references = try ReferenceUpdates(rate, Rig.data().train, [0, 1, 2, 3])
    #expect(references.missing.isEmpty)
    for projection in ["input->hidden", "hidden->output"] {
      let found = try ReferenceUpdates.names.map {
        try #require(references.updates[$0]?[projection], "\($0)")
      }
      func cosine(_ a: Int, _ b: Int) -> Double {
        Agreement(
          projection: "", part: "", reference: "", update: found[a], reference: found[b]
        ).cosine
      }
      #expect(cosine(1, 2) > 1 - 1e-6 && cosine(0, 1) > 0.999, "\(projection)")
      let absent = found.map { $0.indices.filter { k in found[0][k] == 0 }.count }
      #expect(absent[0] > 20 && absent == [absent[0], absent[0], absent[0]])
      for update in found {
        #expect(zip(update, found[0]).allSatisfy { ($0 == 0) == ($1 == 0) })
      }
    }
  }

  @Test func `a step in time moves each layer by its own time constant`() throws {
    let rate = try learner(0.5), data = Rig.data().train
    var state = try rate.settle(data, [0])
    let free = state
    try rate.step(&state, beta: 0.5, by: 0.1)
    let problem = rate.problem(data, [0]), machine = problem.machine()
    machine.restore(free)
    try machine.integrate(problem.parameters, for: 0.1, nudge: Complex(0.5))
    let output = zip(zip(state.u[1], free.u[1]), machine.u[1]).map {
      ($0.0.0 - $0.0.1, $0.1 - $0.0.1)
    }
    for (step, path) in output { #expect(abs(step - path) < 0.02 * abs(path) + 1e-9) }
  }
}
