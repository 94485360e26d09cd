import ArgumentParser
import Foundation
import Measurements
import Records
import Reports
import Runs

/// `equispike evaluate`: what the trained network of a run answers.
struct EvaluateVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Test the trained network of a run.",
    discussion: """
      The network of the best epoch answers the test samples of the run: its error with
      an interval of 95 %, the error of the commonest label, and the confusion matrix.
      Without changes it is the test error of the run, to the last sample.

      key=value changes the model: its data, a longer free phase, noise, failing spikes,
      other time constants. The sizes of the network stay.

      Examples:
        equispike evaluate runs/digits-20261121-120000
        equispike evaluate runs/digits-20261121-120000 --answers answers.csv
        equispike evaluate runs/my-run data.images=new.npy data.labels=y.npy
        equispike evaluate runs/my-run 'network.projections.hidden->output.release=0.5'
      """)

  @Argument(help: "The folder of a training.", completion: Completion.runs)
  var folder: String

  @Argument(help: ArgumentHelp("Changes of the model.", valueName: "key=value"))
  var overrides: [String] = []

  @Option(
    name: .long, help: "A file for the answers, as CSV: sample, label, answer.",
    completion: .file(extensions: ["csv"]))
  var answers: String?

  @Flag(name: .long, help: "Replace an existing file of answers.")
  var force = false

  @OptionGroup var threads: ThreadOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var verbosity: VerbosityOptions

  func run() throws {
    for text in overrides where !text.contains("=") {
      throw ValidationError("'\(text)' is not of the form key=value; evaluate takes one folder.")
    }
    try Ranks.checkAlone("evaluate")
    let run = try EvaluationRun(folder: folder, changes: overrides)
    for text in run.warnings { Terminal.note(Terminal.warning(text)) }
    if let answers, FileManager.default.fileExists(atPath: answers), !force {
      throw RunError.fileExists(answers)
    }
    let observer = TerminalObserver(quiet: verbosity.quiet)
    let found = try run.answers(threads: threads.count, observer: observer)
    observer.ended([:])
    let evaluation = run.evaluation(found)
    if let answers { try AtomicFile.write(Array(run.table(found).utf8), to: answers) }
    if output.json { return try Terminal.output(json: evaluation) }
    print(SummaryTable.errors(evaluation).text(isStyled: Terminal.hasStyledOutput))
    if evaluation.samples > 0 {
      print(SummaryTable.confusion(evaluation).text(isStyled: Terminal.hasStyledOutput))
    }
    if let answers { print("answers  \(answers)") }
  }
}
