public import Measurements
public import Plasticity
public import Quantities
import RealModule

/// Measurements of a spike-timing rule in simulations of spike pairs and Poisson trains, beside the
/// predictions of theory.
public struct RuleLaboratory: Sendable {
  /// The rule.
  public var rule: any SpikeTimingRule
  /// Phases in which the gain of the rule is measured.
  public var phases: RuleProtocol
  /// Weight of the synapses in all measurements, `dependence()` apart.
  public var weight: Double
  /// Normalised activity of both units before nudging.
  public var activity: Double
  /// Change of activity in the nudged phase.
  public var change: Double
  /// Number of synapses in each measurement with Poisson trains.
  public var synapses: Int
  /// Root seed of the Poisson trains.
  public var seed: Seed

  /// A laboratory for `rule`; free phase 200 ms, nudged 60 ms, settling 5 ms, r_max 1/ms.
  public init(
    _ rule: any SpikeTimingRule, phases: RuleProtocol? = nil, synapses: Int = 4000,
    seed: Seed = Seed(1)
  ) {
    self.rule = rule
    let gated = rule.preTraces.filter(\.isGated).map(\.timeConstant.value).max() ?? 0
    self.phases =
      phases
      ?? RuleProtocol(
        free: 200.ms, nudged: 60.ms, tail: Milliseconds(6 * gated), settling: 5.ms, maximumRate: 1)
    weight = Self.middle(of: rule)
    activity = 0.3
    change = 0.05
    self.synapses = synapses
    self.seed = seed
  }

  /// A weight inside the rule's bounds.
  static func middle(of rule: any SpikeTimingRule) -> Double {
    let bounds = rule.bounds
    if bounds.lowerBound.isFinite && bounds.upperBound.isFinite {
      return 0.5 * (bounds.lowerBound + bounds.upperBound)
    }
    return max(bounds.lowerBound, min(0.5, bounds.upperBound))
  }

  /// 1 - e^{-t/tau}.
  static func rise(_ t: Double, _ tau: Double) -> Double { -Double.expMinusOne(-t / tau) }

  /// The longest time constant of the rule [ms].
  private var memory: Double {
    let variables = (rule as? any SynapseVariableRule)?.variables ?? []
    return (rule.preTraces + rule.postTraces + variables).map(\.timeConstant.value).max() ?? 20
  }

  // MARK: - Window

  /// The window: one pair of spikes at each lag t_post - t_pre [ms], plasticity being on throughout.
  public func window(
    lags: [Double], weight: Double? = nil
  ) throws(LearningError) -> [Double] {
    // Corrected traces are means since the beginning: the pair comes late.
    let start = max(10 * memory, -(lags.min() ?? 0) + 1)
    let end = start + max(lags.max() ?? 0, 0) + 1
    // No spikes come before the pair, so a gate that opens just before it sees the pair alone.
    return try SpikePairs.changes(
      rule, pre: lags.map { _ in [start] }, post: lags.map { [start + $0] },
      open: 0...end, weight: weight ?? self.weight)
  }

  /// Lags [ms] at which a figure shows the window: denser near 0, none at 0 itself.
  public func lags(count: Int = 200) -> [Double] {
    let reach = min(5 * memory, 400)
    return (0..<count).map { k in
      let x = (Double(k) + 0.5) / Double(count) * 2 - 1
      return reach * x * (0.3 + 0.7 * x.magnitude)
    }
  }

  /// Area int W dD [weight ms] and first moment int D W dD [weight ms^2], by the trapezoidal rule on each
  /// side of 0.
  public func moments() throws(LearningError) -> (area: Double, first: Double) {
    let reach = 14 * memory, count = 4000
    let positive = (0...count).map { k in
      // Quadratic spacing, from just beside 0.
      reach * (Double(k) / Double(count)) * (Double(k) / Double(count)) + 1e-9
    }
    let after = try window(lags: positive), before = try window(lags: positive.map { -$0 })
    var area = 0.0, first = 0.0
    for k in 0..<count {
      let h = positive[k + 1] - positive[k]
      area += 0.5 * h * (after[k] + after[k + 1] + before[k] + before[k + 1])
      first +=
        0.5 * h
        * (positive[k] * (after[k] - before[k]) + positive[k + 1] * (after[k + 1] - before[k + 1]))
    }
    return (area, first)
  }

