import Collectives
import Datasets
import Measurements
import Networks
import Protocols
import Quantities
import RateModel
import Testing

@testable import EquilibriumPropagation

/// Training over ranks, here threads that exchange through memory: the same bits over any number.
@Suite struct RankTests {
  @Test func `shares are blocks in order that leave nothing out`() {
    for total in [0, 1, 5, 12] {
      let shares = ThreadRanks.run(5) { ranks in Array(ranks.share(of: total)) }
      #expect(shares.flatMap(\.self) == Array(0..<total))
    }
  }

  @Test(arguments: [2, 3, 6])
  func `a spiking network learns the same over ranks`(_ count: Int) throws {
    let one = try Rig.learn(Rig.settings())
    let results = ThreadRanks.run(count) { ranks in
      Result {
        try Learning(
          network: Rig.network, settings: Rig.settings(), data: Rig.data(), seed: Seed(4),
          threads: 1, ranks: ranks
        ).run(observer: Log())
      }
    }
    for result in results {
      let result = try result.get()
      #expect(result.weights == one.weights)
      #expect(result.biases == one.biases)
      #expect(result.summary.testError == one.summary.testError)
      #expect(result.epochs.map(\.spikes) == one.epochs.map(\.spikes))
      for (epoch, other) in zip(result.epochs, one.epochs) {
        #expect(epoch.settlingDrift == other.settlingDrift)
      }
    }
  }

  @Test func `when one rank is asked to stop, all stop at the same batch`() {
    let stages = ThreadRanks.run(3) { ranks -> [Int] in
      let log = Log()
      if ranks.rank == 1 { log.batchesUntilCancelled = 2 }
      let result = try? Learning(
        network: Rig.network, settings: Rig.settings(), data: Rig.data(), seed: Seed(4),
        threads: 1, ranks: ranks
      ).run(observer: log)
      return [
        log.stages.count { $0.stage == "training" }, result?.summary.wasCancelled == true ? 1 : 0,
      ]
    }
    #expect(stages == [[2, 1], [2, 1], [2, 1]])
  }

  private static func train(
    keepsStates: Bool, noise: Double, data: Split, ranks: any RankExchange
  ) throws -> RateTrainingResult {
    var settings = RateTrainingSettings()
    settings.phases = RatePhases(free: 8, nudged: 5)
    settings.nudging = Nudging(.randomSign, beta: 0.5)
    settings.batch = 14
    settings.shard = 3
    settings.epochs = 2
    settings.rates = ["input->hidden": 0.2, "hidden->output": 0.1]
    settings.momentum = 0.5
    settings.states = keepsStates ? .persistent : .fresh
    return try RateTraining(
      RateExperiment(
        architecture: Architecture(sizes: [64, 16, 10]),
        dynamics: Dynamics(
          .prototypical, function: .hardSigmoid, order: .asynchronous, cost: .matching,
          noise: noise),
        initialization: ParameterInitialization(.glorot(gain: 0.5))),
      settings: settings, data: data, seed: Seed(5), threads: 1, ranks: ranks
    ).run()
  }

  @Test(arguments: [(false, 0.02), (true, 0.0)], [2, 3, 7])
  func `a rate model learns the same over ranks`(
    _ kind: (keepsStates: Bool, noise: Double), _ count: Int
  ) throws {
    let data = try DatasetCatalog.load(
      DatasetRequest(.digits, size: 8, train: 60, validation: 120, test: 250))
    let one = try Self.train(
      keepsStates: kind.keepsStates, noise: kind.noise, data: data, ranks: SingleRank())
    let results = ThreadRanks.run(count) { ranks in
      Result {
        try Self.train(
          keepsStates: kind.keepsStates, noise: kind.noise, data: data, ranks: ranks)
      }
    }
    for result in results {
      let result = try result.get()
      #expect(result.parameters == one.parameters)
      #expect(result.summary.seeds == one.summary.seeds)
      #expect(result.epochs.map(\.cost) == one.epochs.map(\.cost))
    }
  }
}
