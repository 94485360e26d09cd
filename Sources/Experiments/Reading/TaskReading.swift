import Datasets
import EquilibriumPropagation
import Networks
import Plasticity
import Quantities

/// Reads what is done with a network: `learning` with `data`, or `simulate`.
struct TaskReading {
  let network: Network
  /// Whether the network has all projections that its author meant.
  let hasAllProjections: Bool
  let seed: Seed
  /// What weights onto each population measure.
  var weights: [String: Dimension] = [:]
  /// Rules that the model file defines.
  var rules: [String: RuleEquations] = [:]
  /// Rules of the file that are wrong.
  var broken: Set<String> = []
  let log: ProblemLog

  /// `rule: zero-area`, `rule: {name: zero-area, tau_fast: 10 ms}`, or a rule written as equations, for weights that
  /// measure `weights`.
  func rule(_ item: Item, weights: Dimension) -> (any SpikeTimingRule)? {
    RuleReading(defined: rules, broken: broken, weights: weights, log: log).rule(item)
  }

  // MARK: - Simulation

  func simulation(_ section: Section) -> SimulationSettings {
    var settings = SimulationSettings()
    settings.duration = (section.require("duration")?.quantity(.time, .positive) ?? 1000).ms
    settings.clamps = clamps(section)
    for population in network.populations
    where population.isClamped && settings.clamps[population.name] == nil
      && weights[population.name] != .unclear
    {
      let place = section.place(of: "clamps") ?? section.place
      if !log.problems.contains(where: { $0.place == place }) {
        log.error(place, "'clamps' needs the values of population '\(population.name)'")
      }
    }
    if let rules = section.item("plasticity")?.section("'plasticity'") {
      for (name, place, item) in rules.all() where projection(name, at: place) {
        let target = network.projection(name).flatMap { weights[$0.target] }
        settings.plasticity[name] = rule(item, weights: target ?? .number)
      }
    }
    if let rewards = section.item("rewards")?.section("'rewards'") {
      settings.rewards.times = rewards.require("times")?.quantities(.time, .nonnegative) ?? []
      settings.rewards.amount = rewards.value("amount", or: 1) { $0.quantity(.number) }
      rewards.finish()
    }
    if let probes = section.item("probes")?.list("a list of probes") {
      settings.probes = probes.compactMap(probe)
    }
    section.finish()
    return settings
  }

  /// Reads `clamps`: by population one value, a list, or {file: x.npy}.
  func clamps(_ section: Section) -> [String: [Double]] {
    var result: [String: [Double]] = [:]
    guard let clamps = section.item("clamps")?.section("'clamps'") else { return result }
    for (name, place, item) in clamps.all() {
      guard let population = population(name, at: place) else { continue }
      guard population.isClamped else {
        if weights[name] == .unclear { continue }
        log.error(place, "population '\(name)' is not of kind clamp")
        continue
      }
      result[name] =
        (UnitValuesReading.isMeant(by: item)
          ? UnitValuesReading(item: item, size: population.size).read { $0.quantity(.number) }?
            .values
          : item.quantity(.number).map { [Double](repeating: $0, count: population.size) })
        ?? [Double](repeating: 0, count: population.size)
    }
    return result
  }

  private func probe(_ item: Item) -> ProbeRequest? {
    guard let section = item.section("a probe") else { return nil }
    let name = section.require("population")
    let population = name.flatMap { name in
      name.text().flatMap { self.population($0, at: name.node.place) }
    }
    let isClear = population.map { weights[$0.name] != .unclear } ?? false
    let variables = population.map(Self.variables) ?? []
    let variable = section.value("variable", or: variables.first ?? "V") { item in
      isClear ? item.choice(variables) : item.text()
    }
    let size = population?.size ?? PopulationReading.largest
    let units = section.value("units", or: [0]) { item -> [Int]? in
      if case .scalar("all", _) = item.node.content { return Array(0..<(population?.size ?? 1)) }
      return item.list("a list of units, or all")?.compactMap { $0.integer(0...size - 1) }
    }
    let interval = section.value("every", or: 1) { $0.quantity(.time, .positive) }
    section.finish()
    guard let population else { return nil }
    if variables.isEmpty, isClear, let name {
      name.error("population '\(population.name)' is a source and has no variables")
      return nil
    }
    return ProbeRequest(
      population: population.name, variable: variable, units: units, interval: interval.ms)
  }

  /// The variables of a population's units that can be recorded.
  static func variables(of population: Population) -> [String] {
    switch population.units {
    case .lif(let membrane):
      membrane.synapse == .jump ? ["V"] : ["V", "I_ex", "I_in", "I"]
    case .membrane(let equations, _): equations.variables
    case .source: []
    }
  }

  // MARK: - Names

  func population(_ name: String, at place: ModelProblem.Place) -> Population? {
    if let population = network.populations.first(where: { $0.name == name }) { return population }
    let hint = Suggestion.hint(name, in: network.populations.map(\.name))
    log.error(place, "there is no population '\(name)'" + hint)
    return nil
  }

  func projection(_ name: String, at place: ModelProblem.Place) -> Bool {
    if network.projection(name) != nil { return true }
    if !hasAllProjections { return false }
    let hint = Suggestion.hint(name, in: network.projections.map(\.name))
    log.error(place, "there is no projection '\(name)'" + hint)
    return false
  }
}
