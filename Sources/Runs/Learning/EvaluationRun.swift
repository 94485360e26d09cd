public import Datasets
import EquilibriumPropagation
public import Experiments
import Foundation
public import Measurements
import Networks
import Protocols
import Records
import Reports

/// The answers of the trained network of a run to the test samples of its model, or of another one by changes.
public struct EvaluationRun {
  /// The model of the run, with its changes.
  public let experiment: Experiment
  /// Its data; the test samples are answered.
  public let data: Split
  /// Faults of the checkpoint, a sentence each: the one before it is used then, and may be of an earlier epoch.
  public let warnings: [String]
  private let checkpoint: TrainingCheckpoint

  /// Reads a run.
  ///
  /// - Parameters:
  ///   - path: The folder of a training.
  ///   - changes: Changes of its model, `key=value`: other data, or a network that is noisier, lesioned or read otherwise.
  ///
  /// *Errors*: a folder of another kind of run, without a checkpoint, or with a model that was changed since; data that
  /// cannot be read.
  public init(folder path: String, changes: [String] = []) throws {
    let folder = try RunFolder.open(path)
    let information = try folder.information()
    let model = folder.path(of: "model.yaml")
    let digest = try SHA256.digest(ofFile: model)
    if let known = information.configurationSHA256, known != digest {
      throw RunError.changedModel(model)
    }
    let trained = try ModelFile.load(model)
    var experiment = changes.isEmpty ? trained : try ModelFile.load(model, overrides: changes)
    if !changes.isEmpty { try Self.keep(trained, in: &experiment) }
    self.experiment = experiment
    guard experiment.task.isTraining, ![.comparison, .theorems].contains(information.kind) else {
      throw RunError.unavailable(
        "'\(folder.path)' is not a training; only trained networks can be evaluated")
    }
    let file = folder.path(of: "checkpoint.bin")
    guard FileManager.default.fileExists(atPath: file) else {
      throw RunError.unavailable(
        "'\(folder.path)' has no checkpoint.bin, which holds the trained network; a run has one after its first epoch"
      )
    }
    var warnings: [String] = []
    checkpoint = try TrainingCheckpoint(
      CheckpointFile.read(from: file) { warnings.append($0) }, path: file)
    self.warnings = warnings
    guard let data = try RunData.load(for: experiment) else {
      preconditionFailure("Trainings have data.")
    }
    self.data = data
  }

  /// Keeps what belongs to the weights of a trained network in the changed one: drive scales that were measured.
  ///
  /// *Errors*: another seed or other connected pairs, whose weights were not learned.
  private static func keep(_ trained: Experiment, in experiment: inout Experiment) throws {
    guard experiment.seed == trained.seed else {
      throw RunError.unavailable(
        "'seed' cannot change: other synapses, delays and faults would be drawn than those of the trained network; "
          + "for other data change data.seed")
    }
    guard case .learn = trained.task else { return }
    let wirings = try trained.network.wirings(seed: trained.seed)
    for (name, wiring) in try experiment.network.wirings(seed: trained.seed) {
      guard let known = wirings[name] else { continue }
      guard
        known.isDense == wiring.isDense, known.rowStarts == wiring.rowStarts,
        known.columns == wiring.columns, known.map == wiring.map
      else {
        throw RunError.unavailable(
          "a change gives '\(name)' other synapses, whose weights were not learned; leave its 'connect' as it was"
        )
      }
    }
    // Measured anew they would undo a part of a change of noise or of the membrane.
    let measured = try trained.network.measured()
    for index in experiment.network.populations.indices {
      let name = experiment.network.populations[index].name
      guard let known = measured.populations.first(where: { $0.name == name })?.drive,
        let drive = experiment.network.populations[index].drive, !drive.isKnown
      else { continue }
      experiment.network.populations[index].drive?.unit = drive.unit ?? known.unit
      experiment.network.populations[index].drive?.zero = drive.zero ?? known.zero
      experiment.network.populations[index].drive?.charges = drive.charges ?? known.charges
    }
  }

  /// The answers to the test samples.
  ///
  /// - Parameters:
  ///   - threads: Threads; answers do not depend on it.
  ///   - observer: Sees the progress.
  ///
  /// *Errors*: changes of sizes, with which the checkpoint does not fit; errors of the simulation.
  public func answers(threads: Int, observer: any RunObserver) throws -> [Int] {
    switch experiment.task {
    case .learn(let settings, _):
      var settings = settings
      settings.trainsTwin = false
      let learning = try Learning(
        network: experiment.network, settings: settings, data: data, seed: experiment.seed,
        threads: threads)
      return try learning.answers(of: checkpoint) { done, wrong in
        let error = SummaryTable.percent(Double(wrong) / Double(max(done, 1)))
        observer.advanced(
          "sample \(done)/\(data.test.count), error \(error)",
          fraction: Double(done) / Double(max(data.test.count, 1)))
      }
    case .train(let model, let settings, _):
      let training = RateTraining(
        model, settings: settings, data: data, seed: experiment.seed, threads: threads)
      return try training.answers(of: checkpoint)
    case .simulate, .theorem: preconditionFailure("It is a training.")
    }
  }

  /// The errors of answers.
  public func evaluation(_ answers: [Int]) -> Evaluation {
    Evaluation(
      name: experiment.name, labels: data.test.labels, answers: answers,
      classes: data.train.classes)
  }

  /// The answers as comma-separated values: sample, label, answer.
  public func table(_ answers: [Int]) -> String {
    zip(data.test.labels, answers).enumerated().reduce(into: "sample,label,answer\n") {
      $0 += "\($1.offset),\($1.element.0),\($1.element.1)\n"
    }
  }
}
