public import Engine
public import Networks
public import RateModel

/// The reason that learning cannot begin or continue. Cases hold the facts; the description says place and remedy.
public enum LearningError: Error, Equatable, Sendable {
  /// The network cannot run.
  case network([NetworkError])
  /// A simulation stopped.
  case simulation(SimulationError)
  /// The rate reference stopped.
  case reference(RateModelError)
  /// A population is missing or of the wrong kind.
  case population(role: String, name: String, reason: String)
  /// Sizes of data and network differ.
  case size(what: String, found: Int, expected: Int, remedy: String)
  /// A property of a population's membranes prevents learning, or this way of learning.
  case membrane(population: String, property: MembraneProperty, found: String, expected: String)
  /// A property of a projection prevents learning, or this way of learning.
  case projection(name: String, property: ProjectionProperty, found: String, expected: String)
  /// A setting lies outside its range.
  case setting(name: LearningSetting, value: String, expected: String)
  /// Samples cannot be read; the text is the message of their reader.
  case data(String)
  /// A learning rate names no plastic projection.
  case unknownProjection(name: String, known: [String])
  /// A checkpoint lacks numbers, or has too many.
  case checkpoint(name: String, found: Int, expected: Int)
  /// A weight or bias of the network or its rate twin became infinite or NaN.
  case overflow(of: String, what: String, epoch: Int, samples: Int)
  /// An error occurred at another rank.
  case elsewhere(rank: Int, reason: String)
}

/// The properties of a membrane that can prevent learning.
public enum MembraneProperty: String, Sendable, CaseIterable {
  /// The unit of weights onto it.
  case weights
  case synapse
  /// The synaptic time constants.
  case receptors
  case maximumRate = "r_max"
}

/// The properties of a projection that can prevent learning.
public enum ProjectionProperty: String, Sendable, CaseIterable {
  /// Synapses of units onto themselves.
  case selfConnections = "self-connections"
  /// The scale of feedback.
  case feedback
  /// The pairs that it joins.
  case connectivity
}

/// A setting that can lie outside its range, by its keys in model files.
public enum LearningSetting: String, Sendable, CaseIterable {
  case free = "learning.phases.free"
  case nudged = "learning.phases.nudged"
  case onset = "learning.phases.onset"
  case readout = "learning.phases.readout"
  case tail = "learning.phases.tail"
  case beta = "learning.nudging.beta"
  case scheme = "learning.nudging.scheme"
  case gate = "learning.gate"
  case rule = "learning.rule"
  case states = "learning.states"
  case lives = "learning.lives"
  case batch = "learning.batch"
  case epochs = "learning.epochs"
  case levels = "learning.device.levels"
  case raster = "learning.raster"
  /// The number of trainings of a rate model.
  case seeds = "training.seeds"
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
    case .membrane(let population, let property, let found, let expected):
      "\(population).\(property.rawValue) is \(found); expected \(expected)."
    case .projection(let name, let property, let found, let expected):
      "The \(property.rawValue) of '\(name)': found \(found); expected \(expected)."
    case .setting(let name, let value, let expected):
      "\(name.rawValue) is \(value); expected \(expected)."
    case .data(let reason): "The samples cannot be read: \(reason)"
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
