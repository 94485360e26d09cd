import ArgumentParser
import EquilibriumPropagation
import Experiments
import Foundation
import Plasticity
import Protocols
import Records

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
    let path = try ModelLocation.resolve(model)
    var experiment = try ModelFile.load(path, overrides: overrides)
    guard case .learn(let learning, let request) = experiment.task else {
      throw ToolError.unavailable(
        "'\(experiment.name)' has no 'learning' of a spiking network; rules are compared there")
    }
    var settings = experiment.comparison ?? ComparisonSettings()
    if let rules { settings.candidates = try candidates(rules, settings, experiment) }
    if settings.candidates.isEmpty {
      settings.candidates = [.init(label: learning.rule.name, rule: learning.rule)]
    }
    if let samples { settings.samples = samples }
    if let seeds { settings.seeds = seeds }
    if rules == "all" {
      settings.candidates.removeAll { candidate in
        let problems = RuleComparison.problems(
          of: candidate, in: experiment.network, learning, trains: train)
        if let problem = problems.first {
          Terminal.note("'\(candidate.label)' is left out: \(problem)")
        }
        return !problems.isEmpty
      }
    }
    for candidate in settings.candidates {
      let problems = RuleComparison.problems(
        of: candidate, in: experiment.network, learning, trains: train)
      if let problem = problems.first { throw problem }
    }
    if !sweep.isEmpty { settings.sweep = try sweep.map(ComparisonSettings.Sweep.init) }
    experiment.comparison = settings
    // All points of a sweep are read before anything runs.
    for point in try settings.points() {
      _ = try CompareJob.experiment(experiment, at: point)
    }
    try Estimate(experiment, threads: threads.count).check()
    let data = try RunVerb.load(request)
    Interrupt.watch()
    var choices = RunOptions(changes: overrides)
    choices.trains = train
    choices.minimumCosine = minimumCosine
    let session = try RunSession(
      experiment, model: path,
      options: SessionOptions(
        out: out, force: force, threads: threads.count, quiet: verbosity.quiet,
        strict: warnings.strict, dataFiles: try RunVerb.files(of: request), kind: .comparison,
        choices: choices))
    if train {
      let job = CompareTrainJob(
        experiment: experiment, settings: settings, data: data, threads: threads.count)
      try session.perform { try job.run(session, output: output) }
    } else {
      var job = CompareJob(
        experiment: experiment, settings: settings, data: data, threads: threads.count)
      job.minimumCosine = minimumCosine
      try session.perform(looksUp: false) { try job.run(session, output: output) }
    }
  }

  /// The rules that were named; those of the model's comparison keep their phases.
  private func candidates(
    _ text: String, _ settings: ComparisonSettings, _ experiment: Experiment
  ) throws -> [RuleComparison.Candidate] {
    let names = try text == "all" ? RuleFile.names : SweepAxis.parts(of: text)
    return try names.map { name in
      if let known = settings.candidates.first(where: { $0.label == name }) { return known }
      let rule = try RuleFile.rule(named: name, defined: experiment.rules)
      return .init(label: name.contains("{") ? rule.name : name, rule: rule)
    }
  }
}
