public import Collectives
public import Datasets
import Engine
public import Measurements
public import Networks
public import Protocols
public import Quantities
import RateModel

/// A spiking network that learns a data set by equilibrium propagation, its rate twin beside it.
///
/// Each batch runs its samples through the free phase and the nudged branches, with one copy of the network
/// for each thread. Changes are added up in the order of the samples, so that the result does not
/// depend on the number of threads. The best epoch is chosen by the validation set only.
public final class Learning {
  private let plan: LearningPlan
  private let data: Split
  private let spiking: SpikingLearner
  private let twin: RateLearner?
  private let reference: RateLearner
  private let ranks: any RankExchange
  /// The parameters with the least errors so far.
  private var best: Parameters, bestTwin: Parameters?
  /// The signs of beta of the batches of the present epoch.
  private var signs: [Double] = []

  /// Prepares learning: checks the settings, draws weights, makes one network for each thread.
  ///
  /// - Parameters:
  ///   - network: The network that learns.
  ///   - settings: The settings of learning.
  ///   - data: Samples of training, validation and test.
  ///   - seed: Root of all random numbers.
  ///   - threads: The greatest number of samples that run at the same time.
  ///   - ranks: The processes that share the samples of a batch; the result does not depend on them.
  public init(
    network: Network, settings: LearningSettings, data: Split, seed: Seed, threads: Int,
    ranks: any RankExchange = SingleRank()
  ) throws(LearningError) {
    self.ranks = ranks
    let plan = try LearningPlan(network, settings, seed: seed)
    try settings.check(data.train, for: network)
    if let sample = settings.rasterSample, sample < 0 || sample >= data.test.count {
      throw .setting(
        name: .raster, value: "\(sample)",
        expected: data.test.count > 0
          ? "0 to \(data.test.count - 1), a sample of the test set"
          : "a test set, which there is not")
    }
    self.plan = plan
    self.data = data
    spiking = try SpikingLearner(plan, threads: threads, ranks: ranks)
    best = spiking.parameters
    let fast = RatePhases(free: 120, nudged: 120, tolerance: 1e-3)
    let exact = RatePhases(free: 2000, nudged: 2000, tolerance: 1e-7)
    reference = try RateLearner(plan, spiking.parameters, phases: exact)
    twin =
      settings.trainsTwin ? try RateLearner(plan, spiking.parameters, phases: fast) : nil
    bestTwin = twin?.parameters
  }

  /// Learns for all epochs, then tests the weights of the best one.
  ///
  /// - Parameters:
  ///   - checkpoint: The checkpoint to continue from; the result is the same, bit for bit, as without interruption.
  ///   - observer: The observer of learning.
  public func run(
    from checkpoint: TrainingCheckpoint? = nil, observer: any TrainingObserver = Silence()
  ) throws(LearningError) -> LearningResult {
    var course = checkpoint?.course ?? TrainingCourse(epoch: 0, tally: tally)
    let start = spiking.parameters
    if let checkpoint { try restore(checkpoint) }
    let loop = TrainingLoop(learner: self, ranks: ranks, observer: observer)
    let isComplete = try loop.run(&course)
    var result = LearningResult()
    if isComplete {
      result.findings = try SpikingExamination(
        plan: plan, learner: spiking, start: start, data: data
      ).findings(course.finished)
    } else if course.bestEpoch == 0 {
      // An epoch cut short has no validation error; its weights are kept if there are no others.
      (best, bestTwin) = (spiking.parameters, twin?.parameters)
    }
    spiking.load(best)
    if let bestTwin { twin?.parameters = bestTwin }
    result.epochs = course.finished
    result.summary = LearningSummary(epochs: course.finished, bestEpoch: course.bestEpoch)
    result.summary.wasCancelled = !isComplete
    result.curves = ResponseCurves(plan.network, reference.architecture)
    result.weights = best.synapses
    result.biases = best.biases
    if isComplete { try test(&result.summary, loop) }
    // Without samples there is no activity to show.
    guard data.test.count > 0 else { return result }
    result.raster = try RasterRecorder(plan, stores: spiking.stores).record(
      data.test, plan.settings.rasterSample ?? 0, parameters: spiking.parameters)
    result.activity = try ActivityRecorder(plan, stores: spiking.stores)
      .record(data.test, count: 64, parameters: spiking.parameters)
    return result
  }

