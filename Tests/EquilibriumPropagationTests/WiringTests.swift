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

/// Dale's law, couplings within a population, scaled feedback, and biases that drift to a target rate.
@Suite struct WiringTests {
  // MARK: - Dale's law

  /// Excitatory and inhibitory hidden units, with weights back from the output of their own.
  private var signed: Network {
    var network = Rig.network
    var other = network.populations[1]
    (other.name, other.size) = ("inhibitory", 10)
    network.populations[1].sign = .excitatory
    other.sign = .inhibitory
    network.populations.insert(other, at: 2)
    network.projections.append(
      Projection(from: "input", to: "inhibitory", weights: .glorotUniform(gain: 0.7)))
    network.projections.append(
      Projection(
        from: "inhibitory", to: "output", weights: .glorotUniform(gain: 0.7), symmetric: true))
    network.projections.append(
      Projection(from: "hidden", to: "inhibitory", weights: .uniform(-0.02, 0.05)))
    return network
  }

  @Test func `weights of excitatory and inhibitory units keep their signs while they learn`()
    throws
  {
    var settings = Rig.settings()
    (settings.epochs, settings.trainsTwin) = (2, true)
    for name in signed.projections.map(\.name) { settings.learningRates[name] = 0.5 }
    let log = Log()
    _ = try Rig.learn(settings, network: signed, log: log)
    let plan = try LearningPlan(signed, settings, seed: Seed(4))
    let start = try SpikingLearner(plan, threads: 1).parameters.synapses
    for (name, sign) in [
      ("hidden->output", Sign.excitatory), ("hidden->inhibitory", .excitatory),
      ("inhibitory->output", .inhibitory),
    ] {
      let before = try #require(start[name]), after = try #require(log.weights[name])
      #expect((before + after).allSatisfy(sign.range.contains), "\(name)")
      #expect(after != before && (after.contains(0) || name == "hidden->inhibitory"), "\(name)")
      // The twin clips in the same way.
      let twin = try RateLearner(
        plan, try SpikingLearner(plan, threads: 1).parameters,
        phases: RatePhases(free: 500, nudged: 500, tolerance: 1e-6))
      for _ in 0..<10 { _ = try twin.learn(Rig.data().train, [0, 1, 2, 3], sign: 1, factor: 1) }
      let learned = try #require(twin.parameters.weights[name])
      #expect(learned.allSatisfy(sign.range.contains) && learned != before, "\(name)")
    }
    #expect(try #require(start["input->hidden"]).contains { $0 < 0 })
  }

  @Test func `a weight has the magnitude that it would have without a sign`() throws {
    var free = signed
    for index in free.populations.indices { free.populations[index].sign = nil }
    for projection in signed.projections {
      let folded = try signed.wiring(of: projection, seed: Seed(3)).weights
      let drawn = try free.wiring(of: projection, seed: Seed(3)).weights
      #expect(folded.map(\.magnitude) == drawn.map(\.magnitude))
      #expect((signed.sign(of: projection) == nil) == (folded == drawn), "\(projection.name)")
    }
  }

