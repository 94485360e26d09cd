import ArgumentParser
import Runs

/// `equispike resume`: resumes a training that was interrupted.
struct ResumeVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume",
    abstract: "Go on with an interrupted training or comparison.",
    discussion: """
      The folder holds the model as it was run (model.yaml) and the last checkpoint
      (checkpoint.bin), or what was compared so far (points.jsonl). The result is the
      same, bit for bit, as without interruption.

      key=value raises learning.epochs, training.epochs or training.seeds, of trainings
      that have come to their end too: the result is that of a training which had so
      many from the beginning. Where learning rates fall towards the last epoch (decay:
      linear or cosine) it would not be, and is refused.

      Examples:
        equispike resume runs/digits-20261121-120000
        equispike resume runs/my-model-20261121-120000 learning.epochs=20
      """)

  @Argument(help: "The folder of the run.", completion: Completion.runs)
  var folder: String

  @Argument(help: ArgumentHelp("More epochs or seeds.", valueName: "key=value"))
  var overrides: [String] = []

  @OptionGroup var threads: ThreadOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var verbosity: VerbosityOptions
  @OptionGroup var warnings: WarningOptions

  func run() throws {
    for text in overrides where !text.contains("=") {
      throw ValidationError("'\(text)' is not of the form key=value; resume takes one folder.")
    }
    try Ranks.check()
    let resumption = try Ranks.prepare { try Resumption(folder: folder, raising: overrides) }
    // From here on there is a folder, whose run a signal must end properly.
    Interrupt.watch()
    if resumption.isComparison { try Ranks.checkAlone("resume of a comparison") }
    let observer = TerminalObserver(quiet: verbosity.quiet)
    let start = try Ranks.prepare {
      try resumption.start(
        isFirst: Ranks.isFirst,
        place: RunPlace(nil, force: false, threads: threads.count, warnings),
        program: Version.program, observer: observer)
    }
    let run = try Ranks.prepare {
      try resumption.run(
        start, threads: threads.count, ranks: Ranks.exchange, isVerbose: verbosity.verbose)
    }
    try run.perform(start.session, observer, output)
  }
}