  // MARK: - Gain

  /// The response that theory predicts in these phases.
  public var predicted: RuleResponse {
    RuleResponse(rule, phases, activity: activity, weight: weight)
  }

  /// A mean over Poisson trains, with its standard error.
  public struct Measured: Sendable, Codable, Equatable {
    /// The mean over synapses.
    public var value: Double
    /// The standard error of the mean.
    public var error: Double
  }

  /// Drift per s_i s_j, and changes per s_i delta_j and delta_i s_j, of Poisson trains.
  ///
  /// Both signs of delta meet the same trains where they are silent about it, so that most of the noise
  /// cancels.
  public func measured() throws(LearningError) -> (drift: Measured, post: Measured, pre: Measured) {
    func values(_ pre: Double, _ post: Double) throws(LearningError) -> [Double] {
      try changes(pre: (activity, pre), post: (activity, post), weight: weight)
    }
    let rest = try values(0, 0)
    let postPlus = try values(0, change), postMinus = try values(0, -change)
    let prePlus = try values(change, 0), preMinus = try values(-change, 0)
    func difference(_ a: [Double], _ b: [Double]) -> Measured {
      Self.mean(zip(a, b).map { ($0 - $1) / (2 * change * activity) })
    }
    return (
      Self.mean(rest.map { $0 / (activity * activity) }), difference(postPlus, postMinus),
      difference(prePlus, preMinus)
    )
  }

  static func mean(_ values: [Double]) -> Measured {
    let n = Double(values.count)
    let mean = values.reduce(0, +) / n
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / max(n - 1, 1)
    return Measured(value: mean, error: (variance / n).squareRoot())
  }

  /// The change of each synapse between Poisson trains.
  func changes(
    pre: (s: Double, delta: Double), post: (s: Double, delta: Double), weight: Double
  ) throws(LearningError) -> [Double] {
    let open = phases.free.value, close = open + phases.nudged.value
    let end = close + phases.tail.value
    func trains(_ unit: (s: Double, delta: Double), _ side: String) -> [[Double]] {
      (0..<synapses).map { k in
        var stream = seed.branch(side).branch(k).stream()
        return SpikePairs.train(
          unit.s, unit.delta, rate: phases.maximumRate, open: open,
          settling: phases.settling.value, end: end, &stream)
      }
    }
    return try SpikePairs.changes(
      rule, pre: trains(pre, "pre"), post: trains(post, "post"), open: open...close,
      tail: rule.hasTail ? phases.tail.value : 0, weight: weight)
  }

  // MARK: - Rates and weights

  /// The drift of a weight between independent Poisson trains at each of `rates` [Hz].
  public func drift(rates: [Double]) throws(LearningError) -> [RuleProfile.Rate] {
    var points: [RuleProfile.Rate] = []
    for rate in rates {
      var laboratory = self
      laboratory.phases = RuleProtocol(
        free: Milliseconds(8 * memory), nudged: 1000.ms, tail: phases.tail, settling: 5.ms,
        maximumRate: 1)
      laboratory.synapses = min(synapses, 1000)
      laboratory.seed = seed.branch("rates").branch(Int(rate))
      let s = rate / 1000
      let found = try laboratory.changes(pre: (s, 0), post: (s, 0), weight: weight)
      let theory = RuleResponse.change(
        rule, laboratory.phases, pre: (s, 0), post: (s, 0), weight: weight)
      let mean = Self.mean(found)
      points.append(
        RuleProfile.Rate(rate: rate, predicted: theory, measured: mean.value, error: mean.error))
    }
    return points
  }

  /// The window 10 ms after and 10 ms before, at weights within the bounds; empty when weights do not
  /// matter.
  public func dependence() throws(LearningError) -> [RuleProfile.Weight] {
    guard rule.readsWeights else { return [] }
    let low = max(rule.bounds.lowerBound, -1)
    let high = min(rule.bounds.upperBound, max(low + 1, 1))
    var rows: [RuleProfile.Weight] = []
    for k in 0...4 {
      let w = low + (high - low) * Double(k) / 4
      let found = try window(lags: [10, -10], weight: w)
      rows.append(RuleProfile.Weight(weight: w, after: found[0], before: found[1]))
    }
    return rows
  }
}
