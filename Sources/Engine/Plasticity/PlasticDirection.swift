import Networks
import Plasticity
import Quantities

/// One direction of a plastic projection: the traces on both sides, and the sum of weight changes.
///
/// A symmetric projection has two, forward and backward, unless its rule gives the same in both.
final class PlasticDirection {
  let name: String
  let rule: any SpikeTimingRule
  var store: WeightStore
  let isBackward: Bool
  private let isDense: Bool
  private let readsWeights: Bool
  let pre: TraceBank
  let post: TraceBank
  /// The weight of changes at spikes of the source against those at spikes of the target: r_max of the target over that of
  /// the source, so that both count normalised rates. Traces of the source that count spikes have the same factor.
  private let sourceScale: Double
  /// The sums of changes at pre spikes: dense by pre unit, sparse by synapse; where synapses share weights, over all
  /// synapses of a weight.
  let preChange: Column<Double>
  /// The sums of changes at post spikes: dense by post unit, sparse by synapse.
  let postChange: Column<Double>
  /// Buffers for a row: changes, weights, and gathered traces of partners.
  private let change: Column<Double>
  private let weights: Column<Double>
  private let partners: Column<Double>
  /// A buffer for the synapses of a unit, where they share weights.
  private let shared: KernelRow?
  /// The factor of changes and the bounds of weights, if weights move at spikes; nil if changes are added up.
  var online: (rate: Double, bounds: ClosedRange<Double>)?
  var modulation = 1.0
  /// The variables of single synapses; nil for rules without any.
  let memory: SynapseMemory?
  /// True if the gate is open.
  var isOpen = false
  /// True if post spikes still read gated traces after the gate has closed.
  var isTail = false

  /// A synapse whose weight became infinite or NaN.
  private var overflow: Int?

  init(
    name: String, rule: any SpikeTimingRule, store: WeightStore, backward: Bool, preRate: Double,
    postRate: Double, sourceScale: Double = 1, clock: ([Trace]) -> TraceClock
  ) {
    self.sourceScale = sourceScale
    self.name = name
    self.rule = rule
    self.store = store
    isBackward = backward
    isDense = store.wiring.isDense
    readsWeights = rule.readsWeights
    let wiring = store.wiring
    let (preCount, postCount) =
      backward ? (wiring.targets, wiring.sources) : (wiring.sources, wiring.targets)
    pre = TraceBank(
      rule.preTraces, count: preCount, maximumRate: preRate, scale: backward ? 1 : sourceScale,
      clock: clock(rule.preTraces))
    post = TraceBank(
      rule.postTraces, count: postCount, maximumRate: postRate, scale: backward ? sourceScale : 1,
      clock: clock(rule.postTraces))
    preChange = Column(wiring.count, 0)
    postChange = Column(wiring.count, 0)
    // A list may contain a pair twice, so that rows can be longer than populations.
    var longest = max(preCount, postCount)
    shared = store.kernels.map(KernelRow.init)
    if let map = wiring.map {
      longest = max(longest, map.longest.ofSource, map.longest.ofTarget)
    } else if !wiring.isDense {
      for i in 0..<wiring.sources {
        longest = max(longest, wiring.rowStarts[i + 1] - wiring.rowStarts[i])
      }
      for j in 0..<wiring.targets {
        longest = max(longest, store.columnStarts[j + 1] - store.columnStarts[j])
      }
    }
    change = Column(longest, 0)
    weights = Column(longest, 0)
    partners = Column(4 * longest, 0)
    memory = SynapseMemory(rule, synapses: wiring.count, longest: longest)
  }

  /// Moves the weights of a row by their drift between spikes, if weights move at spikes.
  func moveRow(of unit: Int, onSource: Bool, at time: Double) {
    guard let memory, memory.drifts, let online else { return }
    let row = store.row(of: unit, onSource: onSource)
    for k in 0..<row.count {
      let synapse = row.synapse(k)
      let weight = store.forward[synapse] + online.rate * memory.takeMove(of: synapse, at: time)
      move(synapse, to: weight, within: online.bounds)
    }
  }

