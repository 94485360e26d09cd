import ArgumentParser
import Foundation

/// `equispike verify`: the claims of the theory, measured here and now.
struct VerifyVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Measure what must hold in theory; exit code 1 when something does not.",
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

  /// One claim with what was measured. To be replaced by the type of EquilibriumPropagation.
  struct Check: Encodable {
    var name: String
    var measured: String
    var bar: String
    var passed: Bool
    var seconds: Double
    var details: String
  }

  func run() throws {
    throw ToolError.unavailable("verify is not part of this build yet")
  }

  /// Prints all checks and throws when one did not pass.
  func report(_ checks: [Check]) throws {
    if output.json {
      try Terminal.output(json: checks)
    } else {
      var table = TextTable("check", "measured", "bar", "", "seconds", numeric: [4])
      for check in checks {
        table.add(
          check.name, check.measured, check.bar, check.passed ? "ok" : "FAILED",
          String(format: "%.1f", check.seconds))
      }
      print(table.text)
      if verbosity.verbose { for check in checks { print("\n\(check.name)\n\(check.details)") } }
    }
    let failed = checks.count { !$0.passed }
    if failed > 0 { throw ToolError.checksFailed(count: failed, of: checks.count) }
  }
}
