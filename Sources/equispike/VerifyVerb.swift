import ArgumentParser
import EquilibriumPropagation
import Foundation
import Quantities
import Records
import Reports

/// `equispike verify`: the claims of the theory, measured here and now.
struct VerifyVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Measure what must hold in theory; exit code 1 if something does not.",
    discussion: """
      Examples:
        equispike verify
        equispike verify --seed 7 --json
      """)

  @Option(name: .long, help: "Root of all random numbers.")
  var seed: UInt64 = 1

  @Flag(name: .long, help: "Smaller networks and fewer samples.")
  var quick = false

  @Option(name: .long, help: "Folder of the MNIST files; else digits are drawn.")
  var mnist: String?

  @OptionGroup var threads: ThreadOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var verbosity: VerbosityOptions

  func run() throws {
    let progress = ProgressLine(quiet: verbosity.quiet)
    let checks = try Verification.run(
      seed: Seed(seed), threads: threads.count, quick: quick, mnist: mnist
    ) { group in progress.note(group) }
    try report(
      checks.map { check in
        Check(
          record: CheckRecord(
            name: check.name, measured: check.measured, bar: check.bar, passed: check.passed),
          seconds: check.seconds, details: check.details)
      })
  }

  /// One claim with what was measured.
  struct Check: Encodable {
    var record: CheckRecord
    /// Wall time [s].
    var seconds: Double
    /// More about it.
    var details: String
  }

  /// Prints all checks and throws when one did not pass.
  func report(_ checks: [Check]) throws {
    if output.json {
      try Terminal.output(json: checks)
    } else {
      let table = SummaryTable(checks: checks.map(\.record))
      print(table.text(isStyled: Terminal.hasStyledOutput), terminator: "")
      if verbosity.verbose {
        for check in checks {
          print("\n\(check.record.name), \(SummaryTable.duration(check.seconds))\n\(check.details)")
        }
      }
    }
    let failed = checks.count { !$0.record.passed }
    if failed > 0 { throw ToolError.checksFailed(count: failed, of: checks.count) }
  }
}
