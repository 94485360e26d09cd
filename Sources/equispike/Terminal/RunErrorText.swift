import Experiments
import Runs

/// Errors of runs, with the verbs and options that help.
extension ErrorText {
  static func describe(_ error: RunError) -> (String, ExitStatus) {
    switch error {
    case .noDataPath(let set):
      return (
        "error: \(set) is read from files; say where they are: data.path=PATH"
          + (set == "mnist" ? ", or set EQUISPIKE_MNIST to their folder" : ""), .noInput
      )
    case .unknownModel(let name, let known, let folder):
      let near = Suggestion.nearest(name, in: known).map { "; did you mean '\($0)'?" }
      let list = known.isEmpty ? "" : "; shipped models: " + known.joined(separator: ", ")
      let place = folder == nil ? " (no folder Models here; set EQUISPIKE_MODELS to it)" : ""
      return ("error: \(error)\(near ?? list)\(place)", .noInput)
    case .unknownMetric(let name, let known): return unknown(name, known)
    case .tooLarge:
      return (
        "error: \(error); make populations smaller, connections sparser, probes rarer or the "
          + "duration shorter", .badData
      )
    case .changedModel(let path):
      return (
        "error: \(error), so its end would be of neither; put it back, or start another run with: "
          + "equispike run \(path)", .badData
      )
    case .checksFailed: return ("\(error)", .checkFailed)
    case .belowCosine: return ("error: \(error)", .checkFailed)
    case .fileExists:
      return ("error: \(error); choose another name, or replace it with --force", .cannotWrite)
    case .lostCheckpoint(_, let model):
      return ("error: \(error); begin anew with: equispike run \(model)", .badData)
    case .warned: return ("error: \(error), which --strict makes an error", .checkFailed)
    case .unmet(let sentences):
      let lines = sentences.map { "\n  " + $0 }.joined()
      return (
        "error: not what the model file expects, which --strict makes an error:" + lines,
        .checkFailed
      )
    case .interrupted: return ("\(error)", .interrupted)
    case .point(let point, let values, let error):
      let (text, status) = describe(error)
      return ("error: point \(point) of the sweep, \(values), cannot be run:\n\(text)", status)
    case .incompleteSweep(let failed, let left, let all):
      let parts = [
        failed > 0 ? "\(failed) of \(all) points failed; see the table, and --retry" : nil,
        left > 0 ? "\(left) of \(all) points are not finished" : nil,
      ]
      return ("error: " + parts.compactMap(\.self).joined(separator: "; "), .runFailed)
    case .conversion(let input, let output, let problem):
      return ("error: '\(input)' cannot become '\(output)': \(words(for: problem))", .usage)
    case .nothingToResume(let folder):
      return (
        "error: \(error), unless with more epochs: equispike resume \(folder) learning.epochs=N "
          + "(rate models: training.epochs=N)", .runFailed
      )
    case .prolongation(let folder, let problem):
      return ("error: " + words(for: problem, of: folder), .runFailed)
    case .unavailable(let what): return ("error: \(what)", .runFailed)
    }
  }

  private static func words(for problem: ConversionProblem) -> String {
    switch problem {
    case .formats, .noRun, .changes: "\(problem)"
    case .feedforward: "--feedforward belongs to networks that become .nir"
    case .simulation: "--simulate belongs to models, whose names end in .yaml"
    case .conventions: "--step, --euler and --input belong to networks that come from .nir"
    }
  }

  private static func words(for problem: Prolongation.Problem, of folder: String) -> String {
    switch problem {
    case .otherKey(let key, let change):
      "resume raises learning.epochs, training.epochs and training.seeds only; '\(key)' would make another "
        + "training of it. Start one from these weights: equispike convert \(folder) net.yaml, then equispike "
        + "run net.yaml \(change)"
    case .notMore(let key, let old, let new):
      "\(key) is \(new), but '\(folder)' has \(old) already; resume goes on with more, such as "
        + "\(key)=\(old + 2)"
    case .decaying(let section, let decay, let old, let new):
      "'\(folder)' has decay: \(decay), which ends at its last epoch, so its \(old) epochs are not the first "
        + "\(old) of \(new). Train anew: equispike run \(folder)/model.yaml \(section).epochs=\(new); or begin "
        + "another training with these weights: equispike convert \(folder) net.yaml"
    case .severalSeeds(let count, let epochs):
      "'\(folder)' trains \(count) seeds, and keeps the state of the last one only, so the others cannot "
        + "have more epochs; train anew: equispike run \(folder)/model.yaml training.epochs=\(epochs)"
    case .noTraining: "'\(folder)' is no training; only those have epochs"
    }
  }
}
