import Measurements
import Foundation

/// The answer of a run to a claim of its model file.
public struct Verdict: Sendable, Equatable, Encodable {
  /// The quantity of the claim: `test error`, `rate of excitatory`.
  public let name: String
  /// The bound, for people: `at most 5 %`.
  public let expected: String
  /// The value, for people; nil where nothing was measured.
  public let measured: String?
  /// True if the claim is met; nil where nothing was measured.
  public let isMet: Bool?
  /// True if the run changed the model, so that the claim is about another one.
  public let isOfChangedModel: Bool

  /// `test error: at most 5 %, measured 4.5 %: met`.
  public var sentence: String {
    let found = measured.map { "measured \($0)" } ?? "not measured"
    return "\(name): \(expected), \(found)" + (isMet.map { $0 ? ": met" : ": not met" } ?? "")
      + (isOfChangedModel && isMet != true ? " (the run changed the model)" : "")
  }

  /// The verdicts of `run` on all claims of its model about quantities that such a run measures.
  public static func all(of run: RunRecord) -> [Verdict] {
    let expectations = run.model.map { Expectation.all(in: $0) } ?? []
    // A comparison that trains with each rule measures errors, another one cosines.
    let trains = !run.trainings.isEmpty
    // A training compares updates of its own rule where `compare` says so.
    let own = expectations.filter { expectation in
      guard let kind = run.kind, expectation.quantity.isMeasured(by: kind) else { return false }
      switch (kind, expectation.quantity) {
      // Claims of a model that learns or trains are about that, not about theorems of its rate model.
      case (.theorems, _): return run.model?.has("theorem") ?? true
      case (.comparison, let quantity): return trains == (quantity != .cosine)
      case (.learning, .cosine):
        return run.model?["learning.compare.every"] != "0" && !run.namesRule(expectation)
      case (.learning, _): return !run.namesRule(expectation)
      default: return true
      }
    }
    return own.flatMap { one in one.bounds.map { Verdict(one, $0, of: run) } }
  }

  private init(_ expectation: Expectation, _ bound: Expectation.Bound, of run: RunRecord) {
    let quantity = expectation.quantity
    isOfChangedModel = run.hasChangedModel
    name = expectation.name
    expected = Self.words(bound, quantity)
    var values = run.values(of: quantity, parts: expectation.parts)
    if case .withinTwin = bound {
      let twin = quantity.ofTwin.flatMap { run.values(of: $0, parts: []).first }
      values = values.flatMap { value in
        twin.map { [(value.name, (value.value - $0.value).magnitude)] } ?? []
      }
    }
    guard !values.isEmpty else {
      (measured, isMet) = (nil, nil)
      return
    }
    isMet = values.allSatisfy { Self.holds($0.value, bound) }
    // The value furthest from the bound stands for all.
    let sorted = values.sorted { $0.value < $1.value }
    func words(_ one: (name: String, value: Double)) -> String {
      quantity.text(one.value) + (values.count > 1 && !one.name.isEmpty ? " (\(one.name))" : "")
    }
    let (first, last) = (sorted[0], sorted[sorted.count - 1])
    measured =
      switch bound {
      case .max, .withinTwin: words(last)
      case .min: words(first)
      case .between, .equals: values.count > 1 ? words(first) + " to " + words(last) : words(first)
      }
  }

  private static func holds(_ value: Double, _ bound: Expectation.Bound) -> Bool {
    guard value.isFinite else { return false }
    // Bounds are decimal numbers, which binary floating point rounds.
    func slack(_ bound: Double) -> Double { 1e-9 * bound.magnitude + 1e-15 }
    return switch bound {
    case .max(let most), .withinTwin(let most): value <= most + slack(most)
    case .min(let least): value >= least - slack(least)
    case .between(let low, let high): value >= low - slack(low) && value <= high + slack(high)
    case .equals(let wanted, let tolerance):
      (value - wanted).magnitude <= tolerance + slack(wanted)
    }
  }

  private static func words(_ bound: Expectation.Bound, _ quantity: MeasuredQuantity) -> String {
    let text = quantity.text
    return switch bound {
    case .max(let value): "at most \(text(value))"
    case .min(let value): "at least \(text(value))"
    case .between(let low, let high): "\(text(low)) to \(text(high))"
    case .equals(let value, let tolerance):
      text(value) + (tolerance > 0 ? " ± \(text(tolerance))" : "")
    case .withinTwin(let value): "within \(text(value)) of the rate twin"
    }
  }
}

