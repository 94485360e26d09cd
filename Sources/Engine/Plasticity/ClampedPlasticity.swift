import Plasticity
import Quantities
import RealModule

/// Plasticity at synapses from constant analogue values,
///
///     dw_ij = x_i q_j.
///
/// A presynaptic unit at the value s_i is a continuous flow of spikes with the rate s_i r_max. For a rule that is
/// linear in the presynaptic train, q_j is the change for a unit at 1; it is computed once for each target, whatever
/// the number of inputs is. The flow of `onPre` over an interval needs only the integrals of the postsynaptic traces.
/// These are exact: each spike adds the area since the previous one, and the end of the interval adds the rest (see
/// `TraceClock.decay`).
final class ClampedPlasticity {
  let rule: any SpikeTimingRule
  let post: TraceBank
  private let maximumRate: Double
  private let q: Column<Double>
  /// For each trace x and target: int x dt from the beginning of the flow to the target's last spike, x after that
  /// spike (before correction), and the time of the spike [ms].
  private let areas: Column<Double>, values: Column<Double>, since: Column<Double>
  /// A buffer for integrals of traces.
  private let integrals: Column<Double>
  private let noWeights: Column<Double>
  private var openedAt = 0.0, closedAt = 0.0
  private(set) var isOpen = false
  private var isTail = false
  var modulation = 1.0

  init(
    rule: any SpikeTimingRule, targets: Int, maximumRate: Double, clock: TraceClock
  ) {
    self.rule = rule
    self.maximumRate = maximumRate
    post = TraceBank(rule.postTraces, count: targets, maximumRate: maximumRate, clock: clock)
    q = Column(targets, 0)
    areas = Column(rule.postTraces.count * targets, 0)
    values = Column(rule.postTraces.count * targets, 0)
    since = Column(targets, 0)
    integrals = Column(rule.postTraces.count * targets, 0)
    noWeights = Column(targets, 0)
  }

  /// Target unit `unit` fires: its spike reads the flow, and raises its traces.
  func fired(_ unit: Int, at time: Double) {
    fire(unit, at: time)
    post.spike(unit, at: time)
  }

  /// Target unit `unit` fires: its spike reads the traces of the flow.
  private func fire(_ unit: Int, at time: Double) {
    if isOpen { pause(unit, at: time) }
    guard isOpen || isTail, rule.readsClampedSource else { return }
    let own = post.own(unit, at: time)
    var flow = TraceValues(repeating: 0)
    let elapsed = (isOpen ? time : closedAt) - openedAt
    for (k, trace) in rule.preTraces.enumerated() {
      flow[k] = trace.clamped(maximumRate: maximumRate, elapsed: elapsed)
      if isTail && trace.isGated {
        flow[k] *= .exp(-(time - closedAt) / trace.timeConstant.value)
      }
    }
    // The row of sources is one unit at 1: its stored traces are 1, its factors are the flow.
    let added = onePartner { change, weights, traces in
      rule.onPost(&change, weights: weights, own: own, traces: traces, scales: flow)
    }
    q[unit] += modulation * added
  }

  /// Adds the areas up to this spike of the unit, then the spike.
  private func pause(_ unit: Int, at time: Double) {
    for (k, trace) in post.traces.enumerated() {
      let index = k * q.count + unit, step = post.increments[k]
      let (area, left) = post.clock.decay(k, of: values[index], from: since[unit], to: time)
      areas[index] += area
      values[index] = trace.step == .replace ? step : left + step
    }
    since[unit] = time
  }

  private func onePartner(
    _ body: (inout MutableSpan<Double>, borrowing Span<Double>, borrowing Span<Double>) -> Void
  ) -> Double {
    var change: InlineArray<1, Double> = [0]
    let weights: InlineArray<1, Double> = [0]
    let traces: InlineArray<4, Double> = [1, 1, 1, 1]
    var span = change.mutableSpan
    body(&span, weights.span, traces.span)
    return change[0]
  }

  func setGate(open: Bool, tail: Bool, at time: Double) {
    if open != isOpen, rule.edgeAmplitude != 0, let first = rule.preTraces.first {
      let x = first.clamped(maximumRate: maximumRate, elapsed: 0)
      let factor = (open ? -1 : 1) * modulation * rule.edgeAmplitude * x
      for unit in 0..<q.count { q[unit] += factor * post.own(unit, at: time)[0] }
    }
    if open && !isOpen {
      openedAt = time
      beginFlow(at: time)
    } else if isOpen {
      // The flow until now belongs to the old modulation.
      addFlow(at: time)
      beginFlow(at: time)
      if !open { closedAt = time }
    }
    isOpen = open
    isTail = tail
  }

  private func beginFlow(at time: Double) {
    post.read(into: values, at: time)
    areas.fill(0)
    since.fill(time)
  }

  /// Adds the flow of `onPre` since `beginFlow`.
  private func addFlow(at time: Double) {
    let targets = q.count
    for k in 0..<post.increments.count {
      for unit in 0..<targets {
        let index = k * targets + unit
        integrals[index] =
          areas[index] + post.clock.decay(k, of: values[index], from: since[unit], to: time).area
      }
    }
    let scales = TraceValues(repeating: maximumRate * modulation)
    q.withMutableSpan(0, targets) { change in
      noWeights.withSpan(0, targets) { weights in
        integrals.withSpan(0, integrals.count) { traces in
          rule.onPre(
            &change, weights: weights, own: TraceValues(repeating: 0), traces: traces,
            scales: scales)
        }
      }
    }
  }

  /// q: the change until now for a unit at 1, for each target.
  func changes(at time: Double) -> [Double] {
    guard isOpen else { return q.array() }
    let settled = q.array()
    addFlow(at: time)
    defer { q.load(settled) }
    return q.array()
  }

  func clearChanges(at time: Double) {
    q.fill(0)
    if isOpen { beginFlow(at: time) }
  }

  func reset() {
    post.reset()
    q.fill(0)
    isOpen = false
    isTail = false
    openedAt = 0
    closedAt = 0
    modulation = 1
  }

  func copy(from other: ClampedPlasticity) {
    post.copy(from: other.post)
    q.copy(from: other.q)
    areas.copy(from: other.areas)
    values.copy(from: other.values)
    since.copy(from: other.since)
    openedAt = other.openedAt
    closedAt = other.closedAt
    isOpen = other.isOpen
    isTail = other.isTail
    modulation = other.modulation
  }
}
