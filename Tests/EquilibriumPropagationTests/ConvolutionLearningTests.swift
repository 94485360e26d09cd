import Datasets
import Engine
import Measurements
import Networks
import Plasticity
import Protocols
import Quantities
import RateModel
import Testing

@testable import EquilibriumPropagation

/// Networks with convolutions that learn, and their rate models.
@Suite struct ConvolutionLearningTests {
  enum Kind: CaseIterable {
    /// A convolution, then all units with all outputs.
    case plain
    /// A convolution, then another that reads averages.
    case pooled
    /// A convolution, then units that average, then all of them with all outputs.
    case averaged
  }

  static func network(_ kind: Kind) -> Network {
    func unit(_ bias: Double) -> Population.Units {
      .lif(
        .dimensionless(
          membraneTimeConstant: 20.ms, threshold: 0.025, reset: -0.025, refractoryTime: 0.3.ms,
          bias: bias, initial: .uniform(-0.025, 0.025), synapticTimeConstant: 5.ms))
    }
    var input = Population("input", size: 20, .source(.clamp))
    input.shape = Shape(height: 4, width: 5, channels: 1)
    var hidden = Population("hidden", size: 36, unit(0.25), drive: .plain(1))
    hidden.shape = Shape(height: 3, width: 4, channels: 3)
    var pooled = Population("pooled", size: 6, unit(0.15), drive: .plain(1))
    pooled.shape = Shape(height: 1, width: 2, channels: 3)
    let output = Population("output", size: 5, unit(0.3), drive: .plain(1))
    let first = Projection(
      from: "input", to: "hidden", connectivity: .convolution(Kernel(size: 2)),
      weights: .glorotUniform(gain: 0.4))
    switch kind {
    case .plain:
      return Network(
        populations: [input, hidden, output],
        projections: [
          first,
          Projection(
            from: "hidden", to: "output", weights: .glorotUniform(gain: 0.7), symmetric: true),
        ])
    case .pooled:
      return Network(
        populations: [input, hidden, output],
        projections: [
          first,
          Projection(
            from: "hidden", to: "output", connectivity: .convolution(Kernel(size: 1, window: 3)),
            weights: .glorotUniform(gain: 0.7), symmetric: true),
        ])
    case .averaged:
      return Network(
        populations: [input, hidden, pooled, output],
        projections: [
          first,
          Projection(
            from: "hidden", to: "pooled",
            connectivity: .averagePooling(Kernel(size: 2, stride: 2)), weights: .constant(0.9),
            symmetric: true),
          Projection(
            from: "pooled", to: "output", weights: .glorotUniform(gain: 0.7), symmetric: true),
        ])
    }
  }

  /// The network with a list of synapses in place of each kernel.
  static func listed(_ network: Network, seed: Seed) throws -> Network {
    var result = network
    for (index, projection) in network.projections.enumerated()
    where projection.connectivity.kernel != nil {
      var pairs: [Connectivity.Pair] = [], values: [Double] = []
      try network.wiring(of: projection, seed: seed).forEach { i, j, weight, _ in
        pairs.append(.init(i, j))
        values.append(weight)
      }
      result.projections[index].connectivity = .list(pairs)
      result.projections[index].weights = .explicit(values)
    }
    return result
  }

  static func settings(_ network: Network, beta: Double = 0.5) -> LearningSettings {
    var settings = Rig.settings()
    settings.nudging.beta = beta
    settings.learningRates = [:]
    for projection in network.projections {
      if case .averagePooling = projection.connectivity { continue }
      settings.learningRates[projection.name] = 0.05
    }
    settings.biasRates = [:]
    return settings
  }

