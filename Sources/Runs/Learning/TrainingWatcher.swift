import EquilibriumPropagation
import Measurements
import Records
import Reports

/// Tells the observer the progress of a training; keeps a line for each epoch in `metrics.jsonl`, and
/// `checkpoint.bin`.
final class TrainingWatcher: TrainingObserver {
  private let session: RunSession
  private let isVerbose: Bool
  private let metrics: MetricsWriter?
  private let board: TensorBoardLog?
  private let repetitions: Int
  private var failure: (any Error)?
  private var lastSave = ContinuousClock.now

  init(
    _ session: RunSession, model: String, verbose isVerbose: Bool = false, repetitions: Int = 1,
    from checkpoint: TrainingCheckpoint?
  ) throws {
    self.session = session
    self.isVerbose = isVerbose
    self.repetitions = repetitions
    // Lines after the checkpoint will be written again.
    if checkpoint != nil { try session.write("", as: "metrics.jsonl") }
    metrics = try session.folder?.metrics()
    board = try session.folder.map {
      try TensorBoardLog($0, model: model, resumingAt: checkpoint.map { $0.course.epoch })
    }
    for epoch in checkpoint?.course.epochs ?? [] { try metrics?.append(record: epoch) }
  }

  /// True if a checkpoint is due; never without a folder.
  var wantsCheckpoint: Bool {
    session.folder != nil && ContinuousClock.now - lastSave > session.checkpointPause
  }

  func save(_ checkpoint: TrainingCheckpoint) {
    lastSave = ContinuousClock.now
    guard let folder = session.folder else { return }
    do {
      try checkpoint.file().write(to: folder.path(of: "checkpoint.bin"))
    } catch { failure = failure ?? error }
  }

  /// True if the observer ends the training, or its results can no longer be written.
  var isCancelled: Bool { session.observer.isCancelled || failure != nil }

  func advanced(_ state: TrainingProgress) {
    let repetition =
      state.repetitions > 1 ? "repetition \(state.repetition)/\(state.repetitions), " : ""
    session.observer.advanced(
      repetition + "\(state.stage), epoch \(state.epoch)/\(state.epochs), sample "
        + "\(state.done)/\(state.total), error \(SummaryTable.percent(state.error))",
      fraction: state.fraction)
  }

  func finished(_ epoch: Epoch) {
    do {
      try metrics?.append(record: epoch)
      try board?.add(epoch)
    } catch { failure = failure ?? error }
    session.observer.noted(line(epoch))
    guard isVerbose else { return }
    let table = SummaryTable(agreements: epoch.agreements)
    if !epoch.agreements.isEmpty { session.observer.noted(table.text()) }
    for (name, activity) in epoch.meanActivity.sorted(by: { $0.key < $1.key }) {
      let silent = SummaryTable.percent(epoch.silentFraction[name])
      session.observer.noted(
        "  \(name): mean s \(SummaryTable.fixed(activity, 4)), silent \(silent)")
    }
  }

  /// The errors of an epoch, and its time.
  private func line(_ epoch: Epoch) -> String {
    var place = epoch.seed.map { "seed \($0), " } ?? ""
    if repetitions > 1 { place += "repetition \(epoch.repetition), " }
    let errors = [
      ("training error", epoch.trainError), ("validation error", epoch.validationError),
      ("training error after it", epoch.trainErrorAfter),
    ].compactMap { name, error in error.map { "\(name) \(SummaryTable.percent($0))" } }
    let twin = epoch.twinSelectionError.map { " (rate twin \(SummaryTable.percent($0)))" } ?? ""
    let time = epoch.seconds.map { ", \(SummaryTable.duration($0))" } ?? ""
    return place + "epoch \(epoch.epoch): " + errors.joined(separator: ", ") + twin + time
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
