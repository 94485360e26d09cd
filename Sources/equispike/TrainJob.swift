import Datasets
import EquilibriumPropagation
import Experiments
import Foundation
import Measurements
import Protocols
import RateModel
import Records
import Reports

/// The training of a rate model: wires the experiment to `RateTraining` and tells what happened.
struct TrainJob {
  let experiment: Experiment
  let model: RateExperiment
  let settings: RateTrainingSettings
  let data: Split
  let threads: Int

  /// Trains, from a checkpoint if there is one, writes the results and prints the table.
  func run(
    _ session: RunSession, from checkpoint: RateCheckpoint? = nil, output: OutputOptions
  ) throws {
    if let text = data.untaughtClasses { session.warn(text) }
    // Where the model says how many samples there are, the warning is one of `check`.
    if case .train(_, _, let request) = experiment.task, request.train == nil,
      let text = settings.leftOutWarning(of: data.train.count)
    {
      session.warn(text)
    }
    let watcher = try TrainWatcher(
      session, model: experiment.yaml, settings: settings, from: checkpoint)
    let result = try Ranks.together { try training.run(from: checkpoint, observer: watcher) }
    try watcher.close()
    if let traffic = Ranks.traffic { session.progress.note(traffic) }
    if result.wasCancelled {
      session.progress.note(
        "go on with: equispike resume \(session.folder.path)")
    }
    try report(result, watcher.records, session, output)
  }

  /// Trains with the other ranks, in silence.
  func follow(from checkpoint: RateCheckpoint? = nil) throws {
    _ = try Ranks.together {
      try training.run(from: checkpoint, observer: SilentObserver())
    }
  }

  private var training: RateTraining {
    RateTraining(
      model, settings: settings, data: data, seed: experiment.seed, threads: threads,
      ranks: Ranks.exchange)
  }

  private func report(
    _ result: RateTrainingResult, _ records: [Epoch], _ session: RunSession,
    _ output: OutputOptions
  ) throws {
    for seed in result.seeds {
      let place = settings.seeds > 1 ? "repetition \(seed.repetition): " : ""
      for finding in seed.findings ?? [] {
        session.warn(place + experiment.advice(finding), isEnding: true)
      }
    }
    var record = TrainRecords.result(
      result, records, name: experiment.name, train: data.train.count, test: data.test.count)
    let table = SummaryTable(record)
    try session.folder.write(table.text(), as: "result.txt")
    var tables: [WeightTable] = []
    if let parameters = result.parameters {
      let files = WeightFiles(projections: parameters.names)
      let shapes = model.architecture.parameterShapes(
        classes: model.dynamics.cost == .crossEntropy ? data.train.classes : nil)
      for ((name, shape), values) in zip(shapes, parameters.values) {
        let weights = WeightTable(
          projection: name, shape: shape, values: values.map(Double.init))
        try session.folder.write(weights.array.encoded(), as: files.weights(of: name))
        if shape.count > 1 { tables.append(weights) }
      }
    }
    try session.draw(
      TrainRecords.figures(records)
        + (Histogram(weights: tables).map {
          [.histogram($0, colours: experiment.colours)]
        } ?? []))
    record.warnings = session.warnings
    try session.folder.writeJSON(record, as: "result.json")
    if output.json {
      try Terminal.output(json: record)
    } else {
      session.progress.clear()
      print(table.text(isStyled: Terminal.hasStyledOutput))
      print(session.places)
    }
    if result.wasCancelled { throw ToolError.interrupted(folder: session.folder.path) }
  }
}

/// Shows a training on stderr while it goes on; keeps `metrics.jsonl` and `checkpoint.bin`.
final class TrainWatcher: RateTrainingObserver {
  private let session: RunSession
  private let metrics: MetricsWriter
  private let board: TensorBoardLog
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
      // What was written after the checkpoint will be written again.
      records = checkpoint.finished.flatMap(\.records) + checkpoint.state.records
      try session.folder.write("", as: "metrics.jsonl")
    }
    metrics = try session.folder.metrics()
    board = try TensorBoardLog(
      session.folder, model: model,
      resumingAt: checkpoint.map { $0.state.records.count + 1 })
    for record in records { try metrics.append(record: record) }
  }

  /// Training also stops when its results can no longer be written.
  var isCancelled: Bool { Interrupt.isRequested || failure != nil }

  /// A minute of work is the most that is lost.
  var wantsCheckpoint: Bool { ContinuousClock.now - lastSave > LearnWatcher.pause }

  func advanced(_ state: RateTrainingProgress) {
    let repetition =
      state.repetitions > 1 ? "repetition \(state.repetition)/\(state.repetitions), " : ""
    session.progress.show(
      repetition + "epoch \(state.epoch)/\(state.epochs), sample \(state.done)/\(state.total), "
        + "error \(SummaryTable.percent(state.error))", fraction: state.fraction)
  }

  func finished(_ record: Epoch) {
    records.append(record)
    do {
      try metrics.append(record: record)
      try board.add(record)
    } catch { failure = failure ?? error }
    var line = "seed \(record.seed ?? 0), "
    if repetitions > 1 { line += "repetition \(record.repetition), " }
    line += "epoch \(record.epoch): "
    line += "training error \(SummaryTable.percent(record.trainError))"
    if let error = record.validationError {
      line += ", validation error \(SummaryTable.percent(error))"
    }
    session.progress.note(line + ", \(SummaryTable.duration(record.seconds ?? 0))")
  }

  func save(_ checkpoint: RateCheckpoint) {
    lastSave = ContinuousClock.now
    do {
      try TrainRecords.file(checkpoint).write(to: session.folder.path(of: "checkpoint.bin"))
    } catch { failure = failure ?? error }
  }

  /// Ends `metrics.jsonl`; throws what went wrong while results were written.
  func close() throws {
    if let failure { throw failure }
    if metrics.isRemoved {
      session.warn("metrics.jsonl was removed while the training wrote into it; its lines are lost")
    }
    try board.close()
    try metrics.close()
  }
}
