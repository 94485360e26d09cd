public import Datasets
import Engine
public import Measurements
public import Networks
import Plasticity
public import Protocols
public import Quantities
import RateModel
import RealModule
import Solvers

/// Measures how faithfully spike-timing rules compute the update of equilibrium propagation in one network:
/// same weights, same samples, same spikes before nudging; only the rule differs.
public struct RuleComparison: Sendable {
  let network: Network
  let settings: LearningSettings
  let data: Dataset
  let seed: Seed
  let threads: Int
  /// Number of samples in the batch, the first ones of the training set.
  let samples: Int
  /// Number of seeds; each gives independent initial states and spike trains.
  let seeds: Int

  /// A comparison on the first `samples` of `data`.
  public init(
    network: Network, settings: LearningSettings, data: Dataset, samples: Int, seeds: Int,
    seed: Seed, threads: Int
  ) {
    self.network = network
    self.settings = settings
    self.data = data
    self.samples = min(samples, data.count)
    self.seeds = max(seeds, 1)
    self.seed = seed
    self.threads = threads
  }

  /// All that is refused of a candidate in this network, when it is measured or, with `trains`, trained.
  public static func problems(
    of candidate: ComparisonSettings.Candidate, in network: Network, _ settings: LearningSettings,
    trains: Bool = false
  ) -> [LearningError] {
    var own = Self.settings(settings, for: candidate)
    if !trains { _ = restrict(&own, network) }
    return own.problems(for: network)
  }

  /// The settings under which a candidate is measured, or trained, in place of `settings`.
  public static func settings(
    _ settings: LearningSettings, for candidate: ComparisonSettings.Candidate
  ) -> LearningSettings {
    var own = settings
    own.rule = candidate.rule
    if let phases = candidate.phases { own.phases = phases }
    let gated = candidate.rule.preTraces.filter(\.isGated).map(\.timeConstant).max()
    if let gated, own.phases.tail == .zero { own.phases.tail = gated * 6 }
    return own
  }

  /// The reference of all rules.
  public struct Standard {
    let references: ReferenceUpdates
    /// Rate EP of each group of samples.
    let groups: [[String: [Double]]]
  }

  /// Number of samples in each of the four groups; 0 for too few samples.
  var groupSize: Int { samples >= 8 ? samples / 4 : 0 }

  /// Computes the references.
  public func standard() throws(LearningError) -> Standard {
    var settings = settings
    // The references depend on no rule; this one suits the scheme.
    settings.rule = settings.nudging.contrast().isSequential ? Hebbian() : ZeroArea()
    settings.phases.onset = .zero
    let plan = try LearningPlan(network, settings, seed: seed)
    let learner = try SpikingLearner(plan, threads: 1)
    let rate = try RateLearner(
      plan, learner.parameters, phases: RatePhases(free: 4000, nudged: 4000, tolerance: 1e-8))
    let references = try ReferenceUpdates(
      rate, data, Array(0..<samples)[...])
    var groups: [[String: [Double]]] = []
    if groupSize > 0 {
      for group in 0..<4 {
        let part = Array(group * groupSize..<(group + 1) * groupSize)[...]
        groups.append(try rate.update(data, part, sign: 1).weights)
      }
    }
    return Standard(references: references, groups: groups)
  }

  /// The result of rate EP itself: its agreement with the gradients at this beta.
  public func result(of standard: Standard) -> ComparedPoint {
    var result = ComparedPoint(rule: "rate EP")
    let updates = standard.references.updates
    for projection in network.projections where settings.learningRates[projection.name] != nil {
      guard let own = updates["rate EP"]?[projection.name] else { continue }
      var score = RuleScore(rule: "rate EP", projection: projection.name, part: "total")
      for name in ReferenceUpdates.names {
        guard let reference = updates[name]?[projection.name] else { continue }
        score.agreements.append(
          Agreement(
            projection: projection.name, part: "total", reference: name, update: own,
            reference: reference))
      }
      score.gain = 1
      result.rows.append(score)
    }
    return result
  }

  /// The projections at which a rule can act: projections from held values need a rule that is linear in
  /// the presynaptic train.
  private static func restrict(
    _ settings: inout LearningSettings, _ network: Network
  ) -> [String] {
    let rule = settings.rule
    let clamped = network.projections.filter { projection in
      settings.learningRates[projection.name] != nil
        && RuleRefusal(rule, at: projection, in: network) == .clampedSource
    }.map(\.name)
    for name in clamped { settings.learningRates[name] = nil }
    return clamped
  }