  @Test(arguments: Kind.allCases)
  func `rate EP, backpropagation in both forms and finite differences agree`(_ kind: Kind) throws {
    let network = Self.network(kind)
    let plan = try LearningPlan(network, Self.settings(network, beta: 1e-4), seed: Seed(4))
    let rate = try RateLearner(
      plan, try SpikingLearner(plan, threads: 1).parameters,
      phases: RatePhases(free: 4000, nudged: 4000, tolerance: 1e-11))
    let references = try ReferenceUpdates(rate, Rig.data().train, [0, 1, 2, 3])
    #expect(references.missing.isEmpty)
    let problem = rate.problem(Rig.data().train, [0, 1, 2, 3])
    let differences = rate.byProjection(try FiniteDifferenceGradient(step: 1e-5).descent(problem))
    for plastic in plan.plastic {
      var found = try ReferenceUpdates.names.map {
        try #require(references.updates[$0]?[plastic.name], "\($0)")
      }
      found.append(try #require(differences[plastic.name]))
      for other in found.dropFirst() {
        let agreement = Agreement(
          projection: "", part: "", reference: "", update: found[0], reference: other)
        #expect(agreement.cosine > 0.9999, "\(plastic.name)")
        #expect(abs(agreement.relativeSize - 1) < 0.01)
      }
    }
  }

  @Test(arguments: Kind.allCases)
  func `the rate model is that of the listed synapses, whose updates add up`(_ kind: Kind) throws {
    let network = Self.network(kind), seed = Seed(4)
    var updates: [[String: [Double]]] = [], states: [[[Double]]] = []
    let settings = Self.settings(network)
    for network in [network, try Self.listed(network, seed: seed)] {
      let plan = try LearningPlan(network, settings, seed: seed)
      let rate = try RateLearner(
        plan, try SpikingLearner(plan, threads: 1).parameters,
        phases: RatePhases(free: 4000, nudged: 4000, tolerance: 1e-13))
      let (weights, free) = try rate.update(Rig.data().train, [0, 1, 2, 3], sign: 1)
      updates.append(weights)
      states.append(free.s)
    }
    for (a, b) in zip(states[0].joined(), states[1].joined()) { #expect(abs(a - b) < 1e-12) }
    for projection in network.projections {
      guard let own = updates[0][projection.name], let single = updates[1][projection.name] else {
        continue
      }
      if case .averagePooling = projection.connectivity { continue }
      let expected =
        projection.connectivity.kernel == nil
        ? single : try network.map(of: projection).sum(single)
      let size = expected.map(\.magnitude).max() ?? 0
      for (a, b) in zip(own, expected) { #expect(abs(a - b) < 1e-9 * size) }
    }
  }

  @Test(arguments: Kind.allCases)
  func `spikes and updates of samples are those of the listed synapses`(_ kind: Kind) throws {
    let network = Self.network(kind), seed = Seed(4), data = Rig.data().train
    var found: [[SampleOutcome]] = []
    let settings = Self.settings(network)
    for network in [network, try Self.listed(network, seed: seed)] {
      let plan = try LearningPlan(network, settings, seed: seed)
      let learner = try SpikingLearner(plan, threads: 1)
      found.append(try learner.outcomes(data, [0, 1, 2], learns: true) { $0 })
    }
    let plan = try LearningPlan(network, Self.settings(network), seed: seed)
    for (own, single) in zip(found[0], found[1]) {
      #expect(own.spikes == single.spikes && own.spikes > 100)
      #expect(own.scores == single.scores)
      for (k, plastic) in plan.plastic.enumerated() {
        guard let map = plan.maps[plastic.name], !plan.isHeld(plastic) else {
          for (a, b) in zip(own.forward[k], single.forward[k]) {
            #expect(abs(a - b) <= 1e-12 * max(abs(b), 1))
          }
          continue
        }
        let expected = map.sum(single.forward[k])
        for (a, b) in zip(own.forward[k], expected) { #expect(abs(a - b) < 1e-12) }
      }
    }
  }

  @Test func `a batch moves shared weights by the sum over places of what single synapses do`()
    throws
  {
    let network = Self.network(.pooled), seed = Seed(4), data = Rig.data().train
    var moved: [Parameters] = [], first: [Parameters] = []
    let settings = Self.settings(network)
    for network in [network, try Self.listed(network, seed: seed)] {
      let plan = try LearningPlan(network, settings, seed: seed)
      let learner = try SpikingLearner(plan, threads: 1)
      first.append(learner.parameters)
      let outcomes = try learner.outcomes(data, [0, 1, 2], learns: true) { $0 }
      try learner.learn(data, [0, 1, 2], outcomes, factor: 1)
      moved.append(learner.parameters)
    }
    for projection in network.projections {
      let map = try network.map(of: projection)
      func change(_ k: Int) -> [Double] {
        zip(moved[k].weights[projection.name]!, first[k].weights[projection.name]!).map { $0 - $1 }
      }
      let own = change(0), expected = map.sum(change(1))
      #expect(own.contains { abs($0) > 1e-6 })
      for (a, b) in zip(own, expected) { #expect(abs(a - b) < 1e-12) }
    }
  }

  @Test func `the zero-area rule gives the update of rate EP in a network with convolutions`()
    throws
  {
    for kind in Kind.allCases {
      let network = Self.network(kind)
      let agreements = try Rig.agreements(Self.settings(network), network: network)
      for projection in network.projections where projection.name != "hidden->pooled" {
        let found = try #require(agreements["\(projection.name) total"])
        #expect(found.cosine > 0.9, "\(kind), \(projection.name)")
      }
    }
  }

  @Test func `predictions for rules have a number for each shared weight`() throws {
    let network = Self.network(.pooled)
    let plan = try LearningPlan(network, Self.settings(network), seed: Seed(4))
    let rate = try RateLearner(
      plan, try SpikingLearner(plan, threads: 1).parameters,
      phases: RatePhases(free: 4000, nudged: 4000, tolerance: 1e-9))
    let prediction = try #require(RatePrediction(plan, rate, Rig.data().train, [0, 1]))
    let reference = try rate.update(Rig.data().train, [0, 1], sign: 1).weights
    for (plastic, update) in zip(plan.plastic, try prediction.updates()) {
      let agreement = Agreement(
        projection: "", part: "", reference: "", update: update.forward,
        reference: try #require(reference[plastic.name]))
      #expect(agreement.cosine > 0.95, "\(plastic.name)")
    }
  }
}
