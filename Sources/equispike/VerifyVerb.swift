import ArgumentParser
import Foundation
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

  @OptionGroup var threads: ThreadOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var verbosity: VerbosityOptions

  func run() throws {
    // TODO(wiring): map the checks of EquilibriumPropagation to `Check`, then `report`.
    throw ToolError.unavailable("verify is not part of this build yet")
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
