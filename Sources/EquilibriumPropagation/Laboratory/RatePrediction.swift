import Datasets
import Networks
import Plasticity
import Protocols
import Quantities
import RateModel
import RealModule
import Solvers

/// The update that theory predicts for a rule in a network: the rule is applied to the rates of the rate model,
/// moment by moment, from the end of the free phase on.
///
/// Spike trains are replaced by their rates r_max s(t), traces by their means. Only rules that are linear in
/// the traces have a prediction: the changes of others depend on correlations within a train.
struct RatePrediction {
  /// Step [ms].
  private let h = 0.1
  private let plan: LearningPlan
  private let rate: RateLearner
  private let data: Dataset
  private let indices: ArraySlice<Int>
  /// Factors of the partner's traces at a spike.
  private let atPre: [Double]
  private let atPost: [Double]

  /// A prediction; nil if the rule is not linear, or acts in the free phase, too.
  init?(_ plan: LearningPlan, _ rate: RateLearner, _ data: Dataset, _ indices: ArraySlice<Int>) {
    let rule = plan.settings.rule
    let traces = rule.preTraces + rule.postTraces
    let isPaired = plan.settings.nudging.contrast().isPaired
    guard rule.isLinear, !traces.contains(where: { $0.step == .replace }),
      isPaired || (!rule.needsBothPhases && plan.settings.gate == .nudged),
      (rule as? any SynapseVariableRule)?.variables.isEmpty ?? true
    else { return nil }
    self.plan = plan
    self.rate = rate
    self.data = data
    self.indices = indices
    atPre = rule.postTraces.indices.map { Self.factor(rule, isPre: true, trace: $0) }
    atPost = rule.preTraces.indices.map { Self.factor(rule, isPre: false, trace: $0) }
  }

  /// The change by the rule at a spike when one trace of the partner is 1 and all others are 0.
  private static func factor(_ rule: any SpikeTimingRule, isPre: Bool, trace: Int) -> Double {
    var change: InlineArray<1, Double> = [0]
    let weights: InlineArray<1, Double> = [0]
    var traces = TraceValues(repeating: 0)
    traces[trace] = 1
    let own = TraceValues(repeating: 0), ones = TraceValues(repeating: 1)
    var span = change.mutableSpan
    if isPre {
      rule.onPre(&span, weights: weights.span, own: own, traces: traces.span, scales: ones)
    } else {
      rule.onPost(&span, weights: weights.span, own: own, traces: traces.span, scales: ones)
    }
    return change[0]
  }

  /// Traces of one layer on one side of a projection, at their means.
  private struct Means {
    let traces: [Trace]
    let maximumRate: Double
    var values: [Matrix]

    /// Means at the end of a free phase of length `free` [ms] with activities `s`.
    init(_ traces: [Trace], _ s: Matrix, maximumRate: Double, free: Double) {
      self.traces = traces
      self.maximumRate = maximumRate
      values = traces.map { trace in
        let tau = trace.timeConstant.value
        let filled = trace.isGated ? 0 : -Double.expMinusOne(-free / tau)
        let full = trace.increment(maximumRate: maximumRate) * maximumRate * tau * filled
        return Matrix(rows: s.rows, columns: s.columns, storage: s.storage.map { full * $0 })
      }
    }

    mutating func advance(_ s: Matrix, by h: Double, isOpen: Bool) {
      for (k, trace) in traces.enumerated() {
        let tau = trace.timeConstant.value
        let decay = Double.exp(-h / tau)
        let gain =
          trace.isGated && !isOpen
          ? 0 : trace.increment(maximumRate: maximumRate) * maximumRate * tau * (1 - decay)
        for i in s.storage.indices {
          values[k].storage[i] = decay * values[k].storage[i] + gain * s.storage[i]
        }
      }
    }

    /// sum_k factor_k trace_k, corrected as at time t [ms].
    func sum(_ factors: [Double], at t: Double) -> Matrix {
      var result = Matrix(rows: values.first?.rows ?? 0, columns: values.first?.columns ?? 0)
      for (k, trace) in traces.enumerated() {
        var factor = factors[k]
        if trace.isCorrected { factor /= -Double.expMinusOne(-t / trace.timeConstant.value) }
        guard factor != 0 else { continue }
        for i in result.storage.indices { result.storage[i] += factor * values[k].storage[i] }
      }
      return result
    }
  }

