import Networks
import Plasticity
import Quantities
import Testing

@testable import Engine

/// Rules with a largest weight below 0: the mirror image of the same with it above 0.
@Suite struct InhibitoryRuleTests {
  /// The weight of one synapse after some pairs of spikes.
  private func weight(_ start: Double, _ rule: any SpikeTimingRule) throws -> Double {
    let membrane = LIF(
      membraneTimeConstant: 10.ms, capacitance: 10, rest: 0, threshold: 1000, reset: 0,
      refractoryTime: 0.ms, synapse: .jump)
    let network = Network(
      populations: [
        Population("pre", size: 1, .source(.spikes([[10, 30, 50]]))),
        Population("trigger", size: 1, .source(.spikes([[15, 35, 49]]))),
        Population("post", size: 1, .lif(membrane)),
      ],
      projections: [
        Projection(from: "trigger", to: "post", weights: .constant(5000)),
        Projection(from: "pre", to: "post", weights: .constant(start)),
      ])
    let simulation = try Simulation(network, seed: Seed(1), rules: ["pre->post": rule])
    try simulation.setPlasticity("pre->post", .open(modulation: 1))
    try simulation.movesWeights(of: "pre->post", rate: 1)
    try simulation.run(until: 100.ms)
    return try simulation.weights(of: "pre->post")[0]
  }

  @Test func `the weight-dependent pair with w_max -1 is that with 1, turned over`() throws {
    var rule = WeightDependentPair()
    (rule.step, rule.potentiationExponent, rule.depressionExponent) = (0.1, 0.4, 0.4)
    // Own calculation, step by step.
    #expect(abs(try weight(0.5, rule) - 0.495923490385841) < 1e-12)
    rule.maximum = -1
    #expect(abs(try weight(-0.5, rule) + 0.495923490385841) < 1e-12)
    #expect(rule.bounds == -1...0)
  }

  @Test(arguments: [-0.9, -0.5, -0.1, 0])
  func `each start, exponent and size has its mirror image`(_ start: Double) throws {
    for exponents in [(0.0, 0.0), (0.0, 1.0), (1.0, 1.0), (0.3, 0.7)] {
      for maximum in [1.0, 2.5, 100] {
        var rule = WeightDependentPair()
        (rule.step, rule.maximum) = (0.2, maximum)
        (rule.potentiationExponent, rule.depressionExponent) = exponents
        let positive = try weight(-start * maximum, rule)
        rule.maximum = -maximum
        let negative = try weight(start * maximum, rule)
        #expect(negative == -positive)
      }
    }
  }

  @Test func `the triplet rule has its mirror image too`() throws {
    for maximum in [1.0, .infinity] {
      var rule = TripletSTDP()
      rule.pairPotentiation = 0.2
      rule.maximum = maximum
      let positive = try weight(0.5, rule)
      #expect(positive != 0.5)
      rule.maximum = -maximum
      #expect(try weight(-0.5, rule) == -positive)
    }
  }
}
