import Networks
import Plasticity
import Quantities

extension SimulationSettings {
  /// The keys of `simulate`.
  static let table = Table<SimulationSettings, TaskReading> {
    Parameter("duration", .time(.positive), "simulated time", \.duration).required
    Parameter(
      "clamps",
      "values of clamped populations, by name: a number, a list, {file: x.npy} or {times, values}"
    ) { section, settings, task in
      var courses: [String: ClampCourse] = [:]
      settings.clamps = task.clamps(section, ClampCourse.init(_:size:)) { courses[$0] = $1 }
      settings.clampCourses = courses
      task.requireClamps(section, settings)
    } write: { settings, _ in
      settings.clamps.isEmpty ? nil : .clamps(settings.clamps, settings.clampCourses)
    }.standing("none")
    Parameter("plasticity", "rules by projection: equispike list rules") {
      section, settings, task in
      guard let rules = section.item("plasticity")?.section("'plasticity'") else { return }
      for (name, place, item) in rules.all() where task.projection(name, at: place) {
        let target = task.network.projection(name).flatMap { task.weights[$0.target] }
        settings.plasticity[name] = task.rule(item, weights: target ?? .number)
      }
    } write: { settings, _ in
      let rules = settings.plasticity.sorted { $0.key < $1.key }
      return rules.isEmpty ? nil : .block(rules.map { ($0, Experiments.output($1)) })
    }.standing("weights stay")
    Parameter("rewards", "rewards, for rules that learn by reward") { section, settings, _ in
      guard let group = section.item("rewards")?.section("'rewards'") else { return }
      rewards.read(group, into: &settings, ())
    } write: { settings, _ in
      settings.rewards.times.isEmpty ? nil : .flow(rewards.write(settings))
    }.standing("none").holding(rewards) { settings, _ in (settings, ()) }
    Parameter("probes", "a list of variables that are recorded, besides spikes") {
      section, settings, task in
      guard let probes = section.item("probes")?.list("a list of probes") else { return }
      settings.probes = probes.compactMap { ProbeRequest($0, task) }
    } write: { settings, task in
      settings.probes.isEmpty
        ? nil : .lines(settings.probes.map { .flow(ProbeRequest.table.write($0, task)) })
    }.standing("none").holding(ProbeRequest.table) { _, task in
      (ProbeRequest(population: "", variable: "V", units: [0]), task)
    }
  }

  /// The keys of `simulate.rewards`.
  private static let rewards = Table<SimulationSettings, Void> {
    Parameter("times", unit: "ms", "times of the rewards") { section, settings, _ in
      settings.rewards.times = section.item("times")?.quantities(.time, .nonnegative) ?? []
    } write: { settings, _ in
      .numbers(settings.rewards.times)
    }.required
    Parameter("amount", .number(.number), "size of each reward", \.rewards.amount)
  }
}

extension ProbeRequest {
  /// The keys of an element of `simulate.probes`.
  fileprivate static let table = Table<ProbeRequest, TaskReading> {
    Parameter("population", "the population of the variable") { section, probe, task in
      guard let item = section.item("population"), let name = item.text() else { return }
      probe.population = task.population(name, at: item.node.place)?.name ?? ""
    } write: { probe, _ in
      .string(probe.population)
    }.required
    Parameter("variable", "V, I_ex, I_in, I, or a variable of the membrane's equations") {
      section, probe, task in
      let population = task.clearPopulation(probe.population)
      let variables = population.map(TaskReading.variables) ?? []
      probe.variable = section.value("variable", or: variables.first ?? "V") { item in
        population == nil ? item.text() : item.choice(variables)
      }
    } write: { probe, _ in
      .string(probe.variable)
    }
    Parameter("units", "a list of indices from 0, or all") { section, probe, task in
      let size = task.clearPopulation(probe.population)?.size ?? PopulationReading.largest
      probe.units = section.value("units", or: [0]) { item -> [Int]? in
        if case .scalar("all", _) = item.node.content {
          return Array(0..<(task.network.population(probe.population)?.size ?? 1))
        }
        return item.list("a list of units, or all")?.compactMap { $0.integer(0...size - 1) }
      }
    } write: { probe, _ in
      .list(probe.units.map(Output.integer))
    }
    Parameter("every", .time(.positive), "the time between two samples", \.interval)
  }

  /// The probe; nil, with a problem in the log, if its population is unknown.
  fileprivate init?(_ item: Item, _ task: TaskReading) {
    guard let section = item.section("a probe") else { return nil }
    self.init(population: "", variable: "V", units: [0])
    Self.table.read(section, into: &self, task)
    if population.isEmpty { return nil }
    if let found = task.clearPopulation(population), TaskReading.variables(of: found).isEmpty {
      section.item("population")?.error(
        "population '\(population)' is a source and has no variables")
      return nil
    }
  }
}

extension TaskReading {
  /// Reads `simulate`.
  func simulation(_ section: Section) -> SimulationSettings {
    var settings = SimulationSettings()
    SimulationSettings.table.read(section, into: &settings, self)
    for population in network.populations where !doubtful.contains(population.name) {
      guard case .source(.samples) = population.units else { continue }
      log.error(
        section.place,
        "population '\(population.name)' has 'times: data', but a simulation has no data set; give it times"
      )
    }
    return settings
  }

  /// Notes a problem for each clamped population without values.
  fileprivate func requireClamps(_ section: Section, _ settings: SimulationSettings) {
    for population in network.populations
    where population.isClamped && settings.clamps[population.name] == nil
      && !doubtful.contains(population.name)
    {
      let place = section.place(of: "clamps") ?? section.place
      if !log.problems.contains(where: { $0.place == place }) {
        log.error(place, "'clamps' needs the values of population '\(population.name)'")
      }
    }
  }

  /// The population of this name; nil if it has a mistake.
  fileprivate func clearPopulation(_ name: String) -> Population? {
    doubtful.contains(name) ? nil : network.population(name)
  }

  /// The variables of a population's units that can be recorded.
  static func variables(of population: Population) -> [String] {
    switch population.units {
    case .lif(let membrane):
      switch membrane.synapse {
      case .jump: ["V"]
      case .exponential: ["V", "I_ex", "I_in", "I"]
      case .receptors(let named): ["V"] + named.map { "I_" + $0.name }
      }
    case .membrane(let equations, _): equations.variables
    case .source: []
    }
  }
}

extension Network {
  /// The population of this name.
  fileprivate func population(_ name: String) -> Population? {
    populations.first { $0.name == name }
  }
}
