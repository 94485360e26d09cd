import Datasets
import EquilibriumPropagation
import Experiments
import Quantities

/// The learning half of `run`: wires the experiment to `Learning` and tells what happened.
struct LearnJob {
  let experiment: Experiment
  let settings: LearningSettings
  let data: Split
  let threads: Int
  let files: RunFiles

  /// Learns, writes the results and prints the table.
  func run(progress: ProgressLine, output: OutputOptions) throws {
    // let learning = try Learning(
    //   network: experiment.network, settings: settings, data: data, seed: experiment.seed,
    //   threads: threads)
    // let watcher = LearnWatcher(progress: progress)
    // let result = try learning.run(observer: watcher)
    throw ToolError.unavailable("learning is not part of this build yet")
  }

  /// What is left to say at the end: on stdout, and in the folder.
  func report(_ result: LearningResult, output: OutputOptions) throws {
    try files.write(try JSONText.text(result), to: "result.json")
    if output.json {
      try Terminal.output(json: result)
    } else {
      Terminal.output(LearnTable.text(result))
      Terminal.output("\nresults in \(files.path)")
    }
    if result.wasCancelled { throw ToolError.interrupted(folder: files.path) }
  }
}

/// Shows learning on stderr while it goes on.
final class LearnWatcher: LearningObserver {
  private let progress: ProgressLine
  private let isVerbose: Bool
  /// Warnings, repeated at the end.
  private(set) var warnings: [String] = []

  init(progress: ProgressLine, verbose isVerbose: Bool) {
    self.progress = progress
    self.isVerbose = isVerbose
  }

  var isCancelled: Bool { Interrupt.isRequested }

  func advanced(_ state: LearningProgress) {
    let error = LearnTable.percent(state.error)
    progress.show(
      "\(state.stage), epoch \(state.epoch)/\(state.epochs), sample \(state.done)/\(state.total), "
        + "error \(error)", fraction: state.fraction)
  }

  func finished(_ epoch: EpochRecord) {
    var line = "epoch \(epoch.epoch): training error \(LearnTable.percent(epoch.trainError))"
    line += ", validation error \(LearnTable.percent(epoch.validationError))"
    if let twin = epoch.twinValidationError {
      line += " (rate twin \(LearnTable.percent(twin)))"
    }
    progress.note(line)
    if isVerbose {
      for agreement in epoch.agreements {
        progress.note(
          "  \(agreement.projection) \(agreement.part) against \(agreement.reference): cosine "
            + LearnTable.decimal(agreement.cosine))
      }
    }
  }

  func warned(_ warning: String) {
    warnings.append(warning)
    progress.note("warning: " + warning)
  }
}
