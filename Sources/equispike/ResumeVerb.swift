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
    try Ranks.check()
    let (folder, experiment, information) = try Ranks.prepare { try open() }
    if information.commandLine.dropFirst().first == "compare" || folder.has("points.jsonl") {
      try Ranks.checkAlone("resume of a comparison")
      try resumeComparison(folder, experiment, information)
      return
    }
    switch experiment.task {
    case .train(let model, let settings, let request):
      let path = folder.path(of: "checkpoint.bin")
      let (data, file, session) = try Ranks.prepare { try begin(request, folder) }
      let checkpoint = try Ranks.prepare {
        try file.map {
          try TrainRecords.checkpoint(
            $0, like: model.parameters(classes: data.train.classes, seed: experiment.seed),
            path: path)
        }
      }
      Interrupt.watch()
      let job = TrainJob(
        experiment: experiment, model: model, settings: settings, data: data,
        threads: threads.count)
      guard let session else { return try job.follow(from: checkpoint) }
      try session.perform { try job.run(session, from: checkpoint, output: output) }
    case .learn(let settings, let request):
      let path = folder.path(of: "checkpoint.bin")
      let (data, file, session) = try Ranks.prepare { try begin(request, folder) }
      let checkpoint = try Ranks.prepare {
        try file.map { try LearnRecords.checkpoint($0, path: path) }
      }
      Interrupt.watch()
      let job = LearnJob(
        experiment: experiment, settings: settings, data: data, threads: threads.count,
        isVerbose: verbosity.verbose)
      guard let session else { return try job.follow(from: checkpoint) }
      try session.perform { try job.run(session, from: checkpoint, output: output) }
    case .theorem, .simulate:
      throw ToolError.unavailable(
        "'\(folder.path)' is not a training or a comparison; only those can be resumed")
    }
  }

  private func open() throws -> (RunFolder, Experiment, RunInformation) {
    let folder = try RunFolder.open(folder)
    let experiment = try ModelFile.load(folder.path(of: "model.yaml"))
    let information = try folder.information()
    if information.status == .finished {
      throw ToolError.unavailable(
        "'\(folder.path)' has come to its end; there is nothing to resume")
    }
    return (folder, experiment, information)
  }

  /// Data and checkpoint of a training; all ranks read them, the first one takes over the folder.
  private func begin(
    _ request: DatasetRequest, _ folder: RunFolder
  ) throws -> (Split, CheckpointFile?, RunSession?) {
    let data = try RunVerb.load(request)
    let path = folder.path(of: "checkpoint.bin")
    guard Ranks.isFirst else {
      return (data, Self.isThere(path) ? try CheckpointFile.read(from: path) { _ in } : nil, nil)
    }
    let session = try RunSession(
      resuming: folder, threads: threads.count, quiet: verbosity.quiet, strict: warnings.strict)
    return (data, try Self.file(path, session), session)
  }

  private static func isThere(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: path)
      || FileManager.default.fileExists(atPath: path + ".previous")
  }

  /// The last checkpoint, or nil, with a warning, when there is none.
  private static func file(_ path: String, _ session: RunSession) throws -> CheckpointFile? {
    guard isThere(path) else {
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
