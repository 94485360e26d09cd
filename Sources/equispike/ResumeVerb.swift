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
    abstract: "Go on with an interrupted training or comparison.",
    discussion: """
      The folder holds the model as it was run (model.yaml) and the last checkpoint
      (checkpoint.bin), or what was compared so far (points.jsonl). The result is the
      same, bit for bit, as without interruption.

      Examples:
        equispike resume runs/digits-20261121-120000
      """)

  @Argument(help: "The folder of the run.", completion: Completion.runs)
  var folder: String

  @OptionGroup var threads: ThreadOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var verbosity: VerbosityOptions
  @OptionGroup var warnings: WarningOptions

  func run() throws {
    let folder = try RunFolder.open(folder)
    let experiment = try ModelFile.load(folder.path(of: "model.yaml"))
    let information = try folder.information()
    if information.status == .finished {
      throw ToolError.unavailable(
        "'\(folder.path)' has come to its end; there is nothing to resume")
    }
    if information.commandLine.dropFirst().first == "compare" || folder.has("points.jsonl") {
      try resumeComparison(folder, experiment, information)
      return
    }
    switch experiment.task {
    case .train(let model, let settings, let request):
      let data = try RunVerb.load(request)
      let session = try RunSession(
        resuming: folder, threads: threads.count, quiet: verbosity.quiet,
        strict: warnings.strict)
      let path = folder.path(of: "checkpoint.bin")
      let checkpoint = try Self.file(path, session).map {
        try TrainRecords.checkpoint(
          $0, like: model.parameters(classes: data.train.classes, seed: experiment.seed),
          path: path)
      }
      Interrupt.watch()
      let job = TrainJob(
        experiment: experiment, model: model, settings: settings, data: data,
        threads: threads.count)
      try session.perform { try job.run(session, from: checkpoint, output: output) }
    case .learn(let settings, let request):
      let data = try RunVerb.load(request)
      let session = try RunSession(
        resuming: folder, threads: threads.count, quiet: verbosity.quiet,
        strict: warnings.strict)
      let path = folder.path(of: "checkpoint.bin")
      let checkpoint = try Self.file(path, session).map {
        try LearnRecords.checkpoint($0, path: path)
      }
      Interrupt.watch()
      let job = LearnJob(
        experiment: experiment, settings: settings, data: data, threads: threads.count,
        isVerbose: verbosity.verbose)
      try session.perform { try job.run(session, from: checkpoint, output: output) }
    case .theorem, .simulate:
      throw ToolError.unavailable(
        "'\(folder.path)' is not a training or a comparison; only those can be resumed")
    }
  }

  /// The last checkpoint, or nil, with a warning, when there is none.
  private static func file(_ path: String, _ session: RunSession) throws -> CheckpointFile? {
    guard
      FileManager.default.fileExists(atPath: path)
        || FileManager.default.fileExists(atPath: path + ".previous")
    else {
      session.warn("there is no checkpoint yet: the training begins anew")
      try session.folder.write("", as: "metrics.jsonl")
      return nil
    }
    return try CheckpointFile.read(from: path) { session.warn($0) }
  }

  /// Goes on with a comparison of rules: what was measured is not measured again.
  private func resumeComparison(
    _ folder: RunFolder, _ experiment: Experiment, _ information: RunInformation
  ) throws {
    guard case .learn(_, let request) = experiment.task, let settings = experiment.comparison else {
      throw ToolError.unavailable("'\(folder.path)' holds no comparison that can be resumed")
    }
    let trains = information.commandLine.contains("--train") || folder.has("trains")
    let data = try RunVerb.load(request)
    let session = try RunSession(
      resuming: folder, threads: threads.count, quiet: verbosity.quiet,
      strict: warnings.strict)
    Interrupt.watch()
    if trains {
      // The next time, the command line is that of this command.
      try folder.write("", as: "trains")
      let job = CompareTrainJob(
        experiment: experiment, settings: settings, data: data, threads: threads.count)
      let earlier = try folder.lines(of: "points.jsonl", as: CompareTrainJob.Training.self)
      try session.perform { try job.run(session, output: output, after: earlier) }
    } else {
      let job = CompareJob(
        experiment: experiment, settings: settings, data: data, threads: threads.count)
      let earlier = try folder.lines(of: "points.jsonl", as: CompareJob.Point.self)
      try session.perform { try job.run(session, output: output, after: earlier) }
    }
  }
}
