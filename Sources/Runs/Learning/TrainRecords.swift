import EquilibriumPropagation
import Foundation
import Measurements
import RateModel
import Records
import Reports

/// Trainings of rate models as records, figures and checkpoints.
enum TrainRecords {
  static func result(
    _ result: RateTrainingResult, _ records: [Epoch], name: String, train: Int, test: Int
  ) -> TrainingSummary {
    var record = TrainingSummary()
    record.name = name
    record.seeds = result.seeds.map { seed in
      TrainingSummary.SeedRecord(
        seed: seed.seed, repetition: seed.repetition, epochs: seed.records.count,
        bestEpoch: seed.bestEpoch,
        validationError: seed.validationError, testError: seed.testError,
        trainError: seed.records.last?.trainError)
    }
    record.trainCount = train
    record.testCount = test
    record.seconds = records.reduce(0) { $0 + ($1.seconds ?? 0) }
    record.processorSeconds = records.reduce(0) { $0 + ($1.processorSeconds ?? 0) }
    if !records.isEmpty, train > 0 {
      record.processorSecondsPerThousand =
        record.processorSeconds / Double(records.count * train) * 1000
    }
    record.wasCancelled = result.wasCancelled
    return record
  }

  /// Errors over epochs: the mean over seeds, with their range.
  static func figures(_ records: [Epoch]) -> [Figure] {
    let epochs = Set(records.map(\.epoch)).sorted()
    guard epochs.count > 1 else { return [] }
    func series(_ name: String, _ value: (Epoch) -> Double?) -> Curves.Series {
      let values = epochs.map { epoch in
        records.filter { $0.epoch == epoch }.compactMap(value).map { 100 * $0 }
      }
      let means = values.map { $0.isEmpty ? nil : $0.reduce(0, +) / Double($0.count) }
      let isRepeated = values.contains { $0.count > 1 }
      return Curves.Series(
        name: name, values: means, low: isRepeated ? values.map { $0.min() } : nil,
        high: isRepeated ? values.map { $0.max() } : nil)
    }
    var record = Curves(
      epochs: epochs.map(Double.init),
      series: [
        series("validation") { $0.validationError }, series("training") { $0.trainError },
      ], axis: "error (%)")
    let seeds = Set(records.map(\.repetition)).count
    if seeds > 1 { record.note = "mean and range of \(seeds) repetitions" }
    return [.curves(record, named: "error")]
  }

  // MARK: - Checkpoints

  /// Facts of a checkpoint besides its arrays.
  private struct Facts: Codable {
    var finished: [SeedResult]
    var state: RateTrainingState
    var names: [String]
    /// Samples whose states are kept, in the order of the arrays.
    var kept: [Int]
    var layers: Int
  }

  static func file(_ checkpoint: RateCheckpoint) throws -> CheckpointFile {
    let kept = checkpoint.keptStates.keys.sorted()
    let layers = kept.first.map { checkpoint.keptStates[$0]!.count } ?? 0
    let facts = Facts(
      finished: checkpoint.finished, state: checkpoint.state, names: checkpoint.parameters.names,
      kept: kept, layers: layers)
    let states = (0..<layers).map { layer in
      kept.flatMap { checkpoint.keptStates[$0]![layer] }
    }
    return try CheckpointFile(
      encoding: facts,
      arrays: (checkpoint.parameters.values + checkpoint.velocities.values
        + checkpoint.best.values + states).map { .floats($0) })
  }

  /// The checkpoint in `file`, for parameters in the shape of `like`.
  static func checkpoint(
    _ file: CheckpointFile, like: ParameterSet<Float>, path: String
  ) throws -> RateCheckpoint {
    guard let facts = file.facts(as: Facts.self) else {
      throw RecordError.damaged(path: path, reason: "its facts cannot be read")
    }
    let count = like.values.count
    let arrays = file.arrays.compactMap(\.floats)
    guard facts.names == like.names, arrays.count == 3 * count + facts.layers else {
      throw RecordError.damaged(path: path, reason: "it belongs to another model")
    }
    func parameters(_ part: Int) throws -> ParameterSet<Float> {
      var result = like
      for k in 0..<count {
        guard arrays[part * count + k].count == like.values[k].count else {
          throw RecordError.damaged(path: path, reason: "it belongs to another model")
        }
        result.values[k] = arrays[part * count + k]
      }
      return result
    }
    var kept: [Int: [[Float]]] = [:]
    for (row, sample) in facts.kept.enumerated() {
      kept[sample] = (0..<facts.layers).map { layer in
        let all = arrays[3 * count + layer], size = all.count / max(facts.kept.count, 1)
        return Array(all[row * size..<(row + 1) * size])
      }
    }
    return RateCheckpoint(
      finished: facts.finished, state: facts.state, parameters: try parameters(0),
      velocities: try parameters(1), best: try parameters(2), keptStates: kept)
  }
}
