public import Engine
public import Networks
public import RateModel

/// Why learning cannot begin or go on. Cases hold the facts; the description says place and remedy.
public enum LearningError: Error, Equatable, Sendable {
  /// The network cannot be run.
  case network([NetworkError])
  /// A simulation stopped.
  case simulation(SimulationError)
  /// The rate reference stopped.
  case reference(RateModelError)
  /// A population is missing or of the wrong kind.
  case population(role: String, name: String, reason: String)
  /// Sizes of data and network differ.
  case size(what: String, found: Int, expected: Int, remedy: String)
  /// A setting lies outside its range.
  case setting(name: String, value: String, expected: String)
  /// A learning rate names no plastic projection.
  case unknownProjection(name: String, known: [String])
  /// A checkpoint lacks numbers, or has too many.
  case checkpoint(name: String, found: Int, expected: Int)
  /// A weight or bias, in words, of the network or its rate twin ceased to be finite.
  case overflow(of: String, what: String, epoch: Int, samples: Int)
  /// Another rank met an error.
  case elsewhere(rank: Int, reason: String)
}

extension LearningError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .network(let errors): errors.map(\.description).joined(separator: "\n")
    case .simulation(let error): error.description
    case .reference(let error): error.description
    case .population(let role, let name, let reason):
      "The \(role) population '\(name)' \(reason)."
    case .size(let what, let found, let expected, let remedy):
      "\(what): found \(found), expected \(expected); \(remedy)."
    case .setting(let name, let value, let expected):
      "\(name) is \(value); expected \(expected)."
    case .checkpoint(let name, let found, let expected):
      "The checkpoint has \(found) numbers for '\(name)', where the model has \(expected); it belongs to "
        + "another model."
    case .overflow(let learner, let what, let epoch, let samples):
      "In the \(learner) \(what) ceased to be finite in epoch \(epoch), after \(samples) samples: "
        + "learning rates are too high; lower them, or give the projection bounds."
    case .elsewhere(let rank, let reason): "Rank \(rank): \(reason)"
    case .unknownProjection(let name, let known):
      "There is no projection '\(name)' to learn; there are: \(known.joined(separator: ", "))."
    }
  }
}

/// Runs `body` and gives its error the type of this module.
func learning<Result>(
  _ body: () throws(SimulationError) -> Result
) throws(LearningError) -> Result {
  do throws(SimulationError) { return try body() } catch { throw .simulation(error) }
}

/// Runs `body` and gives its error the type of this module.
func reference<Result>(
  _ body: () throws(RateModelError) -> Result
) throws(LearningError) -> Result {
  do throws(RateModelError) { return try body() } catch { throw .reference(error) }
}
