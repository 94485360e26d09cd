import ArgumentParser
import Foundation
import Runs

/// The tool. Each verb has a file of its own; `ErrorText` has the message and the exit code of every error.
@main
struct Equispike: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "equispike",
    abstract: "Spiking networks that learn by equilibrium propagation.",
    discussion: """
      Examples:
        equispike run digits                  learn handwritten digits
        equispike rule zero-area              what a spike-timing rule adds up to
        equispike compare compare/rules       which rules are equilibrium propagation
        equispike check my.yaml               all mistakes of a model file at once
        equispike report runs/FOLDER          one page of a run
        equispike init my.yaml                a commented model file to begin with

      All keys of models: equispike show keys; more: man equispike.
      Exit codes: 0 fine, 1 a check failed, 2 the run failed, 64 usage, 65 bad model
      or data, 66 no such file, 73 cannot write, 130 interrupted.
      """,
    version: Version.page,
    subcommands: [
      RunVerb.self, ResumeVerb.self, EvaluateVerb.self, CheckVerb.self, VerifyVerb.self,
      RuleVerb.self,
      CompareVerb.self, SweepVerb.self, ReportVerb.self, WatchVerb.self, ConvertVerb.self,
      BenchVerb.self, ListVerb.self, ShowVerb.self, InitVerb.self, CiteVerb.self,
      ManualVerb.self,
    ])

  static func main() {
    ParentWatch.openStandardFiles()
    // A full disk, and a reader that has closed the pipe, are errors of a write and must not kill the program.
    for number in [SIGPIPE, SIGXFSZ] { signal(number, SIG_IGN) }
    ParentWatch.begin()
    do {
      try checkText()
      // The flag `--version` of the parser allows no other flag beside it.
      if Set(CommandLine.arguments.dropFirst()) == ["--version", "--json"] {
        try Terminal.output(json: Version.Report())
        try Terminal.checkOutput()
        return
      }
      try checkVerb(CommandLine.arguments.dropFirst().first)
      var command = try parseAsRoot()
      try command.run()
      try Terminal.checkOutput()
      _ = Ranks.leave(status: 0)
    } catch {
      ErrorText.exit(with: error)
    }
  }

  /// Throws for arguments that are not UTF-8, which would become other names of files.
  private static func checkText() throws {
    for index in 1..<max(1, Int(CommandLine.argc)) {
      guard let pointer = unsafe CommandLine.unsafeArgv[index],
        unsafe String(validatingCString: pointer) == nil
      else { continue }
      throw RunError.unavailable(
        "argument \(index) is not UTF-8 text: '\(CommandLine.arguments[index])'; rename the file")
    }
  }

  /// Throws for a misspelt verb, which the parser would call an unexpected argument.
  private static func checkVerb(_ word: String?) throws {
    guard let word, !word.hasPrefix("-") else { return }
    let verbs = configuration.subcommands.map { $0.configuration }
    if !(verbs.compactMap(\.commandName) + ["help"]).contains(word) {
      throw ToolError.unknownVerb(
        word, known: verbs.filter(\.shouldDisplay).compactMap(\.commandName))
    }
  }
}
