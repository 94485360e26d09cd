import EquilibriumPropagation
public import Experiments
import Plasticity
public import Protocols

extension ComparisonSettings {
  /// The comparison of a model: as its file says, with other rules, samples, seeds and values if these are given.
  ///
  /// - Parameters:
  ///   - experiment: The model.
  ///   - rules: Names of rules, or rules, separated by commas, or `all`; nil for those of the model.
  ///   - samples: Samples in the batch; nil for those of the model.
  ///   - seeds: Independent initial states; nil for those of the model.
  ///   - sweep: Keys with values, `key=a,b`; none for those of the model.
  ///   - trains: True if the network is trained with each rule.
  ///   - leftOut: Called with each rule that is left out of `all`, and the reason.
  ///
  /// *Errors*: a model that does not learn; rules that cannot be read or compared; values at which the model cannot be read.
  public init(
    of experiment: Experiment, rules: String? = nil, samples: Int? = nil, seeds: Int? = nil,
    sweep: [String] = [], trains: Bool = false,
    leftOut: (_ label: String, _ reason: String) -> Void = { _, _ in }
  ) throws {
    guard case .learn(let learning, _) = experiment.task else {
      throw RunError.unavailable(
        "'\(experiment.name)' has no 'learning' of a spiking network; rules are compared there")
    }
    var settings = experiment.comparison ?? ComparisonSettings()
    if let rules {
      settings.candidates = try Self.candidates(rules, settings, experiment)
    }
    if settings.candidates.isEmpty {
      settings.candidates = [.init(label: learning.rule.name, rule: learning.rule)]
    }
    if let samples { settings.samples = samples }
    if let seeds { settings.seeds = seeds }
    func problem(of candidate: ComparisonSettings.Candidate) -> LearningError? {
      RuleComparison.problems(of: candidate, in: experiment.network, learning, trains: trains).first
    }
    if rules == "all" {
      settings.candidates.removeAll { candidate in
        let problem = problem(of: candidate)
        if let problem { leftOut(candidate.label, "\(problem)") }
        return problem != nil
      }
    }
    for candidate in settings.candidates {
      if let problem = problem(of: candidate) { throw problem }
    }
    if !sweep.isEmpty { settings.sweep = try sweep.map(ComparisonSettings.Sweep.init) }
    // All points of a sweep are read before anything runs.
    var compared = experiment
    compared.comparison = settings
    for point in try settings.points() { _ = try CompareRun.experiment(compared, at: point) }
    self = settings
  }

  /// The rules that were named; those of the model's comparison keep their phases.
  private static func candidates(
    _ text: String, _ settings: ComparisonSettings, _ experiment: Experiment
  ) throws -> [ComparisonSettings.Candidate] {
    let names = try text == "all" ? RuleFile.names : SweepAxis.parts(of: text)
    return try names.map { name in
      if let known = settings.candidates.first(where: { $0.label == name }) { return known }
      let rule = try RuleFile.rule(named: name, defined: experiment.rules)
      return .init(label: name.contains("{") ? rule.name : name, rule: rule)
    }
  }
}
