import ArgumentParser
import Experiments
import Records
import Runs

/// `equispike run`: runs the learning or simulation of a model file.
struct RunVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run a model: learn from data, or simulate.",
    discussion: """
      key=value changes a value of the model for this run; the key is its path in
      the file, such as 'network.projections.input->hidden.weights=0.1' (quoted for
      the shell, to which > means a file).

      Examples:
        equispike run digits
        equispike run digits learning.epochs=3 --seed 2
        equispike run digits network.populations.hidden.size=50 --dry-run
        equispike run mnist data.path=DIR --out mnist-run --threads 4
      """)

  @Argument(
    help: "A model file, or the name of a shipped model.", completion: Completion.models)
  var model: String

  @Argument(help: ArgumentHelp("Changes of the model.", valueName: "key=value"))
  var overrides: [String] = []

  @Option(
    name: .shortAndLong, help: "Folder for the results. (default: runs/NAME-TIME)",
    completion: .directory)
  var out: String?

  @Flag(name: .long, help: "Replace an earlier run in that folder.")
  var force = false

  @Option(name: .long, help: "Root of all random numbers. (default: as in the model)")
  var seed: UInt64?

  @OptionGroup var threads: ThreadOptions

  @Flag(name: [.customShort("n"), .long], help: "Print model, sizes and costs, and do not run.")
  var dryRun = false

  @OptionGroup var output: OutputOptions
  @OptionGroup var verbosity: VerbosityOptions
  @OptionGroup var warnings: WarningOptions

  func run() throws {
    // This is not in `validate`, in which a misspelt option would still look like an argument.
    for text in overrides where !text.contains("=") {
      throw ValidationError("'\(text)' is not of the form key=value; run takes one model.")
    }
    if model.hasSuffix(".nir") {
      throw ValidationError(
        "Make a model of it first: equispike convert \(model) \(model.dropLast(4)).yaml")
    }
    if dryRun { return try preview(try load().experiment) }
    try Ranks.check()
    let model = try Ranks.prepare {
      let model = try load()
      try Estimate(model.experiment, threads: threads.count).check()
      if Ranks.count > 1, !model.experiment.task.isTraining {
        throw RunError.unavailable(
          "'\(model.experiment.name)' is no training: start it without mpirun; only trainings run over ranks"
        )
      }
      return model
    }
    // From here on there is a folder, whose run a signal must end properly.
    Interrupt.watch()
    let observer = TerminalObserver(quiet: verbosity.quiet)
    // Data are read first, so that a missing file leaves no folder behind.
    let (data, session) = try Ranks.prepare {
      let data = try RunData.load(for: model.experiment)
      guard Ranks.isFirst else { return (data, RunSession?.none) }
      let place = RunPlace(
        out, force: force, threads: threads.count, warnings, options: RunOptions(changes: overrides)
      )
      let session = try RunSession(
        model.experiment, model: model.path, at: place, program: Version.program,
        observer: observer)
      return (data, session)
    }
    let run = try ModelRun.make(
      model.experiment, data: data, threads: threads.count, ranks: Ranks.exchange,
      isVerbose: verbosity.verbose)
    try run.perform(session, observer, output)
  }

  private func load() throws -> Model {
    try Model(file: model, changes: overrides + (seed.map { ["seed=\($0)"] } ?? []))
  }

  private func preview(_ experiment: Experiment) throws {
    if case .error(let error) = RunData.problem(of: experiment) { throw error }
    for warning in experiment.warnings { Terminal.complain("\(warning)") }
    let preview = RunPreview(experiment, threads: threads.count)
    if output.json { try Terminal.output(json: preview) } else { print(preview.text) }
  }
}