  /// Measures one rule.
  ///
  /// - Parameters:
  ///   - candidate: The rule.
  ///   - standard: The reference.
  ///   - shown: The greatest number of synapses of each projection that are kept for a scatter figure.
  public func measure(
    _ candidate: ComparisonSettings.Candidate, against standard: Standard, showing shown: Int = 600
  ) throws(LearningError) -> ComparedPoint {
    var settings = Self.settings(settings, for: candidate)
    let left = Self.restrict(&settings, network)
    let plan = try LearningPlan(network, settings, seed: seed)
    let learner = try SpikingLearner(plan, threads: threads)
    let indices = Array(0..<samples)[...]
    let references = standard.references
    var result = ComparedPoint(rule: candidate.label)
    var missing = references.missing
    if !left.isEmpty {
      missing["\(candidate.label) at \(left.joined(separator: ", "))"] =
        "sources that are held need a rule that is linear in the traces, all-to-all"
    }
    result.remarks = missing.sorted { $0.key < $1.key }.map {
      "\($0.key): not measured, \($0.value)."
    }

    let watch = Stopwatch()
    var runs: [[SampleOutcome]] = []
    for number in 0..<seeds {
      runs.append(
        try learner.outcomes(data, indices, learns: true) { (number + 1) << 40 | $0 })
    }
    let total = Double(seeds * samples)
    result.cost.processorSeconds = watch.processorSeconds / total
    result.cost.spikes = Double(runs.joined().reduce(0) { $0 + $1.spikes }) / total
    result.cost.synapticEvents = Double(runs.joined().reduce(0) { $0 + $1.events }) / total
    let branches = Double(settings.nudging.contrast().branches.count)
    let tail = settings.rule.hasTail ? settings.phases.tail.value : 0
    result.cost.simulated =
      runs.joined().reduce(0) { $0 + $1.freeEnd } / total
      + branches * (settings.phases.nudged.value + tail)

    let resting = try floor(plan, indices)
    let rate = try RateLearner(
      plan, learner.parameters, phases: RatePhases(free: 4000, nudged: 4000, tolerance: 1e-7))
    let predictions = try predictions(plan, rate, indices)
    for (k, plastic) in plan.plastic.enumerated() {
      guard let reference = references.updates["rate EP"]?[plastic.name] else { continue }
      let measured = try parts(plan, k, indices, runs, count: reference.count)
      let floors = Comparison.parts(plan, k, data, indices, resting, count: reference.count)
      let predicted = predictions[k]
      for (part, updates) in measured {
        var score = self.score(
          RuleScore(rule: candidate.label, projection: plastic.name, part: part), updates,
          references, plastic.name)
        if let theory = predicted[part] {
          let gain = Self.dot(theory, reference) / Self.dot(reference, reference)
          score.predictedGain = gain.magnitude < 1e-9 ? 0 : gain
          score.predictedCosine = gain.magnitude < 1e-9 ? 0 : Self.cosine(theory, reference)
        }
        if let floor = floors.first(where: { $0.0 == part })?.1 {
          // In units of the reference: the change of one un-nudged branch over beta.
          score.floor =
            (Self.dot(floor, floor) / Self.dot(reference, reference)).squareRoot()
            * Self.restBeta / settings.nudging.beta.magnitude / Double(samples)
        }
        result.rows.append(score)
        if part == "total" {
          result.scatter.append(
            Scatter(
              name: "\(candidate.label), \(plastic.name)", reference: reference,
              update: Self.mean(updates), limit: shown))
        }
      }
      groupDeviations(plan, k, runs[0], standard.groups, plastic.name, &result.rows)
    }
    return result
  }

  // MARK: - Parts

  /// The mean update over samples for each part: one for each seed.
  private func parts(
    _ plan: LearningPlan, _ k: Int, _ indices: ArraySlice<Int>, _ runs: [[SampleOutcome]],
    count: Int
  ) throws(LearningError) -> [(part: String, updates: [[Double]])] {
    var found: [(part: String, updates: [[Double]])] = []
    for outcomes in runs {
      let own = Comparison.parts(plan, k, data, indices, outcomes, count: count)
      for (index, (part, sum)) in own.enumerated() {
        let mean = sum.map { $0 / Double(indices.count) }
        if found.count <= index { found.append((part, [])) }
        found[index].updates.append(mean)
      }
    }
    return found
  }

  /// The updates that theory predicts for each plastic projection, by part; empty without a prediction.
  private func predictions(
    _ plan: LearningPlan, _ rate: RateLearner, _ indices: ArraySlice<Int>
  ) throws(LearningError) -> [[String: [Double]]] {
    guard let prediction = RatePrediction(plan, rate, data, indices) else {
      return plan.plastic.map { _ in [:] }
    }
    return try prediction.updates().map { forward, backward in
      guard let backward else { return ["total": forward] }
      let sum = zip(forward, backward).map { $0 + $1 }
      return Dictionary(
        uniqueKeysWithValues: Comparison.parts(total: sum, forward: forward, backward: backward))
    }
  }

  /// beta of nudged phases whose nudging is negligible; their changes are divided by it.
  private static let restBeta = 1e-12

  /// One un-nudged branch with plasticity on.
  private func floor(
    _ plan: LearningPlan, _ indices: ArraySlice<Int>
  ) throws(LearningError) -> [SampleOutcome] {
    var settings = plan.settings
    let scheme: Nudging.Scheme = settings.nudging.contrast().isSequential ? .alternating : .oneSided
    settings.nudging = Nudging(scheme, beta: Self.restBeta, form: settings.nudging.form)
    let needed = settings.phases.nudged - settings.phases.onset
    if settings.rule.needsBothPhases && settings.phases.free < needed {
      settings.phases.free = needed
    }
    let resting = try LearningPlan(network, settings, seed: seed)
    let learner = try SpikingLearner(resting, threads: threads)
    return try learner.outcomes(data, indices, learns: true) { 1 << 40 | $0 }
  }
}