  /// The answers of the network of a checkpoint to the test samples: those of its best epoch, with which a training is
  /// tested at its end, or its present ones if no epoch has ended.
  ///
  /// - Parameters:
  ///   - checkpoint: The checkpoint of a training of this network.
  ///   - progress: Called with the number of samples so far, and of wrong answers.
  ///
  /// *Errors*: a checkpoint of a network of other sizes.
  public func answers(
    of checkpoint: TrainingCheckpoint, progress: (Int, Int) -> Void = { _, _ in }
  ) throws(LearningError) -> [Int] {
    let set = checkpoint.course.bestError == nil ? "present" : "best"
    spiking.load(try checkpoint.parameters(set, like: best))
    return try spiking.answers(data.test, progress: progress)
  }

  private func test(_ summary: inout LearningSummary, _ loop: TrainingLoop) throws(LearningError) {
    let found = try spiking.error(data.test) {
      loop.report("test", epochs, $0, data.test.count, $1)
    }
    summary.testCount = data.test.count
    // Without samples there are no errors to measure.
    guard data.test.count > 0 else { return }
    summary.testError = found
    summary.twinTestError = try twin?.error(data.test)
    reference.parameters = spiking.parameters
    summary.transferTestError = try reference.error(data.test)
  }

  /// Compares updates with the rate reference on fresh samples; a later comparison of the epoch
  /// replaces an earlier one.
  private func compare(
    _ record: inout Epoch, seedingWith number: Int
  ) throws(LearningError) {
    var stream = plan.seed.branch("comparison").branch(record.epoch).branch(number).stream()
    let count = min(plan.settings.compareSamples, data.train.count)
    let indices = (0..<count).map { _ in stream.below(data.train.count) }[...]
    let outcomes = try spiking.outcomes(data.train, indices, learns: true, sign: 1) {
      (1 << 60) | $0
    }
    reference.parameters = spiking.parameters
    let comparison = try Comparison(
      plan, data.train, indices, outcomes, rate: reference, sign: 1)
    record.agreements = comparison.agreements
    record.rateDifference = comparison.rateDifference
  }
}

extension Learning: Learner {
  var epochs: Int { plan.settings.epochs }
  var batch: Int { plan.settings.batch }
  var resumesWithinEpochs: Bool { plan.settings.states != .continued }
  var tally: EpochTally { EpochTally(plan) }
  var weights: [String: [Double]]? { spiking.parameters.synapses }

  func begin(_ epoch: Int) -> [Int] {
    var coin = plan.seed.branch("sign").branch(epoch).stream()
    signs = stride(from: 0, to: data.train.count, by: batch).map { _ in
      coin.uniform() < 0.5 ? -1 : 1
    }
    spiking.begin(epoch)
    var order = plan.seed.branch("order").branch(epoch).stream()
    return order.shuffled(Array(0..<data.train.count))
  }

