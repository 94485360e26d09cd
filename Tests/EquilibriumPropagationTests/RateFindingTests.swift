import Datasets
import Measurements
import Networks
import Protocols
import Quantities
import RateModel
import Testing

@testable import EquilibriumPropagation

/// Each finding on a training of a rate model: when it is there, and that it is not there otherwise.
@Suite struct RateFindingTests {
  /// A training, and what may be changed of it.
  private struct Rig {
    var settings: RateTrainingSettings
    var dynamics = Dynamics(
      .prototypical, function: .hardSigmoid, order: .asynchronous, cost: .squaredError)
    var initialization = ParameterInitialization(.glorot(gain: 0.5))
    var architecture = Architecture(sizes: [64, 24, 10])

    init() {
      settings = RateTrainingSettings()
      settings.phases = RatePhases(free: 20, nudged: 6)
      settings.nudging = Nudging()
      settings.batch = 10
      settings.shard = 10
      settings.epochs = 6
      settings.rates = ["input->hidden": 0.2, "hidden->output": 0.1]
    }

    func result(threads: Int = 1) throws -> [Finding] {
      let data = try DatasetCatalog.load(
        DatasetRequest(.digits, size: 8, train: 300, validation: 100, test: 10))
      let result = try RateTraining(
        RateExperiment(
          architecture: architecture, dynamics: dynamics, initialization: initialization),
        settings: settings, data: data, seed: Seed(5), threads: threads
      ).run()
      return result.trainings.flatMap(\.findings)
    }
  }

  @Test(arguments: [
    (Dynamics.Formulation.prototypical, Dynamics.Cost.squaredError, false),
    (.prototypical, .squaredError, true), (.prototypical, .matching, false),
    (.hopfield, .squaredError, false), (.graded, .crossEntropy, false),
  ])
  func `a training that learns has no findings, whatever the number of threads`(
    _ kind: (formulation: Dynamics.Formulation, cost: Dynamics.Cost, keepsStates: Bool)
  ) throws {
    var rig = Rig()
    rig.dynamics = Dynamics(
      kind.formulation, function: .hardSigmoid, order: .asynchronous, cost: kind.cost)
    rig.settings.states = kind.keepsStates ? .persistent : .fresh
    rig.settings.rates["readout"] = kind.cost == .crossEntropy ? 0.1 : nil
    rig.settings.phases.free = 60
    let found = try rig.result()
    #expect(found == [])
    #expect(try rig.result(threads: 3) == found)
  }

  @Test(arguments: [Nudging.Scheme.oneSided, .symmetric])
  func `a free phase that is too short is found, with what still moves`(
    _ scheme: Nudging.Scheme
  ) throws {
    var rig = Rig()
    rig.dynamics = Dynamics(
      .hopfield, function: .hardSigmoid, step: 0.1, order: .synchronous, cost: .squaredError)
    rig.settings.nudging.scheme = scheme
    rig.settings.phases = RatePhases(free: 3, nudged: 30)
    rig.initialization.biases = ["output": 0.8]
    rig.settings.rates = ["input->hidden": 1e-6]
    rig.settings.biasRates = ["hidden": 0, "output": 0]
    rig.settings.epochs = 1
    let found = try rig.result()
    let isFound = found.contains {
      switch ($0, scheme) {
      case (.drifting(let part), .oneSided): part > Finding.largestDrift
      case (.moving(let part), .symmetric): part > Finding.largestMovement
      default: false
      }
    }
    #expect(isFound, "\(found)")
  }

  @Test func `states that oscillate for ever have not settled, also when they come back in time`()
    throws
  {
    var rig = Rig()
    // Strong mutual excitation, all units at once: a cycle of two steps, of which a phase of 6 sees nothing.
    rig.architecture = Architecture(
      input: Shape(64),
      layers: [.init(name: "hidden", shape: Shape(10)), .init(name: "output", shape: Shape(10))],
      connections: [
        .init(name: "input->hidden", pre: nil, post: 0, feedback: .none),
        .init(name: "hidden->output", pre: 0, post: 1, feedback: .tied),
      ])
    rig.dynamics = Dynamics(
      .prototypical, function: .hardSigmoid, order: .synchronous, cost: .squaredError)
    var weights = [Double](repeating: 0, count: 100)
    for k in 0..<10 { weights[11 * k] = -3 }
    rig.initialization.given = [
      "input->hidden": [Double](repeating: 0, count: 640), "hidden->output": weights,
    ]
    rig.initialization.biases = ["hidden": 1.5, "output": 1.5]
    rig.settings.rates = ["input->hidden": 1e-6]
    rig.settings.epochs = 1
    let found = try rig.result()
    #expect(found.contains { if case .moving = $0 { true } else { false } }, "\(found)")
  }

  @Test func `a tolerance that is not reached is found with the residual`() throws {
    var rig = Rig()
    rig.settings.phases = RatePhases(free: 6, nudged: 6, tolerance: 1e-5)
    rig.settings.epochs = 1
    let found = try rig.result()
    let isFound = found.contains {
      if case .residual(let found, 1e-5) = $0 { found > 1e-5 } else { false }
    }
    #expect(isFound, "\(found)")
    rig.settings.phases = RatePhases(free: 200, nudged: 6, tolerance: 1e-2)
    #expect(try !rig.result().contains { if case .residual = $0 { true } else { false } })
  }

  @Test func `learning rates that destroy are found, and rates that do nothing`() throws {
    var rig = Rig()
    rig.settings.rates = ["input->hidden": 50, "hidden->output": 50]
    let destroyed = try rig.result()
    let isFound = destroyed.contains {
      switch $0 {
      case .undone, .chance: true
      default: false
      }
    }
    #expect(isFound, "\(destroyed)")
    rig.settings.rates = ["input->hidden": 1e-9, "hidden->output": 1e-9]
    let idle = try rig.result()
    #expect(idle.contains { if case .chance = $0 { true } else { false } }, "\(idle)")
  }

  @Test(arguments: [("hidden", -20.0), ("output", -20), ("hidden", 20), ("output", 20)])
  func `silent and saturated layers are found, with their share`(_ layer: String, _ bias: Double)
    throws
  {
    var rig = Rig()
    rig.initialization.biases = [layer: bias]
    rig.settings.epochs = 1
    rig.settings.rates = ["input->hidden": 0.01]
    rig.settings.biasRates = ["hidden": 0, "output": 0]
    #expect(
      try rig.result().contains(
        bias < 0
          ? .silent(population: layer, fraction: 1) : .saturated(population: layer, fraction: 1)))
  }
}
