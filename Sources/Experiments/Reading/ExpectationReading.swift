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
      if let claim = claim(key, quantity, group) { experiment.expectations.append(claim) }
    }
  }

  private func claim(
    _ key: String, _ quantity: MeasuredQuantity, _ group: Section
  ) -> Expectation? {
    let dimension = quantity.dimension
    let before = log.noted
    var bounds: [String: [Double]] = [:]
    for name in ["max", "min", "equals"] {
      bounds[name] = group.item(name)?.quantity(dimension).map { [$0] }
    }
    bounds["between"] = group.item("between")?.interval(dimension).map { [$0.low, $0.high] }
    bounds["tolerance"] = group.item("tolerance")?.quantity(dimension, .nonnegative).map { [$0] }
    if quantity.ofTwin != nil {
      bounds["within_twin"] = group.item("within_twin")?.quantity(dimension, .nonnegative).map {
        [$0]
      }
    } else {
      group.hint(["within_twin"], "only errors are measured of the rate twin, too")
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
    guard let known = experiment?.parts else { return true }
    for part in parts where !known.contains(part) {
      log.error(
        place, "'\(part)' in '\(key)' is no part of this model" + Suggestion.hint(part, in: known))
      return false
    }
    return true
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
  /// The parts of the model on which a value can be measured: populations of a simulation, projections, rules and parts
  /// of an update; nil where they depend on settings, as in theorems.
  fileprivate var parts: [String]? {
    switch task {
    case .simulate: network.populations.map(\.name)
    case .learn(let settings, _):
      network.projections.map(\.name) + [settings.rule.name]
        + (comparison?.candidates.flatMap { $0.label.split(separator: ", ").map(String.init) } ?? [])
        + rules.keys.sorted() + RuleFile.names
        + ["total", "forward", "backward", "symmetric", "antisymmetric"]
    case .train: []
    case .theorem: nil
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
