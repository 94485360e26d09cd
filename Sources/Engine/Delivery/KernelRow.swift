import Networks

/// The synapses of one unit in a projection with shared weights, computed from the geometry when they are needed.
final class KernelRow {
  private let map: KernelMap
  /// The units at the other end, in ascending order, and the index of the weight of each.
  let units: Column<Int32>
  let weights: Column<Int32>
  private(set) var count = 0

  init(_ map: KernelMap) {
    self.map = map
    let longest = max(map.longest.ofSource, map.longest.ofTarget)
    units = Column(longest, 0)
    weights = Column(longest, 0)
  }

  /// Takes the synapses of `unit`, a source (`onSource`) or a target.
  func fill(_ unit: Int, onSource: Bool) {
    count = units.withMutableSpan(0, units.count) { units in
      weights.withMutableSpan(0, weights.count) { weights in
        onSource
          ? map.targets(of: unit, units: &units, weights: &weights)
          : map.sources(of: unit, units: &units, weights: &weights)
      }
    }
  }
}
