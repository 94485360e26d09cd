import Datasets
import Measurements
import Networks
import Plasticity
import Protocols
import Quantities
import RateModel

@testable import EquilibriumPropagation

/// Keeps all that learning says; stops it after some epoch or batch.
final class Log: TrainingObserver {
  var epochs: [Epoch] = []
  var stages: [TrainingProgress] = []
  /// The weights after the last epoch.
  var weights: [String: [Double]] = [:]
  var batchesUntilCancelled = Int.max
  /// The last checkpoint.
  var checkpoint: TrainingCheckpoint?
  var isCancelled: Bool { stages.count { $0.stage == "training" } >= batchesUntilCancelled }

  func advanced(_ progress: TrainingProgress) { stages.append(progress) }
  func finished(_ epoch: Epoch) { epochs.append(epoch) }
  func learned(_ weights: [String: [Double]], epoch: Int) { self.weights = weights }
  func save(_ checkpoint: TrainingCheckpoint) { self.checkpoint = checkpoint }
}

enum Rig {
  /// Random pictures of 20 values in 5 classes.
  static func data(train: Int = 12, validation: Int = 5, test: Int = 5, testSeed: Int = 3) -> Split
  {
    func set(_ name: String, _ count: Int, _ seed: Int) -> Dataset {
      var stream = Seed(9).branch(seed).stream()
      return Dataset(
        name: name, inputs: (0..<20 * count).map { _ in stream.uniform() },
        labels: (0..<count).map { $0 % 5 }, classes: 5, width: 20)
    }
    return Split(
      train: set("train", train, 1), validation: set("validation", validation, 2),
      test: set("test", test, testSeed))
  }

  static var network: Network {
    Verification.layered(20, [30], 5, inputGain: 0.7, gain: 0.7, hiddenBias: 0.1, outputBias: 0.2)
  }

  static func settings(_ rule: any SpikeTimingRule = ZeroArea(fast: 10.ms, slow: 200.ms))
    -> LearningSettings
  {
    var settings = Verification.settings(rule)
    settings.batch = 4
    settings.trainsTwin = false
    settings.learningRates = ["input->hidden": 0.05, "hidden->output": 0.05]
    settings.biasRates = ["hidden": 0.05, "output": 0.05]
    return settings
  }

  /// Agreements with the rate reference of the summed updates of all training samples.
  static func agreements(
    _ settings: LearningSettings, network: Network = network, data: Split = data(),
    sign: Double = 1, firstRun: Int = 0
  ) throws -> [String: Agreement] {
    let plan = try LearningPlan(network, settings, seed: Seed(4))
    let learner = try SpikingLearner(plan, threads: 2)
    let rate = try RateLearner(
      plan, learner.parameters, phases: RatePhases(free: 2000, nudged: 2000, tolerance: 1e-9))
    let all = Array(0..<data.train.count)[...]
    let outcomes = try learner.outcomes(data.train, all, learns: true, sign: sign) {
      firstRun + $0
    }
    let comparison = try Comparison(plan, data.train, all, outcomes, rate: rate, sign: sign)
    return Dictionary(
      uniqueKeysWithValues: comparison.agreements.map { ("\($0.projection) \($0.part)", $0) })
  }

  /// Learns and returns the result with all that was said.
  static func learn(
    _ settings: LearningSettings, network: Network = network, data: Split = data(),
    threads: Int = 1,
    seed: UInt64 = 4, from checkpoint: TrainingCheckpoint? = nil, log: Log = Log()
  ) throws -> LearningResult {
    try Learning(
      network: network, settings: settings, data: data, seed: Seed(seed), threads: threads
    ).run(from: checkpoint, observer: log)
  }
}
