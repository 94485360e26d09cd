import Datasets
import Engine
import Measurements
import Networks
import Plasticity
import Protocols
import Quantities
import Testing

@testable import EquilibriumPropagation

/// The knobs of biological plausibility: each does what it says, and nothing where it is off.
@Suite struct PlausibilityTests {
  /// Weights before learning and after three steps over all samples, with the spikes of each step.
  private func learned(
    _ settings: LearningSettings, network: Network = Rig.network, threads: Int = 1
  ) throws -> (before: [String: [Double]], after: [String: [Double]], spikes: [Int]) {
    let plan = try LearningPlan(network, settings, seed: Seed(4))
    let learner = try SpikingLearner(plan, threads: threads)
    let before = learner.parameters.weights
    let data = Rig.data().train
    let all = Array(0..<data.count)[...]
    var spikes: [Int] = []
    for step in 0..<3 {
      let outcomes = try learner.outcomes(data, all, learns: true) { (step << 40) | $0 }
      spikes.append(outcomes.reduce(0) { $0 + $1.spikes })
      try learner.learn(data, all, outcomes, factor: 10)
    }
    return (before, learner.parameters.weights, spikes)
  }

  @Test func `a sparse projection with all its synapses learns like a dense one`() throws {
    let dense = try learned(Rig.settings())
    var network = Rig.network
    for index in network.projections.indices {
      let projection = network.projections[index]
      let weights = try network.wiring(of: projection, seed: Seed(4)).weights
      network.projections[index].weights = .explicit(weights)
      network.projections[index].connectivity = .probability(1)
    }
    let sparse = try learned(Rig.settings(), network: network)
    for (name, weights) in dense.after {
      for (a, b) in zip(try #require(sparse.after[name]), weights) { #expect(abs(a - b) < 1e-9) }
      #expect(weights != dense.before[name])
    }
    #expect(sparse.spikes == dense.spikes)
  }

  @Test func `where there is no synapse none grows, and updates agree with the reference`() throws {
    var network = Rig.network
    for index in network.projections.indices {
      network.projections[index].connectivity = .probability(0.4)
    }
    let result = try learned(Rig.settings(), network: network)
    for projection in network.projections {
      let wiring = try network.wiring(of: projection, seed: Seed(4))
      let mask = SparseLayout(wiring).mask
      let weights = try #require(result.after[projection.name])
      #expect(zip(weights, mask).allSatisfy { $1 == 1 || $0 == 0 })
      #expect(weights.count { $0 != 0 } == wiring.count)
      #expect(weights != result.before[projection.name])
    }
    let found = try Rig.agreements(Rig.settings(), network: network)
    #expect(found["hidden->output total"]!.cosine > 0.9)
    #expect(found["input->hidden total"]!.cosine > 0.85)
  }

  @Test func `transposed feedback is one symmetric projection in two`() throws {
    var network = Rig.network
    let index = try #require(network.projections.firstIndex { $0.isSymmetric })
    network.projections[index].isSymmetric = false
    network.projections.append(
      Projection(
        from: "output", to: "hidden", weights: .transposed(of: "hidden->output", scale: 1)))
    let one = try Simulation.stores(of: Rig.network, seed: Seed(4)).map(\.weights)
    let two = try Simulation.stores(of: network, seed: Seed(4)).map(\.weights)
    for i in 0..<30 { for j in 0..<5 { #expect(two[2][j * 30 + i] == one[1][i * 5 + j]) } }
    // The same spikes before anything is learned.
    var settings = Rig.settings()
    settings.learningRates = ["input->hidden": 0, "hidden->output": 0]
    settings.biasRates = [:]
    let a = try Rig.learn(settings), b = try Rig.learn(settings, network: network)
    #expect(a.epochs.map(\.spikes) == b.epochs.map(\.spikes))
    #expect(a.summary.testError == b.summary.testError)
  }

  @Test func `weights of few levels stay on them, and stuck ones where they were`() throws {
    var settings = Rig.settings()
    var device = SynapticDevice()
    (device.levels, device.low, device.high) = (17, -0.8, 0.8)
    settings.device = device
    let coarse = try learned(settings)
    #expect(coarse.before != coarse.after)
    for weights in coarse.after.values {
      for weight in weights { #expect(abs((weight * 10).rounded() - weight * 10) < 1e-9) }
    }
    #expect(try learned(settings, threads: 2).after == coarse.after)

    device = SynapticDevice()
    device.stuck = 0.5
    settings.device = device
    let stuck = try learned(settings)
    for (name, weights) in stuck.after {
      let same = zip(weights, stuck.before[name]!).count { $0 == $1 }
      #expect(abs(Double(same) / Double(weights.count) - 0.5) < 0.15)
    }
  }

  @Test func `stochastic rounding keeps the mean`() throws {
    let plan = try LearningPlan(Rig.network, Rig.settings(), seed: Seed(4))
    let before = try SpikingLearner(plan, threads: 1).parameters
    var parameters = before
    var device = SynapticDevice()
    (device.levels, device.low, device.high) = (3, -1, 1)
    let names = plan.plastic.map(\.name)
    var sum = [Double](repeating: 0, count: 600)
    for _ in 0..<400 {
      for name in names { parameters.weights[name] = before.weights[name] }
      parameters.limit(device, names, before: before, seed: Seed(1))
      for (k, w) in parameters.weights["input->hidden"]!.enumerated() { sum[k] += w / 400 }
    }
    let difference = zip(sum, before.weights["input->hidden"]!).map { $0 - $1 }
    #expect(abs(difference.reduce(0, +) / 600) < 0.005)
    #expect(difference.allSatisfy { abs($0) < 0.12 })
  }

  @Test func `plasticity that is always on cancels between two branches`() throws {
    let plain = try Rig.agreements(Rig.settings())
    var settings = Rig.settings()
    settings.gate = .always
    let always = try Rig.agreements(settings)
    for (key, value) in plain {
      #expect(abs(try #require(always[key]).cosine - value.cosine) < 1e-6, "\(key)")
    }
  }

  @Test func `nudging that comes smoothly ends where a step does`() {
    typealias Shape = Nudging.Shape
    #expect([0, 0.5, 1].map(Shape.step.factor) == [1, 1, 1])
    for (shape, values) in [(Shape.ramp, [0, 0.5, 1]), (.wave, [0, 1, 0])] {
      for (x, value) in zip([0, 0.5, 1], values) { #expect(abs(shape.factor(x) - value) < 1e-12) }
    }
  }

  @Test(arguments: [Nudging.Shape.ramp, .wave]) func `smooth nudging learns in the right direction`(
    _ shape: Nudging.Shape
  ) throws {
    var settings = Rig.settings()
    settings.nudging.shape = shape
    let found = try Rig.agreements(settings)
    #expect(found["hidden->output total"]!.cosine > 0.7)
  }

  @Test func `spikes fail with the probability that is given, and by the seed alone`() throws {
    func counts(_ release: Double, seed: UInt64 = 1, dense: Bool = true) throws -> [Double] {
      let jump = LIF(
        membraneTimeConstant: 1e9.ms, capacitance: 1, rest: 0, threshold: 1e9, reset: 0,
        refractoryTime: 0.ms, synapse: .jump)
      let network = Network(
        populations: [
          Population("spikes", size: 1, .source(.regular(rates: [1], phase: .aligned(0.5)))),
          Population("units", size: 40, .lif(jump)),
        ],
        projections: [
          Projection(
            from: "spikes", to: "units", connectivity: dense ? .dense : .probability(1),
            weights: .constant(1), release: release)
        ])
      let simulation = try Simulation(network, seed: Seed(seed))
      try simulation.run(until: 500.ms)
      return simulation.values("V", in: "units") ?? []
    }
    for dense in [true, false] {
      #expect(try counts(1, dense: dense).allSatisfy { abs($0 - 500) < 1e-3 })
      let half = try counts(0.3, dense: dense)
      let mean = half.reduce(0, +) / 40
      // 20 000 arrivals: the mean of 40 units is 150 +- 1.6.
      #expect(abs(mean - 150) < 7)
      #expect(Set(half.map { $0.rounded() }).count > 8)
      #expect(try counts(0.3, dense: dense) == half)
      #expect(try counts(0.3, seed: 2, dense: dense) != half)
    }
  }
}
