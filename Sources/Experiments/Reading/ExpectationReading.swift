import Datasets
import Networks
import Plasticity
import Protocols
import Records

/// A reader of `expected`: bounds of quantities that a run of the model measures, and words.
struct ExpectationReading {
  let log: ProblemLog

  /// Reads all claims; those in words become `expected`.
  func read(_ section: Section, into experiment: inout Experiment) {
    // The quantities that a model with mistakes measures are unknown.
    let isSound = log.problems.isEmpty
    for (key, place, item) in section.all() {
      let (word, _) = Expectation.split(key)
      if item.isScalar {
        if item.node.isNull, MeasuredQuantity(rawValue: word) != nil {
          item.error("'\(key)' has no bounds; give one, such as \(key): {max: 0}")
          continue
        }
        guard let text = item.text() else { continue }
        experiment.expected[key] = text
        if MeasuredQuantity(rawValue: word) != nil {
          log.warning(
            place,
            "what is expected of '\(key)' is in words, which nothing judges; give bounds, such as \(key): {max: 0}"
          )
        }
        continue
      }
      guard isMeasured(key, at: place, by: isSound ? experiment : nil),
        let quantity = MeasuredQuantity(rawValue: word), let group = item.section(item.name)
      else { continue }
      let twin = quantity.ofTwin.flatMap { isSound ? experiment.lack(of: $0) : nil }
      guard var claim = claim(key, quantity, group, twin) else { continue }
      if twin != nil { claim.bounds.removeAll { if case .withinTwin = $0 { true } else { false } } }
      if !claim.bounds.isEmpty { experiment.expectations.append(claim) }
    }
  }

  private func claim(
    _ key: String, _ quantity: MeasuredQuantity, _ group: Section, _ noTwin: String?
  ) -> Expectation? {
    let dimension = quantity.dimension
    let before = log.noted
    var bounds: [String: [Double]] = [:]
    for name in ["max", "min", "equals", "between"] {
      guard let item = group.item(name) else { continue }
      bounds[name] =
        name == "between"
        ? item.interval(dimension).map { [$0.low, $0.high] } : item.quantity(dimension).map { [$0] }
      if let wrong = bounds[name]?.first(where: { !quantity.range.contains($0) }) {
        let (low, high) = (quantity.range.lowerBound, quantity.range.upperBound)
        item.error(
          "\(item.name) is \(dimension.text(wrong)), but '\(quantity.rawValue)' is \(dimension.text(low)) "
            + (high == .infinity ? "or more" : "to \(dimension.text(high))"))
      }
    }
    bounds["tolerance"] = group.item("tolerance")?.quantity(dimension, .nonnegative).map { [$0] }
    if quantity.ofTwin != nil, noTwin == nil || log.isChanged {
      bounds["within_twin"] = group.item("within_twin")?.quantity(dimension, .nonnegative).map {
        [$0]
      }
    } else {
      group.hint(["within_twin"], noTwin ?? "only errors are measured of the rate twin, too")
    }
    group.finish()
    guard log.noted == before else { return nil }
    if group.has("tolerance"), !group.has("equals") {
      group.item("tolerance")?.error("'tolerance' belongs to 'equals'")
      return nil
    }
    let claim = Expectation(key, bounds: bounds)
    if claim == nil {
      log.error(
        group.place,
        "'\(key)' needs a bound: max, min, between: [LOW, HIGH], equals with tolerance, or within_twin"
      )
    } else if let claim, !claim.isPossible {
      log.error(group.place, "no value keeps all bounds of '\(key)': they exclude one another")
      return nil
    }
    return claim
  }

  /// True if runs of the model measure the quantity in `key`.
  private func isMeasured(
    _ key: String, at place: ModelProblem.Place, by experiment: Experiment?
  ) -> Bool {
    let (word, parts) = Expectation.split(key)
    let own = MeasuredQuantity.allCases.filter { one in
      experiment?.task.kinds.contains(where: one.isMeasured) ?? true
    }
    guard own.contains(where: { $0.rawValue == word }) else {
      let reason =
        MeasuredQuantity(rawValue: word) == nil
        ? "'\(word)' is nothing that a run measures"
        : "'\(word)' is not measured by a run of this model"
      log.error(place, reason + Suggestion.hint(word, in: own.map(\.rawValue)))
      return false
    }
    guard let experiment, let quantity = MeasuredQuantity(rawValue: word) else { return true }
    if let reason = experiment.lack(of: quantity) {
      if !log.isChanged { log.error(place, "'\(word)' is not measured: \(reason)") }
      return false
    }
    if parts.contains("") {
      log.error(place, "'\(key)' has an empty part; leave out the comma")
      return false
    }
    let known = experiment.parts(of: quantity)
    guard let part = parts.first(where: { !known.contains($0) }) else { return true }
    if log.isChanged { return false }
    log.error(
      place,
      known.isEmpty
        ? "'\(word)' is measured of the whole model; leave out 'of \(parts.joined(separator: ", "))'"
        : "'\(part)' in '\(key)' is no part of this model" + Suggestion.hint(part, in: known))
    return false
  }
}

