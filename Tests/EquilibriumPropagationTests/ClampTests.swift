import Datasets
import Measurements
import Networks
import Protocols
import Quantities
import RateModel
import Testing

@testable import EquilibriumPropagation

/// Clamped sources besides the input, held at the same values for all samples.
@Suite struct ClampTests {
  private static let values = [0.5, 0.25]

  /// The samples of the rig, with these values behind those of each sample where `isWide`.
  private func data(isWide: Bool) -> Split {
    func widened(_ set: Dataset) -> Dataset {
      Dataset(
        name: set.name, inputs: (0..<set.count).flatMap { set.row($0) + Self.values },
        labels: set.labels, classes: 5, width: 22)
    }
    let split = Rig.data()
    return isWide
      ? Split(
        train: widened(split.train), validation: widened(split.validation),
        test: widened(split.test)) : split
  }

  /// Twenty inputs and two values of context: in one population, or in two.
  private func network(isWide: Bool, context: Source = .clamp) -> Network {
    var stream = Seed(11).stream()
    let weights = (0..<22 * 30).map { _ in stream.uniform(-0.3, 0.3) }
    var network = Rig.network
    network.projections[0].weights = .explicit(isWide ? weights : Array(weights[..<600]))
    if isWide {
      network.populations[0].size = 22
    } else {
      network.populations.append(Population("context", size: 2, .source(context)))
      network.projections.append(
        Projection(from: "context", to: "hidden", weights: .explicit(Array(weights[600...]))))
    }
    return network
  }

  private func settings(isWide: Bool) -> LearningSettings {
    var settings = Rig.settings()
    settings.epochs = 2
    settings.trainsTwin = true
    settings.compareEvery = 1
    settings.compareSamples = 4
    if !isWide {
      settings.clamps = ["context": Self.values]
      settings.learningRates["context->hidden"] = settings.learningRates["input->hidden"]
    }
    return settings
  }

  @Test func `a clamp with constant values is an input that is the same for all samples`() throws {
    let logs = [Log(), Log()]
    let wide = try Rig.learn(
      settings(isWide: true), network: network(isWide: true), data: data(isWide: true), log: logs[0]
    )
    let split = try Rig.learn(
      settings(isWide: false), network: network(isWide: false), data: data(isWide: false),
      log: logs[1])
    let weights = try #require(logs[1].weights["input->hidden"])
    let context = try #require(logs[1].weights["context->hidden"])
    #expect(logs[0].weights["input->hidden"] == weights + context)
    #expect(logs[0].weights["hidden->output"] == logs[1].weights["hidden->output"])
    #expect(logs[1].weights["hidden->output"]?.allSatisfy { $0 != 0 } == true)
    guard case .explicit(let start)? = network(isWide: false).projection("context->hidden")?.weights
    else {
      Issue.record("no weights")
      return
    }
    #expect(zip(context, start).count { $0 != $1 } > 10)
    #expect(wide.epochs.count == 3)
    for (a, b) in zip(wide.epochs, split.epochs) {
      #expect(a.spikes == b.spikes)
      #expect(a.validationError == b.validationError)
      #expect(a.twinTrainError == b.twinTrainError)
      #expect(a.rateDifference == b.rateDifference)
    }
    #expect(
      wide.summary.testError == split.summary.testError
        && wide.summary.twinTestError == split.summary.twinTestError)
  }

  @Test func `values that are held change what is learned`() throws {
    var other = settings(isWide: false)
    other.clamps = ["context": [0, 0]]
    let network = network(isWide: false)
    let learned = try [settings(isWide: false), other].map { settings in
      let log = Log()
      _ = try Rig.learn(settings, network: network, data: data(isWide: false), log: log)
      return log.weights
    }
    #expect(Verification.different(learned[0], learned[1]) > 500)
  }

  @Test func `both kinds of backpropagation know the weights from a clamp`() throws {
    func updates(isWide: Bool) throws -> ReferenceUpdates {
      let network = network(isWide: isWide), data = data(isWide: isWide)
      let plan = try LearningPlan(network, settings(isWide: isWide), seed: Seed(4))
      let learner = try SpikingLearner(plan, threads: 1)
      let rate = try RateLearner(
        plan, learner.parameters, phases: RatePhases(free: 2000, nudged: 2000, tolerance: 1e-9))
      return try ReferenceUpdates(rate, data.train, [0, 1, 2])
    }
    let wide = try updates(isWide: true), split = try updates(isWide: false)
    for name in ReferenceUpdates.names {
      let whole = try #require(wide.updates[name]?["input->hidden"], "\(wide.missing)")
      let input = try #require(split.updates[name]?["input->hidden"], "\(split.missing)")
      let context = try #require(split.updates[name]?["context->hidden"])
      for (a, b) in zip(whole, input + context) { #expect(abs(a - b) < 1e-9, "\(name)") }
      #expect(context.contains { abs($0) > 1e-6 })
    }
  }

  @Test func `a clamp without values, and values without a clamp, are refused`() {
    var settings = settings(isWide: false)
    settings.clamps = [:]
    #expect(settings.problems(for: network(isWide: false)).count == 1)
    settings.clamps = ["context": [1]]
    #expect(settings.problems(for: network(isWide: false)).count == 1)
    settings.clamps = ["context": [1, .nan]]
    #expect(settings.problems(for: network(isWide: false)).count == 1)
    settings.clamps = ["context": [1, 2], "hidden": [0], "input": [0]]
    #expect(settings.problems(for: network(isWide: false)).count == 2)
  }
}
