import Networks
import Protocols
import Quantities
import Testing

@testable import RateModel

/// Training in single precision.
@Suite struct RateTrainerTests {
  private func trainer(
    threads: Int = 1, rate: Double = 0.2, states: InitialStates = .fresh
  ) -> RateTrainer {
    let architecture = Architecture(sizes: [2, 12, 2])
    let dynamics = Dynamics(
      .prototypical, function: .hardSigmoid, order: .asynchronous, cost: .matching)
    var settings = RateTrainingSettings()
    settings.phases = RatePhases(free: 12, nudged: 8)
    settings.shard = 2
    settings.states = states
    return RateTrainer(
      architecture, dynamics,
      parameters: ParameterInitialization(
        .glorot(gain: 0.5), biases: ["hidden": 0.2, "output": 0.5]
      ).parameters(
        architecture, seed: Seed(3)), classes: 2,
      settings: settings,
      rates: ["input->hidden": rate, "hidden->output": rate, "hidden": rate, "output": rate],
      threads: threads)
  }

  /// Exclusive or, four samples.
  private let inputs: [Float] = [0, 0, 0, 1, 1, 0, 1, 1]
  private let targets: [Float] = [1, 0, 0, 1, 0, 1, 1, 0]

  @Test
  func `exclusive or is learned`() throws {
    let trainer = trainer()
    for batch in 0..<1500 {
      _ = try trainer.learn(
        inputs: inputs, targets: targets, count: 4, scale: 1, seed: Seed(1).branch(batch))
    }
    #expect(trainer.predict(inputs: inputs, count: 4) == [0, 1, 1, 0])
  }

  @Test
  func `the number of threads does not change a bit`() throws {
    let one = trainer(), two = trainer(threads: 2)
    for batch in 0..<20 {
      for trainer in [one, two] {
        _ = try trainer.learn(
          inputs: inputs, targets: targets, count: 4, scale: 1, seed: Seed(1).branch(batch))
      }
    }
    #expect(one.parameters == two.parameters)
  }

  @Test
  func `kept states go on where they were`() throws {
    let fresh = trainer(), kept = trainer(states: .persistent)
    for batch in 0..<2 {
      for trainer in [fresh, kept] {
        _ = try trainer.learn(
          inputs: inputs, targets: targets, count: 4, scale: 1, seed: Seed(1).branch(batch),
          samples: [0, 1, 2, 3])
      }
    }
    #expect(kept.keptStates.keys.sorted() == [0, 1, 2, 3])
    #expect(fresh.keptStates.isEmpty)
    // Twelve steps settle to five digits, which kept states improve on.
    let before = fresh.parameters.values.joined(), after = kept.parameters.values.joined()
    #expect(zip(before, after).allSatisfy { abs($0 - $1) < 1e-3 })
  }

  @Test func `continued states are those in which the sample before left its place in the batch`()
    throws
  {
    let fresh = trainer(), life = trainer(states: .continued)
    for batch in 0..<2 {
      for trainer in [fresh, life] {
        _ = try trainer.learn(
          inputs: inputs, targets: targets, count: 4, scale: 1, seed: Seed(1).branch(batch),
          samples: (0..<4).map { 4 * batch + $0 })
      }
      // The first batch begins at rest, too; places are kept, not samples.
      #expect((fresh.parameters == life.parameters) == (batch == 0))
      #expect(life.keptStates.keys.sorted() == [0, 1, 2, 3])
    }
    // Left by the last nudge, not by the free phase.
    let (kept, left) = (trainer(states: .persistent), trainer(states: .continued))
    for trainer in [kept, left] {
      _ = try trainer.learn(
        inputs: inputs, targets: targets, count: 4, scale: 1, seed: Seed(1), samples: [0, 1, 2, 3])
    }
    #expect((0..<4).allSatisfy { kept.keptStates[$0] != left.keptStates[$0] })
    // An examination begins there, too.
    fresh.parameters = life.parameters
    func error(_ trainer: RateTrainer) -> Double {
      trainer.examine(
        inputs: inputs, targets: targets, count: 4, distance: 1, samples: [0, 1, 2, 3]
      )
      .error
    }
    #expect(error(life) != error(fresh))
  }

  @Test
  func `numbers that are not finite are told at once`() {
    #expect(throws: RateModelError.self) {
      _ = try trainer(rate: .infinity).learn(
        inputs: inputs, targets: targets, count: 4, scale: 1, seed: Seed(1))
    }
  }
}
