import Datasets
import Measurements
import Networks
import Protocols
import Quantities
import RateModel
import Testing

@testable import EquilibriumPropagation

/// Trainings of rate models, whole and interrupted.
@Suite struct RateTrainingTests {
  /// Stops after some batches and keeps the last checkpoint.
  private final class Watcher: TrainingObserver {
    var left: Int
    var checkpoint: TrainingCheckpoint?
    var records: [Epoch] = []

    init(stopAfter count: Int = .max) { left = count }

    var isCancelled: Bool { left <= 0 }
    func advanced(_ progress: TrainingProgress) { left -= 1 }
    func finished(_ record: Epoch) { records.append(record) }
    func save(_ checkpoint: TrainingCheckpoint) { self.checkpoint = checkpoint }
  }

  private func training(
    threads: Int = 1, states: InitialStates = .fresh, noise: Double = 0,
    scheme: Nudging.Scheme = .randomSign, train: Int = 60
  ) throws -> RateTraining {
    let data = try DatasetCatalog.load(
      DatasetRequest(.digits, size: 8, train: train, validation: 20, test: 20))
    var settings = RateTrainingSettings()
    settings.phases = RatePhases(free: 8, nudged: 5)
    settings.nudging = Nudging(scheme, beta: 0.5)
    settings.batch = 10
    settings.shard = 4
    settings.epochs = 3
    settings.rates = ["input->hidden": 0.2, "hidden->output": 0.1]
    settings.momentum = 0.5
    settings.states = states
    settings.seeds = 2
    return RateTraining(
      RateExperiment(
        architecture: Architecture(sizes: [64, 16, 10]),
        dynamics: Dynamics(
          .prototypical, function: .hardSigmoid, order: .asynchronous, cost: .matching,
          noise: noise),
        initialization: ParameterInitialization(.glorot(gain: 0.5))),
      settings: settings, data: data, seed: Seed(5), threads: threads)
  }

  @Test(
    arguments: [
      (InitialStates.fresh, 0.0), (.persistent, 0.0), (.continued, 0.0), (.fresh, 0.02),
    ], [1, 9, 17, 33])
  func `a training that was interrupted ends as if it had not been`(
    _ kind: (states: InitialStates, noise: Double), _ batches: Int
  ) throws {
    let whole = try training(states: kind.states, noise: kind.noise)
      .run(observer: Watcher())
    let first = Watcher(stopAfter: batches)
    let part = try training(states: kind.states, noise: kind.noise)
      .run(observer: first)
    #expect(part.summary.wasCancelled)
    let checkpoint = try #require(first.checkpoint)
    let rest = try training(states: kind.states, noise: kind.noise)
      .run(from: checkpoint, observer: Watcher())
    #expect(!rest.summary.wasCancelled)
    #expect(rest.parameters == whole.parameters)
    #expect(rest.summary.seeds == whole.summary.seeds)
    func withoutTimes(_ result: RateTrainingResult) -> [Epoch] {
      result.epochs.map { epoch in
        var epoch = epoch
        (epoch.seconds, epoch.processorSeconds) = (nil, nil)
        return epoch
      }
    }
    #expect(withoutTimes(rest) == withoutTimes(whole))
    #expect(rest.trainings.map(\.findings) == whole.trainings.map(\.findings))
  }

  @Test func `threads do not change a bit`() throws {
    let one = try training().run(observer: Watcher())
    let three = try training(threads: 3).run(observer: Watcher())
    #expect(one.parameters == three.parameters)
  }

  @Test func `the epoch with the least validation error is the one that is tested`() throws {
    let watcher = Watcher()
    let result = try training().run(observer: watcher)
    #expect(watcher.records.count == 6)
    for training in result.trainings {
      let errors = training.epochs.map { $0.validationError! }
      #expect(training.summary.validationError == errors.min())
      #expect(training.summary.bestEpoch == errors.firstIndex(of: errors.min()!)! + 1)
    }
  }

  @Test func `learning lowers the error`() throws {
    let watcher = Watcher()
    _ = try training(scheme: .symmetric, train: 400).run(observer: watcher)
    let first = watcher.records.filter { $0.epoch == 1 }.compactMap(\.trainError).reduce(0, +)
    let last = watcher.records.filter { $0.epoch == 3 }.compactMap(\.trainError).reduce(0, +)
    #expect(last < 0.7 * first)
  }
}
