public import Collectives
public import Datasets
public import Measurements
public import Networks
public import Protocols
public import Quantities
public import RateModel

/// A training of a rate model on a data set, repeated with several seeds. The model is tested with the parameters
/// of the epoch with the smallest validation error.
///
/// All random numbers depend on seed, epoch and batch alone: a training that is resumed from its checkpoint
/// gives the same bytes as one without interruption.
public final class RateTraining {
  fileprivate let experiment: RateExperiment
  fileprivate let settings: RateTrainingSettings
  fileprivate let data: Split
  fileprivate let seed: Seed
  fileprivate let threads: Int
  fileprivate let ranks: any RankExchange
  fileprivate let train: [Float], validation: [Float], test: [Float]

  /// Prepares a training.
  ///
  /// - Parameters:
  ///   - experiment: The network and its dynamics.
  ///   - settings: The settings of training.
  ///   - data: Samples of training, validation and test.
  ///   - seed: Root of all random numbers.
  ///   - threads: Number of threads that share a batch.
  ///   - ranks: The processes that share the shards of a batch; the result does not depend on them.
  public init(
    _ experiment: RateExperiment, settings: RateTrainingSettings, data: Split, seed: Seed,
    threads: Int, ranks: any RankExchange = SingleRank()
  ) {
    self.ranks = ranks
    self.experiment = experiment
    self.settings = settings
    self.data = data
    self.seed = seed
    self.threads = threads
    train = data.train.inputs.map { Float($0) }
    validation = data.validation.inputs.map { Float($0) }
    test = data.test.inputs.map { Float($0) }
  }

  /// Trains to the end, or until the observer cancels.
  ///
  /// - Parameters:
  ///   - checkpoint: The checkpoint of an earlier training to continue from.
  ///   - observer: The observer of the training.
  public func run(
    from checkpoint: TrainingCheckpoint? = nil, observer: any TrainingObserver = Silence()
  ) throws(LearningError) -> RateTrainingResult {
    try experiment.check(data.train)
    var result = RateTrainingResult(trainings: checkpoint?.course.trainings ?? [])
    guard result.trainings.count <= settings.seeds else {
      throw .setting(
        name: .seeds, value: "\(settings.seeds)",
        expected: "\(result.trainings.count) or more, as many as are trained already")
    }
    var start = checkpoint
    for number in result.trainings.count..<settings.seeds {
      let learner = RateRepetition(self, number)
      var course = start?.course ?? TrainingCourse(epoch: 1, tally: learner.tally)
      course.trainings = result.trainings
      if let start { try learner.restore(start) }
      start = nil
      let loop = TrainingLoop(
        learner: learner, ranks: ranks, observer: observer, repetition: number + 1,
        repetitions: settings.seeds)
      guard try loop.run(&course) else {
        result.sum(up: course.finished, data)
        result.summary.wasCancelled = true
        return result
      }
      result.trainings.append(learner.finish(course))
      result.parameters = learner.trainer.parameters
    }
    result.sum(up: [], data)
    return result
  }

  /// The answers of the model of a checkpoint to the test samples: that of its best epoch, with which a training is tested
  /// at its end; without validation samples, the present one. Of several repetitions it is the last.
  ///
  /// *Errors*: a checkpoint of a model of other sizes.
  public func answers(of checkpoint: TrainingCheckpoint) throws(LearningError) -> [Int] {
    try experiment.check(data.train)
    let learner = RateRepetition(self, checkpoint.course.trainings.count)
    let set = checkpoint.course.bestError == nil ? "present" : "best"
    learner.trainer.parameters = try checkpoint.parameters(set, like: learner.trainer.parameters)
    return data.test.count == 0
      ? [] : learner.trainer.predict(inputs: test, count: data.test.count)
  }
}

/// The result of all trainings of a rate model.
public struct RateTrainingResult: Sendable {
  /// Trainings that came to their end.
  public var trainings: [Training]
  /// Errors and costs, without a name.
  public var summary = TrainingSummary()
  /// All epochs of all trainings, also of one that was cancelled.
  public var epochs: [Epoch] = []
  /// The parameters of the last training, at its best epoch.
  public var parameters: ParameterSet<Float>?

  /// One training.
  public struct Training: Sendable, Codable, Equatable {
    /// Its errors.
    public var summary: TrainingSummary.SeedRecord
    /// All its epochs.
    public var epochs: [Epoch]
    /// Its outcomes that were probably not meant.
    public var findings: [Finding]
  }

  /// Sums up all trainings, and the epochs of one that did not come to its end.
  fileprivate mutating func sum(up unfinished: [Epoch], _ data: Split) {
    epochs = trainings.flatMap(\.epochs) + unfinished
    summary = TrainingSummary(
      seeds: trainings.map(\.summary), epochs: epochs, trainCount: data.train.count,
      testCount: data.test.count)
  }
}

/// One training of a rate model, with random numbers of its own.
private final class RateRepetition: Learner {
  let trainer: RateTrainer
  private let training: RateTraining
  /// The number of the training, from 0.
  private let number: Int
  /// The root of its random numbers; the first training has the seed of the experiment.
  private let root: Seed
  private var best: ParameterSet<Float>

