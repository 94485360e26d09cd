import ArgumentParser
import Datasets
import EquilibriumPropagation
import Experiments
import Foundation
import Measurements
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

      key=value raises learning.epochs, training.epochs or training.seeds, of trainings
      that have come to their end too: the result is that of a training which had so
      many from the beginning. Where learning rates fall towards the last epoch (decay:
      linear or cosine) it would not be, and is refused.

      Examples:
        equispike resume runs/digits-20261121-120000
        equispike resume runs/my-model-20261121-120000 learning.epochs=20
      """)

  @Argument(help: "The folder of the run.", completion: Completion.runs)
  var folder: String

  @Argument(help: ArgumentHelp("More epochs or seeds.", valueName: "key=value"))
  var overrides: [String] = []

  @OptionGroup var threads: ThreadOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var verbosity: VerbosityOptions
  @OptionGroup var warnings: WarningOptions

  func run() throws {
    for text in overrides where !text.contains("=") {
      throw ValidationError("'\(text)' is not of the form key=value; resume takes one folder.")
    }
    try Ranks.check()
    let (folder, experiment, information) = try Ranks.prepare { try open() }
    // From here on a signal finds a folder that somebody has to close.
    Interrupt.watch()
    if information.kind == .comparison {
      try Ranks.checkAlone("resume of a comparison")
      guard overrides.isEmpty else {
        throw ToolError.unavailable(
          "'\(self.folder)' is a comparison, which goes on as it began; leave '\(overrides[0])' out"
        )
      }
      try resumeComparison(folder, experiment, information)
      return
    }
    // Theorems are measured on models that could learn, too.
    let task = information.kind == .theorems ? .simulate(SimulationSettings()) : experiment.task
    switch task {
    case .train(let model, let settings, let request):
      let path = folder.path(of: "checkpoint.bin")
      let (data, file, session) = try Ranks.prepare { try begin(request, folder, experiment) }
      let checkpoint = try Ranks.prepare {
        try file.map {
          try TrainRecords.checkpoint(
            $0, like: model.parameters(classes: data.train.classes, seed: experiment.seed),
            path: path)
        }
      }
      let job = TrainJob(
        experiment: experiment, model: model, settings: settings, data: data,
        threads: threads.count)
      guard let session else { return try job.follow(from: checkpoint) }
      try session.perform { try job.run(session, from: checkpoint, output: output) }
    case .learn(let settings, let request):
      let path = folder.path(of: "checkpoint.bin")
      let (data, file, session) = try Ranks.prepare { try begin(request, folder, experiment) }
      let checkpoint = try Ranks.prepare {
        try file.map { try LearnRecords.checkpoint($0, path: path) }
      }
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
    let information = try folder.information()
    let longer = Prolongation(folder: folder.path, overrides: overrides)
    try longer.checkKeys()
    if information.status == .finished, overrides.isEmpty {
      throw ToolError.nothingToResume(folder.path)
    }
    let model = folder.path(of: "model.yaml")
    // Also refuses what is no file.
    let digest = try SHA256.digest(ofFile: model)
    if let known = information.configurationSHA256, known != digest {
      throw ToolError.changedModel(model)
    }
    let experiment = try ModelFile.load(model)
    guard !overrides.isEmpty else { return (folder, experiment, information) }
    let changed = try ModelFile.load(model, overrides: overrides)
    try longer.check(experiment, changed)
    return (folder, changed, information)
  }

  /// Data and checkpoint of a training; all ranks read them, the first one takes over the folder.
  private func begin(
    _ request: DatasetRequest, _ folder: RunFolder, _ experiment: Experiment
  ) throws -> (Split, CheckpointFile?, RunSession?) {
    let data = try RunVerb.load(request)
    let path = folder.path(of: "checkpoint.bin")
    guard Ranks.isFirst else {
      return (data, Self.isThere(path) ? try CheckpointFile.read(from: path) { _ in } : nil, nil)
    }
    let folder = try folder.takenOver()
    var remarks: [String] = []
    let file = try Self.file(path, &remarks)
    let session = try RunSession(
      resuming: folder, threads: threads.count, quiet: verbosity.quiet, strict: warnings.strict,
      longer: overrides.isEmpty ? nil : try ModelFile.text(of: experiment, file: folder.path))
    for remark in remarks { session.warn(remark) }
    if file == nil { try folder.write("", as: "metrics.jsonl") }
    return (data, file, session)
  }

  private static func isThere(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: path)
      || FileManager.default.fileExists(atPath: path + ".previous")
  }

  /// The last checkpoint, or nil, with a warning, when there is none.
  private static func file(_ path: String, _ remarks: inout [String]) throws -> CheckpointFile? {
    guard isThere(path) else {
      remarks.append("there is no checkpoint yet: the training begins anew")
      return nil
    }
    do throws(RecordError) {
      let file = try CheckpointFile.read(from: path) { remarks.append($0) }
      // The good one must not be replaced by the bad one when the next is written.
      if !remarks.isEmpty { CheckpointFile.setAside(path) }
      return file
    } catch {
      throw ToolError.lostCheckpoint(
        error, model: path.dropLast("checkpoint.bin".count) + "model.yaml")
    }
  }

  /// Goes on with a comparison of rules: what was measured is not measured again.
  private func resumeComparison(
    _ folder: RunFolder, _ experiment: Experiment, _ information: RunInformation
  ) throws {
    guard case .learn(_, let request) = experiment.task, let settings = experiment.comparison else {
      throw ToolError.unavailable("'\(folder.path)' holds no comparison that can be resumed")
    }
    let data = try RunVerb.load(request)
    let folder = try folder.takenOver()
    let session = try RunSession(
      resuming: folder, threads: threads.count, quiet: verbosity.quiet,
      strict: warnings.strict)
    if information.options?.trains == true {
      let job = CompareTrainJob(
        experiment: experiment, settings: settings, data: data, threads: threads.count)
      let earlier = try folder.lines(of: "points.jsonl", as: ComparedTraining.self)
      try session.perform { try job.run(session, output: output, after: earlier) }
    } else {
      var job = CompareJob(
        experiment: experiment, settings: settings, data: data, threads: threads.count)
      job.minimumCosine = information.options?.minimumCosine
      let earlier = try folder.lines(of: "points.jsonl", as: ComparedPoint.self)
      try session.perform(looksUp: false) { try job.run(session, output: output, after: earlier) }
    }
  }
}
