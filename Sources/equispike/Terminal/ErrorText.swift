import ArgumentParser
import Datasets
import EquilibriumPropagation
import Engine
import Exchange
import Experiments
import Foundation
import Records
import Runs

/// The exit codes of the tool.
enum ExitStatus: Int32 {
  case fine = 0
  case checkFailed = 1
  case runFailed = 2
  case usage = 64
  case badData = 65
  case noInput = 66
  case cannotWrite = 73
  case interrupted = 130
}

/// An error that occurs in the tool only.
enum ToolError: Error {
  /// The first word is no verb.
  case unknownVerb(String, known: [String])
  /// Neither model, neuron model nor rule.
  case unknownTopic(name: String, known: [String])
  /// Results could not be written to stdout.
  case noOutput(SystemReason)
  /// Another rank of a training met an error, in its words.
  case rank(Int, String)
}

/// The message and the exit code of every error. No other code chooses them.
enum ErrorText {
  /// The message for the user and the exit code for the shell.
  static func describe(_ error: any Error) -> (text: String, status: ExitStatus) {
    switch error {
    case let error as ModelError: describe(error)
    case let error as DatasetError:
      ("error: \(error)", error.problem == .missing ? .noInput : .badData)
    case let error as ToolError: describe(error)
    case let error as RunError: describe(error)
    case let error as RecordError: describe(error)
    case let error as SimulationError: describe(error)
    case let error as LearningError: describe(error)
    case let error as SweepError: (error.description, .usage)
    case let error as ExchangeError: describe(error)
    default: ("error: \(error)", .runFailed)
    }
  }

  private static func describe(_ error: ModelError) -> (String, ExitStatus) {
    switch error {
    case .missing, .unreadable: (error.description, .noInput)
    case .problems(let problems):
      (
        problems.count == 1
          ? error.description : error.description + "\n\(problems.count) problems", .badData
      )
    }
  }

  private static func describe(_ error: RecordError) -> (String, ExitStatus) {
    let status: ExitStatus =
      switch error {
      case .damaged: .badData
      case .refused(.read, _, _), .refused(.listFolder, _, _): .noInput
      case .refused, .folderNotEmpty, .notARun, .holdsCurrent, .inUse, .otherSweep, .changedFile,
        .noSpace:
        .cannotWrite
      }
    return ("error: \(error) \(error.remedy)", status)
  }

  private static func describe(_ error: SimulationError) -> (String, ExitStatus) {
    let status: ExitStatus =
      switch error {
      case .network, .unknownStepper, .rule, .unknown, .count, .unsupported: .badData
      case .notFinite, .weight, .integration, .endlessInstant, .tooManySpikes: .runFailed
      }
    return ("error: \(error)", status)
  }

  private static func describe(_ error: LearningError) -> (String, ExitStatus) {
    switch error {
    case .simulation(let error): describe(error)
    case .reference, .elsewhere, .overflow: ("error: \(error)", .runFailed)
    case .network, .population, .membrane, .projection, .size, .setting, .data, .unknownProjection,
      .checkpoint:
      ("error: \(error)", .badData)
    }
  }

  private static func describe(_ error: ExchangeError) -> (String, ExitStatus) {
    switch error {
    case .record(let error): describe(error)
    case .noProcess: ("error: \(error)", .runFailed)
    case .damaged, .unsupported, .inexpressible: ("error: \(error)", .badData)
    }
  }

  private static func describe(_ error: ToolError) -> (String, ExitStatus) {
    switch error {
    case .unknownVerb(let word, let known):
      let near = Suggestion.nearest(word, in: known)
      let isModel = ModelLocation.path(of: word) != nil || word.hasSuffix(".yaml")
      let hint =
        near.map { "did you mean '\($0)'?" }
        ?? (isModel
          ? "did you mean 'equispike run \(word)'?"
          : "there are: \(known.joined(separator: ", "))")
      return ("error: there is no verb '\(word)'; \(hint)", .usage)
    case .unknownTopic(let name, let known): return unknown(name, known)
    case .noOutput(let reason):
      return (
        "error: cannot write to standard output: \(reason); free some space, or send it elsewhere",
        .cannotWrite
      )
    case .rank(let rank, let text):
      return ("error: rank \(rank): \(text.trimmingPrefix("error: "))", .runFailed)
    }
  }

  static func unknown(_ name: String, _ known: [String]) -> (String, ExitStatus) {
    let near = Suggestion.nearest(name, in: known).map { "did you mean '\($0)'?" }
    return (
      "error: nothing is called '\(name)'; \(near ?? "equispike list shows what there is")", .usage
    )
  }

  /// Writes the error to stderr and ends the program.
  static func exit(with error: any Error) -> Never {
    if let code = error as? ExitCode { leave(code.rawValue) }
    // The parser writes help, version and mistakes in arguments.
    if Equispike.exitCode(for: error) != .failure {
      // All ranks have the same command line, so only the first one writes the message and returns the code.
      if let rank = RankEnvironment.current?.rank, rank > 0 { leave(0) }
      if Equispike.exitCode(for: error) == .success {
        // Help and version are results.
        Terminal.output(Equispike.fullMessage(for: error))
        do { try Terminal.checkOutput() } catch {
          let (text, status) = describe(error)
          Terminal.complain(text)
          leave(status.rawValue)
        }
        leave(0)
      }
      Equispike.exit(withError: error)
    }
    let (text, status) = describe(error)
    // If the error occurred at all ranks, only the first one writes the message and returns the code.
    guard Ranks.leave(status: status.rawValue) else { leave(0) }
    Terminal.complain(text)
    Ranks.abandon(status: status.rawValue)
    leave(status.rawValue)
  }

  /// Ends the program at once, after flushing its output.
  ///
  /// No destructors run: another thread may still compute, for example when Ctrl-C ends a measurement, and the
  /// destructor of OpenBLAS frees memory that this thread uses.
  static func leave(_ status: Int32) -> Never {
    fflush(nil)
    _exit(status)
  }
}
