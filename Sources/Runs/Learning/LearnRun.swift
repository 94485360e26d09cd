public import Collectives
public import Datasets
public import EquilibriumPropagation
public import Experiments
import Measurements
public import Protocols
import Records
import Reports

/// Learning of a spiking network, as a model says.
public struct LearnRun: Run {
  /// The model.
  public let experiment: Experiment
  /// Its settings.
  public let settings: LearningSettings
  /// Its data.
  public let data: Split
  /// Threads; results do not depend on it.
  public let threads: Int
  /// Processes that learn together.
  public var ranks: any RankExchange = SingleRank()
  /// True if notes on an epoch have cosines and activities, too.
  public var isVerbose = false
  /// The place that learning goes on from; nil for the beginning.
  public var checkpoint: TrainingCheckpoint?

  /// A run from the beginning, by one process.
  ///
  /// - Parameters:
  ///   - experiment: The model.
  ///   - settings: Its settings.
  ///   - data: Its data.
  ///   - threads: Threads.
  public init(_ experiment: Experiment, settings: LearningSettings, data: Split, threads: Int) {
    self.experiment = experiment
    self.settings = settings
    self.data = data
    self.threads = threads
  }

  public func measure(_ session: RunSession) throws -> LearningResult {
    if let text = data.untaughtClasses { session.warn(text) }
    let watcher = try TrainingWatcher(
      session, model: experiment.yaml, verbose: isVerbose, from: checkpoint)
    let learning = try Learning(
      network: experiment.network, settings: settings, data: data, seed: experiment.seed,
      threads: threads, ranks: ranks)
    let result = try learning.run(from: checkpoint, observer: watcher)
    try watcher.close()
    return result
  }

  public func report(_ result: LearningResult, _ session: RunSession) throws -> RunOutcome {
    var result = result
    if let answer = result.raster?.label {
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
      try session.write(table.array.encoded(), as: files.weights(of: name))
    }
    for (name, values) in result.biases.sorted(by: { $0.key < $1.key }) {
      let array = NumPyArray(shape: [values.count], values: values)
      try session.write(array.encoded(), as: files.currents(of: name))
    }
    if let raster = result.raster {
      let line = try JSONText.encode(raster, as: .line)
      try session.write(line + [UInt8(ascii: "\n")], as: "raster.json")
    }
    if let activity = result.activity {
      try session.writeJSON(activity, as: "activity.json")
    }
    if let curves = result.curves {
      try session.writeJSON(curves, as: "curves.json")
      for curve in curves.curves where curve.jump > 0 {
        session.warn(
          "the f-I curve of '\(curve.population)' jumps from 0 to \(SummaryTable.fixed(curve.jump, 2)) "
            + "(type 2): no gradient flows through units below the jump; background noise smooths it",
          isEnding: true)
      }
    }
    try session.draw(Self.figures(result, colours: experiment.colours))
    record.warnings = session.warnings
    try session.writeJSON(record, as: "result.json")
    var outcome = RunOutcome(
      .learning(record), [SummaryTable(record)], session,
      failure: record.wasCancelled ? session.interruption : nil)
    outcome.weights = result.weights
    return outcome
  }

  /// The raster of one sample, settling, rates, weights, and errors and cosines over epochs.
  private static func figures(_ result: LearningResult, colours: NetworkColours?) -> [Figure?] {
    let weights = result.weights.sorted { $0.key < $1.key }.map {
      WeightTable(projection: $0.key, shape: [$0.value.count], values: $0.value)
    }
    let settling = result.activity.flatMap(Curves.settling)
    return [
      result.raster.map { .raster($0, colours: colours) },
      settling.map { .curves($0, named: "settling", colours: colours) },
      result.curves.flatMap(Curves.responses).map {
        .curves($0, named: "f-I", colours: colours)
      },
      result.activity.flatMap {
        .histogram(Histogram($0), named: "rates", colours: colours)
      },
      .histogram(Histogram(weights: weights), colours: colours),
    ] + LearningCurves.figures(result.epochs, colours: colours)
  }
}
