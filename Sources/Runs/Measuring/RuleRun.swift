public import EquilibriumPropagation
public import Experiments
public import Measurements
public import Plasticity
import Protocols
public import Quantities
import Records
import Reports

/// Measurement of a rule: its window from spike pairs, its drift and gain from Poisson trains, beside the prediction.
public struct RuleRun: Run {
  /// The rule.
  public let rule: any SpikeTimingRule
  /// Number of synapses in each measurement with Poisson trains.
  public let synapses: Int
  /// The root seed of the Poisson trains.
  public let seed: Seed

  /// A measurement.
  ///
  /// - Parameters:
  ///   - rule: The rule.
  ///   - synapses: Synapses in each measurement with Poisson trains.
  ///   - seed: The root of the Poisson trains.
  ///
  /// *Errors*: a time constant above 100 s.
  public init(_ rule: any SpikeTimingRule, synapses: Int = 4000, seed: Seed = Seed(1)) throws {
    let longest = (rule.preTraces + rule.postTraces).map(\.timeConstant.value).max() ?? 0
    guard longest <= 1e5 else {
      throw RunError.unavailable(
        "'\(rule.name)' has a time constant of \(longest) ms; a rule can be measured up to 100000 ms"
      )
    }
    self.rule = rule
    self.synapses = synapses
    self.seed = seed
  }

  /// The rule of a model that is measured: the one that it learns or simulates with, else the first that it defines.
  ///
  /// - Parameters:
  ///   - experiment: The model.
  ///   - name: A rule that the model defines, or one of the program, instead.
  ///   - overrides: Parameters of the rule, `key=value`.
  ///
  /// *Errors*: no such rule, or none at all; parameters that it does not have.
  public static func rule(
    of experiment: Experiment, named name: String? = nil, overrides: [String] = []
  ) throws -> any SpikeTimingRule {
    if let name {
      return try RuleFile.rule(named: name, overrides: overrides, defined: experiment.rules)
    }
    if let rule = used(in: experiment) {
      return overrides.isEmpty
        ? rule : try RuleFile.rule(named: RuleFile.text(of: rule), overrides: overrides)
    }
    guard let first = experiment.rules.keys.sorted().first else {
      throw RunError.unavailable("'\(experiment.name)' has no spike-timing rule")
    }
    return try RuleFile.rule(named: first, overrides: overrides, defined: experiment.rules)
  }

  /// The rule that a model learns or simulates with; nil where it has none.
  public static func used(in experiment: Experiment) -> (any SpikeTimingRule)? {
    switch experiment.task {
    case .learn(let settings, _): settings.rule
    case .simulate(let settings): settings.plasticity.sorted { $0.key < $1.key }.first?.value
    case .train, .theorem: nil
    }
  }

  public var looksUp: Bool { false }

  /// The window of a rule, its area and first moment.
  ///
  /// - Parameters:
  ///   - rule: The rule.
  ///   - laboratory: The laboratory that has it.
  public static func window(
    of rule: any SpikeTimingRule, in laboratory: RuleLaboratory
  ) throws -> RuleProfile {
    var record = RuleProfile(
      name: rule.name, formula: rule.formula, citation: rule.citation,
      model: RuleFile.text(of: rule), weight: laboratory.weight)
    record.lags = laboratory.lags()
    record.changes = try laboratory.window(lags: record.lags)
    (record.area, record.firstMoment) = try laboratory.moments()
    return record
  }

  public func measure(_ session: RunSession) throws -> RuleProfile {
    let laboratory = RuleLaboratory(rule, synapses: synapses, seed: seed)
    session.observer.advanced("window", fraction: 0)
    var record = try Self.window(of: rule, in: laboratory)
    session.observer.advanced("gain", fraction: 0.2)
    let predicted = laboratory.predicted
    let measured = try laboratory.measured()
    for (name, theory, found) in [
      ("s_i s_j (drift)", predicted.drift, measured.drift),
      ("s_i delta_j", predicted.post, measured.post),
      ("delta_i s_j", predicted.pre, measured.pre),
    ] {
      record.responses.append(
        .init(of: name, predicted: theory, measured: found.value, error: found.error))
    }
    record.tiedGain = predicted.tiedGain
    let phases = laboratory.phases
    record.phases =
      "free \(phases.free), nudged \(phases.nudged), settling \(phases.settling), r_max "
      + "\(phases.maximumRate)/ms, s \(laboratory.activity), delta \(laboratory.change), "
      + "\(synapses) synapses"
    session.observer.advanced("rates", fraction: 0.6)
    record.rates = try laboratory.drift(rates: [5, 10, 20, 50])
    record.weights = try laboratory.dependence()
    let numbers: [Double] =
      [record.area, record.firstMoment] + record.changes
      + record.responses.flatMap { [$0.predicted ?? 0, $0.measured] }
    guard numbers.allSatisfy(\.isFinite) else {
      throw RunError.unavailable(
        "the window of '\(rule.name)' is not finite: its amplitudes or time constants are far too large"
      )
    }
    return record
  }

  public func report(_ record: RuleProfile, _ session: RunSession) throws -> RunOutcome {
    try session.writeJSON(record, as: "rule.json")
    try session.write(Self.csv(record), as: "window.csv")
    let tables = SummaryTable.tables(record)
    try session.write(tables.map { $0.text() }.joined(separator: "\n"), as: "rule.txt")
    try session.draw([.window(record)])
    return RunOutcome(.rule(record), tables, session)
  }

  private static func csv(_ record: RuleProfile) -> String {
    "lag_ms,change\n"
      + zip(record.lags, record.changes).map { "\($0),\($1)\n" }.joined()
  }
}
