import Networks

/// The weights of one projection, in the orders in which spikes need them.
///
/// Several simulations may read one store at the same time as long as none writes. Weights that move during a
/// simulation belong to that simulation alone.
@safe
public final class WeightStore: @unchecked Sendable {
  /// The connected pairs and their delays.
  let wiring: Wiring
  /// The weights by source: dense row i is `forward[i * targets ..< (i + 1) * targets]`.
  let forward: Column<Double>
  /// The weights by target, dense only: row j is `backward[j * sources ..< (j + 1) * sources]`; empty if not needed.
  let backward: Column<Double>
  /// The weights with which spikes act, where synapses share weights and only a part of each acts: averages. Empty if
  /// `forward` are these weights.
  let acting: Column<Double>
  /// The index by target, sparse only: starts of columns, the source of each entry, and its index in `forward`.
  let columnStarts: [Int]
  let columnSources: [Int32]
  let columnOrder: [Int32]

  /// The synapses of each place, where they share weights.
  let kernels: KernelTable?

  /// The weights of `wiring`.
  ///
  /// - Parameters:
  ///   - readsBackward: True if spikes of targets need rows of sources, as in symmetric projections.
  ///   - hasColumns: True if sparse synapses must be found by their target too, as in symmetric and plastic
  ///     projections.
  init(_ wiring: Wiring, readsBackward: Bool, hasColumns: Bool = true) {
    self.wiring = wiring
    kernels = wiring.map.map(KernelTable.init)
    forward = Column(wiring.count, 0)
    forward.load(wiring.weights)
    backward = Column(wiring.isDense && readsBackward ? wiring.count : 0, 0)
    acting = Column(wiring.map.map { $0.share == 1 ? 0 : wiring.count } ?? 0, 0)
    if wiring.isDense || wiring.map != nil || !(hasColumns || readsBackward) {
      columnStarts = []
      columnSources = []
      columnOrder = []
    } else {
      var starts = [Int](repeating: 0, count: wiring.targets + 1)
      for j in wiring.columns { starts[Int(j) + 1] += 1 }
      for j in 0..<wiring.targets { starts[j + 1] += starts[j] }
      var fill = starts
      var sources = [Int32](repeating: 0, count: wiring.count)
      var order = sources
      for i in 0..<wiring.sources {
        for k in wiring.rowStarts[i]..<wiring.rowStarts[i + 1] {
          let j = Int(wiring.columns[k])
          sources[fill[j]] = Int32(i)
          order[fill[j]] = Int32(k)
          fill[j] += 1
        }
      }
      columnStarts = starts
      columnSources = sources
      columnOrder = order
    }
    transpose()
  }

  /// All weights, sorted by source, then target.
  public var weights: [Double] { forward.array() }

  /// Replaces all weights.
  public func load(_ weights: [Double]) {
    precondition(weights.count == forward.count, "One weight for each synapse.")
    forward.load(weights)
    transpose()
  }

  /// Updates `backward` and `acting` from `forward`.
  func transpose() {
    if let map = wiring.map, acting.count > 0 {
      for k in 0..<acting.count { acting[k] = map.share * forward[k] }
    }
    guard backward.count > 0 else { return }
    let rows = wiring.sources, columns = wiring.targets
    for i in 0..<rows {
      for j in 0..<columns { backward[j * rows + i] = forward[i * columns + j] }
    }
  }

  /// A separate store with the same weights.
  func copy() -> WeightStore {
    let copy = WeightStore(
      wiring, readsBackward: backward.count > 0, hasColumns: !columnStarts.isEmpty)
    copy.forward.copy(from: forward)
    copy.transpose()
    return copy
  }

  /// Copies the weights of a store of the same wiring without allocation.
  func copy(from other: WeightStore) {
    forward.copy(from: other.forward)
    backward.copy(from: other.backward)
    acting.copy(from: other.acting)
  }

  /// The weight with which a spike acts at a synapse.
  func acts(at synapse: Int) -> Double { acting.count > 0 ? acting[synapse] : forward[synapse] }

