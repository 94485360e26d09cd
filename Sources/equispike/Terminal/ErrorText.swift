import ArgumentParser
import Datasets
import EquilibriumPropagation
import Engine
import Exchange
import Experiments
import Foundation
import Records

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
  /// The first word is no verb.
  case unknownVerb(String, known: [String])
  /// The data set is read from files, but nobody said where they are.
  case noDataPath(set: String)
  /// No model of this name or path.
  case unknownModel(name: String, known: [String], folder: String?)
  /// Neither model, neuron model nor rule.
  case unknownTopic(name: String, known: [String])
  /// The run would not fit.
  case tooLarge(needed: Double, limit: MemoryLimit)
  /// Checks did not pass.
  case checksFailed(count: Int, of: Int)
  /// Rules with less than the cosine that was asked for.
  case belowCosine(Double, [String])
  /// A file that is not replaced without being told to.
  case fileExists(String)
  /// Results could not be written to stdout.
  case noOutput(SystemReason)
  /// No checkpoint can be read, in the words of the record, and the model to begin anew with.
  case lostCheckpoint(RecordError, model: String)
  /// There were warnings, and they count as errors.
  case warned(count: Int)
  /// Ctrl-C; what there is was written.
  case interrupted(folder: String?)
  /// A point of a sweep that cannot be run, its values, and why.
  case point(Int, String, any Error)
  /// Points of a sweep that failed, or were not run.
  case incompleteSweep(failed: Int, left: Int, of: Int)
  /// Another rank of a training met an error, in its words.
  case rank(Int, String)
  /// These do not become one another; what does.
  case conversion(from: String, to: String, String)
  /// The run in this folder has come to its end.
  case nothingToResume(String)
  /// The model in this folder is not the one that the run began with.
  case changedModel(String)
  /// Something that this version cannot do.
  case unavailable(String)
}

extension ToolError {
  /// Whether the run did all its work, and only what it found is an error.
  var endsCompleteRun: Bool {
    switch self {
    case .checksFailed, .belowCosine: true
    default: false
    }
  }
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
    case .noDataPath(let set):
      return (
        "error: \(set) is read from files; say where they are: data.path=PATH"
          + (set == "mnist" ? ", or set EQUISPIKE_MNIST to their folder" : ""), .noInput
      )
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
    case .tooLarge(let needed, let limit):
      return (
        "error: the run needs about \(Estimate.bytes(needed)), but \(limit.words) "
          + "\(Estimate.bytes(limit.bytes)); make populations smaller, connections sparser, probes rarer or the "
          + "duration shorter",
        .badData
      )
    case .changedModel(let path):
      return (
        "error: '\(path)' is not the model that the run began with, so its end would be of neither; "
          + "put it back, or start another run with: equispike run \(path)", .badData
      )
    case .checksFailed(let count, let all):
      return ("\(count) of \(all) checks failed", .checkFailed)
    case .belowCosine(let minimum, let rows):
      let text = rows.map { "\n  \($0)" }.joined()
      return ("error: the cosine with rate EP is below \(minimum) in:\(text)", .checkFailed)
    case .fileExists(let file):
      return (
        "error: there is a file '\(file)' already; choose another name, or replace it with --force",
        .cannotWrite
      )
    case .noOutput(let reason):
      return (
        "error: cannot write to standard output: \(reason); free some space, or send it elsewhere",
        .cannotWrite
      )
    case .lostCheckpoint(let error, let model):
      return (
        "error: \(error) There is no checkpoint before it that can be read; begin anew with: "
          + "equispike run \(model)", .badData
      )
    case .warned(let count):
      return (
        "error: \(count == 1 ? "1 warning" : "\(count) warnings"), which --strict makes an error",
        .checkFailed
      )
    case .interrupted(let folder):
      let kept = folder.map { "; what there is was written to \($0)" } ?? ""
      return ("interrupted\(kept)", .interrupted)
    case .point(let point, let values, let error):
      let (text, status) = describe(error)
      return ("error: point \(point) of the sweep, \(values), cannot be run:\n\(text)", status)
    case .incompleteSweep(let failed, let left, let all):
      let parts = [
        failed > 0 ? "\(failed) of \(all) points failed; see the table, and --retry" : nil,
        left > 0 ? "\(left) of \(all) points are not finished" : nil,
      ]
      return ("error: " + parts.compactMap(\.self).joined(separator: "; "), .runFailed)
    case .rank(let rank, let text):
      return ("error: rank \(rank): \(text.trimmingPrefix("error: "))", .runFailed)
    case .conversion(let input, let output, let possible):
      return ("error: '\(input)' cannot become '\(output)': \(possible)", .usage)
    case .nothingToResume(let folder):
      return (
        "error: '\(folder)' has come to its end; there is nothing to resume, unless with more epochs: equispike "
          + "resume \(folder) learning.epochs=N (rate models: training.epochs=N)", .runFailed
      )
    case .unavailable(let what): return ("error: \(what)", .runFailed)
    }
  }

  /// Says what went wrong on stderr and ends the program.
  static func exit(with error: any Error) -> Never {
    if let code = error as? ExitCode { leave(code.rawValue) }
    // Help, version and mistakes in arguments are the parser's own.
    if Equispike.exitCode(for: error) != .failure {
      // All ranks have the same command line: the first one speaks, and mpirun hears of it from that one.
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
    // Of ranks that all met the error, the first one tells it; mpirun hears of it from that one.
    guard Ranks.leave(status: status.rawValue) else { leave(0) }
    Terminal.complain(text)
    Ranks.abandon(status: status.rawValue)
    leave(status.rawValue)
  }

  /// Ends the program at once, after what was printed has been written.
  ///
  /// No destructors run: another thread may still compute, for example when Ctrl-C ends a measurement, and OpenBLAS
  /// tears down what that thread uses.
  static func leave(_ status: Int32) -> Never {
    fflush(nil)
    _exit(status)
  }
}
