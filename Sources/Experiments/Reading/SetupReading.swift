import Engine
import EquilibriumPropagation
import Networks
import Plasticity
import Protocols

/// A check of a model without mistakes for errors of the engine and the learner, which are reported at the keys that
/// must change.
///
/// Errors of the two libraries name their own values; the paths here are the places of these values in a model file.
struct SetupReading {
  let experiment: Experiment
  let places: KeyPlaces
  let log: ProblemLog

  func check() {
    switch experiment.task {
    case .simulate(let settings):
      for error in experiment.network.problems(rules: settings.plasticity) { report(error) }
    case .learn(let settings, _):
      for error in settings.problems(for: experiment.network) { report(error) }
      if log.problems.isEmpty { candidates(settings) }
    case .train, .theorem: break
    }
    guard log.problems.isEmpty else { return }
    WeightRangeReading(experiment: experiment, places: places, log: log).check()
    UnusedValueReading(experiment: experiment, places: places, log: log).check()
  }

  /// Checks the rules of `comparison`, each in place of the rule that learns.
  private func candidates(_ learning: LearningSettings) {
    for candidate in experiment.comparison?.candidates ?? [] {
      for error in RuleComparison.problems(of: candidate, in: experiment.network, learning) {
        log.error(
          places.place(of: ["comparison", "rules"]),
          "rule '\(candidate.label)': \(Self.sentence(error.description))")
      }
    }
  }

  private func report(_ error: LearningError) {
    guard let paths = error.paths else { return }
    // The message about a membrane begins with the name of a population.
    if case .membrane = error {
      log.error(places.place(ofFirst: paths), String(error.description.dropLast()))
    } else {
      log.error(places.place(ofFirst: paths), Self.sentence(error.description))
    }
  }

  private func report(_ error: SimulationError) {
    guard let paths = error.paths(learns: false) else { return }
    log.error(places.place(ofFirst: paths), Self.sentence(error.description))
  }

  /// The text as a message after `error:`: a small letter first, no full stop.
  private static func sentence(_ text: String) -> String {
    let body = text.hasSuffix(".") ? String(text.dropLast()) : text
    return body.prefix(1).lowercased() + body.dropFirst()
  }
}

extension LearningError {
  /// The keys whose value must change, the likeliest first; nil for errors that no model file causes by itself.
  var paths: [[String]]? {
    switch self {
    case .network: nil  // told where the parts are
    case .simulation(let error): error.paths(learns: true)
    case .population(let role, let name, _) where role == "input" || role == "output":
      [["learning", role], ["network", "populations", name, "kind"]]
    case .population("driven", let name, _):
      ["I_e", "bias", "rate"].map { ["network", "populations", name, $0] }
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
    case .projection(let name, .ends, _, _):
      [["learning", "rates", name], ["network", "projections", name, "to"]]
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
    case .kind: ["kind"]
    case .weights: ["weights"]
    case .synapse: ["synapse"]
    case .timeConstants: ["tau_syn_in", "tau_syn_ex"]
    case .maximumRate: ["r_max", "t_ref"]
    }
  }
}

extension SimulationError {
  /// The keys whose value must change, the likeliest first; nil for errors that occur during a simulation.
  func paths(learns: Bool) -> [[String]]? {
    switch self {
    case .network: nil  // told where the parts are
    case .unknownStepper(let name, _, _):
      [["network", "populations", name, "solver", "method"]]
    case .rule(let name, let reason):
      switch reason {
      case .delays: [["network", "projections", name, "delay"]]
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
