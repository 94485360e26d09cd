import ArgumentParser
import Datasets
import EquilibriumPropagation
import Experiments
import Foundation
import RateModel
import Records

/// `equispike resume`: goes on with a training that was interrupted.
struct ResumeVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume",
    abstract: "Go on with an interrupted training of a rate model.",
    discussion: """
      The folder holds the model as it was run (model.yaml) and the last checkpoint
      (checkpoint.bin). The result is the same, bit for bit, as without interruption.

      Examples:
        equispike resume runs/papers-ernoult2019-1h
      """)

  @Argument(help: "The folder of the run.")
  var folder: String

  @OptionGroup var threads: ThreadOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var verbosity: VerbosityOptions

  func run() throws {
    let folder = try RunFolder.open(folder)
    let experiment = try ModelFile.load(folder.path(of: "model.yaml"))
    guard case .train(let model, let settings, let request) = experiment.task else {
      throw ToolError.unavailable(
        "'\(folder.path)' is not a training of a rate model; only those can be resumed")
    }
    let information = try folder.information()
    if information.status == .finished {
      throw ToolError.unavailable(
        "'\(folder.path)' has come to its end; there is nothing to resume")
    }
    let data = try RunVerb.load(request)
    let session = try RunSession(
      resuming: folder, threads: threads.count, quiet: verbosity.quiet)
    let path = folder.path(of: "checkpoint.bin")
    var checkpoint: RateCheckpoint?
    if FileManager.default.fileExists(atPath: path)
      || FileManager.default.fileExists(atPath: path + ".previous")
    {
      let file = try CheckpointFile.read(from: path) { session.warn($0) }
      checkpoint = try TrainRecords.checkpoint(
        file, like: model.parameters(classes: data.train.classes, seed: experiment.seed),
        path: path)
    } else {
      session.warn("there is no checkpoint yet: the training begins anew")
    }
    Interrupt.watch()
    let job = TrainJob(
      experiment: experiment, model: model, settings: settings, data: data,
      threads: threads.count)
    try session.perform { try job.run(session, from: checkpoint, output: output) }
  }
}