  func learn(_ batch: ArraySlice<Int>, _ course: inout TrainingCourse) throws(LearningError) {
    let epoch = course.epoch, sign = signs[course.batches]
    let factor = factor(epoch, part: Double(course.done) / Double(data.train.count))
    let watch = Stopwatch()
    let outcomes = try spiking.outcomes(data.train, batch, learns: true, sign: sign, as: .life) {
      (epoch << 40) | $0
    }
    for (index, outcome) in zip(batch, outcomes) {
      if outcome.prediction != data.train.labels[index] { course.wrong += 1 }
      course.tally.add(outcome)
    }
    try spiking.learn(data.train, batch, outcomes, factor: factor)
    watch.add(to: &course.record)
    if let twin {
      course.twinWrong += try twin.learn(data.train, batch, sign: sign, factor: factor)
    }
    for (learner, name) in [
      (Optional(spiking.parameters), "network"), (twin?.parameters, "rate twin"),
    ] {
      guard let what = learner?.notFinite(plan) else { continue }
      throw .overflow(of: name, what: what, epoch: epoch, samples: batch.endIndex)
    }
    let every = plan.settings.compareEvery, number = course.batches + 1
    if every > 0 && number % every == 0 { try compare(&course.record, seedingWith: number) }
  }

  /// The factor of learning rates in an epoch of which this part is done, 0 to 1.
  private func factor(_ epoch: Int, part: Double) -> Double {
    plan.settings.schedule.factor(
      progress: (Double(epoch - 1) + part) / Double(epochs), epoch: epoch - 1)
  }

  func measure(
    _ course: inout TrainingCourse, report: (Int, Int, Int) -> Void
  ) throws(LearningError) {
    let settings = plan.settings, epoch = course.epoch
    if epoch > 0 {
      course.record.twinTrainError =
        twin == nil ? nil : Double(course.twinWrong) / Double(max(course.done, 1))
      course.tally.finish(&course.record, plan)
      let factor = factor(epoch, part: 0)
      course.record.learningRates = settings.learningRates.mapValues { $0 * factor }
    }
    if course.record.agreements.isEmpty && settings.compareEvery > 0 {
      try compare(&course.record, seedingWith: 0)
    }
    let isHeldOut = data.validation.count > 0
    let set = isHeldOut ? data.validation : data.train
    let found = try spiking.error(set) { report($0, set.count, $1) }
    let twinError = try twin?.error(set)
    if isHeldOut {
      (course.record.validationError, course.record.twinValidationError) = (found, twinError)
    } else {
      (course.record.trainErrorAfter, course.record.twinTrainErrorAfter) = (found, twinError)
    }
    if let twin, let twinError, twinError < course.bestTwinError ?? .infinity {
      course.bestTwinError = twinError
      bestTwin = twin.parameters
    }
  }

  func keep() { best = spiking.parameters }

  var arrays: [TrainingCheckpoint.Entry] {
    spiking.parameters.arrays("present") + best.arrays("best")
      + (twin?.parameters.arrays("twin") ?? []) + (bestTwin?.arrays("best twin") ?? [])
  }

  func restore(_ checkpoint: TrainingCheckpoint) throws(LearningError) {
    spiking.load(try checkpoint.parameters("present", like: best))
    best = try checkpoint.parameters("best", like: best)
    guard let twin else { return }
    twin.parameters = try checkpoint.parameters("twin", like: twin.parameters)
    bestTwin = try checkpoint.parameters("best twin", like: twin.parameters)
  }
}

/// The result of the training of a spiking network.
public struct LearningResult: Sendable {
  /// Errors, agreements and costs, without a name.
  public var summary = LearningSummary()
  /// Epoch 0 (before learning) and all epochs.
  public var epochs: [Epoch] = []
  /// One test sample, spike by spike; its label includes the answer of the network. Nil without a test set.
  public var raster: Raster?
  /// Activity over the phases, mean over test samples; nil without a test set.
  public var activity: ActivityProfile?
  /// The f-I curves of the rate reference and the scales of drives; nil where all units are dimensionless with a curve in
  /// closed form.
  public var curves: ResponseCurves?
  /// Final weights of each projection, sorted by source, then target.
  public var weights: [String: [Double]] = [:]
  /// Final biases of each population.
  public var biases: [String: [Double]] = [:]
  /// Outcomes of the training that were probably not meant; empty when it was stopped.
  public var findings: [Finding] = []
}