  /// Delivers a spike to all targets of a row with shared weights.
  func deliver(
    _ row: KernelRow, to kernel: any PopulationKernel, _ effect: SpikeEffect, at time: Double
  ) throws(SimulationError) {
    guard row.count > 0 else { return }
    unsafe try kernel.receive(
      targets: row.units.base, weights: acting.count > 0 ? acting.base : forward.base,
      order: row.weights.base, count: row.count, effect, at: time)
  }

  /// Delivers the spike of `unit` to all its targets.
  func deliver(
    from unit: Int, backward isBackward: Bool, to kernel: any PopulationKernel,
    _ effect: SpikeEffect,
    at time: Double
  ) throws(SimulationError) {
    if wiring.isDense {
      if isBackward {
        unsafe try kernel.receive(dense: backward.base + unit * wiring.sources, effect, at: time)
      } else {
        unsafe try kernel.receive(dense: forward.base + unit * wiring.targets, effect, at: time)
      }
    } else if isBackward {
      try deliver(
        columnSources, columnStarts[unit]..<columnStarts[unit + 1], order: columnOrder, to: kernel,
        effect, at: time)
    } else {
      try deliver(
        wiring.columns, wiring.rowStarts[unit]..<wiring.rowStarts[unit + 1], order: nil, to: kernel,
        effect, at: time)
    }
  }

  /// Delivers the spike of `unit` to those of its targets for which `acts` returns true.
  ///
  /// - Parameters:
  ///   - row: A buffer for a row of weights.
  ///   - shared: A buffer for a row of synapses that share weights.
  func deliver(
    from unit: Int, backward isBackward: Bool, to kernel: any PopulationKernel,
    _ effect: SpikeEffect, at time: Double, through row: borrowing Column<Double>,
    _ shared: KernelRow?, _ acts: () -> Bool
  ) throws(SimulationError) {
    guard wiring.isDense else {
      let synapses = self.row(of: unit, onSource: !isBackward, in: shared)
      for k in 0..<synapses.count where acts() {
        try deliver(
          synapse: synapses.synapse(k), target: synapses.partner(k), to: kernel, effect, at: time)
      }
      return
    }
    let count = isBackward ? wiring.sources : wiring.targets
    let base = unsafe (isBackward ? backward.base : forward.base) + unit * count
    for k in 0..<count { row[k] = acts() ? unsafe base[k] : 0 }
    unsafe try kernel.receive(dense: row.base, effect, at: time)
  }

  private func deliver(
    _ targets: [Int32], _ range: Range<Int>, order: [Int32]?, to kernel: any PopulationKernel,
    _ effect: SpikeEffect, at time: Double
  ) throws(SimulationError) {
    guard !range.isEmpty else { return }
    var failure: SimulationError?
    unsafe targets.withUnsafeBufferPointer { targets in
      do throws(SimulationError) {
        if let order {
          try unsafe order.withUnsafeBufferPointer { order throws(SimulationError) in
            unsafe try kernel.receive(
              targets: targets.baseAddress! + range.lowerBound, weights: forward.base,
              order: order.baseAddress! + range.lowerBound, count: range.count, effect, at: time)
          }
        } else {
          unsafe try kernel.receive(
            targets: targets.baseAddress! + range.lowerBound,
            weights: forward.base + range.lowerBound, order: nil, count: range.count, effect,
            at: time)
        }
      } catch { failure = error }
    }
    if let failure { throw failure }
  }

  /// Delivers a spike at one synapse.
  func deliver(
    synapse: Int, target: Int, to kernel: any PopulationKernel, _ effect: SpikeEffect,
    at time: Double
  ) throws(SimulationError) {
    var index = Int32(target)
    unsafe try withUnsafePointer(to: &index) { pointer throws(SimulationError) in
      unsafe try kernel.receive(
        targets: pointer, weights: (acting.count > 0 ? acting.base : forward.base) + synapse,
        order: nil, count: 1, effect, at: time)
    }
  }
}
