import Datasets
import EquilibriumPropagation
import Networks
import Plasticity
import Quantities

/// Reads what is done with a network: `learning` with `data`, or `simulate`.
struct TaskReading {
  let network: Network
  /// True if the network has all populations that its author meant.
  let hasAllPopulations: Bool
  /// Whether the network has all projections that its author meant.
  let hasAllProjections: Bool
  /// Populations in which something is wrong, of which no more is said.
  var doubtful: Set<String> = []
  let seed: Seed
  /// The unit of weights onto each population.
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
      && !doubtful.contains(population.name)
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
      if doubtful.contains(name) { continue }
      guard population.isClamped else {
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
    let isClear = population.map { !doubtful.contains($0.name) } ?? false
    let variables = population.map(Self.variables) ?? []
    let variable = section.value("variable", or: variables.first ?? "V") { item in
      isClear ? item.choice(variables) : item.text()
    }
    let size = isClear ? population?.size ?? 1 : PopulationReading.largest
    let units = section.value("units", or: [0]) { item -> [Int]? in
      if case .scalar("all", _) = item.node.content { return Array(0..<(population?.size ?? 1)) }
      return item.list("a list of units, or all")?.compactMap { $0.integer(0...size - 1) }
    }
    let interval = section.value("every", or: 1) { $0.quantity(.time, .positive) }
    section.finish()
    guard let population else { return nil }
    if isClear, variables.isEmpty, let name {
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
    if hasAllPopulations {
      log.missing("population", name, among: network.populations.map(\.name), at: place)
    }
    return nil
  }

  func projection(_ name: String, at place: ModelProblem.Place) -> Bool {
    if network.projection(name) != nil { return true }
    if !hasAllProjections { return false }
    guard !network.projections.isEmpty else {
      log.error(place, "there is no projection '\(name)': the network has none", onceFor: "all")
      return false
    }
    log.missing("projection", name, among: network.projections.map(\.name), at: place)
    return false
  }
}
