public import Collectives
public import Datasets
public import EquilibriumPropagation
public import Experiments
import Measurements
public import Networks
public import Protocols
import RateModel
import Records
import Reports

/// Training of a rate model, as a model says.
public struct TrainRun: Run {
  /// The model.
  public let experiment: Experiment
  /// Its network and dynamics.
  public let model: RateExperiment
  /// Its settings.
  public let settings: RateTrainingSettings
  /// Its data.
  public let data: Split
  /// Threads; results do not depend on it.
  public let threads: Int
  /// Processes that train together.
  public var ranks: any RankExchange = SingleRank()
  /// The place that the training goes on from; nil for the beginning.
  public var checkpoint: TrainingCheckpoint?

  /// A run from the beginning, by one process.
  ///
  /// - Parameters:
  ///   - experiment: The model.
  ///   - model: Its network and dynamics.
  ///   - settings: Its settings.
  ///   - data: Its data.
  ///   - threads: Threads.
  public init(
    _ experiment: Experiment, _ model: RateExperiment, settings: RateTrainingSettings, data: Split,
    threads: Int
  ) {
    self.experiment = experiment
    self.model = model
    self.settings = settings
    self.data = data
    self.threads = threads
  }

  public func measure(_ session: RunSession) throws -> RateTrainingResult {
    if let text = data.untaughtClasses { session.warn(text) }
    // If the model gives the number of samples, `check` has warned already.
    if case .train(_, _, let request) = experiment.task, request.train == nil,
      let text = settings.leftOutWarning(of: data.train.count)
    {
      session.warn(text)
    }
    let watcher = try TrainingWatcher(
      session, model: experiment.yaml, repetitions: settings.seeds, from: checkpoint)
    let training = RateTraining(
      model, settings: settings, data: data, seed: experiment.seed, threads: threads, ranks: ranks)
    let result = try training.run(from: checkpoint, observer: watcher)
    try watcher.close()
    return result
  }

  public func report(_ result: RateTrainingResult, _ session: RunSession) throws -> RunOutcome {
    for training in result.trainings {
      let place = settings.seeds > 1 ? "repetition \(training.summary.repetition): " : ""
      for finding in training.findings {
        session.warn(place + experiment.advice(finding), isEnding: true)
      }
    }
    var record = result.summary
    record.name = experiment.name
    let table = SummaryTable(record)
    try session.write(table.text(), as: "result.txt")
    var tables: [WeightTable] = []
    var learned: [String: [Double]] = [:]
    if let parameters = result.parameters {
      let files = WeightFiles(projections: parameters.names)
      let shapes = model.architecture.parameterShapes(
        classes: model.dynamics.cost == .crossEntropy ? data.train.classes : nil)
      for ((name, shape), values) in zip(shapes, parameters.values) {
        let weights = WeightTable(
          projection: name, shape: shape, values: values.map(Double.init))
        try session.write(weights.array.encoded(), as: files.weights(of: name))
        learned[name] = weights.values
        if shape.count > 1 { tables.append(weights) }
      }
    }
    try session.draw(
      LearningCurves.figures(result.epochs, colours: experiment.colours)
        + [.histogram(Histogram(weights: tables), colours: experiment.colours)])
    record.warnings = session.warnings
    try session.writeJSON(record, as: "result.json")
    var outcome = RunOutcome(
      .training(record), [table], session,
      failure: record.wasCancelled ? session.interruption : nil)
    outcome.weights = learned
    return outcome
  }
}
