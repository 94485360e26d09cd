import ArgumentParser
import EquilibriumPropagation
import Foundation
import Measurements
import Protocols
import Quantities
import Records
import Reports
import Runs

/// `equispike verify`: the claims of the theory, measured on this machine.
struct VerifyVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Measure what must hold in theory.",
    discussion: """
      The exit code is 1 when something does not hold. With a model, the theorems
      are measured on it: EP against backpropagation through time step by step,
      against recurrent backpropagation over time, against finite differences, and
      its energy. Tables, figures and JSON go to a folder.

      Examples:
        equispike verify
        equispike verify --seed 7 --json
        equispike verify theorems
        equispike verify my-rate-model.yaml theorem.samples=5 --out DIR
      """)

  @Argument(
    help: "A model file, or the name of a shipped model. (default: all checks)",
    completion: Completion.models)
  var model: String?

  @Argument(help: ArgumentHelp("Changes of the model.", valueName: "key=value"))
  var overrides: [String] = []

  @Option(
    name: .shortAndLong, help: "Folder for results with a model. (default: runs/NAME-TIME)",
    completion: .directory)
  var out: String?

  @Flag(name: .long, help: "Replace an earlier run in that folder.")
  var force = false

  @Option(name: .long, help: "Root of all random numbers.")
  var seed: UInt64 = 1

  @Flag(name: .long, help: "Smaller networks and fewer samples.")
  var quick = false

  @Option(
    name: .long, help: "Folder of the MNIST files; else digits are drawn.",
    completion: .directory)
  var mnist: String?

  @OptionGroup var threads: ThreadOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var verbosity: VerbosityOptions
  @OptionGroup var warnings: WarningOptions

  func run() throws {
    try Ranks.checkAlone("verify")
    if let model {
      try measure(model)
      return
    }
    let progress = ProgressLine(quiet: verbosity.quiet)
    let checks = try Verification.run(
      seed: Seed(seed), threads: threads.count, quick: quick, mnist: mnist
    ) { group in progress.note(group) }
    try report(checks)
  }

  /// Measures the theorems on one model.
  private func measure(_ model: String) throws {
    for text in overrides where !text.contains("=") {
      throw ValidationError("'\(text)' is not of the form key=value; verify takes one model.")
    }
    let model = try Model(file: model, changes: overrides)
    try Estimate(model.experiment, threads: threads.count).check()
    let run = try TheoremsRun(of: model.experiment)
    // From here on there is a folder, whose run a signal must end properly.
    Interrupt.watch()
    let observer = TerminalObserver(quiet: verbosity.quiet)
    let place = RunPlace(
      out, force: force, threads: threads.count, warnings, kind: .theorems,
      options: RunOptions(changes: overrides))
    let session = try RunSession(
      model.experiment, model: model.path, at: place, program: Version.program, observer: observer)
    try run.perform(session, observer, output)
  }

  /// A check with its time and details, which no file keeps.
  private struct Told: Encodable {
    var record: Check
    /// Wall time [s].
    var seconds: Double
    var details: String

    init(_ check: Check) { (record, seconds, details) = (check, check.seconds, check.details) }
  }

  /// Prints all checks, and throws if one did not pass.
  func report(_ checks: [Check]) throws {
    if output.json {
      try Terminal.output(json: checks.map(Told.init))
    } else {
      let table = SummaryTable(checks: checks)
      print(table.text(isStyled: Terminal.hasStyledOutput), terminator: "")
      if verbosity.verbose {
        for check in checks {
          print("\n\(check.name), \(SummaryTable.duration(check.seconds))\n\(check.details)")
        }
      }
    }
    let failed = checks.count { !$0.passed }
    if failed > 0 { throw RunError.checksFailed(count: failed, of: checks.count) }
  }
}
