import Plasticity
import Quantities
import RealModule

/// The variables of single synapses, x(t) = X e^{-(t - T0)/tau}: X is constant between spikes in a frame with origin
/// T0, so that x is exact at every time.
final class SynapseMemory {
  private let rule: any SynapseVariableRule
  private let synapses: Int
  private let timeConstants: [Double]
  /// X of variable k of synapse n is `values[k * synapses + n]`.
  private let values: Column<Double>
  private var origin = 0.0
  /// The weight change between spikes is `moved` + X N: N is the integral of e^{-(t - T0)/tau} k (n - b) since T0, X
  /// that of the rule's eligibility trace.
  private let drift: RewardDrift?
  private let moved: Column<Double>
  private var integral = 0.0
  private var reward = 0.0
  private var advancedTo = 0.0
  /// The factor of weight changes; 0 while the gate is closed.
  private var gate = 0.0
  private let window: Double
  /// Buffers for a row: values and their steps.
  private let row: Column<Double>
  private let steps: Column<Double>

  /// The variables of the synapses of one direction; nil if the rule has none.
  init?(_ rule: any SpikeTimingRule, synapses: Int, longest: Int) {
    guard let rule = rule as? any SynapseVariableRule, !rule.variables.isEmpty else { return nil }
    self.rule = rule
    self.synapses = synapses
    timeConstants = rule.variables.map(\.timeConstant.value)
    // In an old frame, changes between spikes are differences of large numbers.
    window = (rule.drift == nil ? 30 : 4) * (timeConstants.min() ?? .infinity)
    values = Column(timeConstants.count * synapses, 0)
    drift = rule.drift
    moved = Column(rule.drift == nil ? 0 : synapses, 0)
    row = Column(timeConstants.count * longest, 0)
    steps = Column(timeConstants.count * longest, 0)
  }

  /// Applies the rule to a row at `time`.
  func update(
    _ synapsesOfRow: WeightStore.Row, isPre: Bool, at time: Double,
    change: inout MutableSpan<Double>, weights: borrowing Span<Double>, own: TraceValues,
    traces: borrowing Span<Double>, scales: TraceValues
  ) {
    if time - origin > window { rebase(at: time) }
    advance(to: time)
    let length = synapsesOfRow.count
    guard length > 0 else { return }
    for (k, tau) in timeConstants.enumerated() {
      let decay = Double.exp(-(time - origin) / tau)
      for j in 0..<length {
        row[k * length + j] = decay * values[k * synapses + synapsesOfRow.synapse(j)]
        steps[k * length + j] = 0
      }
    }
    let count = timeConstants.count * length
    row.withSpan(0, count) { variables in
      steps.withMutableSpan(0, count) { steps in
        if isPre {
          rule.onPre(
            &change, steps: &steps, weights: weights, variables: variables, own: own,
            traces: traces, scales: scales)
        } else {
          rule.onPost(
            &change, steps: &steps, weights: weights, variables: variables, own: own,
            traces: traces, scales: scales)
        }
      }
    }
    for (k, tau) in timeConstants.enumerated() {
      let growth = Double.exp((time - origin) / tau)
      for j in 0..<length where steps[k * length + j] != 0 {
        // A step to zero must give zero exactly.
        let after = row[k * length + j] + steps[k * length + j]
        let place = k * synapses + synapsesOfRow.synapse(j)
        if let drift, drift.variable == k {
          moved[synapsesOfRow.synapse(j)] += (values[place] - growth * after) * integral
        }
        values[place] = growth * after
      }
    }
  }

  /// Variable k of synapse n at `time`.
  func value(_ k: Int, synapse n: Int, at time: Double) -> Double {
    values[k * synapses + n] * .exp(-(time - origin) / timeConstants[k])
  }

  // MARK: Between spikes

  /// Advances the reward and the integral to `time`.
  private func advance(to time: Double) {
    guard let drift, time > advancedTo else { return }
    let step = time - advancedTo
    let tau = timeConstants[drift.variable], tauN = drift.timeConstant.value
    let both = tau * tauN / (tau + tauN)
    let start = Double.exp(-(advancedTo - origin) / tau)
    integral +=
      gate * drift.factor * start
      * (-reward * both * .expMinusOne(-step / both)
        + drift.baseline * tau * .expMinusOne(-step / tau))
    reward *= .exp(-step / tauN)
    advancedTo = time
  }

  /// Adds a reward at `time`.
  func addReward(_ amount: Double, at time: Double) {
    advance(to: time)
    reward += amount
  }

  /// Sets the factor of weight changes from `time` on.
  func setGate(_ gate: Double, at time: Double) {
    advance(to: time)
    self.gate = gate
  }

  /// The weight change of synapse n between spikes, since `takeMove` or the beginning.
  func move(of n: Int, at time: Double) -> Double {
    guard let drift else { return 0 }
    advance(to: time)
    return moved[n] + values[drift.variable * synapses + n] * integral
  }

  /// The weight change of synapse n between spikes, which counts from zero afterwards.
  func takeMove(of n: Int, at time: Double) -> Double {
    let move = move(of: n, at: time)
    if drift != nil { moved[n] -= move }
    return move
  }

  /// True if weights change between spikes.
  var drifts: Bool { drift != nil }

  /// Makes all weight changes between spikes count from zero.
  func forgetMoves(at time: Double) {
    if drifts { for n in 0..<synapses { _ = takeMove(of: n, at: time) } }
  }

  func reset() {
    values.fill(0)
    moved.fill(0)
    (origin, integral, reward, advancedTo, gate) = (0, 0, 0, 0, 0)
  }

  func copy(from other: SynapseMemory) {
    values.copy(from: other.values)
    moved.copy(from: other.moved)
    (origin, integral, reward) = (other.origin, other.integral, other.reward)
    (advancedTo, gate) = (other.advancedTo, other.gate)
  }

  private func rebase(at time: Double) {
    if let drift {
      advance(to: time)
      for n in 0..<synapses { moved[n] += values[drift.variable * synapses + n] * integral }
      integral = 0
    }
    for (k, tau) in timeConstants.enumerated() {
      let decay = Double.exp(-(time - origin) / tau)
      for n in 0..<synapses { values[k * synapses + n] *= decay }
    }
    origin = time
  }
}