  init(_ training: RateTraining, _ number: Int) {
    self.training = training
    self.number = number
    root = number == 0 ? training.seed : training.seed.branch(number)
    let model = training.experiment, classes = training.data.train.classes
    trainer = RateTrainer(
      model.architecture, model.dynamics,
      parameters: model.parameters(classes: classes, seed: root),
      classes: classes, settings: training.settings,
      rates: training.settings.parameterRates(in: model), threads: training.threads,
      ranks: training.ranks)
    best = trainer.parameters
  }

  private var data: Split { training.data }
  private var settings: RateTrainingSettings { training.settings }

  var epochs: Int { settings.epochs }
  var batch: Int { min(settings.batch, data.train.count) }
  var resumesWithinEpochs: Bool { true }
  var tally: EpochTally { EpochTally() }
  var weights: [String: [Double]]? { nil }

  /// Number of batches in one epoch; a last batch that is not full is left out.
  private var batches: Int { max(data.train.count / settings.batch, 1) }

  func begin(_ epoch: Int) -> [Int] {
    var order = root.branch("order").branch(epoch - 1).stream()
    return Array(order.shuffled(Array(0..<data.train.count)).prefix(batches * batch))
  }

  func learn(_ batch: ArraySlice<Int>, _ course: inout TrainingCourse) throws(LearningError) {
    let watch = Stopwatch()
    let width = data.train.features, samples = Array(batch)
    let done = (course.epoch - 1) * batches + course.batches
    let scale = settings.schedule.factor(
      progress: Double(done) / Double(batches * epochs), epoch: course.epoch - 1)
    let report = try reference { () throws(RateModelError) in
      try trainer.learn(
        inputs: samples.flatMap { training.train[$0 * width..<($0 + 1) * width] },
        targets: settings.targets(of: samples, in: data.train), count: samples.count,
        scale: scale, seed: root.branch("batch").branch(done), samples: samples)
    }
    course.wrong += zip(report.predictions, samples).count { $0 != data.train.labels[$1] }
    course.tally.add(report)
    watch.add(to: &course.record)
  }

  func measure(
    _ course: inout TrainingCourse, report: (Int, Int, Int) -> Void
  ) throws(LearningError) {
    (course.record.seed, course.record.repetition) = (training.seed.value, number + 1)
    course.record.cost = course.tally.cost / Double(course.done)
    course.record.stepsPerSample = Double(course.tally.steps) / Double(course.done)
    course.record.residual = course.tally.residual
    course.record.validationError = error(training.validation, data.validation.labels)
  }

  func keep() { best = trainer.parameters }

  var arrays: [TrainingCheckpoint.Entry] {
    let kept = trainer.keptStates.sorted { $0.key < $1.key }
    let states = training.experiment.architecture.layers.indices.map { layer in
      ("kept/\(layer)", Numbers.floats(kept.flatMap { $0.value[layer] }))
    }
    return trainer.parameters.arrays("present") + trainer.velocities.arrays("velocities")
      + best.arrays("best") + [("kept/samples", .doubles(kept.map { Double($0.key) }))] + states
  }

  func restore(_ checkpoint: TrainingCheckpoint) throws(LearningError) {
    let like = trainer.parameters
    trainer.parameters = try checkpoint.parameters("present", like: like)
    trainer.velocities = try checkpoint.parameters("velocities", like: like)
    best = try checkpoint.parameters("best", like: like)
    let kept = try checkpoint.numbers("kept/samples").doubles.map { Int($0) }
    trainer.keptStates = Dictionary(uniqueKeysWithValues: kept.map { ($0, []) })
    for (layer, size) in training.experiment.architecture.layers.map(\.shape.count).enumerated() {
      let all = try checkpoint.numbers("kept/\(layer)", kept.count * size).floats
      for (row, sample) in kept.enumerated() {
        trainer.keptStates[sample]!.append(Array(all[row * size..<(row + 1) * size]))
      }
    }
  }

  /// Tests the parameters of the best epoch, which the trainer has then.
  func finish(_ course: TrainingCourse) -> RateTrainingResult.Training {
    let (last, isHeldOut) = (epochs, data.validation.count > 0)
    if !isHeldOut { best = trainer.parameters }
    let leastError =
      last == 0 ? error(training.validation, data.validation.labels) : course.bestError
    let findings = RateExamination(
      experiment: training.experiment, settings: settings, data: data, trainer: trainer
    ).findings(course.finished)
    trainer.parameters = best
    return RateTrainingResult.Training(
      summary: TrainingSummary.SeedRecord(
        seed: training.seed.value, repetition: number + 1, epochs: course.finished,
        bestEpoch: isHeldOut ? course.bestEpoch : last, validationError: leastError,
        testError: error(training.test, data.test.labels)),
      epochs: course.finished, findings: findings)
  }

  /// Fraction of samples predicted wrongly; nil without samples.
  private func error(_ inputs: [Float], _ labels: [Int]) -> Double? {
    if labels.isEmpty { return nil }
    let predictions = trainer.predict(inputs: inputs, count: labels.count)
    return Double(zip(predictions, labels).count { $0 != $1 }) / Double(labels.count)
  }
}
