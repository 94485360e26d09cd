public import Networks

/// The reason that a simulation stopped. Cases hold the facts; the description says place and remedy.
public enum SimulationError: Error, Equatable, Sendable {
  /// The network cannot run.
  case network([NetworkError])
  /// A state became infinite or NaN.
  case notFinite(population: String, unit: Int, time: Double)
  /// A weight became infinite or NaN; source and target are counted from 0.
  case weight(projection: String, source: Int, target: Int, time: Double)
  /// The integration of a membrane failed; `reason` holds the solver's message.
  case integration(population: String, unit: Int, time: Double, reason: String)
  /// Endless spikes at one instant, or so close to it that time does not advance.
  case endlessInstant(population: String, time: Double, spikes: Int)
  /// The number of spikes exceeds the limit of recording.
  case tooManySpikes(limit: Int, time: Double)
  /// The stepper does not exist.
  case unknownStepper(population: String, name: String, known: [String])
  /// A rule cannot act at a projection.
  case rule(projection: String, reason: RuleRefusal)
  /// A named part does not exist.
  case unknown(what: String, name: String, known: [String])
  /// A list has the wrong length.
  case count(what: String, found: Int, expected: Int)
  /// The population cannot do this.
  case unsupported(population: String, what: String)
}

extension SimulationError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .network(let errors):
      errors.map(\.description).joined(separator: "\n")
    case .notFinite(let population, let unit, let time):
      "The state of unit \(unit) of '\(population)' is not finite at t = \(time) ms; "
        + "weights or currents are probably far too large: lower gains or learning rates."
    case .weight(let projection, let source, let target, let time):
      "The weight from unit \(source) to unit \(target) in '\(projection)' is not finite at "
        + "t = \(time) ms: an expression of its rule has no value there, or its learning rate is too high and it has no bounds."
    case .integration(let population, let unit, let time, let reason):
      "Unit \(unit) of '\(population)' cannot be integrated beyond t = \(time) ms: \(reason)"
    case .endlessInstant(let population, let time, let spikes):
      "Endless spikes at t = \(time) ms: more than \(spikes) within 1e-9 ms, the last in '\(population)'; "
        + "give units a refractory time or lower weights and currents."
    case .tooManySpikes(let limit, let time):
      "There are more than \(limit) spikes by t = \(time) ms, which no longer fit into memory; lower "
        + "currents or weights, give units a refractory time, or simulate less."
    case .unknownStepper(let population, let name, let known):
      "Population '\(population)' wants the solver method '\(name)', which does not exist; "
        + "there are: \(known.joined(separator: ", "))."
    case .rule(let projection, let reason):
      "Plasticity at '\(projection)' is not possible: \(reason)"
    case .unknown(let what, let name, let known):
      "There is no \(what) '\(name)'; there are: \(known.joined(separator: ", "))."
    case .count(let what, let found, let expected):
      "\(found) values were given for \(what); expected \(expected)."
    case .unsupported(let population, let what):
      "Population '\(population)' cannot have \(what)."
    }
  }
}
