import Networks
import Plasticity
import Protocols

extension ComparisonSettings {
  /// The keys of `comparison`.
  static let table = Table<ComparisonSettings, ComparisonReading> {
    Parameter("rules", "a list of names, or of {label, rule, phases}") {
      section, settings, reading in
      reading.rules(section, into: &settings)
    } write: { settings, _ in
      .lines(
        settings.candidates.map { candidate in
          .flow(
            [
              ("rule", Experiments.output(candidate.rule)), ("label", .string(candidate.label)),
            ] + (candidate.phases.map { [("phases", .flow(Phases.table.write($0)))] } ?? []))
        })
    }.standing("that of learning")
    Parameter(
      "samples", .integer(1...1_000_000), "samples in the batch on which rules are compared",
      \.samples)
    Parameter(
      "seeds", .integer(1...10_000),
      "number of initial states and spike trains; with --train, of trainings", \.seeds)
    Parameter("sweep", "keys of the model, each with a list of values, or such as range(1,4)") {
      section, settings, reading in
      guard let sweep = section.item("sweep")?.section("'sweep'") else { return }
      settings.sweep = sweep.all().compactMap { reading.axis($0.key, $0.item) }
    } write: { settings, _ in
      settings.sweep.isEmpty
        ? nil : .block(settings.sweep.map { ($0.key, .list($0.values.map { .string($0) })) })
    }.standing("none")
  }
}

/// A reader of `comparison`, with rules by name, as rules, or as {rule: ..., label: ..., phases: ...}.
struct ComparisonReading {
  let task: TaskReading
  let learning: LearningSettings

  func read(_ section: Section) -> ComparisonSettings {
    var settings = ComparisonSettings()
    ComparisonSettings.table.read(section, into: &settings, self)
    return settings
  }

  fileprivate func rules(_ section: Section, into settings: inout ComparisonSettings) {
    let weights = LearningUnits.common(
      learning.learningRates.keys.sorted().compactMap { task.network.projection($0) }, task.weights)
    let before = section.log.noted
    if let rules = section.item("rules")?.list("a list of rules") {
      settings.candidates = rules.compactMap { candidate($0, weights) }
    }
    var labels: Set<String> = []
    let isClear = section.log.noted == before
    for candidate in settings.candidates where isClear && !labels.insert(candidate.label).inserted {
      section.log.error(
        section.place(of: "rules") ?? section.place,
        "two rules are called '\(candidate.label)'; give them a 'label'")
    }
  }

  /// The values of a key: a list, or text in the grammar of sweeps, such as `range(1,4)`.
  fileprivate func axis(_ key: String, _ item: Item) -> ComparisonSettings.Sweep? {
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
    _ item: Item, _ weights: Dimension
  ) -> ComparisonSettings.Candidate? {
    guard !item.isScalar else {
      return task.rule(item, weights: weights).map { .init(label: $0.name, rule: $0) }
    }
    guard let section = item.section("a rule") else { return nil }
    guard section.has("rule") else {
      return task.rule(item, weights: weights).map { .init(label: $0.name, rule: $0) }
    }
    let rule = section.item("rule").flatMap { task.rule($0, weights: weights) }
    let label = section.item("label")?.text()
    let phases = section.item("phases").flatMap { item -> Phases? in
      guard let section = item.section("'phases'") else { return nil }
      var phases = learning.phases
      Phases.table.read(section, into: &phases, ())
      return phases
    }
    section.finish()
    return rule.map { .init(label: label ?? $0.name, rule: $0, phases: phases) }
  }
}
