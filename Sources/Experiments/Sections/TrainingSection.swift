import Datasets
import Networks
import Protocols

/// The reason that no number of a rate model has a unit.
private let reason = "rate models are dimensionless"

extension RateTrainingSettings {
  /// The keys of `training`.
  static let table = Table<RateTrainingSettings, RateTaskReading> {
    Parameter("nudging", Nudging.rateTable, \.nudging) { _, task in task }
    Parameter("phases", RatePhases.table, \.phases) { _, _ in }
    Parameter("targets", .targets, "[off, on], of other outputs and of the label's", \.targets)
    Parameter(
      "batch", .integer(1...1_000_000), "samples between two steps of the weights", \.batch)
    Parameter("shard", "samples that one thread computes at a time, at most a batch") {
      section, settings, _ in
      settings.shard = section.value("shard", or: min(settings.batch, settings.shard)) {
        $0.integer(1...1_000_000)
      }
    } write: { settings, _ in
      .integer(settings.shard)
    }
    Parameter(
      "epochs", .integer(0...1_000_000), "passes over the training set; 0: test only", \.epochs
    )
    Parameter("rates", "learning rates by connection, and of the readout") {
      section, settings, task in
      guard let rates = section.item("rates")?.section("'rates'") else { return }
      if rates.keys.isEmpty {
        section.log.error(rates.place, "'rates' names no connection, so nothing would be learned")
      }
      let names = task.model.architecture.connections.map(\.name) + task.readout
      settings.rates = task.numbers(rates, names, "connection")
    } write: { settings, _ in
      .numbers(settings.rates)
    }.required
    Parameter("bias_rates", "learning rates of biases by layer; 0 holds them") {
      section, settings, task in
      if let rates = section.item("bias_rates")?.section("'bias_rates'") {
        let names = task.model.architecture.layers.map(\.name) + task.readout
        settings.biasRates = task.numbers(rates, names, "layer")
      }
      settings.biasRates = settings.biasRates(in: task.model)
    } write: { settings, _ in
      settings.biasRates.isEmpty ? nil : .numbers(settings.biasRates)
    }.standing("as rates")
    Parameter("momentum", .number(.fraction, .unit), "momentum, mu", \.momentum)
    Parameter("weight_decay", .number(.number, .nonnegative), "weight decay, lambda", \.weightDecay)
    Parameter(
      "decay", .decay,
      "course of learning rates: constant, linear, cosine, or a factor for each epoch", \.schedule)
    Parameter(
      "states", .choice,
      "the states with which a sample begins: its own, those of its last epoch, those after the sample before",
      \.states)
    Parameter(
      "seeds", .integer(1...10_000),
      "number of independent trainings, from the seed and branches of it",
      \.seeds)
  }
}

extension TheoremSettings {
  /// The keys of `theorem`.
  static let table = Table<TheoremSettings, RateTaskReading> {
    Parameter("check", "the statements that are measured, one or a list") { section, settings, _ in
      settings.theorems = section.value("check", or: settings.theorems) { item in
        let items = item.isScalar ? [item] : item.filledList("a list of theorems") ?? []
        let theorems = items.compactMap { $0.choice(of: TheoremSettings.Theorem.self) }
        return theorems.isEmpty ? nil : theorems
      }
    } write: { settings, _ in
      .list(settings.theorems.map { .word($0.rawValue) })
    }
    Parameter(
      "samples", .integer(1...100_000), "number of samples, the first ones of the training set",
      \.samples
    )
    Parameter("phases", "as in training, or a list of them; each with free and nudged") {
      section, settings, _ in
      settings.phases = section.value("phases", or: settings.phases) { item in
        guard item.isList else { return RatePhases(whole: item).map { [$0] } }
        return item.filledList("a list of phases")?.compactMap { RatePhases(whole: $0) }
      }
    } write: { settings, _ in
      .lines(settings.phases.map { .flow(RatePhases.table.write($0)) })
    }
    Parameter("betas", "a list of |beta|, one row of the result for each") {
      section, settings, _ in
      settings.betas = section.value("betas", or: settings.betas) {
        guard $0.filledList("a list of numbers") != nil else { return nil }
        return $0.quantities(.number, .positive, because: reason)
      }
    } write: { settings, _ in
      .numbers(settings.betas)
    }
    Parameter("schemes", "a list of one-sided, twin and symmetric") { section, settings, _ in
      settings.schemes = section.value("schemes", or: settings.schemes) { item in
        item.filledList("a list of nudging schemes")?.compactMap { item in
          let scheme = item.choice(of: Nudging.Scheme.self)
          if let scheme, ![.oneSided, .twin, .symmetric].contains(scheme) {
            item.error(
              "found \(scheme.rawValue); step by step, schemes are one-sided, twin and symmetric")
          }
          return scheme
        }
      }
    } write: { settings, _ in
      .list(settings.schemes.map { .word($0.rawValue) })
    }
    Parameter("targets", .targets, "[off, on], of other outputs and of the label's", \.targets)
    Parameter("precision", .choice, "precision of step-by-step comparisons", \.precision)
  }
}

