import Datasets
import Engine
import Foundation
import Measurements
import Networks
import Plasticity
import Protocols
import Quantities
import Testing

@testable import EquilibriumPropagation

@Suite struct LearningTests {
  @Test func `the same bytes for one, two and three threads`() throws {
    // A batch of one is where the branches of a sample run side by side.
    for batch in [1, 4] {
      var settings = Rig.settings()
      settings.batch = batch
      try sameBytes([1, 2, 3].map { try Rig.learn(settings, threads: $0) })
    }
  }

  private func sameBytes(_ results: [LearningResult]) {
    for other in results.dropFirst() {
      #expect(Verification.different(results[0].weights, other.weights) == 0)
      #expect(Verification.different(results[0].biases, other.biases) == 0)
      #expect(results[0].epochs.map(\.validationError) == other.epochs.map(\.validationError))
      #expect(results[0].epochs.map(\.spikes) == other.epochs.map(\.spikes))
    }
  }

  @Test func `activity over the phases is that of the units, and nudging moves the outputs apart`()
    throws
  {
    let result = try Rig.learn(Rig.settings())
    let profile = try #require(result.activity)
    #expect(profile.samples == 5)
    #expect(
      profile.groups.map(\.name) == ["hidden", "output, unit of the label", "output, other units"])
    #expect(profile.rates.map(\.values.count) == [30, 5])
    let freeEnd = profile.phases[0].end
    let free = Int((freeEnd / profile.bin).rounded())
    func mean(_ values: some Collection<Double>) -> Double {
      values.reduce(0, +) / Double(values.count)
    }
    let groups = profile.groups.map(\.rates), units = profile.rates.map { mean($0.values) }
    // The free phase is a whole number of bins: both ways of counting see the same spikes.
    #expect(abs(Double(free) * profile.bin - freeEnd) < 1e-9)
    #expect(abs(mean(groups[0][..<free]) - units[0]) < 1e-9)
    let outputs = (mean(groups[1][..<free]) + 4 * mean(groups[2][..<free])) / 5
    #expect(abs(outputs - units[1]) < 1e-9)
    let apart = mean(groups[1][free...]) - mean(groups[2][free...])
    #expect(apart > mean(groups[1][..<free]) - mean(groups[2][..<free]))
  }

  @Test func `another seed gives other weights`() throws {
    let a = try Rig.learn(Rig.settings()), b = try Rig.learn(Rig.settings(), seed: 5)
    #expect(Verification.different(a.weights, b.weights) > 700)
  }

  @Test func `the test set changes nothing but the test error`() throws {
    let a = try Rig.learn(Rig.settings())
    let b = try Rig.learn(Rig.settings(), data: Rig.data(test: 7, testSeed: 8))
    #expect(Verification.different(a.weights, b.weights) == 0)
    #expect(a.summary.bestEpoch == b.summary.bestEpoch)
    #expect(b.summary.testCount == 7)
  }

  @Test func `weights stay inside their bounds`() throws {
    var network = Rig.network
    for index in network.projections.indices { network.projections[index].bounds = -0.1...0.2 }
    var settings = Rig.settings()
    settings.learningRates = ["input->hidden": 5, "hidden->output": 5]
    let plan = try LearningPlan(network, settings, seed: Seed(4))
    let learner = try SpikingLearner(plan, threads: 1)
    let data = Rig.data().train
    let all = Array(0..<data.count)[...]
    let outcomes = try learner.outcomes(data, all, learns: true) { $0 }
    try learner.learn(data, all, outcomes, factor: 1)
    for values in learner.parameters.weights.values {
      #expect(values.allSatisfy { (-0.1...0.2).contains($0) })
      #expect(values.contains(0.2) || values.contains(-0.1))
    }
  }

  @Test func `cancelling gives a partial result`() throws {
    let log = Log()
    log.batchesUntilCancelled = 2
    var settings = Rig.settings()
    settings.epochs = 5
    let result = try Rig.learn(settings, log: log)
    #expect(result.summary.wasCancelled)
    // An epoch that was cut short has no record; its weights are kept.
    #expect(result.epochs.map(\.epoch) == [0])
    #expect(result.summary.testCount == 0)
    #expect(log.stages.count { $0.stage == "training" } == 2)
  }

  @Test(arguments: [1, 3, 4, 8]) func `what was interrupted ends as if it had not been`(
    _ batches: Int
  ) throws {
    var settings = Rig.settings()
    settings.nudging.scheme = .randomSign
    settings.epochs = 3
    settings.trainsTwin = true
    settings.compareEvery = 2
    let whole = try Rig.learn(settings)
    let log = Log()
    log.batchesUntilCancelled = batches
    #expect(try Rig.learn(settings, log: log).summary.wasCancelled)
    // Through the text of a file, as the facts of a checkpoint are kept.
    var checkpoint = try #require(log.checkpoint)
    checkpoint.course = try JSONDecoder().decode(
      TrainingCourse.self, from: JSONEncoder().encode(checkpoint.course))
    let rest = try Rig.learn(settings, from: checkpoint)
    sameBytes([whole, rest])
    #expect(rest.epochs.map(\.twinTrainError) == whole.epochs.map(\.twinTrainError))
    #expect(rest.epochs.map(\.agreements) == whole.epochs.map(\.agreements))
    #expect(rest.epochs.map(\.settlingDrift) == whole.epochs.map(\.settlingDrift))
    #expect(rest.summary.twinTestError == whole.summary.twinTestError)
  }

  /// One life: alternating nudges, no reset between samples.
  private func life(_ lives: Int) -> LearningSettings {
    var settings = Rig.settings(Hebbian(tau: 10.ms))
    settings.nudging.scheme = .alternating
    settings.phases.nudged = 40.ms
    settings.phases.onset = 20.ms
    settings.states = .continued
    settings.lives = lives
    settings.epochs = 2
    settings.compareEvery = 2
    return settings
  }

  @Test func `lives depend on their number, and not on threads`() throws {
    let one = try Rig.learn(life(1)), two = try Rig.learn(life(2))
    // Drift cancels in nudges that alternate, and is not told.
    #expect(one.epochs.allSatisfy { $0.settlingDrift == nil })
    sameBytes([two, try Rig.learn(life(2), threads: 2), try Rig.learn(life(2), threads: 5)])
    sameBytes([one, try Rig.learn(life(1), threads: 2)])
    var fresh = life(1)
    fresh.states = .fresh
    let logs = [Log(), Log(), Log()]
    for (settings, log) in zip([life(1), life(2), fresh], logs) {
      _ = try Rig.learn(settings, log: log)
    }
    #expect(logs[0].weights != logs[1].weights && logs[0].weights != logs[2].weights)
  }

  @Test func `comparisons and tests are no part of a life`() throws {
    var silent = life(1)
    silent.compareEvery = 0
    let data = Rig.data()
    let other = Rig.data(validation: 0, test: 3)
    let (a, b, c) = (Log(), Log(), Log())
    _ = try Rig.learn(silent, data: data, log: a)
    _ = try Rig.learn(silent, data: other, log: b)
    _ = try Rig.learn(life(1), data: data, log: c)
    #expect(!a.weights.isEmpty && a.weights == b.weights && a.weights == c.weights)
  }

  @Test(arguments: [1, 4, 5]) func `a life that was interrupted begins its epoch again`(
    _ batches: Int
  ) throws {
    let whole = try Rig.learn(life(2))
    let log = Log()
    log.batchesUntilCancelled = batches
    #expect(try Rig.learn(life(2), log: log).summary.wasCancelled)
    let checkpoint = try #require(log.checkpoint)
    #expect(checkpoint.course.done == 0)
    sameBytes([whole, try Rig.learn(life(2), from: checkpoint)])
  }

  @Test func `epoch 0 is the network before learning`() throws {
    let log = Log()
    var settings = Rig.settings()
    settings.epochs = 0
    let result = try Rig.learn(settings, log: log)
    #expect(result.epochs.map(\.epoch) == [0])
    #expect(result.summary.bestEpoch == 0)
    let stores = try Simulation.stores(of: Rig.network, seed: Seed(4))
    #expect(result.weights["hidden->output"] == stores[1].weights)
  }

  @Test func `a tolerance ends the free phase early`() throws {
    var settings = Rig.settings()
    settings.phases.free = 400.ms
    func end(_ tolerance: Double?) throws -> Double {
      settings.phases.settlingTolerance = tolerance
      let plan = try LearningPlan(Rig.network, settings, seed: Seed(4))
      let learner = try SpikingLearner(plan, threads: 1)
      let data = Rig.data().train
      return try learner.outcomes(data, [0], learns: false) { $0 }[0].freeEnd
    }
    #expect(try end(nil) == 400)
    #expect(try end(0.05) < 200)
    #expect(try end(1e-12) == 400)
  }

  @Test func `exclusive or is learned by heart`() throws {
    let result = try xor(train: 20, epochs: 12)
    #expect(result.summary.testError == 0)
  }

  @Test func `bars and stripes are told apart`() throws {
    let data = try DatasetCatalog.load(
      DatasetRequest(.bars, size: 5, train: 36, validation: 12, test: 12))
    var settings = toySettings(epochs: 8)
    settings.learningRates = ["input->hidden": 0.3, "hidden->output": 0.1]
    settings.biasRates = ["hidden": 0.3, "output": 0.1]
    let network = Verification.layered(
      25, [20], 2, inputGain: 0.5, gain: 0.5, hiddenBias: 0, outputBias: 0.1)
    let result = try Rig.learn(settings, network: network, data: data)
    #expect(result.summary.testError! < 0.1)
  }

  private func toySettings(epochs: Int) -> LearningSettings {
    var settings = Rig.settings()
    settings.batch = 1
    settings.epochs = epochs
    settings.schedule = .linear
    settings.phases.free = 30.ms
    settings.phases.nudged = 30.ms
    settings.phases.readout = 10.ms
    settings.nudging.beta = 0.4
    return settings
  }

  private func xor(train: Int, epochs: Int) throws -> LearningResult {
    let data = try DatasetCatalog.load(DatasetRequest(.xor, train: train, validation: 4, test: 4))
    var settings = toySettings(epochs: epochs)
    settings.learningRates = ["input->hidden": 0.5, "hidden->output": 0.2]
    settings.biasRates = ["hidden": 0.5, "output": 0.2]
    let network = Verification.layered(
      2, [20], 2, inputGain: 4, gain: 0.5, hiddenBias: 0, outputBias: 0.1)
    return try Rig.learn(settings, network: network, data: data)
  }

  @Test func `pairs that are listed learn as the random projection that drew them`() throws {
    var network = Rig.network
    network.projections[0].connectivity = .probability(0.4)
    network.projections[1].connectivity = .inDegree(12)
    let random = try Rig.learn(Rig.settings(), network: network)
    for (index, projection) in network.projections.enumerated() {
      let wiring = try network.wiring(of: projection, seed: Seed(4))
      var pairs: [Connectivity.Pair] = []
      for i in 0..<wiring.sources {
        for k in wiring.rowStarts[i]..<wiring.rowStarts[i + 1] {
          pairs.append(.init(i, Int(wiring.columns[k])))
        }
      }
      network.projections[index].connectivity = .list(pairs)
      network.projections[index].weights = .explicit(wiring.weights)
      #expect(random.weights[projection.name]?.count == wiring.count)
    }
    let listed = try Rig.learn(Rig.settings(), network: network)
    #expect(listed.weights == random.weights && listed.biases == random.biases)
    #expect(listed.weights["input->hidden"] != nil)
  }
}
