public import Quantities
import RealModule

/// The phases for which the response of a rule is computed.
public struct RuleProtocol: Sendable, Equatable {
  /// The length of the free phase.
  public var free: Milliseconds
  /// The time for which the gate is open.
  public var nudged: Milliseconds
  /// The time after the nudged phase in which late potentiation counts.
  public var tail: Milliseconds
  /// The time constant with which rates approach their new values.
  public var settling: Milliseconds
  /// The largest rate, r_max [1/ms].
  public var maximumRate: Double

  /// A protocol of these phases.
  public init(
    free: Milliseconds, nudged: Milliseconds, tail: Milliseconds = .zero, settling: Milliseconds,
    maximumRate: Double
  ) {
    self.free = free
    self.nudged = nudged
    self.tail = tail
    self.settling = settling
    self.maximumRate = maximumRate
  }
}

/// The response of a rule: the coefficients of the change of a weight when the rates of both units go from s to s +
/// delta,
///
///     dw = drift s_i s_j + post s_i delta_j + pre delta_i s_j + both delta_i delta_j.
///
/// Traces are replaced by their means, tau x' = -x + tau step r(t), with r(t) = r_max (s + delta (1 - e^{-t/settling}))
/// in the nudged phase. The rule's own row updates are integrated, dw/dt = r_j onPost + r_i onPre. This is exact for
/// rules that are linear in each train if the trains are independent given their rates. Products of a unit's own traces
/// (triplets) neglect the correlations within its train.
///
/// Equilibrium propagation needs drift = 0 and post = pre for one synapse; for a tied weight, the sum post + pre of
/// both directions counts.
public struct RuleResponse: Sendable, Equatable {
  /// The coefficient of s_i s_j, the change at constant rates.
  public var drift = 0.0
  /// The coefficient of s_i delta_j.
  public var post = 0.0
  /// The coefficient of delta_i s_j.
  public var pre = 0.0
  /// The coefficient of delta_i delta_j.
  public var both = 0.0

  /// pre + post, the coefficient of s_i delta_j + delta_i s_j for a tied weight; post for a symmetric rule, whose
  /// directions count as one; nil if both cancel.
  public var tiedGain: Double? {
    let sum = isSymmetric ? post : post + pre
    return sum.magnitude > 1e-6 * max(post.magnitude, pre.magnitude) ? sum : nil
  }
  private var isSymmetric = false

  /// The response of `rule` around s_i = s_j = `activity`, for a weight of `weight`.
  public init(
    _ rule: any SpikeTimingRule, _ phases: RuleProtocol, activity s: Double = 0.3,
    weight: Double? = nil
  ) {
    let bounds = rule.bounds
    let middle =
      bounds.lowerBound.isFinite && bounds.upperBound.isFinite
      ? 0.5 * (bounds.lowerBound + bounds.upperBound)
      : max(bounds.lowerBound, min(0.5, bounds.upperBound))
    let weight = weight ?? middle
    isSymmetric = rule.isSymmetric
    func change(_ deltaPre: Double, _ deltaPost: Double) -> Double {
      Self.change(
        rule, phases, pre: (s, deltaPre), post: (s, deltaPost), weight: weight)
    }
    let h = 0.1 * s
    let rest = change(0, 0)
    let postPlus = change(0, h), postMinus = change(0, -h)
    let prePlus = change(h, 0), preMinus = change(-h, 0)
    drift = rest / (s * s)
    post = (postPlus - postMinus) / (2 * h * s)
    pre = (prePlus - preMinus) / (2 * h * s)
    both = (change(h, h) - prePlus - postPlus + rest) / (h * h)
  }

  /// The limit of integration steps, a few seconds of work; a time constant of 1 us in phases of 100 ms takes a fifth
  /// of it.
  private static let mostSteps = 1e7

