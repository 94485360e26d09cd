import Datasets
import Measurements
import Networks
import Protocols
import Quantities

/// An examination of a spiking network at the end of learning: at its last weights, on samples of the training set.
struct SpikingExamination {
  let plan: LearningPlan
  /// The learner with the weights of the last epoch.
  let learner: SpikingLearner
  /// The initial weights.
  let start: Parameters
  let data: Split

  /// Number of examined samples.
  static let samples = 32
  /// The first run number of these samples, which no other run has.
  private static let number = 1 << 61

  /// All findings on a training with these epochs; none when it has not learned.
  func findings(_ epochs: [Epoch]) throws(LearningError) -> [Finding] {
    guard let last = epochs.last, last.epoch > 0 else { return [] }
    let indices = data.train.spread(Self.samples)
    let outcomes = try learner.outcomes(data.train, indices[...], learns: true) {
      Self.number | $0
    }
    return settling(indices, outcomes)
      + [ErrorCourse(epochs, data).finding].compactMap(\.self) + bounds()
      + activity(last, outcomes)
  }

  // MARK: - Settling

  private func settling(_ indices: [Int], _ outcomes: [SampleOutcome]) -> [Finding] {
    var findings: [Finding] = []
    var tally = EpochTally(plan)
    for outcome in outcomes { tally.add(outcome) }
    if plan.settings.nudging.contrast().isPaired {
      let movement = tally.movement(of: plan.output, plan).map { $0 / distance(outcomes) }
      if let movement, movement > Finding.largestMovement { findings.append(.moving(movement)) }
    } else if let drift = drift(indices, outcomes, tally), drift > Finding.largestDrift {
      findings.append(.drifting(drift))
    }
    if plan.settings.phases.settlingTolerance != nil {
      let fraction = Double(outcomes.count { !$0.hasSettled }) / Double(outcomes.count)
      if fraction > Finding.mostParts { findings.append(.neverSettled(fraction: fraction)) }
    }
    return findings
  }

  /// The distance of outputs: that of their targets where drives are nudged, else that of the drives that they reach.
  private func distance(_ outcomes: [SampleOutcome]) -> Double {
    if plan.settings.nudging.form == .drive { return plan.settings.targets.distance }
    let scores = outcomes.flatMap(\.scores)
    return (scores.max() ?? 0) - (scores.min() ?? 0)
  }

  /// `settlingDrift` of these samples, relative to the nudging signal of outputs that are wrong by the distance of the
  /// targets: the actual signal vanishes with the errors, while drift may not.
  private func drift(
    _ indices: [Int], _ outcomes: [SampleOutcome], _ tally: EpochTally
  ) -> Double? {
    var squares = 0.0
    let targets = plan.settings.targets
    for (index, outcome) in zip(indices, outcomes) {
      let read =
        plan.settings.nudging.form == .drive ? outcome.scores : outcome.freeActivity[plan.output]!
      let wanted = targets.values(label: data.train.labels[index], classes: plan.outputSize)
      squares += zip(read, wanted).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    }
    var record = Epoch()
    tally.finish(&record, plan)
    let error = (squares / Double(max(outcomes.count, 1))).squareRoot() / targets.distance
    return record.settlingDrift.map { $0 * min(error, 1) }
  }

  // MARK: - Weights

  /// Findings of projections most of whose weights have moved to their bounds. The weights of a device with few levels
  /// lie there by construction.
  private func bounds() -> [Finding] {
    guard plan.settings.device == nil else { return [] }
    return plan.plastic.compactMap { plastic in
      let before = Self.part(start.synapses[plastic.name] ?? [], at: plastic.bounds)
      let after = Self.part(learner.parameters.synapses[plastic.name] ?? [], at: plastic.bounds)
      guard after > Finding.mostParts, after - before > 0.5 * Finding.mostParts else { return nil }
      return .bounded(projection: plastic.name, fraction: after, range: plastic.bounds)
    }
  }

  private static func part(_ weights: [Double], at bounds: ClosedRange<Double>) -> Double {
    guard !weights.isEmpty else { return 0 }
    let count = weights.count { $0 == bounds.lowerBound || $0 == bounds.upperBound }
    return Double(count) / Double(weights.count)
  }

  // MARK: - Activity

  private func activity(_ last: Epoch, _ outcomes: [SampleOutcome]) -> [Finding] {
    var findings: [Finding] = []
    for index in plan.stateful {
      let population = plan.network.populations[index]
      let most = index == plan.output ? Finding.mostSilentOutputs : Finding.mostSilent
      if let fraction = last.silentFraction[population.name], fraction > most {
        findings.append(.silent(population: population.name, fraction: fraction))
      }
      guard let top = population.highestRate.map({ $0 / plan.maximumRates[index] }) else {
        continue
      }
      let values = outcomes.flatMap { $0.freeActivity[index] ?? [] }
      let saturated = values.count { $0 > Population.nearHighest * top }
      let fraction = Double(saturated) / Double(max(values.count, 1))
      if fraction > Finding.mostParts {
        findings.append(.saturated(population: population.name, fraction: fraction))
      }
    }
    return findings
  }
}

extension Dataset {
  /// Indices of at most `most` samples, spread evenly over the set.
  func spread(_ most: Int) -> [Int] {
    let taken = min(most, count)
    return (0..<taken).map { $0 * count / taken }
  }
}
