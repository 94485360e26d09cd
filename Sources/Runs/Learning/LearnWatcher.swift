import EquilibriumPropagation
import Measurements
import Records
import Reports

/// Tells the observer the progress of learning; keeps a line for each epoch in `metrics.jsonl`, and
/// `checkpoint.bin`.
final class LearnWatcher: LearningObserver {
  private let session: RunSession
  private let isVerbose: Bool
  private let metrics: MetricsWriter?
  private let board: TensorBoardLog?
  private var failure: (any Error)?
  private var lastSave = ContinuousClock.now

  init(
    _ session: RunSession, model: String, verbose isVerbose: Bool,
    from checkpoint: LearningCheckpoint?
  ) throws {
    self.session = session
    self.isVerbose = isVerbose
    // Lines after the checkpoint will be written again.
    if checkpoint != nil { try session.write("", as: "metrics.jsonl") }
    metrics = try session.folder?.metrics()
    board = try session.folder.map {
      try TensorBoardLog($0, model: model, resumingAt: checkpoint.map { $0.course.epoch })
    }
    for record in checkpoint?.course.finished ?? [] { try metrics?.append(record: record) }
  }

  /// True if a checkpoint is due; never without a folder.
  var wantsCheckpoint: Bool {
    session.folder != nil && ContinuousClock.now - lastSave > session.checkpointPause
  }

  func save(_ checkpoint: LearningCheckpoint) {
    lastSave = ContinuousClock.now
    guard let folder = session.folder else { return }
    do {
      try LearnRecords.file(checkpoint).write(to: folder.path(of: "checkpoint.bin"))
    } catch { failure = failure ?? error }
  }

  /// True if the observer ends learning, or its results can no longer be written.
  var isCancelled: Bool { session.observer.isCancelled || failure != nil }

  func advanced(_ state: LearningProgress) {
    session.observer.advanced(
      "\(state.stage), epoch \(state.epoch)/\(state.epochs), sample \(state.done)/\(state.total), "
        + "error \(SummaryTable.percent(state.error))", fraction: state.fraction)
  }

  func finished(_ epoch: Epoch) {
    do {
      try metrics?.append(record: epoch)
      try board?.add(epoch)
    } catch { failure = failure ?? error }
    var line = "epoch \(epoch.epoch): "
    if let error = epoch.trainError { line += "training error \(SummaryTable.percent(error)), " }
    line +=
      epoch.validationError.map { "validation error \(SummaryTable.percent($0))" }
      ?? "training error after it \(SummaryTable.percent(epoch.trainErrorAfter))"
    if let twin = epoch.twinSelectionError {
      line += " (rate twin \(SummaryTable.percent(twin)))"
    }
    if let seconds = epoch.seconds { line += ", \(SummaryTable.duration(seconds))" }
    session.observer.noted(line)
    guard isVerbose else { return }
    let table = SummaryTable(agreements: epoch.agreements)
    if !epoch.agreements.isEmpty { session.observer.noted(table.text()) }
    for (name, activity) in epoch.meanActivity.sorted(by: { $0.key < $1.key }) {
      let silent = SummaryTable.percent(epoch.silentFraction[name])
      session.observer.noted(
        "  \(name): mean s \(SummaryTable.fixed(activity, 4)), silent \(silent)")
    }
  }

  func learned(_ weights: [String: [Double]], epoch: Int) {
    do {
      try board?.add(
        weights: weights.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }, step: epoch)
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
