import EquilibriumPropagation
import Measurements
import Protocols
import RateModel
import Records
import Reports

/// Tells the observer the progress of a training; keeps `metrics.jsonl` and `checkpoint.bin`.
final class TrainWatcher: RateTrainingObserver {
  private let session: RunSession
  private let metrics: MetricsWriter?
  private let board: TensorBoardLog?
  private let repetitions: Int
  private var failure: (any Error)?
  private var lastSave = ContinuousClock.now
  /// All epochs so far.
  private(set) var records: [Epoch] = []

  init(
    _ session: RunSession, model: String, settings: RateTrainingSettings,
    from checkpoint: RateCheckpoint?
  ) throws {
    self.session = session
    repetitions = settings.seeds
    if let checkpoint {
      // Lines after the checkpoint will be written again.
      records = checkpoint.finished.flatMap(\.records) + checkpoint.state.records
      try session.write("", as: "metrics.jsonl")
    }
    metrics = try session.folder?.metrics()
    board = try session.folder.map {
      try TensorBoardLog(
        $0, model: model, resumingAt: checkpoint.map { $0.state.records.count + 1 })
    }
    for record in records { try metrics?.append(record: record) }
  }

  /// True if the observer ends the training, or its results can no longer be written.
  var isCancelled: Bool { session.observer.isCancelled || failure != nil }

  /// True if a checkpoint is due; never without a folder.
  var wantsCheckpoint: Bool {
    session.folder != nil && ContinuousClock.now - lastSave > session.checkpointPause
  }

  func advanced(_ state: RateTrainingProgress) {
    let repetition =
      state.repetitions > 1 ? "repetition \(state.repetition)/\(state.repetitions), " : ""
    session.observer.advanced(
      repetition + "epoch \(state.epoch)/\(state.epochs), sample \(state.done)/\(state.total), "
        + "error \(SummaryTable.percent(state.error))", fraction: state.fraction)
  }

  func finished(_ record: Epoch) {
    records.append(record)
    do {
      try metrics?.append(record: record)
      try board?.add(record)
    } catch { failure = failure ?? error }
    var line = "seed \(record.seed ?? 0), "
    if repetitions > 1 { line += "repetition \(record.repetition), " }
    line += "epoch \(record.epoch): "
    line += "training error \(SummaryTable.percent(record.trainError))"
    if let error = record.validationError {
      line += ", validation error \(SummaryTable.percent(error))"
    }
    session.observer.noted(line + ", \(SummaryTable.duration(record.seconds ?? 0))")
  }

  func save(_ checkpoint: RateCheckpoint) {
    lastSave = ContinuousClock.now
    guard let folder = session.folder else { return }
    do {
      try TrainRecords.file(checkpoint).write(to: folder.path(of: "checkpoint.bin"))
    } catch { failure = failure ?? error }
  }

  /// Ends `metrics.jsonl`; throws the first error of writing results.
  func close() throws {
    if let failure { throw failure }
    if metrics?.isRemoved == true {
      session.warn("metrics.jsonl was removed while the training wrote into it; its lines are lost")
    }
    try board?.close()
    try metrics?.close()
  }
}