  /// Moves all weights by their drift between spikes.
  func moveAll(at time: Double) {
    guard memory?.drifts ?? false, online != nil else { return }
    for unit in 0..<(isBackward ? post : pre).count { moveRow(of: unit, onSource: true, at: time) }
  }

  /// Throws if a weight became infinite or NaN.
  func check(at time: Double) throws(SimulationError) {
    if let overflow { throw store.notFinite(overflow, of: name, at: time) }
  }

  /// Sets one weight within bounds.
  private func move(
    _ synapse: Int, to weight: Double, within bounds: ClosedRange<Double>
  ) {
    if !weight.isFinite { overflow = overflow ?? synapse }
    store.set(synapse: synapse, min(max(weight, bounds.lowerBound), bounds.upperBound))
  }

  /// True if spikes matter while the gate is closed: they step variables of synapses.
  var remembers: Bool { memory != nil }

  /// The spike of pre unit `unit` arrives: adds the changes of its row.
  func arrive(_ unit: Int, at time: Double) {
    let own = pre.own(unit, at: time)
    let scales = post.scales(at: time)
    if let memory {
      remember(memory, unit, bank: post, isPre: true, own: own, scales: scales, at: time)
      return
    }
    update(
      unit, bank: post, onSource: !isBackward, sum: preChange
    ) { rule, change, weights, traces in
      rule.onPre(&change, weights: weights, own: own, traces: traces, scales: scales)
    }
  }

  /// Post unit `unit` fires: adds the changes of its row.
  func fire(_ unit: Int, at time: Double) {
    let own = post.own(unit, at: time)
    let scales = pre.scales(at: time)
    if let memory {
      remember(memory, unit, bank: pre, isPre: false, own: own, scales: scales, at: time)
      return
    }
    update(
      unit, bank: pre, onSource: isBackward, sum: postChange
    ) { rule, change, weights, traces in
      rule.onPost(&change, weights: weights, own: own, traces: traces, scales: scales)
    }
  }

  private typealias RowUpdate = (
    any SpikeTimingRule, inout MutableSpan<Double>, borrowing Span<Double>, borrowing Span<Double>
  ) -> Void

  /// Applies `body` to the row of `unit`, which is a source unit (`onSource`) or a target unit.
  @inline(__always)
  private func update(
    _ unit: Int, bank: TraceBank, onSource: Bool, sum: borrowing Column<Double>,
    _ body: RowUpdate
  ) {
    if isDense && online == nil && modulation == 1 && !readsWeights {
      // The rule does not read the weights: any row of the right length will do.
      let length = bank.count
      sum.withMutableSpan(unit * length, length) { change in
        weights.withSpan(0, length) { weights in
          bank.values.withSpan(0, bank.values.count) { traces in
            body(rule, &change, weights, traces)
          }
        }
      }
      return
    }
    let row = store.row(of: unit, onSource: onSource, in: shared)
    let length = row.count
    gather(row, bank)
    change.withMutableSpan(0, length) { change in
      weights.withSpan(0, length) { weights in
        partners.withSpan(0, 4 * length) { traces in body(rule, &change, weights, traces) }
      }
    }
    apply(row, unit, sum)
  }

  /// Fills the row buffers with the weights of a row and the traces of its partners.
  private func gather(_ row: WeightStore.Row, _ bank: TraceBank) {
    let length = row.count
    for k in 0..<length {
      change[k] = 0
      weights[k] = store.forward[row.synapse(k)]
      let partner = row.partner(k)
      for trace in bank.traces.indices {
        partners[trace * length + k] = bank.values[trace * bank.count + partner]
      }
    }
  }