  /// One direction of a projection: presynaptic traces, postsynaptic traces and the sum of changes.
  private struct Direction {
    var pre: Means
    var post: Means
    var sum: Matrix
  }

  /// A step of the nudged phase.
  private struct Moment {
    /// Its beginning [ms].
    let time: Double
    /// The share of its branch, the sign of plasticity.
    let share: Double
    /// True while the gate is open.
    let isOpen: Bool
    /// True once the gate has opened.
    let isBegun: Bool
  }

  /// The predicted mean update of each plastic projection: forward, and backward where it differs.
  func updates() throws(LearningError) -> [(forward: [Double], backward: [Double]?)] {
    let rule = plan.settings.rule, phases = plan.settings.phases
    let contrast = plan.settings.nudging.contrast()
    let free = try rate.settle(data, indices), settled = rate.activities(free)
    var totals: [(Matrix, Matrix?)] = []
    for (number, course) in contrast.courses.enumerated() {
      var directions = plan.plastic.map { plastic in
        (
          start(plastic, settled, backward: false),
          plastic.isSymmetric && !rule.isSymmetric
            ? start(plastic, settled, backward: true) : nil
        )
      }
      var state = free
      var t = phases.free.value
      for branch in course {
        let share = branch.share.real, begin = t
        let open = begin + phases.onset.value
        let close = begin + phases.nudged.value
        let end = rule.hasTail ? close + phases.tail.value : close
        func edge(_ factor: Double, at t: Double) {
          for (k, plastic) in plan.plastic.enumerated() {
            takeEdge(&directions[k].0, plastic, share * factor, at: t)
          }
        }
        var isBegun = false
        while t < end - h / 2 {
          if !isBegun && t >= open - h / 2 {
            isBegun = true
            edge(-rule.edgeAmplitude, at: t)
          }
          let before = rate.activities(state)
          let part = (t + h / 2 - begin) / phases.nudged.value
          let beta = branch.beta.real * plan.settings.nudging.shape.factor(part)
          try rate.step(&state, beta: beta, by: h)
          let middle = zip(before, rate.activities(state)).map { a, b in
            Matrix(
              rows: a.rows, columns: a.columns,
              storage: zip(a.storage, b.storage).map { 0.5 * ($0 + $1) })
          }
          let isOpen = isBegun && t < close - h / 2
          let moment = Moment(time: t, share: share, isOpen: isOpen, isBegun: isBegun)
          for (k, plastic) in plan.plastic.enumerated() {
            advance(&directions[k].0, plastic, middle, backward: false, moment)
            if directions[k].1 != nil {
              advance(&directions[k].1!, plastic, middle, backward: true, moment)
            }
          }
          t += h
          if isOpen && t >= close - h / 2 { edge(rule.edgeAmplitude, at: t) }
        }
      }
      for (k, plastic) in plan.plastic.enumerated() {
        let scale = contrast.scale(over: plan.gain(plastic), Double(indices.count))
        let forward = finished(directions[k].0, plastic, scale)
        let backward = directions[k].1.map { finished($0, plastic, scale).transposed }
        if number == 0 {
          totals.append((forward, backward))
        } else {
          totals[k].0.storage = zip(totals[k].0.storage, forward.storage).map { $0 + $1 }
          if let backward {
            totals[k].1!.storage = zip(totals[k].1!.storage, backward.storage).map { $0 + $1 }
          }
        }
      }
    }
    return zip(plan.plastic, totals).map { plastic, total in
      guard let map = plan.maps[plastic.name] else { return (total.0.storage, total.1?.storage) }
      return (map.sum(total.0.storage), total.1.map { map.sum($0.storage) })
    }
  }

  /// True if the source is held; the sum of changes is then a factor for each target.
  private func isHeld(_ plastic: LearningPlan.Plastic) -> Bool {
    plastic.isInput || plastic.constants != nil
  }

