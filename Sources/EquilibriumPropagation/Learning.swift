public import Collectives
public import Datasets
import Engine
public import Collectives
import Measurements
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
  private let threads: Int
  private let ranks: any RankExchange

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
    self.threads = threads
    spiking = try SpikingLearner(plan, threads: threads, ranks: ranks)
    let wirings = try Verification.wirings(network, seed: seed)
    let fast = RatePhases(free: 120, nudged: 120, tolerance: 1e-3)
    let exact = RatePhases(free: 2000, nudged: 2000, tolerance: 1e-7)
    let curves = try FICurves.measured(network)
    reference = try RateLearner(
      plan, spiking.parameters, wirings: wirings, curves: curves, phases: exact)
    twin =
      settings.trainsTwin
      ? try RateLearner(
        plan, spiking.parameters, wirings: wirings, curves: curves, phases: fast) : nil
  }

  /// Learns for all epochs, then tests the weights of the best one.
  ///
  /// - Parameters:
  ///   - checkpoint: The checkpoint to continue from; the result is the same, bit for bit, as without interruption.
  ///   - observer: The observer of learning.
  public func run(
    from checkpoint: LearningCheckpoint? = nil, observer: any LearningObserver
  ) throws(LearningError) -> LearningResult {
    var course = LearningCourse(tally: EpochTally(plan))
    var best = Kept(spiking.parameters, twin: twin?.parameters)
    let start = spiking.parameters
    if let checkpoint {
      course = checkpoint.course
      spiking.load(try checkpoint.parameters("present", like: spiking.parameters))
      best.parameters = try checkpoint.parameters("best", like: best.parameters)
      if let twin {
        twin.parameters = try checkpoint.parameters("twin", like: twin.parameters)
        best.twin = try checkpoint.parameters("best twin", like: twin.parameters)
      }
    }
    var result = LearningResult()
    var wasCancelled = false
    while course.epoch <= plan.settings.epochs {
      if course.epoch > 0 { try train(&course, best, observer) }
      if ranks.any(observer.isCancelled) {
        // An epoch cut short has no validation error; its weights are kept if there are no others.
        save(course, best, observer)
        wasCancelled = true
        if course.bestEpoch == 0 { best = Kept(spiking.parameters, twin: twin?.parameters) }
        break
      }
      try finish(&course, &best, observer)
    }
    // Learning may be resumed from its end, for more epochs.
    if !wasCancelled, course.epoch > 1 { save(course, best, observer) }
    if !wasCancelled {
      result.findings = try SpikingExamination(
        plan: plan, learner: spiking, start: start, data: data
      ).findings(course.finished)
    }
    spiking.load(best.parameters)
    if let parameters = best.twin { twin?.parameters = parameters }
    result.epochs = course.finished
    result.summary = LearningSummary(epochs: course.finished, bestEpoch: course.bestEpoch)
    result.summary.wasCancelled = wasCancelled
    if !wasCancelled { try test(&result.summary, observer) }
    result.raster = try raster()
    if data.test.count > 0 {
      result.activity = try ActivityRecorder(plan, stores: spiking.stores)
        .record(data.test, count: 64, parameters: spiking.parameters)
    }
    result.weights = best.parameters.synapses
    result.biases = best.parameters.biases
    return result
  }

  /// The parameters with the least validation errors so far.
  private struct Kept {
    var parameters: Parameters
    var twin: Parameters?

    init(_ parameters: Parameters, twin: Parameters?) {
      self.parameters = parameters
      self.twin = twin
    }
  }

  private func save(_ course: LearningCourse, _ best: Kept, _ observer: any LearningObserver) {
    var checkpoint = LearningCheckpoint(course: course)
    checkpoint.add(spiking.parameters, as: "present")
    checkpoint.add(best.parameters, as: "best")
    if let twin, let bestTwin = best.twin {
      checkpoint.add(twin.parameters, as: "twin")
      checkpoint.add(bestTwin, as: "best twin")
    }
    observer.save(checkpoint)
  }

  // MARK: Parts of a run

  /// Validates and records the epoch; then the next epoch begins.
  private func finish(
    _ course: inout LearningCourse, _ best: inout Kept, _ observer: any LearningObserver
  ) throws(LearningError) {
    var record = course.record
    record.epoch = course.epoch
    try validate(course.epoch, &record, observer)
    if let error = record.selectionError, error < course.bestError ?? .infinity {
      course.bestError = error
      course.bestEpoch = course.epoch
      best.parameters = spiking.parameters
    }
    if let twin, let error = record.twinSelectionError,
      error < course.bestTwinError ?? .infinity
    {
      course.bestTwinError = error
      best.twin = twin.parameters
    }
    course.finished.append(record)
    observer.finished(record)
    observer.learned(spiking.parameters.synapses, epoch: record.epoch)
    course.begin(epoch: course.epoch + 1, tally: EpochTally(plan))
  }

  /// Trains on the remaining samples of the epoch.
  private func train(
    _ course: inout LearningCourse, _ best: Kept, _ observer: any LearningObserver
  ) throws(LearningError) {
    let settings = plan.settings
    let epoch = course.epoch
    var order = plan.seed.branch("order").branch(epoch).stream()
    let samples = order.shuffled(Array(0..<data.train.count))
    var coin = plan.seed.branch("sign").branch(epoch).stream()
    for _ in 0..<course.batches { _ = coin.uniform() }
    var wall = Clock.wall(), processor = Clock.processor()
    while course.done < samples.count {
      if ranks.any(observer.isCancelled) { return }
      if observer.wantsCheckpoint { save(course, best, observer) }
      let start = course.done
      let part = samples[start..<min(start + settings.batch, samples.count)]
      let sign = coin.uniform() < 0.5 ? -1.0 : 1.0
      let done = Double(epoch - 1) + Double(start) / Double(samples.count)
      let factor = settings.schedule.factor(
        progress: done / Double(settings.epochs), epoch: epoch - 1)
      let outcomes = try spiking.outcomes(data.train, part, learns: true, sign: sign) {
        (epoch << 40) | $0
      }
      for (index, outcome) in zip(part, outcomes) {
        if outcome.prediction != data.train.labels[index] { course.wrong += 1 }
        course.tally.add(outcome)
      }
      try spiking.learn(data.train, part, outcomes, factor: factor)
      course.batches += 1
      course.done = part.endIndex
      course.record.seconds = (course.record.seconds ?? 0) + Clock.wall() - wall
      course.record.processorSeconds =
        (course.record.processorSeconds ?? 0) + Clock.processor() - processor
      if let twin {
        course.twinWrong += try twin.learn(data.train, part, sign: sign, factor: factor)
      }
      for (learner, name) in [
        (Optional(spiking.parameters), "network"), (twin?.parameters, "rate twin"),
      ] {
        guard let what = learner?.notFinite(plan) else { continue }
        throw .overflow(of: name, what: what, epoch: epoch, samples: part.endIndex)
      }
      if settings.compareEvery > 0 && course.batches % settings.compareEvery == 0 {
        try compare(epoch, &course.record, seedingWith: course.batches)
      }
      wall = Clock.wall()
      processor = Clock.processor()
      report("training", epoch, course.done, samples.count, course.wrong, observer)
    }
    let count = Double(max(samples.count, 1))
    course.record.trainError = Double(course.wrong) / count
    course.record.twinTrainError = twin == nil ? nil : Double(course.twinWrong) / count
    course.tally.finish(&course.record, plan)
    let factor = settings.schedule.factor(
      progress: Double(epoch - 1) / Double(settings.epochs), epoch: epoch - 1)
    course.record.learningRates = settings.learningRates.mapValues { $0 * factor }
  }

  /// Compares updates with the rate reference on fresh samples; a later comparison of the epoch
  /// replaces an earlier one.
  private func compare(
    _ epoch: Int, _ record: inout Epoch, seedingWith number: Int
  ) throws(LearningError) {
    var stream = plan.seed.branch("comparison").branch(epoch).branch(number).stream()
    let count = min(plan.settings.compareSamples, data.train.count)
    let indices = (0..<count).map { _ in stream.below(data.train.count) }
    let comparison = try comparison(indices[...])
    record.agreements = comparison.agreements
    record.rateDifference = comparison.rateDifference
  }

  private func comparison(_ indices: ArraySlice<Int>) throws(LearningError) -> Comparison {
    let outcomes = try spiking.outcomes(data.train, indices, learns: true, sign: 1) {
      (1 << 60) | $0
    }
    reference.parameters = spiking.parameters
    return try Comparison(plan, data.train, indices, outcomes, rate: reference, sign: 1)
  }

  private func validate(
    _ epoch: Int, _ record: inout Epoch, _ observer: any LearningObserver
  ) throws(LearningError) {
    if record.agreements.isEmpty && plan.settings.compareEvery > 0 {
      try compare(epoch, &record, seedingWith: 0)
    }
    let isHeldOut = data.validation.count > 0
    let set = isHeldOut ? data.validation : data.train
    let found = try spiking.error(set) { done, wrong in
      report("validation", epoch, done, set.count, wrong, observer)
      return true
    }
    let twinError = try twin?.error(set)
    if isHeldOut {
      (record.validationError, record.twinValidationError) = (found.error, twinError)
    } else {
      (record.trainErrorAfter, record.twinTrainErrorAfter) = (found.error, twinError)
    }
  }

  private func test(
    _ summary: inout LearningSummary, _ observer: any LearningObserver
  ) throws(LearningError) {
    let last = plan.settings.epochs
    let found = try spiking.error(data.test) { done, wrong in
      report("test", last, done, data.test.count, wrong, observer)
      return true
    }
    summary.testCount = data.test.count
    // Without samples there are no errors to measure.
    guard data.test.count > 0 else { return }
    summary.testError = found.error
    summary.twinTestError = try twin?.error(data.test)
    reference.parameters = spiking.parameters
    summary.transferTestError = try reference.error(data.test)
  }

  private func report(
    _ stage: String, _ epoch: Int, _ done: Int, _ total: Int, _ wrong: Int,
    _ observer: any LearningObserver
  ) {
    let epochs = plan.settings.epochs
    let part = total > 0 ? Double(done) / Double(total) : 1
    let fraction: Double =
      switch stage {
      case "training": (Double(epoch - 1) + 0.9 * part) / Double(max(epochs, 1))
      case "validation": epoch == 0 ? 0 : (Double(epoch - 1) + 0.9 + 0.1 * part) / Double(epochs)
      default: 1
      }
    observer.advanced(
      LearningProgress(
        stage: stage, epoch: epoch, epochs: epochs, done: done, total: total,
        fraction: min(fraction, 1), error: done > 0 ? Double(wrong) / Double(done) : 0))
  }

  // MARK: Results

  private func raster() throws(LearningError) -> Raster {
    guard data.test.count > 0 else {
      var empty = Raster(spikes: SpikeTable(populations: [], sizes: []), start: 0, end: 0)
      empty.label = "label 0"
      return empty
    }
    let recorder = try RasterRecorder(plan, stores: spiking.stores)
    return try recorder.record(
      data.test, plan.settings.rasterSample ?? 0, parameters: spiking.parameters)
  }
}
