import ArgumentParser
import EquilibriumPropagation
import Experiments
import Measurements
import Plasticity
import Protocols
import Quantities
import Records
import Reports

/// `equispike rule`: what a spike-timing rule does, measured and predicted.
struct RuleVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rule",
    abstract: "Measure what a spike-timing rule adds up to.",
    discussion: """
      The window comes from simulated spike pairs. Drift and gain come from Poisson
      trains, beside what theory predicts; equilibrium propagation asks for no drift,
      and for equal gains of both sides (one synapse) or any sum (both directions).

      Examples:
        equispike rule zero-area
        equispike rule pair tau_plus=17 tau_minus="34 ms"
        equispike rule triplet set=cortex-all-minimal --json
        equispike rule my.yaml --name mine    a rule from the 'rules' of a model file
        equispike rule my.yaml                the rule that the model learns with
      """)

  @Argument(
    help: "A rule from equispike list rules, or a model file.", completion: Completion.rules)
  var rule: String

  @Argument(help: ArgumentHelp("Parameters of the rule.", valueName: "key=value"))
  var overrides: [String] = []

  @Option(name: .long, help: "A rule that the file defines. (default: the one it learns with)")
  var name: String?

  @Option(name: .long, help: "Root of the Poisson trains.")
  var seed: UInt64 = 1

  @Option(name: .long, help: "Synapses in each measurement with Poisson trains.")
  var synapses = 4000

  @Option(
    name: .shortAndLong, help: "Folder for results. (default: runs/NAME-TIME)",
    completion: .directory)
  var out: String?

  @Flag(name: .long, help: "Replace an earlier run in that folder.")
  var force = false

  @OptionGroup var output: OutputOptions
  @OptionGroup var verbosity: VerbosityOptions
  @OptionGroup var warnings: WarningOptions

  func validate() throws {
    for text in overrides where !text.contains("=") {
      throw ValidationError("'\(text)' is not of the form key=value.")
    }
    if name != nil && RuleFile.names.contains(rule) {
      throw ValidationError(
        "--name is for rules of a model file, but '\(rule)' is one of the program.")
    }
    if !(2...1_000_000).contains(synapses) {
      throw ValidationError("--synapses is \(synapses); expected 2 to 1000000.")
    }
  }

  func run() throws {
    let (rule, path) = try find()
    let longest = (rule.preTraces + rule.postTraces).map(\.timeConstant.value).max() ?? 0
    guard longest <= 1e5 else {
      throw ToolError.unavailable(
        "'\(rule.name)' has a time constant of \(longest) ms; a rule can be measured up to 100000 ms"
      )
    }
    // From here on a signal finds a folder that somebody has to close.
    Interrupt.watch()
    var choices = RunOptions(changes: overrides)
    choices.synapses = synapses
    let session = try RunSession(
      named: "rule-" + rule.name, resolved: "rule: \(RuleFile.text(of: rule))\n", model: path,
      seed: Seed(seed),
      options: SessionOptions(
        out: out, force: force, quiet: verbosity.quiet, strict: warnings.strict, kind: .rule,
        choices: choices))
    try session.perform(looksUp: false) {
      let record = try measure(rule, session)
      let numbers: [Double] =
        [record.area, record.firstMoment] + record.changes
        + record.responses.flatMap { [$0.predicted ?? 0, $0.measured] }
      guard numbers.allSatisfy(\.isFinite) else {
        throw ToolError.unavailable(
          "the window of '\(rule.name)' is not finite: its amplitudes or time constants are far too large"
        )
      }
      try session.folder.writeJSON(record, as: "rule.json")
      try session.folder.write(Self.csv(record), as: "window.csv")
      let tables = SummaryTable.tables(record)
      try session.folder.write(tables.map { $0.text() }.joined(separator: "\n"), as: "rule.txt")
      try session.draw([.window(record)])
      session.progress.clear()
      if output.json {
        try Terminal.output(json: record)
      } else {
        print(tables.map { $0.text(isStyled: Terminal.hasStyledOutput) }.joined(separator: "\n"))
        print(session.places)
      }
    }
  }

  /// The rule that is meant, and the model file that it is in.
  private func find() throws -> (any SpikeTimingRule, String?) {
    guard RuleFile.names.contains(rule) else {
      guard rule.contains(".") || rule.contains("/") || ModelLocation.path(of: rule) != nil else {
        throw ToolError.unknownTopic(name: rule, known: RuleFile.names)
      }
      let path = try ModelLocation.resolve(rule)
      let experiment = try ModelFile.load(path, isRun: false)
      if let name {
        return (
          try RuleFile.rule(named: name, overrides: overrides, defined: experiment.rules), path
        )
      }
      func changed(_ rule: any SpikeTimingRule) throws -> any SpikeTimingRule {
        overrides.isEmpty
          ? rule : try RuleFile.rule(named: RuleFile.text(of: rule), overrides: overrides)
      }
      switch experiment.task {
      case .learn(let settings, _): return (try changed(settings.rule), path)
      case .simulate(let settings):
        if let first = settings.plasticity.sorted(by: { $0.key < $1.key }).first {
          return (try changed(first.value), path)
        }
      case .train, .theorem: break
      }
      guard let first = experiment.rules.keys.sorted().first else {
        throw ToolError.unavailable("'\(experiment.name)' has no spike-timing rule")
      }
      return (
        try RuleFile.rule(named: first, overrides: overrides, defined: experiment.rules), path
      )
    }
    return (try RuleFile.rule(named: rule, overrides: overrides), nil)
  }

  private func measure(_ rule: any SpikeTimingRule, _ session: RunSession) throws -> RuleProfile {
    let laboratory = RuleLaboratory(rule, synapses: synapses, seed: Seed(seed))
    var record = RuleProfile(
      name: rule.name, formula: rule.formula, citation: rule.citation,
      model: RuleFile.text(of: rule), weight: laboratory.weight)
    session.progress.show("window", fraction: 0)
    record.lags = laboratory.lags()
    record.changes = try laboratory.window(lags: record.lags)
    (record.area, record.firstMoment) = try laboratory.moments()
    session.progress.show("gain", fraction: 0.2)
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
    session.progress.show("rates", fraction: 0.6)
    record.rates = try laboratory.drift(rates: [5, 10, 20, 50]).map {
      .init(
        rate: $0.rate, predicted: $0.predicted, measured: $0.measured.value,
        error: $0.measured.error)
    }
    record.weights =
      try laboratory.dependence()?.map {
        .init(weight: $0.weight, after: $0.after, before: $0.before)
      } ?? []
    return record
  }

  private static func csv(_ record: RuleProfile) -> String {
    "lag_ms,change\n"
      + zip(record.lags, record.changes).map { "\($0),\($1)\n" }.joined()
  }
}
