import ArgumentParser
import Experiments
import Measurements
import Plasticity
import Protocols
import Quantities
import Records
import Runs

/// `equispike rule`: the effect of a spike-timing rule, measured and predicted.
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
    let run = try RuleRun(rule, synapses: synapses, seed: Seed(seed))
    // From here on there is a folder, whose run a signal must end properly.
    Interrupt.watch()
    let observer = TerminalObserver(quiet: verbosity.quiet)
    var options = RunOptions(changes: overrides)
    options.synapses = synapses
    let session = try RunSession(
      named: "rule-" + rule.name, resolved: "rule: \(RuleFile.text(of: rule))\n", model: path,
      seed: Seed(seed), at: RunPlace(out, force: force, warnings, kind: .rule, options: options),
      program: Version.program, observer: observer)
    try run.perform(session, observer, output)
  }

  /// The rule of the command line, and the model file that defines it.
  private func find() throws -> (any SpikeTimingRule, String?) {
    if RuleFile.names.contains(rule) {
      return (try RuleFile.rule(named: rule, overrides: overrides), nil)
    }
    guard rule.contains(".") || rule.contains("/") || ModelLocation.path(of: rule) != nil else {
      throw ToolError.unknownTopic(name: rule, known: RuleFile.names)
    }
    let path = try ModelLocation.resolve(rule)
    let experiment = try ModelFile.load(path, check: nil)
    return (try RuleRun.rule(of: experiment, named: name, overrides: overrides), path)
  }
}