  @Test func `one weight between an excitatory and an inhibitory population is refused`() throws {
    var network = signed
    network.projections[4].isSymmetric = true
    #expect(
      network.problems() == [
        .signs(
          projection: "hidden->inhibitory", source: "hidden", sourceSign: .excitatory,
          target: "inhibitory", targetSign: .inhibitory)
      ])
    network.projections[4].isSymmetric = false
    network.projections[4].bounds = -1 ... -0.5
    let problem = try #require(network.problems().first)
    #expect("\(problem)".contains("bounds is -0.5"))
  }

  @Test func `weights that move at spikes stop at 0`() throws {
    var network = Network(
      populations: [
        Population(
          "a", size: 4, .source(.regular(rates: [0.05, 0.06, 0.07, 0.08], phase: .random))),
        Population("b", size: 3, .lif(.equilibrium)),
      ],
      projections: [Projection(from: "a", to: "b", weights: .uniform(-0.2, 0.2))])
    network.populations[0].sign = .inhibitory
    network.populations[1].setCurrents([1, 2, 3])
    let simulation = try Simulation(
      network, seed: Seed(2), rules: ["a->b": Hebbian(amplitude: 1, tau: 20.ms)])
    try simulation.movesWeights(of: "a->b", rate: 0.01)
    try simulation.setPlasticity("a->b", .open(modulation: 1))
    #expect(try simulation.weights(of: "a->b").allSatisfy { $0 < 0 })
    try simulation.run(until: 500.ms)
    #expect(try simulation.weights(of: "a->b").allSatisfy { $0 == 0 })
  }

  // MARK: - Within a population

  /// A hidden layer whose units are joined with each other.
  private func lateral(_ connectivity: Connectivity = .dense, symmetric: Bool = true) -> Network {
    var network = Rig.network
    network.projections.append(
      Projection(
        from: "hidden", to: "hidden", connectivity: connectivity,
        weights: .normal(mean: -0.01, deviation: 0.03), symmetric: symmetric, selfConnections: false
      ))
    return network
  }

  private var lateralSettings: LearningSettings {
    var settings = Rig.settings()
    settings.learningRates["hidden->hidden"] = 0.05
    settings.phases.free = 150.ms
    return settings
  }

  @Test(arguments: [Connectivity.dense, .probability(0.4)])
  func `couplings within a layer learn by the update of the rate model`(
    _ connectivity: Connectivity
  ) throws {
    let found = try Rig.agreements(lateralSettings, network: lateral(connectivity))
    let within = try #require(found["hidden->hidden total"])
    #expect(within.cosine > 0.9, "\(within.cosine)")
    #expect((0.7...1.3).contains(within.relativeSize))
    #expect(try #require(found["hidden->output total"]).cosine > 0.98)
    #expect(try #require(found["input->hidden total"]).cosine > 0.9)
  }

  @Test(arguments: [1.0, 0.3])
  func `updates of all layers are gradients where layers are coupled within and feedback is scaled`(
    _ feedback: Double
  ) throws {
    var network = lateral(), settings = lateralSettings
    network.projections[1].feedback = feedback
    settings.nudging.beta = 1e-3
    let plan = try LearningPlan(network, settings, seed: Seed(4))
    let rate = try RateLearner(
      plan, try SpikingLearner(plan, threads: 1).parameters,
      phases: RatePhases(free: 8000, nudged: 8000, tolerance: 1e-12))
    let data = Rig.data().train, samples = [0, 1, 2][...]
    let update = try rate.update(data, samples, sign: 1).weights
    let problem = rate.problem(data, samples)
    let exact = rate.byProjection(try RecurrentBackpropagation().descent(problem))
    let differences = rate.byProjection(
      try FiniteDifferenceGradient(
        step: 1e-5, chosen: problem.parameters.values.map { Array($0.indices.prefix(60)) }
      ).descent(problem))
    for name in plan.plastic.map(\.name) {
      let own = try #require(update[name]), reference = try #require(exact[name])
      let agreement = Agreement(
        projection: "", part: "", reference: "", update: own, reference: reference)
      #expect(agreement.cosine > 0.9999, "\(name)")
      #expect(abs(agreement.relativeSize - 1) < 1e-3, "\(name)")
      let few = Agreement(
        projection: "", part: "", reference: "", update: Array(reference.prefix(60)),
        reference: Array(try #require(differences[name]).prefix(60)))
      #expect(few.cosine > 0.9999, "\(name)")
    }
  }

  @Test func `a coupling within a layer is the sum of its two weights`() throws {
    let network = lateral()
    let seed = Seed(4)
    var sum = network
    let wiring = try network.wiring(of: network.projections[2], seed: seed)
    let w = wiring.matrix(wiring.weights)
    sum.projections[2].isSymmetric = false
    var both: [Double] = []
    wiring.forEach { i, j, _, _ in both.append(w[i * 30 + j] + w[j * 30 + i]) }
    sum.projections[2].weights = .explicit(both)
    let data = Rig.data().train
    func drives(_ network: Network) throws -> [Double] {
      let plan = try LearningPlan(network, Rig.settings(), seed: seed)
      let rate = try RateLearner(
        plan, try SpikingLearner(plan, threads: 1).parameters,
        phases: RatePhases(free: 4000, nudged: 1, tolerance: 1e-12))
      return try rate.settle(data, [0, 1]).u[0]
    }
    let differences = try zip(drives(network), drives(sum)).map { abs($0 - $1) }
    #expect(differences.count == 60 && differences.max()! < 1e-9)
  }

  @Test func `a unit that is joined to itself is refused where it learns`() throws {
    var network = lateral()
    #expect(lateralSettings.problems(for: network).isEmpty)
    network.projections[2].selfConnections = true
    let problems = lateralSettings.problems(for: network).map(\.description)
    #expect(problems.count == 1 && problems[0].contains("self_connections: false"))
    #expect(Rig.settings().problems(for: network).isEmpty)
  }

  // MARK: - Scaled feedback

  /// 20-20-15-5, whose feedback acts with this part of the weights.
  private func deep(_ feedback: Double) -> Network {
    var network = Verification.layered(
      20, [20, 15], 5, inputGain: 0.7, gain: 1, hiddenBias: 0.3, outputBias: 0.3)
    for index in network.projections.indices where network.projections[index].isSymmetric {
      network.projections[index].feedback = feedback
    }
    return network
  }

  @Test func `spikes back are scaled, and updates corrected for it`() throws {
    var settings = Rig.settings()
    let network = deep(0.5)
    settings.learningRates = Dictionary(
      uniqueKeysWithValues: network.projections.map { ($0.name, 0.05) })
    settings.biasRates = [:]
    settings.nudging.beta = 0.8
    settings.phases.free = 150.ms
    settings.phases.nudged = 120.ms
    let found = try Rig.agreements(settings, network: network)
    for (projection, least) in zip(network.projections, [0.7, 0.9, 0.98]) {
      let agreement = try #require(found["\(projection.name) total"])
      #expect(agreement.cosine > least, "\(projection.name)")
      #expect((0.7...1.4).contains(agreement.relativeSize), "\(projection.name)")
    }
  }

  /// Time constants until no drive of 256-100-100-100-10 moves by more than 1e-5, for drawn digits.
  private func settling(_ feedback: Double) throws -> Double {
    var network = Verification.layered(
      256, [100, 100, 100], 10, settling: 2.5.ms, inputGain: 0.5, gain: 0.7, hiddenBias: 0.2)
    for index in network.projections.indices where network.projections[index].isSymmetric {
      network.projections[index].feedback = feedback
    }
    var settings = Rig.settings()
    settings.learningRates = ["input->hidden": 0.1]
    settings.biasRates = [:]
    let plan = try LearningPlan(network, settings, seed: Seed(1))
    let rate = try RateLearner(
      plan, try SpikingLearner(plan, threads: 1).parameters,
      phases: RatePhases(free: 400, nudged: 400, tolerance: 1e-5))
    let scope = Verification.Scope(seed: Seed(1), threads: 1, quick: true, mnist: nil)
    let data = try Verification.digits(scope).train
    let problem = rate.problem(data, Array(0..<8)[...]), machine = problem.machine()
    let steps = try machine.settle(problem.parameters, limit: 40_000, tolerance: 1e-5)
    return Double(steps) * machine.steps[0]
  }

  @Test func `three hidden layers settle in a fraction of the time where feedback is scaled`()
    throws
  {
    let times = try [1, 0.5, 0.3].map(settling)
    #expect(times[0] > 4 * times[1] && times[0] > 4 * times[2])
  }

  @Test func `scales that do not cancel around a loop are refused where a network learns`() {
    var network = deep(0.5), settings = Rig.settings()
    settings.learningRates = ["hidden->hidden 2": 0.1]
    settings.biasRates = [:]
    #expect(settings.problems(for: network).isEmpty)
    network.projections.append(
      Projection(
        from: "hidden", to: "output", weights: .glorotUniform(gain: 0.1), symmetric: true,
        feedback: 0.25))
    #expect(settings.problems(for: network).isEmpty)
    #expect(network.layerWeights(output: "output").values == [1, 4, 2, 1])
    network.projections[3].feedback = 0.3
    let problems = settings.problems(for: network).map(\.description)
    #expect(problems.count == 1 && problems[0].contains("no energy"))
  }

  // MARK: - Homeostasis

  @Test func `biases that drift to a target wake units that never fire`() throws {
    var network = Rig.network, settings = Rig.settings()
    var currents = network.populations[1].constantCurrents
    for unit in 0..<15 { currents[unit] = -1 }
    network.populations[1].setCurrents(currents)
    (settings.epochs, settings.trainsTwin) = (20, true)
    func silent(_ settings: LearningSettings) throws -> (network: Double, twin: Double) {
      let result = try Rig.learn(settings, network: network)
      let plan = try LearningPlan(network, settings, seed: Seed(4))
      let twin = try RateLearner(
        plan, try SpikingLearner(plan, threads: 1).parameters,
        phases: RatePhases(free: 2000, nudged: 2000, tolerance: 1e-7))
      let data = Rig.data().train
      for _ in 0..<20 {
        for start in [0, 4, 8] {
          _ = try twin.learn(data, Array(0..<data.count)[start..<start + 4], sign: 1, factor: 1)
        }
      }
      let s = try twin.settle(data, Array(0..<data.count)[...]).s[0]
      let dead = (0..<30).count { unit in (0..<data.count).allSatisfy { s[$0 * 30 + unit] < 1e-6 } }
      return (try #require(result.epochs.last?.silentFraction["hidden"]), Double(dead) / 30)
    }
    let before = try silent(settings)
    #expect(before.network >= 0.4 && before.twin >= 0.4)
    settings.homeostasis = Homeostasis(target: 0.2, rate: 0.1, populations: ["hidden"])
    let after = try silent(settings)
    #expect(after.network < 0.1 && after.twin < 0.1)
  }

  @Test
  func
    `biases drift by the distance of the activity from the target, for samples that are learned`()
    throws
  {
    var settings = Rig.settings()
    settings.homeostasis = Homeostasis(target: 0.9, rate: 0.1)
    settings.biasRates = [:]
    let plan = try LearningPlan(Rig.network, settings, seed: Seed(4))
    let learner = try SpikingLearner(plan, threads: 1), data = Rig.data().train
    let start = learner.parameters.biases
    _ = try learner.error(data) { _, _ in }
    #expect(learner.parameters.biases == start)
    let outcomes = try learner.outcomes(data, [0, 1], learns: true) { $0 }
    try learner.learn(data, [0, 1], outcomes, factor: 1)
    let moved = learner.parameters.biases
    #expect(moved["output"] == start["output"])
    let s = try outcomes.map { try #require($0.freeActivity[1]) }
    for unit in 0..<30 {
      let expected = 0.1 * (0.9 - (s[0][unit] + s[1][unit]) / 2)
      #expect(abs(moved["hidden"]![unit] - start["hidden"]![unit] - expected) < 1e-12)
    }
  }
}