extension MeasuredQuantity {
  /// The dimension of its values and bounds.
  var dimension: Dimension {
    switch unit {
    case .fraction: .fraction
    case .milliseconds: .time
    case .perMillisecond: .rate
    case .number: .number
    }
  }
}

extension Experiment {
  /// The reason that no run of the model measures a quantity which runs of its kind can measure, with the remedy; nil if
  /// one does.
  fileprivate func lack(of quantity: MeasuredQuantity) -> String? {
    switch (task, quantity) {
    case (.train, .twinTestError), (.train, .twinValidationError): return "a rate model has no twin"
    case (.learn(let settings, _), .twinTestError), (.learn(let settings, _), .twinValidationError):
      return settings.trainsTwin ? nil : "there is no rate twin without 'learning.twin: true'"
    case (.learn(_, let data), .testError), (.train(_, _, let data), .testError):
      return data.test == 0 ? "'data.test' is 0" : nil
    case (.learn(_, let data), .validationError), (.train(_, _, let data), .validationError):
      return data.validation ?? 0 == 0 ? "it needs 'data.validation', which is 0" : nil
    case (.theorem(_, let settings, _), .cosine), (.theorem(_, let settings, _), .stepError):
      return settings.theorems.contains(.stepByStep) ? nil : "'theorem.check' lacks step-by-step"
    case (.theorem(_, let settings, _), .relativeError):
      return settings.theorems.contains(.timeCourse) || settings.theorems.contains(.gradients)
        ? nil : "'theorem.check' lacks time-course and gradients"
    default: return nil
    }
  }

  /// The parts of the model on which a quantity is measured, as `Verdict` names them; none if it has one value.
  fileprivate func parts(of quantity: MeasuredQuantity) -> [String] {
    switch (task, quantity) {
    case (.simulate, .period): return network.populations.filter { $0.size == 1 }.map(\.name)
    case (.simulate, _): return network.populations.map(\.name)
    case (.learn(let settings, _), .cosine):
      return settings.learningRates.keys.sorted() + comparedRules(settings)
        + MeasuredQuantity.updates.sorted()
    case (.learn(let settings, _), .testError), (.learn(let settings, _), .validationError):
      return comparedRules(settings)
    case (.theorem(let model, let settings, _), .cosine),
      (.theorem(let model, let settings, _), .stepError):
      let classes = model.dynamics.cost == .crossEntropy ? 1 : nil
      return settings.schemes.map(\.rawValue) + settings.betas.map { "beta \($0)" }
        + settings.phases.map { "\($0.free) steps" } + ["weights", "units"]
        + model.architecture.parameterShapes(classes: classes).map(\.name)
    case (.theorem(_, let settings, _), .relativeError):
      let betas =
        (settings.theorems.contains(.timeCourse) ? TheoremSettings.courseBetas : [])
        + (settings.theorems.contains(.gradients) ? TheoremSettings.gradientBetas : [])
      return ["one-sided", "symmetric"] + Set(betas).sorted().map { "beta \($0)" }
    default: return []
    }
  }

  /// The words of the labels of all rules that `compare` measures.
  private func comparedRules(_ settings: LearningSettings) -> [String] {
    let labels = comparison?.candidates.map(\.label) ?? []
    return (labels.isEmpty ? [settings.rule.name] : labels).flatMap {
      $0.split(separator: ", ").map(String.init)
    }
  }

  /// The claims of `expected`, and the expectations in words.
  var expectedOutput: Output? {
    let claims = expectations.map { claim in
      (
        claim.name,
        Output.flow(
          claim.settings.map { key, values in
            let numbers = values.map { Output.number($0, claim.quantity.dimension) }
            return (key, key == "between" ? .list(numbers) : numbers[0])
          })
      )
    }
    let words = expected.sorted { $0.key < $1.key }.map { ($0, Output.string($1)) }
    return claims.isEmpty && words.isEmpty ? nil : .block(claims + words)
  }
}

extension Experiment.Task {
  /// The kinds of runs that such a model can have.
  fileprivate var kinds: [RunKind] {
    switch self {
    case .simulate: [.simulation]
    case .learn: [.learning, .comparison]
    case .train: [.training]
    case .theorem: [.theorems]
    }
  }
}