  /// Moves the weights of a row by its changes, or adds these to `sum`.
  private func apply(_ row: WeightStore.Row, _ unit: Int, _ sum: borrowing Column<Double>) {
    let length = row.count
    for k in 0..<length {
      let step = modulation * change[k]
      if let online {
        let moved = weights[k] + online.rate * step
        move(row.synapse(k), to: moved, within: online.bounds)
      } else if isDense {
        sum[unit * length + k] += step
      } else {
        sum[row.synapse(k)] += step
      }
    }
  }

  /// The update of a row by a rule with variables of single synapses.
  private func remember(
    _ memory: SynapseMemory, _ unit: Int, bank: TraceBank, isPre: Bool, own: TraceValues,
    scales: TraceValues, at time: Double
  ) {
    let row = store.row(of: unit, onSource: isPre != isBackward)
    let length = row.count
    moveRow(of: unit, onSource: isPre != isBackward, at: time)
    gather(row, bank)
    change.withMutableSpan(0, length) { change in
      weights.withSpan(0, length) { weights in
        partners.withSpan(0, 4 * length) { traces in
          memory.update(
            row, isPre: isPre, at: time, change: &change, weights: weights, own: own,
            traces: traces, scales: scales)
        }
      }
    }
    guard isOpen || (isTail && !isPre) else { return }
    if isPre { apply(row, unit, preChange) } else { apply(row, unit, postChange) }
  }

  /// Adds `sign` A x_i y_j at all synapses, for rules that compare the beginning and the end of the gate.
  func takeEdge(sign: Double, at time: Double) {
    let amplitude = sign * rule.edgeAmplitude / (isBackward ? 1 : sourceScale)
    guard amplitude != 0 else { return }
    for unit in 0..<pre.count {
      let x = amplitude * pre.own(unit, at: time)[0]
      let row = store.row(of: unit, onSource: !isBackward, in: shared)
      for k in 0..<row.count {
        weights[k] = store.forward[row.synapse(k)]
        change[k] = x * post.own(row.partner(k), at: time)[0]
      }
      apply(row, unit, preChange)
    }
  }

  /// Adds the sums of changes to `total`, sorted by source, then target.
  func collect(into total: inout [Double], at time: Double) {
    let wiring = store.wiring
    let ofPre = isBackward ? 1 : sourceScale, ofPost = isBackward ? sourceScale : 1
    if let memory, memory.drifts {
      for k in total.indices { total[k] += memory.move(of: k, at: time) }
    }
    guard wiring.isDense else {
      let share = wiring.map?.share ?? 1
      for k in total.indices {
        total[k] += share * (ofPre * preChange[k] + ofPost * postChange[k])
      }
      return
    }
    let bySource = isBackward ? 1 : 0
    for i in 0..<wiring.sources {
      for j in 0..<wiring.targets {
        let direct = i * wiring.targets + j, crossed = j * wiring.sources + i
        total[direct] +=
          bySource == 0
          ? ofPre * preChange[direct] + ofPost * postChange[crossed]
          : ofPre * preChange[crossed] + ofPost * postChange[direct]
      }
    }
  }

  func clearChanges(at time: Double) {
    if online != nil { moveAll(at: time) } else { memory?.forgetMoves(at: time) }
    forgetSums()
  }

  private func forgetSums() {
    preChange.fill(0)
    postChange.fill(0)
  }

  func reset() {
    pre.reset()
    post.reset()
    memory?.reset()
    overflow = nil
    isOpen = false
    isTail = false
    modulation = 1
    forgetSums()
  }

  func copy(from other: PlasticDirection) {
    pre.copy(from: other.pre)
    post.copy(from: other.post)
    if let theirs = other.memory { memory?.copy(from: theirs) }
    preChange.copy(from: other.preChange)
    postChange.copy(from: other.postChange)
    online = other.online
    modulation = other.modulation
    isOpen = other.isOpen
    isTail = other.isTail
  }
}
