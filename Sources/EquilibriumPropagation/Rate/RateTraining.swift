public import Collectives
public import Datasets
import Measurements
public import Protocols
public import Quantities
import RateModel

/// A training of a rate model on a data set, repeated with several seeds. The model is tested with the parameters
/// of the epoch with the smallest validation error.
///
/// All random numbers depend on seed, epoch and batch alone: a training that is resumed from its checkpoint
/// gives the same bytes as one without interruption.
public final class RateTraining {
  private let experiment: RateExperiment
  private let settings: RateTrainingSettings
  private let data: Split
  private let seed: Seed
  private let threads: Int
  private let ranks: any RankExchange
  private let train: [Float], validation: [Float], test: [Float]

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

  /// Number of batches in one epoch; a last batch that is not full is left out.
  private var batches: Int { max(data.train.count / settings.batch, 1) }
  private var batchSize: Int { min(settings.batch, data.train.count) }

  /// Trains to the end, or until the observer cancels.
  ///
  /// - Parameters:
  ///   - checkpoint: The checkpoint of an earlier training to continue from.
  ///   - observer: The observer of the training.
  public func run(
    from checkpoint: RateCheckpoint? = nil, observer: any RateTrainingObserver
  ) throws(LearningError) -> RateTrainingResult {
    try experiment.check(data.train)
    var result = RateTrainingResult(seeds: checkpoint?.finished ?? [])
    guard result.seeds.count <= settings.seeds else {
      throw .setting(
        name: .seeds, value: "\(settings.seeds)",
        expected: "\(result.seeds.count) or more, as many as are trained already")
    }
    var start = checkpoint
    for number in result.seeds.count..<settings.seeds {
      let trainer = makeTrainer(number)
      var state = start?.state ?? RateTrainingState()
      if let start {
        trainer.restore(parameters: start.parameters, velocities: start.velocities)
        trainer.keptStates = start.keptStates
      }
      var best = start?.best ?? trainer.parameters
      start = nil
      func save(_ state: RateTrainingState) {
        observer.save(
          RateCheckpoint(
            finished: result.seeds, state: state, parameters: trainer.parameters,
            velocities: trainer.velocities, best: best, keptStates: trainer.keptStates))
      }
      while state.records.count < settings.epochs {
        guard try epoch(number, trainer, &state, observer, save: save) else {
          save(state)
          result.wasCancelled = true
          return result
        }
        let error = errorRate(trainer, validation, data.validation.labels)
        let record = close(&state, number, validationError: error)
        if let error, state.bestError.map({ error < $0 }) ?? true {
          state.bestError = error
          state.bestEpoch = record.epoch
          best = trainer.parameters
        }
        observer.finished(record)
        save(state)
      }
      if settings.epochs == 0 {
        state.bestError = errorRate(trainer, validation, data.validation.labels)
      }
      if data.validation.count == 0 {
        best = trainer.parameters
        state.bestEpoch = settings.epochs
      }
      let findings = RateExamination(
        experiment: experiment, settings: settings, data: data, trainer: trainer
      ).findings(state.records)
      trainer.restore(parameters: best, velocities: trainer.velocities)
      result.seeds.append(
        SeedResult(
          seed: seed.value, repetition: number + 1, bestEpoch: state.bestEpoch,
          validationError: state.bestError,
          testError: errorRate(trainer, test, data.test.labels), records: state.records,
          findings: findings))
      result.parameters = best
    }
    return result
  }

  private func makeTrainer(_ number: Int) -> RateTrainer {
    var rates = settings.rates
    let biasRates = settings.biasRates(in: experiment)
    for layer in experiment.architecture.layers { rates[layer.name] = biasRates[layer.name] }
    for connection in experiment.architecture.connections where connection.feedback == .untied {
      rates[connection.name + " (back)"] = settings.rates[connection.name]
    }
    rates["readout bias"] = biasRates["readout"]
    var trainerSettings = RateTrainerSettings(
      nudging: settings.nudging, phases: settings.phases, rates: rates)
    trainerSettings.momentum = settings.momentum
    trainerSettings.weightDecay = settings.weightDecay
    trainerSettings.shard = settings.shard
    trainerSettings.keepsStates = settings.keepsStates
    return RateTrainer(
      experiment.architecture, experiment.dynamics,
      parameters: experiment.parameters(classes: data.train.classes, seed: root(number)),
      classes: data.train.classes, settings: trainerSettings, threads: threads, ranks: ranks)
  }

