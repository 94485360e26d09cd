import Engine
import EquilibriumPropagation
public import Experiments
import Plasticity
import Protocols

extension ModelFile {
  /// The experiment of a file, after the overrides, that can be run.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - overrides: Changes of the form `key.path=value`.
  ///
  /// *Errors*: the file cannot be read; all mistakes in it; errors of the engine and the learner.
  public static func load(
    _ path: String, overrides: [String] = []
  ) throws(ModelError) -> Experiment {
    try load(path, overrides: overrides, check: refusals)
  }

  /// The experiment of `text`, after the overrides, that can be run.
  ///
  /// - Parameters:
  ///   - text: The text of a model file.
  ///   - file: Its name in messages.
  ///   - overrides: Changes of the form `key.path=value`.
  ///
  /// *Errors*: all mistakes in it; errors of the engine and the learner.
  public static func parse(
    _ text: String, file: String, overrides: [String] = []
  ) throws(ModelError) -> Experiment {
    try parse(text, file: file, overrides: overrides, check: refusals)
  }

  /// The errors of the engine and the learner for a model without mistakes.
  ///
  /// Errors of the two libraries name their own values; the keys here are the places of these values in a model file.
  public static let refusals: ModelCheck = { experiment in
    switch experiment.task {
    case .simulate(let settings):
      return experiment.network.problems(rules: settings.plasticity).compactMap { error in
        error.keys(learns: false).map { .init(keys: $0, message: error.description.message) }
      }
    case .learn(let settings, _):
      let found = settings.problems(for: experiment.network).compactMap { error in
        error.keys.map { ModelRefusal(keys: $0, message: error.message) }
      }
      return found.isEmpty ? candidates(of: experiment, settings) : found
    case .train, .theorem: return []
    }
  }

  /// The errors of the rules of `comparison`, each in place of the rule that learns.
  private static func candidates(
    of experiment: Experiment, _ learning: LearningSettings
  ) -> [ModelRefusal] {
    (experiment.comparison?.candidates ?? []).flatMap { candidate in
      RuleComparison.problems(of: candidate, in: experiment.network, learning).map {
        ModelRefusal(
          keys: [["comparison", "rules"]],
          message: "rule '\(candidate.label)': \($0.description.message)")
      }
    }
  }
}

extension String {
  /// The text as a message after `error:`: a small letter first, no full stop.
  fileprivate var message: String {
    let body = hasSuffix(".") ? dropLast() : self[...]
    return body.prefix(1).lowercased() + body.dropFirst()
  }
}

extension LearningError {
  /// The message; that about a membrane begins with the name of a population.
  fileprivate var message: String {
    if case .membrane = self { String(description.dropLast()) } else { description.message }
  }

  /// The keys whose value must change, the likeliest first; nil for errors that no model file causes by itself.
  fileprivate var keys: [[String]]? {
    switch self {
    case .network: nil  // told where the parts are
    case .simulation(let error): error.keys(learns: true)
    case .population(let role, let name, _) where role == "input" || role == "output":
      [["learning", role], ["network", "populations", name, "kind"]]
    case .population("driven", let name, _):
      ["I_e", "bias", "rate"].map { ["network", "populations", name, $0] }
    case .population("noisy", let name, _):
      [["network", "populations", name, "noise", "mean"]]
    case .population("played", let name, _): [["network", "populations", name, "times"]]
    case .population("Poisson", let name, _): [["network", "populations", name, "t_ref"]]
    case .population("clamped", let name, _):
      [
        ["learning", "clamps", name], ["network", "populations", name, "kind"],
        ["network", "populations", name],
      ]
    case .population(_, let name, _):
      [["learning", "bias_rates", name], ["network", "populations", name, "kind"]]
    case .membrane(let name, let property, _, _):
      property.keys.map { ["network", "populations", name, $0] }
    case .projection(let name, .selfConnections, _, _):
      ["self_connections", "connect", "to"].map { ["network", "projections", name, $0] }
    case .projection(let name, .feedback, _, _): [["network", "projections", name, "feedback"]]
    case .projection(let name, .connectivity, _, _):
      [["network", "projections", name, "connect"]]
    case .setting(let setting, _, _): [setting.rawValue.split(separator: ".").map(String.init)]
    case .unknownProjection(let name, _): [["learning", "rates", name]]
    case .reference, .size, .data, .checkpoint, .overflow, .elsewhere: nil
    }
  }
}

extension MembraneProperty {
  /// The keys that set the property.
  fileprivate var keys: [String] {
    switch self {
    case .weights: ["weights"]
    case .synapse: ["synapse"]
    case .receptors: ["receptors"]
    case .maximumRate: ["r_max", "t_ref"]
    }
  }
}

extension SimulationError {
  /// The keys whose value must change, the likeliest first; nil for errors that occur during a simulation.
  fileprivate func keys(learns: Bool) -> [[String]]? {
    switch self {
    case .network: nil  // told where the parts are
    case .unknownStepper(let name, _, _):
      [["network", "populations", name, "solver", "method"]]
    case .rule(let name, let reason):
      switch reason {
      case .delays: [["network", "projections", name, "delay"]]
      case .pooling, .sharedWeights:
        learns ? [["learning", "rates", name]] : [["simulate", "plasticity", name]]
      case .bounds: [["network", "projections", name, "bounds"], rule(name, learns)]
      case .clampedSource, .noSpikes, .noRule, .noTraces: [rule(name, learns)]
      }
    case .unknown(_, let name, _): [["simulate", "plasticity", name]]
    case .notFinite, .weight, .integration, .endlessInstant, .tooManySpikes, .count, .unsupported:
      nil
    }
  }

  private func rule(_ projection: String, _ learns: Bool) -> [String] {
    learns ? ["learning", "rule"] : ["simulate", "plasticity", projection]
  }
}