  /// dw of one synapse i -> j whose units go from s to s + delta.
  ///
  /// *Edge cases*: NaN if the fastest time constant is less than 2e-6 of the length of the phases.
  public static func change(
    _ rule: any SpikeTimingRule, _ phases: RuleProtocol, pre: (s: Double, delta: Double),
    post: (s: Double, delta: Double), weight: Double
  ) -> Double {
    let preTraces = rule.preTraces, postTraces = rule.postTraces
    let synaptic = (rule as? any SynapseVariableRule)?.variables ?? []
    let rate = phases.maximumRate
    let open = phases.free.value, close = open + phases.nudged.value
    let end = rule.hasTail ? close + phases.tail.value : close
    let fastest = (preTraces + postTraces + synaptic).map(\.timeConstant.value).min() ?? 1
    let h = min(fastest, phases.settling.value) / 20
    // The step follows the fastest time constant; with too many steps there is no result.
    guard end / h <= Self.mostSteps else { return .nan }

    /// Traces of both sides, synapse variables, and the change of the weight.
    var state = [Double](
      repeating: 0, count: preTraces.count + postTraces.count + synaptic.count + 1)

    func activity(_ unit: (s: Double, delta: Double), _ t: Double) -> Double {
      guard t > open else { return unit.s }
      return unit.s - unit.delta * Double.expMinusOne(-(t - open) / phases.settling.value)
    }
    func slope(_ y: [Double], _ t: Double, isOpen: Bool, isTail: Bool) -> [Double] {
      let ri = rate * activity(pre, t), rj = rate * activity(post, t)
      var d = [Double](repeating: 0, count: y.count)
      var own = TraceValues(repeating: 0), other = TraceValues(repeating: 0)
      func mean(_ trace: Trace, _ x: Double, _ r: Double) -> Double {
        let tau = trace.timeConstant.value
        let step = trace.increment(maximumRate: rate)
        guard !trace.isGated || isOpen else { return -x / tau }
        return -x / tau + (trace.step == .replace ? r * (step - x) : r * step)
      }
      func corrected(_ trace: Trace, _ x: Double) -> Double {
        trace.isCorrected && t > 0 ? x / -Double.expMinusOne(-t / trace.timeConstant.value) : x
      }
      for (k, trace) in preTraces.enumerated() {
        d[k] = mean(trace, y[k], ri)
        own[k] = corrected(trace, y[k])
      }
      let first = preTraces.count
      for (k, trace) in postTraces.enumerated() {
        d[first + k] = mean(trace, y[first + k], rj)
        other[k] = corrected(trace, y[first + k])
      }
      let from = first + postTraces.count
      let variables = Array(y[from..<from + synaptic.count])
      let atPre = Self.row(rule, isPre: true, own: own, partner: other, variables, weight)
      let atPost = Self.row(rule, isPre: false, own: other, partner: own, variables, weight)
      for (k, trace) in synaptic.enumerated() {
        d[from + k] =
          -y[from + k] / trace.timeConstant.value + ri * atPre.steps[k] + rj * atPost.steps[k]
      }
      if isOpen { d[y.count - 1] = ri * atPre.change + rj * atPost.change }
      // Without rewards n = 0: weights drift by -k c b.
      if isOpen, let drift = (rule as? any SynapseVariableRule)?.drift {
        d[y.count - 1] -= drift.factor * y[from + drift.variable] * drift.baseline
      }
      if isTail { d[y.count - 1] = rj * atPost.change }
      return d
    }
    func advance(to finish: Double, from start: Double, isOpen: Bool, isTail: Bool) {
      let steps = Int(((finish - start) / h).rounded(.up))
      guard steps > 0 else { return }
      let dt = (finish - start) / Double(steps)
      for n in 0..<steps {
        let t = start + Double(n) * dt
        let k1 = slope(state, t, isOpen: isOpen, isTail: isTail)
        let k2 = slope(
          zip(state, k1).map { $0 + 0.5 * dt * $1 }, t + 0.5 * dt, isOpen: isOpen, isTail: isTail)
        let k3 = slope(
          zip(state, k2).map { $0 + 0.5 * dt * $1 }, t + 0.5 * dt, isOpen: isOpen, isTail: isTail)
        let k4 = slope(zip(state, k3).map { $0 + dt * $1 }, t + dt, isOpen: isOpen, isTail: isTail)
        for i in state.indices { state[i] += dt / 6 * (k1[i] + 2 * (k2[i] + k3[i]) + k4[i]) }
      }
    }
    func product(at t: Double) -> Double {
      guard let first = preTraces.first, let second = postTraces.first else { return 0 }
      func filled(_ trace: Trace) -> Double {
        trace.isCorrected ? -Double.expMinusOne(-t / trace.timeConstant.value) : 1
      }
      return state[0] / filled(first) * state[preTraces.count] / filled(second)
    }
    // Traces fill from t = 0 at constant rates.
    advance(to: open, from: 0, isOpen: false, isTail: false)
    state[state.count - 1] = -rule.edgeAmplitude * product(at: open)
    for (k, trace) in preTraces.enumerated() where trace.isGated { state[k] = 0 }
    advance(to: close, from: open, isOpen: true, isTail: false)
    state[state.count - 1] += rule.edgeAmplitude * product(at: close)
    if end > close { advance(to: end, from: close, isOpen: false, isTail: true) }
    return state[state.count - 1]
  }

  /// The change of one synapse at a spike, and the steps of its variables.
  private static func row(
    _ rule: any SpikeTimingRule, isPre: Bool, own: TraceValues, partner: TraceValues,
    _ variables: [Double], _ weight: Double
  ) -> (change: Double, steps: [Double]) {
    var change: InlineArray<1, Double> = [0]
    let weights: InlineArray<1, Double> = [weight]
    let ones = TraceValues(repeating: 1)
    var span = change.mutableSpan
    guard let synaptic = rule as? any SynapseVariableRule, !variables.isEmpty else {
      if isPre {
        rule.onPre(&span, weights: weights.span, own: own, traces: partner.span, scales: ones)
      } else {
        rule.onPost(&span, weights: weights.span, own: own, traces: partner.span, scales: ones)
      }
      return (change[0], [])
    }
    var steps = [Double](repeating: 0, count: variables.count)
    var row = steps.mutableSpan
    if isPre {
      synaptic.onPre(
        &span, steps: &row, weights: weights.span, variables: variables.span, own: own,
        traces: partner.span, scales: ones)
    } else {
      synaptic.onPost(
        &span, steps: &row, weights: weights.span, variables: variables.span, own: own,
        traces: partner.span, scales: ones)
    }
    return (change[0], steps)
  }
}
