import Networks
import Quantities

/// A reader of `network:`, which also checks the network as a whole.
struct NetworkReading {
  let log: ProblemLog
  /// The sections of all parts, for the places of problems in the network as a whole.
  private var parts: [String: Section] = [:]
  /// Populations by name.
  private var numbers: [String: Int] = [:]
  /// The number of problems that were noted before the projections.
  private var notedBefore = 0
  private var projectionNames: Set<String> = []
  /// The number of units so far.
  private var units = 0
  /// The limit of units in a network: their rates and other values are lists.
  static let mostUnits = 30_000_000
  /// The limit of populations.
  static let mostPopulations = 10_000
  /// The unit of weights onto each population.
  private(set) var weightDimensions: [String: Dimension] = [:]
  private(set) var network = Network(populations: [], projections: [])
  /// Populations with keys that only a physical membrane has.
  private(set) var physicalPopulations: Set<String> = []
  /// Populations of unknown kind or size.
  private var unclear = Set<String>()
  /// Populations with a mistake, from which other apparent mistakes may follow.
  private(set) var doubtful = Set<String>()
  /// True if all projections could be read.
  private(set) var hasAllProjections = true
  /// True if the names of all populations are known.
  private(set) var hasAllPopulations = true
  /// False if a membrane of the file is wrong, so that it cannot be the kind of a population.
  var membranesAreComplete = true

  /// Membranes that the model file defines.
  private let membranes: [String: MembraneText]

  init(log: ProblemLog, membranes: [String: MembraneText] = [:]) {
    self.log = log
    self.membranes = membranes
  }

  /// Reads all populations, then all projections, then checks the network as a whole.
  mutating func read(_ section: Section) {
    let populations = section.require("populations")?.section("'populations'")
    if populations == nil { lacks() }
    if let populations {
      if populations.keys.isEmpty {
        lacks()
        log.error(populations.place, "a network needs a population")
      }
      for (name, place, item) in populations.all() {
        guard network.populations.count < Self.mostPopulations else {
          log.error(
            place, "more than \(Self.mostPopulations) populations; join those that are alike")
          break
        }
        guard Self.isName(name) else {
          (hasAllPopulations, hasAllProjections) = (false, false)
          log.error(
            place, "'\(name)' cannot be the name of a population: use letters, digits and _")
          continue
        }
        population(name, item)
      }
    }
    notedBefore = log.noted
    if let items = section.item("projections")?.list("a list of projections") {
      for item in items { projection(item) }
    }
    section.finish()
    if log.noted > notedBefore, network.projections.isEmpty { hasAllProjections = false }
    wholeNetwork()
  }

  /// Marks populations and projections as incomplete, so that no further problems are reported for missing ones.
  mutating func lacks() { (hasAllPopulations, hasAllProjections) = (false, false) }

  /// True for names without characters that need quotes in YAML or are dots in overrides.
  static func isName(_ name: String) -> Bool {
    guard let first = name.first, first.isASCII, first.isLetter else { return false }
    return name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
  }

  private mutating func population(_ name: String, _ item: Item) {
    let title = "population '\(name)'"
    guard let section = item.section(title) else {
      unclear.insert(name)
      doubtful.insert(name)
      // The name is known nevertheless.
      numbers[name] = network.populations.count
      network.populations.append(Population(name, size: 1, .source(.clamp)))
      weightDimensions[name] = .unclear
      return
    }
    parts[title] = section
    if LIFForm.physicalKeys.contains(where: section.has) { physicalPopulations.insert(name) }
    var reading = PopulationReading(section: section, membranes: membranes)
    reading.room = Self.mostUnits - units
    reading.allowsUnknownKinds = !membranesAreComplete
    let before = log.noted
    let (population, dimension) = reading.read(name: name)
    if log.noted > before {
      doubtful.insert(name)
      if !reading.isClear { unclear.insert(name) }
    }
    units += population.size
    numbers[name] = network.populations.count
    network.populations.append(population)
    weightDimensions[name] = dimension
  }

  private mutating func projection(_ item: Item) {
    guard let section = item.section("a projection") else {
      hasAllProjections = false
      return
    }
    let reading = ProjectionReading(
      populations: network.populations, numbers: numbers, hasAllPopulations: hasAllPopulations,
      doubtful: doubtful, dimensions: weightDimensions, log: log)
    guard let projection = reading.read(section) else {
      hasAllProjections = false
      return
    }
    parts["projection '\(projection.name)'"] = section
    guard projectionNames.insert(projection.name).inserted else {
      hasAllProjections = false
      // The ends of this projection, or of the other one, may be wrong.
      guard log.noted == notedBefore else { return }
      log.error(
        section.place(of: "name") ?? section.place,
        "there is already a projection '\(projection.name)'; give this one a 'name' of its own")
      return
    }
    network.projections.append(projection)
  }

