import Networks

extension WeightStore {
  /// The synapses of one source unit or of one target unit.
  struct Row {
    let store: WeightStore
    let unit: Int
    let onSource: Bool
    /// The row, where synapses share weights.
    var shared: KernelRow?

    var count: Int {
      if let shared { return shared.count }
      let wiring = store.wiring
      if wiring.isDense { return onSource ? wiring.targets : wiring.sources }
      return onSource
        ? wiring.rowStarts[unit + 1] - wiring.rowStarts[unit]
        : store.columnStarts[unit + 1] - store.columnStarts[unit]
    }

    /// The index of the weight of synapse k of the row.
    func synapse(_ k: Int) -> Int {
      if let shared { return Int(shared.weights[k]) }
      let wiring = store.wiring
      if wiring.isDense {
        return onSource ? unit * wiring.targets + k : k * wiring.targets + unit
      }
      return onSource
        ? wiring.rowStarts[unit] + k : Int(store.columnOrder[store.columnStarts[unit] + k])
    }

    /// The unit at the other end of synapse k of the row.
    func partner(_ k: Int) -> Int {
      if let shared { return Int(shared.units[k]) }
      let wiring = store.wiring
      if wiring.isDense { return k }
      return onSource
        ? Int(wiring.columns[wiring.rowStarts[unit] + k])
        : Int(store.columnSources[store.columnStarts[unit] + k])
    }
  }

  /// The error of a weight that is infinite or NaN.
  func notFinite(_ synapse: Int, of projection: String, at time: Double) -> SimulationError {
    if let map = wiring.map {
      var first: (source: Int, target: Int)?
      map.forEach { i, j, k in if k == synapse { first = first ?? (i, j) } }
      return .weight(
        projection: projection, source: first?.source ?? 0, target: first?.target ?? 0, time: time)
    }
    let (source, target) =
      wiring.isDense
      ? (synapse / wiring.targets, synapse % wiring.targets)
      : (
        (0..<wiring.sources).first { synapse < wiring.rowStarts[$0 + 1] } ?? 0,
        Int(wiring.columns[synapse])
      )
    return .weight(projection: projection, source: source, target: target, time: time)
  }

  /// The row of a source (`onSource`) or a target unit.
  ///
  /// - Parameter buffer: Holds the row where synapses share weights, until it is used again; nil: a new one.
  func row(of unit: Int, onSource: Bool, in buffer: KernelRow? = nil) -> Row {
    guard let kernels else { return Row(store: self, unit: unit, onSource: onSource) }
    let row = buffer ?? KernelRow(kernels)
    row.fill(unit, onSource: onSource)
    return Row(store: self, unit: unit, onSource: onSource, shared: row)
  }

  /// Sets one weight in all storage orders.
  func set(synapse: Int, _ weight: Double) {
    forward[synapse] = weight
    if backward.count > 0 {
      let i = synapse / wiring.targets, j = synapse % wiring.targets
      backward[j * wiring.sources + i] = weight
    }
  }
}
