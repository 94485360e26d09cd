import ArgumentParser
import EquilibriumPropagation
import Experiments
import Protocols
import Records
import Runs

/// `equispike compare`: spike-timing rules against equilibrium propagation, and against each other.
struct CompareVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Compare rules with equilibrium propagation.",
    discussion: """
      All rules meet the same weights, samples and spikes; rate EP at the same
      beta, RBP and BPTT are the references.

      Examples:
        equispike compare digits --rules zero-area,pair,triplet --samples 32
        equispike compare digits --sweep learning.nudging.beta=0.1,0.2,0.4
        equispike compare digits --rules zero-area --min-cosine 0.9
        equispike compare digits --rules zero-area,pair --train --seeds 3
      """)

  @Argument(
    help: "A model with 'learning': a file, or a name.",
    completion: Completion.models)
  var model: String

  @Argument(help: ArgumentHelp("Changes of the model.", valueName: "key=value"))
  var overrides: [String] = []

  @Option(
    name: .long, help: "Names, or all. (default: those of the model)",
    completion: Completion.listOfRules)
  var rules: String?

  @Option(name: .long, help: "Samples in the batch. (default: as in the model, else 64)")
  var samples: Int?

  @Option(name: .long, help: "Independent initial states; with --train, runs. (default: 3)")
  var seeds: Int?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "A key and its values, as in sweep; again for more.", valueName: "key=a,b"))
  var sweep: [String] = []

  @Flag(name: .long, help: "Train with each rule from the same start, and compare the errors.")
  var train = false

  @Option(
    name: .customLong("min-cosine"),
    help: "End with 1 if a cosine with rate EP is below it.")
  var minimumCosine: Double?

  @Option(
    name: .shortAndLong, help: "Folder for results. (default: runs/NAME-TIME)",
    completion: .directory)
  var out: String?

  @Flag(name: .long, help: "Replace an earlier run in that folder.")
  var force = false

  @OptionGroup var threads: ThreadOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var verbosity: VerbosityOptions
  @OptionGroup var warnings: WarningOptions

  func validate() throws {
    if let samples, samples < 1 {
      throw ValidationError("--samples is \(samples); expected 1 or more.")
    }
    if let seeds, seeds < 1 { throw ValidationError("--seeds is \(seeds); expected 1 or more.") }
    if train && (!sweep.isEmpty || samples != nil) {
      throw ValidationError("--train knows neither --sweep nor --samples.")
    }
    if let minimumCosine, !(-1...1).contains(minimumCosine) {
      throw ValidationError("--min-cosine is \(minimumCosine); expected -1 to 1.")
    }
    if train && minimumCosine != nil {
      throw ValidationError("--train measures no cosines, so there is no --min-cosine.")
    }
  }

  func run() throws {
    for text in overrides where !text.contains("=") {
      throw ValidationError("'\(text)' is not of the form key=value; compare takes one model.")
    }
    try Ranks.checkAlone("compare")
    let model = try Model(file: model, changes: overrides)
    var experiment = model.experiment
    let settings = try ComparisonSettings(
      of: experiment, rules: rules, samples: samples, seeds: seeds, sweep: sweep, trains: train
    ) { label, reason in Terminal.note("'\(label)' is left out: \(reason)") }
    experiment.comparison = settings
    try Estimate(experiment, threads: threads.count).check()
    guard let data = try RunData.load(for: experiment) else { return }
    Interrupt.watch()
    let observer = TerminalObserver(quiet: verbosity.quiet)
    var options = RunOptions(changes: overrides)
    options.trains = train
    options.minimumCosine = minimumCosine
    let place = RunPlace(
      out, force: force, threads: threads.count, warnings, kind: .comparison, options: options)
    let session = try RunSession(
      experiment, model: model.path, at: place, program: Version.program, observer: observer)
    if train {
      let run = CompareTrainRun(
        experiment, settings: settings, data: data, threads: threads.count)
      try run.perform(session, observer, output)
    } else {
      var run = CompareRun(experiment, settings: settings, data: data, threads: threads.count)
      run.minimumCosine = minimumCosine
      try run.perform(session, observer, output)
    }
  }
}