extension RunRecord {
  /// The values of a quantity whose words, which name the part of the model, include all `parts`.
  func values(
    of quantity: MeasuredQuantity, parts: [String]
  ) -> [(name: String, value: Double)] {
    var rows = rows(of: quantity)
    let updates = MeasuredQuantity.updates
    if quantity == .cosine, kind != .theorems, !parts.contains(where: updates.contains) {
      // The total update, unless `parts` name a part of it.
      rows = rows.filter { row in !row.words.contains { updates.contains($0) && $0 != "total" } }
    }
    // The spikes of all populations, unless `parts` name one.
    if quantity == .spikes, parts.isEmpty { rows = rows.filter(\.words.isEmpty) }
    return rows.filter { row in row.value != nil && parts.allSatisfy(row.words.contains) }
      .map {
        (
          ($0.words.filter { !["total", "weights", "units"].contains($0) }).joined(separator: ", "),
          $0.value!
        )
      }
  }

  /// True if a claim about learning names the rule of a comparison, not only projections and parts of an update.
  fileprivate func namesRule(_ claim: Expectation) -> Bool {
    let projections = model?.below("learning.rates").map(\.path) ?? []
    let compared = model?.below("comparison.rules") ?? []
    let own = ["learning.rule", "learning.rule.name"].compactMap { path in
      model?[path].map { ModelText.Setting(path: "name", value: $0) }
    }
    let rules = (compared.isEmpty ? own : compared).filter {
      $0.path.hasSuffix("label") || $0.path.hasSuffix("name")
    }.flatMap { $0.value.components(separatedBy: ", ") }
    return claim.parts.contains {
      rules.contains($0) && !projections.contains($0) && !MeasuredQuantity.updates.contains($0)
    }
  }

  private typealias Row = (words: [String], value: Double?)

  private func rows(of quantity: MeasuredQuantity) -> [Row] {
    func trained(_ isTwin: Bool, _ value: (ComparedTraining) -> Double?) -> [Row] {
      let own = trainings.filter { ($0.rule == "rate twin") == isTwin }
      return Set(own.map(\.rule)).sorted().map { rule in
        (
          rule.components(separatedBy: ", "),
          Spread(own.filter { $0.rule == rule }.compactMap(value))?.mean
        )
      }
    }
    func populations(_ value: (SimulationSummary.Population) -> Double?) -> [Row] {
      simulation?.populations.map { ([$0.name], value($0)) } ?? []
    }
    switch quantity {
    case .testError:
      return [([], result?.testError ?? training?.meanTestError)] + trained(false, \.testError)
    case .validationError:
      let seeds = Spread(training?.seeds.compactMap(\.validationError) ?? [])
      return [([], result?.validationError ?? seeds?.mean)]
        + trained(false) { $0.validationErrors.min() }
    case .twinTestError: return [([], result?.twinTestError)] + trained(true, \.testError)
    case .twinValidationError:
      return [([], result?.twinValidationError)] + trained(true) { $0.validationErrors.min() }
    case .cosine:
      let compared = comparison?.rows.filter { $0.rule != "rate EP" } ?? []
      return (result?.agreements.filter { $0.reference == "rate EP" } ?? []).map {
        ([$0.projection, $0.part], $0.cosine)
      }
        + compared.map { row in
          // A rule with a set of parameters has two words: pair, song-2000.
          (
            row.rule.components(separatedBy: ", ") + [row.projection, row.part],
            row.cosine("rate EP")
          )
        }
        + (theorems?.steps ?? []).map { ($0.words, $0.cosine) }
    case .stepError: return (theorems?.steps ?? []).map { ($0.words, $0.rmse) }
    case .relativeError:
      return (theorems?.courses ?? []).map { ([$0.scheme, "beta \($0.beta)"], $0.error) }
        + (theorems?.errors ?? []).map { ([$0.scheme, "beta \($0.beta)"], $0.error) }
    case .failedChecks:
      // Without a check there is nothing that can fail.
      let checks = theorems?.checks ?? []
      return [([], checks.isEmpty ? nil : Double(checks.count { !$0.passed }))]
    case .spikes:
      return [([], simulation.map { Double($0.spikes) })] + populations { Double($0.spikes) }
    case .rate: return populations { $0.rate / 1000 }
    case .variation: return populations(\.variation)
    case .firstSpike: return populations(\.first)
    case .lastSpike: return populations(\.last)
    case .period:
      return populations { one in
        guard one.units == 1, one.spikes > 1, let first = one.first, let last = one.last else {
          return nil
        }
        return (last - first) / Double(one.spikes - 1)
      }
    case .processorTime:
      return [([], training?.processorSecondsPerThousand.map { 1000 * $0 })]
    }
  }
}

extension TheoremReport.Step {
  /// Words for the setting and the part of the model: `one-sided`, `beta 0.01`, `150 steps`, `input->hidden`.
  fileprivate var words: [String] {
    [scheme, "beta \(beta)", "\(free) steps", name, name.contains("->") ? "weights" : "units"]
  }
}