  // MARK: - Problems of the whole

  private mutating func wholeNetwork() {
    let before = log.noted
    // The name of a projection between wrong populations is unknown.
    defer { if log.noted > before { hasAllProjections = false } }
    guard log.problems.isEmpty || !network.populations.isEmpty else { return }
    for problem in network.problems() {
      if let name = problem.projection, let projection = network.projection(name),
        !unclear.isDisjoint(with: [projection.source, projection.target])
      {
        continue
      }
      switch problem {
      case .unknownPopulation: continue  // told where the name is
      case .duplicateName(let name):
        log.error(
          place("projection '\(name)'", []), "two parts of the network are called '\(name)'")
      case .parameter(let part, let name, let value, let expected):
        // A part that could not be read has replacement values.
        guard let section = parts[part], !isTainted(section) else { continue }
        let key = Self.keys(of: name).first(where: section.has) ?? name
        log.error(
          section.place(of: key) ?? section.place,
          "'\(key)' is \(Output.text(of: value)); expected \(expected)")
      case .sizes(let name, _, _), .inDegree(let name, _, _), .pair(let name, _, _, _),
        .selfConnections(let name, _):
        report(problem, name, ["connect"])
      case .values(let name, let what, _, _):
        report(problem, name, [what == "delays" ? "delay" : "weights"])
      case .maps(let name, let reason):
        let keys =
          reason.contains("one delay")
          ? ["delay"] : reason.contains("one weight") ? ["weights"] : []
        report(problem, name, keys + ["connect"])
      case .targetIsSource(let name, _): report(problem, name, ["to"])
      case .notTransposable(let name, _): report(problem, name, ["weights"])
      case .signs(let name, _, _, _, _): report(problem, name, ["symmetric"])
      case .clamped(let name, let what):
        report(
          problem, name,
          [what.contains("delay") ? "delay" : what.contains("receptor") ? "receptor" : "connect"])
      case .receptor(let name, let population, _):
        // Receptors of a population with a mistake may be missing.
        if !doubtful.contains(population) { report(problem, name, ["receptor"]) }
      case .instantLoop:
        log.error(
          network.projections.first.map { place("projection '\($0.name)'", []) } ?? .file,
          Self.sentence(problem))
      }
    }
  }

  private func report(_ problem: NetworkError, _ projection: String, _ keys: [String]) {
    log.error(place("projection '\(projection)'", keys), Self.sentence(problem))
  }

  private func place(_ part: String, _ keys: [String]) -> ModelProblem.Place {
    guard let section = parts[part] else { return .file }
    return keys.compactMap(section.place(of:)).first ?? section.place
  }

  private func isTainted(_ section: Section) -> Bool {
    let places = Set(section.keys.compactMap(section.place(of:)))
    return log.problems.contains { places.contains($0.place) }
  }

  /// The problem as a message after `error:`: a small letter first, no full stop.
  private static func sentence(_ problem: NetworkError) -> String {
    let text = problem.description
    let body = text.hasSuffix(".") ? String(text.dropLast()) : text
    return body.prefix(1).lowercased() + body.dropFirst()
  }

  /// The keys that can be behind a parameter's name in `NetworkError`.
  private static func keys(of parameter: String) -> [String] {
    switch parameter {
    case "C": ["C_m"]
    case "threshold": ["threshold", "V_th", "V_peak"]
    case "reset": ["reset", "V_reset"]
    case "I_e": ["I_e", "bias"]
    case "tau_ex": ["tau_syn_ex", "tau_syn"]
    case "tau_in": ["tau_syn_in", "tau_syn"]
    case "absolute tolerance", "relative tolerance": ["solver"]
    case "number of spike trains", "spike time": ["times"]
    case "number of rates", "rate", "times of rate", "number of values of rate": ["rate"]
    case "times of I_e", "number of values of I_e": ["I_e", "bias"]
    case "number of initial potentials": ["V_0"]
    case _ where parameter.hasPrefix("tau of ") || parameter.hasPrefix("E of "): ["receptors"]
    case "weight": ["weights"]
    case "probability": ["connect"]
    default: [parameter]
    }
  }
}

extension NetworkError {
  /// The projection with the problem; nil for other problems.
  fileprivate var projection: String? {
    switch self {
    case .unknownPopulation(let name, _, _), .sizes(let name, _, _), .inDegree(let name, _, _),
      .selfConnections(let name, _), .pair(let name, _, _, _), .values(let name, _, _, _),
      .targetIsSource(let name, _), .maps(let name, _),
      .clamped(let name, _), .notTransposable(let name, _), .signs(let name, _, _, _, _),
      .receptor(let name, _, _):
      name
    case .duplicateName, .parameter, .instantLoop: nil
    }
  }
}
