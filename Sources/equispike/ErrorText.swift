import ArgumentParser
import Datasets
import Experiments
import Foundation

/// What a program that called the tool can tell from its exit code.
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

/// A mistake that only the tool can notice.
enum ToolError: Error {
  /// No model of this name or path.
  case unknownModel(name: String, known: [String], folder: String?)
  /// Neither model, neuron model nor rule.
  case unknownTopic(name: String, known: [String])
  /// The folder has something in it.
  case folderExists(path: String)
  /// The operating system does not let us write.
  case cannotWrite(path: String, reason: String)
  /// The run would not fit.
  case tooLarge(needed: Double, available: Double)
  /// Checks did not pass.
  case checksFailed(count: Int, of: Int)
  /// Ctrl-C; what there is was written.
  case interrupted(folder: String?)
  /// Something that this version cannot do.
  case unavailable(String)
}

/// Turns every error into words and an exit code. The only place that does.
enum ErrorText {
  /// The words for the user and the code for the shell.
  static func describe(_ error: any Error) -> (text: String, status: ExitStatus) {
    switch error {
    case let error as ModelError: describe(error)
    case let error as DatasetError:
      ("error: \(error)", error.problem == .missing ? .noInput : .badData)
    case let error as ToolError: describe(error)
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

  private static func describe(_ error: ToolError) -> (String, ExitStatus) {
    switch error {
    case .unknownModel(let name, let known, let folder):
      let near = Suggestion.nearest(name, in: known).map { "; did you mean '\($0)'?" }
      let list = known.isEmpty ? "" : "; shipped models: " + known.joined(separator: ", ")
      let hint = near ?? list
      let place = folder == nil ? " (no folder Models here; set EQUISPIKE_MODELS to it)" : ""
      return ("error: there is no model or file '\(name)'\(hint)\(place)", .noInput)
    case .unknownTopic(let name, let known):
      let near = Suggestion.nearest(name, in: known).map { "did you mean '\($0)'?" }
      return (
        "error: nothing is called '\(name)'; \(near ?? "equispike list shows what there is")",
        .usage
      )
    case .folderExists(let path):
      return (
        "error: \(path) exists already; choose another --out, or --force to overwrite it",
        .cannotWrite
      )
    case .cannotWrite(let path, let reason):
      return ("error: cannot write \(path): \(reason)", .cannotWrite)
    case .tooLarge(let needed, let available):
      return (
        "error: the run needs about \(Estimate.bytes(needed)), but this machine has "
          + "\(Estimate.bytes(available)); make populations smaller or connections sparser",
        .badData
      )
    case .checksFailed(let count, let all):
      return ("\(count) of \(all) checks failed", .checkFailed)
    case .interrupted(let folder):
      let kept = folder.map { "; what there is was written to \($0)" } ?? ""
      return ("interrupted\(kept)", .interrupted)
    case .unavailable(let what): return ("error: \(what)", .runFailed)
    }
  }

  /// Says what went wrong on stderr and ends the program.
  static func exit(with error: any Error) -> Never {
    // Help, version and mistakes in arguments are the parser's own.
    if !(error is ModelError || error is DatasetError || error is ToolError),
      Equispike.exitCode(for: error) != .failure
    {
      Equispike.exit(withError: error)
    }
    if let code = error as? ExitCode { Foundation.exit(code.rawValue) }
    let (text, status) = describe(error)
    Terminal.complain(text)
    Foundation.exit(status.rawValue)
  }
}
