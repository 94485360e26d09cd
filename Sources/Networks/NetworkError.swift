/// The reason that a network cannot run. Cases hold the facts; the description says place and remedy.
public enum NetworkError: Error, Equatable, Sendable {
  /// Two parts have the same name.
  case duplicateName(String)
  /// A projection names a population that does not exist.
  case unknownPopulation(projection: String, name: String, known: [String])
  /// A parameter lies outside its range.
  case parameter(place: String, name: String, value: Double, expected: String)
  /// A one-to-one projection joins populations of different sizes.
  case sizes(projection: String, sources: Int, targets: Int)
  /// The in-degree exceeds the number of sources.
  case inDegree(projection: String, degree: Int, available: Int)
  /// A pair joins a unit to itself, but the projection has no self-connections.
  case selfConnections(projection: String, unit: Int)
  /// A pair names a unit that does not exist.
  case pair(projection: String, pair: Connectivity.Pair, sources: Int, targets: Int)
  /// A list has the wrong length.
  case values(projection: String, what: String, found: Int, expected: Int)
  /// Voltage jumps without delay form a loop.
  case instantLoop(path: [String])
  /// A projection ends in a source, which has no membranes.
  case targetIsSource(projection: String, population: String)
  /// The projection that should give transposed weights does not fit.
  case notTransposable(projection: String, other: String)
  /// A convolution or pooling does not fit between its populations.
  case maps(projection: String, reason: String)
  /// The receptors of a projection do not fit a population in which it ends.
  case receptor(projection: String, population: String, problem: ReceptorProblem)
  /// A projection from clamped values has a property that needs spikes.
  case clamped(projection: String, what: String)
  /// A symmetric projection joins an excitatory and an inhibitory population.
  case signs(
    projection: String, source: String, sourceSign: Sign, target: String, targetSign: Sign)
}

/// The reason that the receptors of a projection do not fit a population.
public enum ReceptorProblem: Equatable, Sendable {
  /// The population has no receptor of this name.
  case unknown(name: String, known: [String])
  /// The population has receptors with names, but the projection names none.
  case missing(known: [String])
  /// A receptor is named twice.
  case twice(name: String)
  /// A fraction is not between 0 and 1, or the fractions do not add up to 1.
  case fractions(sum: Double)
  /// A negative weight acts through a conductance.
  case negative(name: String)
  /// Weights that are charges act through a conductance, and their sign is not that of its effect.
  case sign(name: String, wanted: Sign)
}

extension NetworkError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .duplicateName(let name):
      "Two parts of the network are called '\(name)'; give each a name of its own."
    case .unknownPopulation(let projection, let name, let known):
      "Projection '\(projection)' names the population '\(name)', which does not exist; "
        + "there are: \(known.joined(separator: ", "))."
    case .parameter(let place, let name, let value, let expected):
      "\(place): \(name) is \(value); expected \(expected)."
    case .sizes(let projection, let sources, let targets):
      "Projection '\(projection)' is one-to-one between \(sources) and \(targets) units; "
        + "make the populations equally large or choose another connectivity."
    case .inDegree(let projection, let degree, let available):
      "Projection '\(projection)' wants \(degree) different sources per target, "
        + "but only \(available) can be had; lower the in-degree."
    case .selfConnections(let projection, let unit):
      "Projection '\(projection)' joins unit \(unit) to itself, but has no self-connections; allow them, or "
        + "leave such pairs out."
    case .pair(let projection, let pair, let sources, let targets):
      "Projection '\(projection)' connects unit \(pair.source) to unit \(pair.target), "
        + "but there are \(sources) source and \(targets) target units (counted from 0)."
    case .values(let projection, let what, let found, let expected):
      "Projection '\(projection)' gives \(found) \(what) for \(expected) synapses; give one each, "
        + "sorted by source, then target."
    case .instantLoop(let path):
      "Voltage jumps without delay form a loop, \(path.joined(separator: " -> ")): "
        + "one spike could set off endless spikes at one instant. "
        + "Give one of these projections a delay, or use exponential synapses."
    case .targetIsSource(let projection, let population):
      "Projection '\(projection)' ends in '\(population)', which is a source and receives nothing."
    case .notTransposable(let projection, let other):
      "Projection '\(projection)' takes its weights from '\(other)', which must be a dense projection that "
        + "goes the other way and has weights of its own."
    case .maps(let projection, let reason): "Projection '\(projection)': \(reason)."
    case .signs(let projection, let source, let sourceSign, let target, let targetSign):
      "Projection '\(projection)' is symmetric, but '\(source)' is \(sourceSign.rawValue) and '\(target)' "
        + "\(targetSign.rawValue): one weight cannot have both signs. Make it one-way, and add a projection from "
        + "'\(target)' to '\(source)' with weights of its own."
    case .receptor(let projection, let population, let problem):
      "Projection '\(projection)' " + problem.text(population)
    case .clamped(let projection, let what):
      "Projection '\(projection)' comes from clamped analogue values, which have no spikes: "
        + "\(what) has no meaning there; remove it or make the source spike."
    }
  }
}

extension ReceptorProblem {
  /// The problem and its remedy, after the name of the projection.
  fileprivate func text(_ population: String) -> String {
    func list(_ known: [String]) -> String { known.joined(separator: ", ") }
    return switch self {
    case .unknown(let name, []):
      "names the receptor '\(name)', but '\(population)' has no receptors with names: give it some, or name none."
    case .unknown(let name, let known):
      "names the receptor '\(name)', which '\(population)' does not have; it has: \(list(known))."
    case .missing(let known):
      "names no receptor, but those of '\(population)' have names; choose one of \(list(known)), or fractions of "
        + "several."
    case .twice(let name): "names the receptor '\(name)' twice; give it one fraction."
    case .fractions(let sum):
      "shares its weight among receptors of '\(population)' with fractions that add up to "
        + "\((sum * 1e9).rounded() / 1e9); give fractions "
        + "from 0 to 1 that add up to 1."
    case .sign(let name, let wanted):
      "acts through the conductance '\(name)' of '\(population)', which is \(wanted.rawValue), with weights that are "
        + "plain numbers of any sign; give its source the sign \(wanted.rawValue)."
    case .negative(let name):
      "has negative weights through the conductance '\(name)' of '\(population)'; give positive ones, as the reversal "
        + "potential decides whether they excite; or give the source the sign inhibitory."
    }
  }
}
