import Datasets
import EquilibriumPropagation
import Experiments
import Foundation
import Measurements
import Protocols
import Quantities
import Records
import Reports

/// The learning half of `run`: wires the experiment to `Learning` and tells what happened.
struct LearnJob {
  let experiment: Experiment
  let settings: LearningSettings
  let data: Split
  let threads: Int
  let isVerbose: Bool

  /// Learns, from a checkpoint if there is one, writes the results and prints the table.
  func run(
    _ session: RunSession, from checkpoint: LearningCheckpoint? = nil, output: OutputOptions
  ) throws {
    if let text = data.untaughtClasses { session.warn(text) }
    let watcher = try LearnWatcher(
      session, model: experiment.yaml, verbose: isVerbose, from: checkpoint)
    let result = try Ranks.together { try learn(from: checkpoint, watcher) }
    try watcher.close()
    if let traffic = Ranks.traffic { session.progress.note(traffic) }
    if result.summary.wasCancelled {
      session.progress.note("go on with: equispike resume \(session.folder.path)")
    }
    try report(result, session, output)
  }

  /// Learns with the other ranks, in silence.
  func follow(from checkpoint: LearningCheckpoint? = nil) throws {
    _ = try Ranks.together { try learn(from: checkpoint, SilentObserver()) }
  }

  private func learn(
    from checkpoint: LearningCheckpoint?, _ observer: any LearningObserver
  ) throws -> LearningResult {
    let learning = try Learning(
      network: experiment.network, settings: settings, data: data, seed: experiment.seed,
      threads: threads, ranks: Ranks.exchange)
    return try learning.run(from: checkpoint, observer: observer)
  }

  /// Everything that is left to say at the end: in the folder and on stdout.
  private func report(
    _ result: LearningResult, _ session: RunSession, _ output: OutputOptions
  ) throws {
    var result = result
    if data.test.count > 0, let answer = result.raster?.label {
      let sample =
        settings.rasterSample.map { "\($0), chosen by learning.raster" } ?? "0, the first"
      result.raster?.label = "test sample \(sample), \(answer)"
    }
    for finding in result.findings {
      session.warn(experiment.advice(finding), isEnding: true)
    }
    var record = result.summary
    record.name = experiment.name
    let files = experiment.network.weightFiles
    for (name, weights) in result.weights.sorted(by: { $0.key < $1.key }) {
      let table = WeightTable(name, of: experiment.network, values: weights)
      try session.folder.write(table.array.encoded(), as: files.weights(of: name))
    }
    for (name, values) in result.biases.sorted(by: { $0.key < $1.key }) {
      let array = NumPyArray(shape: [values.count], values: values)
      try session.folder.write(array.encoded(), as: files.currents(of: name))
    }
    if let raster = result.raster {
      let line = try JSONText.encode(raster, as: .line)
      try session.folder.write(line + [UInt8(ascii: "\n")], as: "raster.json")
    }
    if let activity = result.activity {
      try session.folder.writeJSON(activity, as: "activity.json")
    }
    try session.draw(LearnRecords.figures(result, colours: experiment.colours))
    record.warnings = session.warnings
    try session.folder.writeJSON(record, as: "result.json")
    if output.json {
      try Terminal.output(json: record)
    } else {
      session.progress.clear()
      print(SummaryTable(record).text(isStyled: Terminal.hasStyledOutput))
      print(session.places)
    }
    if record.wasCancelled { throw ToolError.interrupted(folder: session.folder.path) }
  }
}

/// Shows learning on stderr while it goes on; keeps a line for each epoch in `metrics.jsonl`, and
/// `checkpoint.bin`.
final class LearnWatcher: LearningObserver {
  private let session: RunSession
  private let isVerbose: Bool
  private let metrics: MetricsWriter
  private let board: TensorBoardLog
  private var failure: (any Error)?
  private var lastSave = ContinuousClock.now

  init(
    _ session: RunSession, model: String, verbose isVerbose: Bool,
    from checkpoint: LearningCheckpoint?
  ) throws {
    self.session = session
    self.isVerbose = isVerbose
    // What was written after the checkpoint will be written again.
    if checkpoint != nil { try session.folder.write("", as: "metrics.jsonl") }
    metrics = try session.folder.metrics()
    board = try TensorBoardLog(
      session.folder, model: model, resumingAt: checkpoint.map { $0.course.epoch })
    for record in checkpoint?.course.finished ?? [] { try metrics.append(record: record) }
  }

  /// A minute of work is the most that is lost.
  var wantsCheckpoint: Bool { ContinuousClock.now - lastSave > Self.pause }

  /// EQUISPIKE_CHECKPOINT_SECONDS, else a minute.
  static let pause: Duration = {
    let text = ProcessInfo.processInfo.environment["EQUISPIKE_CHECKPOINT_SECONDS"] ?? ""
    let seconds = Double(text).flatMap { $0 >= 0 && $0 <= 1e9 ? $0 : nil }
    if seconds == nil, !text.isEmpty {
      Terminal.note(
        Terminal.warning(
          "EQUISPIKE_CHECKPOINT_SECONDS is '\(text)'; expected 0 to 1e9 seconds, so it is 60"))
    }
    return .seconds(seconds ?? 60)
  }()

  func save(_ checkpoint: LearningCheckpoint) {
    lastSave = ContinuousClock.now
    do {
      try LearnRecords.file(checkpoint).write(to: session.folder.path(of: "checkpoint.bin"))
    } catch { failure = failure ?? error }
  }

  /// Learning also stops when its results can no longer be written.
  var isCancelled: Bool { Interrupt.isRequested || failure != nil }

  func advanced(_ state: LearningProgress) {
    session.progress.show(
      "\(state.stage), epoch \(state.epoch)/\(state.epochs), sample \(state.done)/\(state.total), "
        + "error \(SummaryTable.percent(state.error))", fraction: state.fraction)
  }

  func finished(_ epoch: Epoch) {
    do {
      try metrics.append(record: epoch)
      try board.add(epoch)
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
    session.progress.note(line)
    guard isVerbose else { return }
    let table = SummaryTable(agreements: epoch.agreements)
    if !epoch.agreements.isEmpty { session.progress.note(table.text()) }
    for (name, activity) in epoch.meanActivity.sorted(by: { $0.key < $1.key }) {
      let silent = SummaryTable.percent(epoch.silentFraction[name])
      session.progress.note(
        "  \(name): mean s \(SummaryTable.fixed(activity, 4)), silent \(silent)")
    }
  }

  func learned(_ weights: [String: [Double]], epoch: Int) {
    do {
      try board.add(
        weights: weights.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }, step: epoch)
    } catch { failure = failure ?? error }
  }

  /// Ends `metrics.jsonl`; throws what went wrong while it was written.
  func close() throws {
    if let failure { throw failure }
    if metrics.isRemoved {
      session.warn("metrics.jsonl was removed while the training wrote into it; its lines are lost")
    }
    try board.close()
    try metrics.close()
  }
}