  /// Activities on both sides of a projection; a held source is one unit at s = 1.
  private func sides(
    _ plastic: LearningPlan.Plastic, _ activities: [Matrix], backward: Bool
  ) -> (pre: Matrix, post: Matrix) {
    let target = activities[plan.layer(plastic.target)]
    let source =
      isHeld(plastic)
      ? Matrix(rows: target.rows, columns: 1, repeating: 1) : activities[plan.layer(plastic.source)]
    return backward ? (target, source) : (source, target)
  }

  private func start(
    _ plastic: LearningPlan.Plastic, _ free: [Matrix], backward: Bool
  ) -> Direction {
    let rule = plan.settings.rule
    let (pre, post) = sides(plastic, free, backward: backward)
    // Both ends count normalised rates, on the scale of the target.
    func means(_ traces: [Trace], _ s: Matrix) -> Means {
      Means(
        traces, s, maximumRate: plan.maximumRates[plastic.target],
        free: plan.settings.phases.free.value)
    }
    let rows = isHeld(plastic) ? post.rows : pre.columns
    return Direction(
      pre: means(rule.preTraces, pre), post: means(rule.postTraces, post),
      sum: Matrix(rows: rows, columns: post.columns))
  }

  private func advance(
    _ direction: inout Direction, _ plastic: LearningPlan.Plastic, _ middle: [Matrix],
    backward: Bool, _ moment: Moment
  ) {
    let isOpen = moment.isOpen
    let (pre, post) = sides(plastic, middle, backward: backward)
    // Half a step, then the change at the middle, then the other half.
    direction.pre.advance(pre, by: h / 2, isOpen: isOpen)
    direction.post.advance(post, by: h / 2, isOpen: isOpen)
    let now = moment.time + h / 2
    let rates = (direction.pre.maximumRate, direction.post.maximumRate)
    if isOpen, !direction.post.values.isEmpty {
      add(
        moment.share * h * rates.0, pre, direction.post.sum(atPre, at: now), plastic, &direction.sum
      )
    }
    if moment.isBegun, isOpen || plan.settings.rule.hasTail, !direction.pre.values.isEmpty {
      add(
        moment.share * h * rates.1, direction.pre.sum(atPost, at: now), post, plastic,
        &direction.sum)
    }
    direction.pre.advance(pre, by: h / 2, isOpen: isOpen)
    direction.post.advance(post, by: h / 2, isOpen: isOpen)
  }

  /// sum += factor a^T b over samples; for a held source sample by sample.
  private func add(
    _ factor: Double, _ a: Matrix, _ b: Matrix, _ plastic: LearningPlan.Plastic,
    _ sum: inout Matrix
  ) {
    guard isHeld(plastic) else {
      LinearAlgebra.gemm(alpha: factor, a, transposeA: true, b, beta: 1, into: &sum)
      return
    }
    for row in 0..<b.rows {
      let f = factor * a[row, 0]
      for column in 0..<b.columns { sum[row, column] += f * b[row, column] }
    }
  }

  private func takeEdge(
    _ direction: inout Direction, _ plastic: LearningPlan.Plastic, _ factor: Double, at t: Double
  ) {
    guard factor != 0 else { return }
    let one = [1.0] + [Double](repeating: 0, count: 3)
    add(
      factor, direction.pre.sum(one, at: t), direction.post.sum(one, at: t), plastic,
      &direction.sum)
  }

  private func finished(
    _ direction: Direction, _ plastic: LearningPlan.Plastic, _ scale: Double
  ) -> Matrix {
    let rows = indices.compactMap { plan.values(plastic, data.row($0)) }
    guard isHeld(plastic), let width = rows.first?.count else {
      var result = direction.sum
      for i in result.storage.indices { result.storage[i] *= scale }
      return result
    }
    let x = Matrix(rows: rows.count, columns: width, storage: Array(rows.joined()))
    var result = Matrix(rows: width, columns: direction.sum.columns)
    LinearAlgebra.gemm(alpha: scale, x, transposeA: true, direction.sum, into: &result)
    return result
  }
}
