import Datasets
public import EquilibriumPropagation
public import Experiments
public import Measurements
import Networks
import Protocols
import RateModel
import Records
import Reports

/// Measurement of statements of theory on a rate model.
public struct TheoremsRun: Run {
  /// The model's name.
  public let name: String
  /// The measurement.
  public let theorems: TheoremRun

  /// A measurement of a model called `name`.
  ///
  /// - Parameters:
  ///   - name: The model's name.
  ///   - theorems: The measurement.
  public init(name: String, _ theorems: TheoremRun) {
    self.name = name
    self.theorems = theorems
  }

  /// The theorems that hold for the rate model of any model that learns, spiking networks included.
  ///
  /// - Parameter experiment: The model, whose data are read.
  ///
  /// *Errors*: a model that only simulates; a network without a rate model; data that cannot be read.
  public init(of experiment: Experiment) throws {
    guard let data = try RunData.load(for: experiment) else {
      throw RunError.unavailable(
        "'\(experiment.name)' only simulates; theorems are about models that learn")
    }
    let rate: RateExperiment
    var settings = TheoremSettings()
    switch experiment.task {
    case .theorem(let model, let given, _): (rate, settings) = (model, given)
    case .train(let model, let training, _):
      rate = model
      settings.targets = training.targets
    case .learn(let learning, _):
      rate = try RateExperiment(
        experiment.network, input: learning.input, output: learning.output,
        clamps: learning.clamps, seed: experiment.seed)
      settings.targets = learning.targets
      (settings.betas, settings.phases) = ([1e-6, 1e-4, 1e-2], [RatePhases(free: 300, nudged: 20)])
    case .simulate: preconditionFailure("A simulation has no data")
    }
    var synchronous = rate
    synchronous.dynamics.order = .synchronous
    synchronous.dynamics.noise = 0
    self.init(
      name: experiment.name,
      TheoremRun(synchronous, settings: settings, data: data.train, seed: experiment.seed))
  }

  public var looksUp: Bool { false }

  public func measure(_ session: RunSession) throws -> TheoremReport {
    var report = try theorems.run { session.observer.advanced($0, fraction: $1) }
    report.name = name
    return report
  }

  public func report(_ report: TheoremReport, _ session: RunSession) throws -> RunOutcome {
    for warning in report.warnings { session.warn(warning) }
    let tables = SummaryTable.tables(report).map(\.table)
    try session.writeJSON(report, as: "theorems.json")
    try session.write(tables.map { $0.text() }.joined(separator: "\n"), as: "theorems.txt")
    try session.draw(TheoremCurves.all(report).map { .curves($0.curves, named: $0.name) })
    let failed = report.checks.count { !$0.passed }
    return RunOutcome(
      .theorems(report), tables, session,
      failure: failed > 0 ? .checksFailed(count: failed, of: report.checks.count) : nil)
  }
}