extension Nudging {
  /// The keys of `training.nudging`.
  fileprivate static let rateTable = Table<Nudging, RateTaskReading> {
    Parameter("scheme", .choice, "the branches that are compared", \.scheme)
    Parameter("beta", .number(.number, .positive, because: reason), "strength", \.beta)
    Parameter(
      "points", .integer(2...1000), "number of betas on the circle, for scheme circle", \.points
    )
    .refused { nudging, _ in nudging.scheme == .circle ? nil : "only scheme circle has it" }
  } check: { section, nudging, task in
    if nudging.scheme == .circle,
      !task.model.dynamics.isHolomorphic(task.model.architecture)
    {
      section.log.error(
        section.place,
        "a circle of complex betas needs activation tanh, sigmoid or shifted-sigmoid, "
          + "formulation graded or prototypical, cost squared-error or matching, and no max "
          + "pooling between layers")
    }
  }
}

extension RatePhases {
  /// The keys of `phases` of a rate model.
  fileprivate static let table = Table<RatePhases, Void> {
    Parameter("free", .integer(1...100_000_000), "steps of the free phase", \.free)
    Parameter("nudged", .integer(1...100_000_000), "steps of the nudged phase", \.nudged)
    Parameter(
      "tolerance", .number(.number, .nonnegative),
      "the free phase ends when no unit moves more; 0: at its full length", \.tolerance)
  }

  /// Phases in which only the tolerance may be left out; nil, with a problem in the log, for others.
  fileprivate init?(whole item: Item) {
    guard let section = item.section("'phases'") else { return nil }
    for key in ["free", "nudged"] { _ = section.require(key) }
    self.init(free: 1, nudged: 1)
    let before = section.log.noted
    Self.table.read(section, into: &self, ())
    if section.log.noted > before { return nil }
  }
}

extension Notation where Value == Targets, Context == RateTaskReading {
  /// `[off, on]`.
  fileprivate static var targets: Notation {
    Notation { item, _, _ in
      item.quantities(.number, because: reason).flatMap(item.targets)
    } write: { targets, _, _ in
      .numbers([targets.off, targets.on])
    }
  }
}

extension Notation where Value == Schedule {
  /// A word, or a factor for each epoch.
  static var decay: Notation {
    Notation { item, _, _ in
      switch item.node.content {
      case .scalar("constant", _): .constant
      case .scalar("linear", _): .linear
      case .scalar("cosine", _): .cosine
      case .scalar(let text, _) where WrittenNumber(text) == nil && !item.node.isNull:
        item.refused(
          "constant, linear, cosine, or a factor for each epoch such as 0.95, not '\(text)'")
      default: item.quantity(.fraction, .positive).map { .exponential(factor: $0) }
      }
    } write: { schedule, _, _ in
      switch schedule {
      case .constant: .word("constant")
      case .linear: .word("linear")
      case .cosine: .word("cosine")
      case .exponential(let factor): .number(factor, .number)
      }
    }
  }
}

/// The rate model of a task, for reading and writing the task: `training` or `theorem`.
struct RateTaskReading {
  let model: RateExperiment
  let log: ProblemLog

  /// Reads `training`.
  func training(_ section: Section) -> RateTrainingSettings {
    var settings = RateTrainingSettings()
    RateTrainingSettings.table.read(section, into: &settings, self)
    return settings
  }

  /// Reads `theorem`.
  func theorem(_ section: Section) -> TheoremSettings {
    var settings = TheoremSettings()
    TheoremSettings.table.read(section, into: &settings, self)
    if model.dynamics.order == .asynchronous {
      log.error(
        section.place, "theorems are about synchronous steps; 'rate' has 'order: asynchronous'")
    }
    return settings
  }

  /// Notes a problem if input and output do not have the shape of the data.
  func checkShape(_ request: DatasetRequest, at place: ModelProblem.Place) {
    guard let shape = request.shape else { return }
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

  /// The name of the readout; empty without one.
  fileprivate var readout: [String] { model.dynamics.cost == .crossEntropy ? ["readout"] : [] }

  fileprivate func numbers(
    _ section: Section, _ names: [String], _ what: String
  ) -> [String: Double] {
    var result: [String: Double] = [:]
    // One layer with another name makes several names wrong.
    let unknown = section.all().filter { !names.contains($0.key) }
    if let first = unknown.first {
      let more = unknown.dropFirst().map { ", nor '\($0.key)'" }.joined()
      log.error(
        first.place,
        "there is no \(what) '\(first.key)'\(more)" + Suggestion.hint(first.key, in: names))
    }
    for (name, _, item) in section.all() {
      result[name] = item.quantity(.number, .nonnegative, because: reason)
    }
    return result
  }
}
