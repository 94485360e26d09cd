public import Collectives
public import Datasets
import EquilibriumPropagation
public import Experiments
import Foundation
import Measurements
public import Records

/// A training or comparison that is resumed in its folder; the result is that of a run without interruption, bit for
/// bit.
public struct Resumption {
  /// The folder.
  public let folder: RunFolder
  /// The model as it was run, with more epochs or seeds if these were asked for.
  public let experiment: Experiment
  private let information: RunInformation
  private let changes: [String]

  /// Opens the folder of a run.
  ///
  /// - Parameters:
  ///   - path: The folder.
  ///   - changes: Changes of `learning.epochs`, `training.epochs` and `training.seeds`, `key=value`.
  ///
  /// *Errors*: a run that has come to its end, is no training or comparison, has another model than it began with, or cannot
  /// have these epochs.
  public init(folder path: String, raising changes: [String] = []) throws {
    folder = try RunFolder.open(path)
    information = try folder.information()
    self.changes = changes
    let longer = Prolongation(folder: folder.path, overrides: changes)
    try longer.checkKeys()
    if information.status == .finished, changes.isEmpty {
      throw RunError.nothingToResume(folder.path)
    }
    let model = folder.path(of: "model.yaml")
    // This also refuses a path that is no file.
    let digest = try SHA256.digest(ofFile: model)
    if let known = information.configurationSHA256, known != digest {
      throw RunError.changedModel(model)
    }
    let before = try ModelFile.load(model)
    experiment = changes.isEmpty ? before : try ModelFile.load(model, overrides: changes)
    try longer.check(before, experiment)
    if isComparison {
      guard changes.isEmpty else {
        throw RunError.unavailable(
          "'\(folder.path)' is a comparison, which goes on as it began; leave '\(changes[0])' out")
      }
      guard case .learn = experiment.task, experiment.comparison != nil else {
        throw RunError.unavailable("'\(folder.path)' holds no comparison that can be resumed")
      }
    } else if !experiment.task.isTraining || information.kind == .theorems {
      throw RunError.unavailable(
        "'\(folder.path)' is not a training or a comparison; only those can be resumed")
    }
  }

  /// True if rules are compared; else it is a training.
  public var isComparison: Bool { information.kind == .comparison }

  /// The data of the run, its checkpoint, and the session, which only the first rank has.
  public struct Start {
    /// The model's data.
    public var data: Split
    /// The session, which has taken over the folder; nil for ranks besides the first.
    public var session: RunSession?
    var file: CheckpointFile?
  }

  /// Reads data and checkpoint; the first rank takes over the folder.
  ///
  /// - Parameters:
  ///   - isFirst: True for the rank that has the folder.
  ///   - place: Threads, ranks and strictness.
  ///   - program: The program that runs.
  ///   - observer: Sees the run, and can end it.
  ///
  /// *Errors*: data that cannot be read; another process that writes into the folder; no checkpoint that can be read.
  public func start(
    isFirst: Bool = true, place: RunPlace = RunPlace(), program: RunProgram = RunProgram(),
    observer: any RunObserver = QuietObserver()
  ) throws -> Start {
    guard let data = try RunData.load(for: experiment) else {
      preconditionFailure("Trainings and comparisons have data")
    }
    let path = folder.path(of: "checkpoint.bin")
    guard isFirst else {
      let file = Self.isThere(path) ? try CheckpointFile.read(from: path) { _ in } : nil
      return Start(data: data, file: file)
    }
    let folder = try folder.takenOver()
    var remarks: [String] = []
    let file = isComparison ? nil : try Self.file(path, &remarks)
    let session = try RunSession(
      resuming: folder,
      longer: changes.isEmpty ? nil : try ModelFile.text(of: experiment, file: folder.path),
      at: place, program: program, observer: observer)
    for remark in remarks { session.warn(remark) }
    if file == nil, !isComparison { try folder.write("", as: "metrics.jsonl") }
    return Start(data: data, session: session, file: file)
  }

  /// The run, from its checkpoint on.
  ///
  /// - Parameters:
  ///   - start: Data and checkpoint.
  ///   - threads: Threads; results do not depend on it.
  ///   - ranks: Processes that train together.
  ///   - isVerbose: True if notes on an epoch have cosines and activities, too.
  ///
  /// *Errors*: a checkpoint of another model; lines of `points.jsonl` that cannot be read.
  public func run(
    _ start: Start, threads: Int, ranks: any RankExchange = SingleRank(), isVerbose: Bool = false
  ) throws -> any Run {
    guard isComparison, let settings = experiment.comparison else {
      return try ModelRun.make(
        experiment, data: start.data, threads: threads, ranks: ranks, isVerbose: isVerbose,
        checkpoint: start.file, path: folder.path(of: "checkpoint.bin"))
    }
    let options = information.options ?? RunOptions()
    if options.trains == true {
      var run = CompareTrainRun(
        experiment, settings: settings, data: start.data, threads: threads)
      run.earlier = try folder.lines(of: "points.jsonl", as: ComparedTraining.self)
      return run
    }
    var run = CompareRun(experiment, settings: settings, data: start.data, threads: threads)
    run.minimumCosine = options.minimumCosine
    run.earlier = try folder.lines(of: "points.jsonl", as: ComparedPoint.self)
    return run
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
      // A damaged checkpoint is set aside, or writing the next would put it in the place of the good older one.
      if !remarks.isEmpty { CheckpointFile.setAside(path) }
      return file
    } catch {
      throw RunError.lostCheckpoint(
        error, model: path.dropLast("checkpoint.bin".count) + "model.yaml")
    }
  }
}
