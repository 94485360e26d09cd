public import Experiments
import Foundation
import Records

/// A model file that can be run.
///
///     let model = try Model(file: "Models/xor.yaml", changes: ["learning.nudging.beta=0.2"])
///     let result = try model.run()
public struct Model: Sendable {
  /// The file.
  public let path: String
  /// Its content, after the changes.
  public let experiment: Experiment
  /// Changes, `key=value`.
  public let changes: [String]

  /// Reads a model.
  ///
  /// - Parameters:
  ///   - file: A path, or the name of a shipped model where their folder is known: `xor`.
  ///   - changes: Changes of the form `key.path=value`, as in `ModelFile.load`.
  ///
  /// *Errors*: the file cannot be read, or all that is wrong with it (`ModelError`); `RunError.unknownModel`.
  public init(file: String, changes: [String] = []) throws {
    path = try ModelLocation.resolve(file)
    experiment = try ModelFile.load(path, overrides: changes)
    self.changes = changes
  }

  /// Learns, trains, simulates or measures theorems, as the model says.
  ///
  /// - Parameters:
  ///   - folder: The folder of the results; nil to write none.
  ///   - isReplacing: True if an earlier run in that folder may be replaced.
  ///   - threads: Threads, on which results do not depend; nil for all cores.
  ///   - observer: Sees the run while it goes on, and can end it.
  ///
  /// *Errors*: the run would not fit into memory, its data cannot be read, the folder is not empty, or errors of the
  /// work. A run that the observer ended, and checks that did not pass, are the `failure` of the result.
  public func run(
    folder: String? = nil, isReplacing: Bool = false,
    threads: Int? = nil,
    observer: any RunObserver = QuietObserver()
  ) throws -> RunOutcome {
    let threads = threads ?? ProcessInfo.processInfo.activeProcessorCount
    try Estimate(experiment, threads: threads).check()
    let data = try RunData.load(for: experiment)
    let run = try ModelRun.make(experiment, data: data, threads: threads)
    let session: RunSession
    if let folder {
      var place = RunPlace(folder: folder, isReplacing: isReplacing, threads: threads)
      place.options = RunOptions(changes: changes)
      session = try RunSession(
        experiment, model: path, at: place, program: RunProgram(), observer: observer)
    } else {
      session = RunSession(observer: observer)
      session.warn(of: experiment)
    }
    return try run.run(session)
  }
}
