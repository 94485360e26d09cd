import Datasets
import Networks
import Protocols
import Quantities
import RateModel
import Testing

@testable import EquilibriumPropagation

@Suite struct TwinReleaseTests {
  /// Drives of the twin at its free state, by layer, with input weights of this size.
  private func drives(
    _ input: Source, release: Double, weight: Double
  ) throws -> [[Double]] {
    var network = Rig.network
    network.populations[0] = Population("input", size: 20, .source(input))
    network.projections[0].weights = .constant(weight)
    network.projections[0].release = release
    let plan = try LearningPlan(network, Rig.settings(), seed: Seed(4))
    let learner = try SpikingLearner(plan, threads: 1)
    let rate = try RateLearner(
      plan, learner.parameters, phases: RatePhases(free: 2000, nudged: 2000, tolerance: 1e-9))
    return try rate.settle(Rig.data().train, [0, 1, 2]).u
  }

  @Test
  func
    `spikes of the input that fail with probability 1/2 drive the twin like weights of half the size`()
    throws
  {
    let regular = Source.regular(rates: Array(repeating: 1, count: 20), phase: .random)
    let half = try drives(regular, release: 0.5, weight: 0.1)
    #expect(half == (try drives(regular, release: 1, weight: 0.05)))
    #expect(half != (try drives(regular, release: 1, weight: 0.1)))
    // A held current does not fail.
    #expect(
      try drives(.clamp, release: 0.5, weight: 0.1) == (try drives(.clamp, release: 1, weight: 0.1))
    )
  }
}
