import Datasets
import EquilibriumPropagation
import RateModel

/// Reads what is done with a rate model: `training`, or `theorem`.
struct RateTaskReading {
  let model: RateExperiment
  let log: ProblemLog

  func training(_ section: Section) -> RateTrainingSettings {
    var settings = RateTrainingSettings()
    settings.nudging = section.value("nudging", or: settings.nudging, nudging)
    settings.phases = section.value("phases", or: settings.phases) {
      phases($0, standard: settings.phases)
    }
    settings.targets = section.value("targets", or: settings.targets, targets)
    settings.batch = section.value("batch", or: settings.batch) { $0.integer(1...1_000_000) }
    settings.shard = section.value("shard", or: min(settings.batch, settings.shard)) {
      $0.integer(1...1_000_000)
    }
    settings.epochs = section.value("epochs", or: settings.epochs) { $0.integer(0...1_000_000) }
    let connections =
      model.architecture.connections.map(\.name)
      + (model.dynamics.cost == .crossEntropy ? ["readout"] : [])
    if let rates = section.require("rates")?.section("'rates'") {
      if rates.keys.isEmpty {
        log.error(rates.place, "'rates' names no connection, so nothing would be learned")
      }
      settings.rates = numbers(rates, connections, "connection")
    }
    let layers =
      model.architecture.layers.map(\.name)
      + (model.dynamics.cost == .crossEntropy ? ["readout"] : [])
    if let rates = section.item("bias_rates")?.section("'bias_rates'") {
      settings.biasRates = numbers(rates, layers, "layer")
    }
    settings.biasRates = settings.biasRates(in: model)
    settings.momentum = section.value("momentum", or: 0) { $0.quantity(.fraction, .unit) }
    settings.weightDecay = section.value("weight_decay", or: 0) {
      $0.quantity(.number, .nonnegative)
    }
    settings.schedule = section.value("decay", or: settings.schedule) { item in
      switch item.node.content {
      case .scalar("constant", _): return .constant
      case .scalar("linear", _): return .linear
      case .scalar("cosine", _): return .cosine
      default: return item.quantity(.fraction, .positive).map { .exponential(factor: $0) }
      }
    }
    settings.keepsStates =
      section.value("states", or: "fresh") { $0.choice(["fresh", "persistent"]) } == "persistent"
    settings.seeds = section.value("seeds", or: 1) { $0.integer(1...10_000) }
    section.finish()
    return settings
  }

  func theorem(_ section: Section) -> TheoremSettings {
    var settings = TheoremSettings()
    settings.theorems = section.value("check", or: settings.theorems) { item in
      let items = item.isScalar ? [item] : item.list("a list of theorems") ?? []
      let theorems = items.compactMap { $0.choice(of: TheoremSettings.Theorem.self) }
      return theorems.isEmpty ? nil : theorems
    }
    settings.samples = section.value("samples", or: settings.samples) { $0.integer(1...100_000) }
    settings.phases = section.value("phases", or: settings.phases) { item in
      guard item.isList else { return phases(item).map { [$0] } }
      return item.list().map { $0.compactMap { phases($0) } }
    }
    settings.betas = section.value("betas", or: settings.betas) { item in
      item.quantities(.number, .positive, because: Self.reason)
    }
    settings.schemes = section.value("schemes", or: settings.schemes) { item in
      item.list("a list of nudging schemes")?.compactMap { item in
        let scheme = item.choice(of: RateNudging.Scheme.self)
        if scheme == .circle || scheme == .randomSign {
          item.error("step by step, schemes are one-sided, twin and symmetric")
        }
        return scheme
      }
    }
    settings.targets = section.value("targets", or: settings.targets, targets)
    settings.precision = section.value("precision", or: settings.precision) {
      $0.choice(of: StepByStep.Precision.self)
    }
    section.finish()
    if model.dynamics.order == .asynchronous {
      log.error(
        section.place, "theorems are about synchronous steps; 'rate' has 'order: asynchronous'")
    }
    return settings
  }

