import Plasticity
import Quantities
import RealModule

/// The variables of single synapses, exact at every moment: they stand still in a frame with origin T0,
/// the value at t being X e^{-(t - T0)/tau}.
final class SynapseMemory {
  private let rule: any SynapseVariableRule
  private let synapses: Int
  private let timeConstants: [Double]
  /// Variable k of synapse n is `values[k * synapses + n]`, in the frame.
  private let values: Column<Double>
  private var origin = 0.0
  private let window: Double
  /// Row buffers: values and their steps.
  private let row: Column<Double>
  private let steps: Column<Double>

  /// The memory of the synapses of one direction; nil when the rule has no such variables.
  init?(_ rule: any SpikeTimingRule, synapses: Int, longest: Int) {
    guard let rule = rule as? any SynapseVariableRule, !rule.variables.isEmpty else { return nil }
    self.rule = rule
    self.synapses = synapses
    timeConstants = rule.variables.map(\.timeConstant.value)
    window = 30 * (timeConstants.min() ?? .infinity)
    values = Column(timeConstants.count * synapses, 0)
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
        // A step to zero leaves exactly zero.
        let after = row[k * length + j] + steps[k * length + j]
        values[k * synapses + synapsesOfRow.synapse(j)] = growth * after
      }
    }
  }

  /// Variable k of synapse n at `time`.
  func value(_ k: Int, synapse n: Int, at time: Double) -> Double {
    values[k * synapses + n] * .exp(-(time - origin) / timeConstants[k])
  }

  func reset() {
    values.fill(0)
    origin = 0
  }

  func copy(from other: SynapseMemory) {
    values.copy(from: other.values)
    origin = other.origin
  }

  private func rebase(at time: Double) {
    for (k, tau) in timeConstants.enumerated() {
      let decay = Double.exp(-(time - origin) / tau)
      for n in 0..<synapses { values[k * synapses + n] *= decay }
    }
    origin = time
  }
}