  /// The root seed of training `number`, from 0; the first has the seed of the experiment.
  private func root(_ number: Int) -> Seed { number == 0 ? seed : seed.branch(number) }

  /// Trains to the end of an epoch; returns false if cancelled.
  private func epoch(
    _ number: Int, _ trainer: RateTrainer, _ state: inout RateTrainingState,
    _ observer: any RateTrainingObserver, save: (RateTrainingState) -> Void
  ) throws(LearningError) -> Bool {
    let epoch = state.records.count
    var stream = root(number).branch("order").branch(epoch).stream()
    let order = stream.shuffled(Array(0..<data.train.count))
    let width = data.train.features, classes = data.train.classes
    var inputs = [Float](repeating: 0, count: batchSize * width)
    let total = batches * settings.epochs
    while state.batch < batches {
      if ranks.any(observer.isCancelled) { return false }
      let watch = Stopwatch(), processor = Clock.processor()
      let samples = Array(order[state.batch * batchSize..<(state.batch + 1) * batchSize])
      var targets = [Float](repeating: Float(settings.targets.off), count: batchSize * classes)
      for (row, sample) in samples.enumerated() {
        inputs.replaceSubrange(
          row * width..<(row + 1) * width, with: train[sample * width..<(sample + 1) * width])
        targets[row * classes + data.train.labels[sample]] = Float(settings.targets.on)
      }
      let done = epoch * batches + state.batch
      let scale = settings.schedule.factor(
        progress: Double(done) / Double(max(total, 1)), epoch: epoch)
      let report: RateTrainer.BatchReport
      do {
        report = try trainer.learn(
          inputs: inputs, targets: targets, count: batchSize, scale: scale,
          seed: root(number).branch("batch").branch(done), samples: samples)
      } catch { throw .reference(error) }
      state.add(report, labels: samples.map { data.train.labels[$0] })
      state.seconds += watch.seconds
      state.processorSeconds += Clock.processor() - processor
      state.batch += 1
      observer.advanced(
        RateTrainingProgress(
          repetition: number + 1, repetitions: settings.seeds, epoch: epoch + 1,
          epochs: settings.epochs,
          done: state.batch * batchSize, total: batches * batchSize,
          error: Double(state.wrong) / Double(state.batch * batchSize)))
      if observer.wantsCheckpoint, state.batch < batches { save(state) }
    }
    return true
  }

  /// The record of the epoch that has just ended; the tallies begin again.
  private func close(
    _ state: inout RateTrainingState, _ number: Int, validationError: Double?
  ) -> Epoch {
    let samples = Double(batches * batchSize)
    var record = Epoch()
    (record.seed, record.repetition) = (seed.value, number + 1)
    record.epoch = state.records.count + 1
    record.trainError = Double(state.wrong) / samples
    record.validationError = validationError
    record.cost = state.cost / samples
    record.stepsPerSample = Double(state.steps) / samples
    record.residual = state.residual
    (record.seconds, record.processorSeconds) = (state.seconds, state.processorSeconds)
    state.records.append(record)
    (state.batch, state.wrong, state.steps) = (0, 0, 0)
    (state.cost, state.residual, state.seconds, state.processorSeconds) = (0, nil, 0, 0)
    return record
  }

  private func errorRate(
    _ trainer: RateTrainer, _ inputs: [Float], _ labels: [Int]
  ) -> Double? {
    if labels.isEmpty { return nil }
    let predictions = trainer.predict(inputs: inputs, count: labels.count)
    return Double(zip(predictions, labels).count { $0 != $1 }) / Double(labels.count)
  }
}