  /// Complains when input and output do not have the shape of the data.
  func checkShape(_ request: DatasetRequest, at place: ModelProblem.Place) {
    let shape: (inputs: Int, classes: Int)? =
      switch request.set {
      case .digits: (request.size.map { $0 * $0 } ?? 0, 10)
      // Files that somebody names may be of another size, as EMNIST's; they are looked at themselves.
      case .mnist: request.path == nil ? (784, 10) : nil
      case .bars: (request.size.map { $0 * $0 } ?? 0, 2)
      case .xor, .moons: (2, 2)
      case .idx, .arrays: nil
      }
    guard let shape else { return }
    let input = model.architecture.input.count
    if input != shape.inputs {
      log.error(
        place,
        "the samples of \(request.set.name) have \(shape.inputs) values, but 'input' has \(input)")
    }
    let output = model.architecture.layers[model.architecture.output].shape.count
    if model.dynamics.cost != .crossEntropy, output != shape.classes {
      log.error(
        place,
        "\(request.set.name) has \(shape.classes) classes, but the last layer has \(output) units")
    }
  }

  /// The reason that none of these has a unit.
  private static let reason = "rate models are dimensionless"

  private func numbers(
    _ section: Section, _ names: [String], _ what: String
  ) -> [String: Double] {
    var result: [String: Double] = [:]
    // One layer that has another name makes several names wrong.
    let unknown = section.all().filter { !names.contains($0.key) }
    if let first = unknown.first {
      let more = unknown.dropFirst().map { ", nor '\($0.key)'" }.joined()
      log.error(
        first.place,
        "there is no \(what) '\(first.key)'\(more)" + Suggestion.hint(first.key, in: names))
    }
    for (name, _, item) in section.all() {
      result[name] = item.quantity(.number, .nonnegative, because: Self.reason)
    }
    return result
  }

  private func targets(_ item: Item) -> Targets? {
    guard let values = item.quantities(.number, because: Self.reason) else { return nil }
    guard values.count == 2, values[0] < values[1] else {
      item.error("'targets' must be two numbers in order, [off, on]")
      return nil
    }
    return Targets(off: values[0], on: values[1])
  }

  private func nudging(_ item: Item) -> RateNudging? {
    guard let section = item.section("'nudging'") else { return nil }
    var nudging = RateNudging(.symmetric, strength: 0.5)
    nudging.scheme = section.value("scheme", or: nudging.scheme) {
      $0.choice(of: RateNudging.Scheme.self)
    }
    nudging.strength = section.value("beta", or: nudging.strength) {
      $0.quantity(.number, .positive, because: Self.reason)
    }
    if nudging.scheme == .circle {
      nudging.points = section.value("points", or: nudging.points) { $0.integer(2...1000) }
      if !model.dynamics.isHolomorphic(model.architecture) {
        item.error(
          "a circle of complex betas needs activation tanh, sigmoid or shifted-sigmoid, "
            + "formulation graded or prototypical, cost squared-error or matching, and no max "
            + "pooling between layers")
      }
    } else {
      section.hint(["points"], "only scheme circle has it")
    }
    section.finish()
    return nudging
  }

  /// Phases; what is not written is as in `standard`, or wrong without it.
  private func phases(_ item: Item, standard: RatePhases? = nil) -> RatePhases? {
    guard let section = item.section("'phases'") else { return nil }
    func steps(_ key: String, _ standard: Int?) -> Int? {
      guard let standard else { return section.require(key)?.integer(1...100_000_000) }
      return section.value(key, or: standard) { $0.integer(1...100_000_000) }
    }
    let free = steps("free", standard?.free), nudged = steps("nudged", standard?.nudged)
    let tolerance = section.value("tolerance", or: 0) { $0.quantity(.number, .nonnegative) }
    section.finish()
    guard let free, let nudged else { return nil }
    return RatePhases(free: free, nudged: nudged, tolerance: tolerance)
  }
}
