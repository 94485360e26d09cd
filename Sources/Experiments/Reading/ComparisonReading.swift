import EquilibriumPropagation
import Networks
import Plasticity

extension TaskReading {
  /// Reads `comparison`: rules, each by name, as a rule, or as {rule: ..., label: ..., phases: ...}.
  func comparison(_ section: Section, _ learning: LearningSettings) -> ComparisonSettings {
    var settings = ComparisonSettings()
    let weights = LearningUnits.common(
      learning.learningRates.keys.sorted().compactMap { network.projection($0) }, weights)
    let before = log.noted
    if let rules = section.item("rules")?.list("a list of rules") {
      settings.candidates = rules.compactMap { candidate($0, learning, weights) }
    }
    var labels: Set<String> = []
    let isClear = log.noted == before
    for candidate in settings.candidates where isClear && !labels.insert(candidate.label).inserted {
      log.error(
        section.place(of: "rules") ?? section.place,
        "two rules are called '\(candidate.label)'; give them a 'label'")
    }
    settings.samples = section.value("samples", or: settings.samples) { $0.integer(1...1_000_000) }
    settings.seeds = section.value("seeds", or: settings.seeds) { $0.integer(1...10_000) }
    if let sweep = section.item("sweep")?.section("'sweep'") {
      for (key, _, item) in sweep.all() {
        if let axis = axis(key, item) { settings.sweep.append(axis) }
      }
    }
    section.finish()
    return settings
  }

  /// Values of a key: a list, or text in the grammar of sweeps, such as `range(1,4)`.
  private func axis(_ key: String, _ item: Item) -> ComparisonSettings.Sweep? {
    guard item.isScalar, let text = item.text() else {
      let values = item.list("a list of values")?.compactMap { $0.text() } ?? []
      return .init(key: key, values: values)
    }
    do throws(SweepError) {
      return try .init("\(key)=\(text)")
    } catch {
      if case .value(_, let reason) = error { item.error("'\(text)': \(reason)") }
      return nil
    }
  }

  private func candidate(
    _ item: Item, _ learning: LearningSettings, _ weights: Dimension
  ) -> RuleComparison.Candidate? {
    guard !item.isScalar else {
      return rule(item, weights: weights).map { .init(label: $0.name, rule: $0) }
    }
    guard let section = item.section("a rule") else { return nil }
    guard section.has("rule") else {
      return rule(item, weights: weights).map { .init(label: $0.name, rule: $0) }
    }
    let rule = section.item("rule").flatMap { self.rule($0, weights: weights) }
    let label = section.item("label")?.text()
    let phases = section.item("phases").flatMap { self.phases($0, standard: learning.phases) }
    section.finish()
    return rule.map { .init(label: label ?? $0.name, rule: $0, phases: phases) }
  }
}
