import Networks

/// The synapses of each place of the maps of a projection with shared weights, of one channel at either end.
///
/// All other synapses of a unit are those of its place, in rows of channels: the units at the other end are shifted by the
/// places of a map for each channel, the weights by the area of the kernel. So the memory is that of one channel, and a
/// row is listed without asking the geometry again.
final class KernelTable {
  let map: KernelMap
  private let forward: Direction, backward: Direction

  init(_ map: KernelMap) {
    self.map = map
    forward = Direction(map, onSource: true)
    backward = Direction(map, onSource: false)
  }

  /// The synapses that begin (or end) at each place.
  private struct Direction: ~Copyable {
    /// The first entry of each place; its synapses follow.
    let starts: Column<Int32>
    /// The place at the other end, and the place in the kernel.
    let places: Column<Int32>
    let weights: Column<Int32>

    init(_ map: KernelMap, onSource: Bool) {
      let (own, other) = onSource ? (map.source, map.target) : (map.target, map.source)
      let count = own.height * own.width, far = other.height * other.width
      let longest = max(map.longest.ofSource, map.longest.ofTarget)
      var starts: [Int32] = [0], places: [Int32] = [], kept: [Int32] = []
      var units = [Int32](repeating: 0, count: longest), weights = units
      for place in 0..<count {
        var u = units.mutableSpan, w = weights.mutableSpan
        let found =
          onSource
          ? map.targets(of: place, units: &u, weights: &w)
          : map.sources(of: place, units: &u, weights: &w)
        for k in 0..<found where units[k] < far {
          places.append(units[k])
          kept.append(weights[k])
        }
        starts.append(Int32(places.count))
      }
      self.starts = Column(starts)
      self.places = Column(places)
      self.weights = Column(kept)
    }

    /// Lists the row of a place, once for each of `channels` channels at the other end; returns its length.
    @inline(__always)
    func list(
      _ place: Int, channels: Int, firstUnit: Int, unitStep: Int, firstWeight: Int, weightStep: Int,
      units: borrowing Column<Int32>, weights: borrowing Column<Int32>
    ) -> Int {
      let start = Int(starts[place]), count = Int(starts[place + 1]) - start
      var unit = Int32(truncatingIfNeeded: firstUnit)
      var weight = Int32(truncatingIfNeeded: firstWeight)
      for channel in 0..<channels {
        let first = channel * count
        for k in 0..<count {
          units[first + k] = places[start + k] &+ unit
          weights[first + k] = self.weights[start + k] &+ weight
        }
        unit &+= Int32(truncatingIfNeeded: unitStep)
        weight &+= Int32(truncatingIfNeeded: weightStep)
      }
      return channels * count
    }
  }

  /// Lists the synapses of `unit`, a source (`onSource`) or a target, in the order of the units at the other end; returns
  /// their number.
  func list(
    _ unit: Int, onSource: Bool, units: borrowing Column<Int32>, weights: borrowing Column<Int32>
  ) -> Int {
    let source = map.source, target = map.target
    let near = onSource ? source.height * source.width : target.height * target.width
    let far = onSource ? target.height * target.width : source.height * source.width
    let place = unit % near, channel = unit / near
    let area = map.isPooling ? 0 : map.kernel.size * map.kernel.size
    if onSource {
      return forward.list(
        place, channels: map.isPooling ? 1 : target.channels,
        firstUnit: map.isPooling ? channel * far : 0, unitStep: far, firstWeight: channel * area,
        weightStep: source.channels * area, units: units, weights: weights)
    }
    return backward.list(
      place, channels: map.isPooling ? 1 : source.channels,
      firstUnit: map.isPooling ? channel * far : 0, unitStep: far,
      firstWeight: channel * source.channels * area, weightStep: area, units: units,
      weights: weights)
  }
}

/// The synapses of one unit in a projection with shared weights, listed when they are needed.
final class KernelRow {
  private let table: KernelTable
  /// The units at the other end, in ascending order, and the index of the weight of each.
  let units: Column<Int32>
  let weights: Column<Int32>
  private(set) var count = 0

  init(_ table: KernelTable) {
    self.table = table
    let longest = max(table.map.longest.ofSource, table.map.longest.ofTarget)
    units = Column(longest, 0)
    weights = Column(longest, 0)
  }

  /// Takes the synapses of `unit`, a source (`onSource`) or a target.
  func fill(_ unit: Int, onSource: Bool) {
    count = table.list(unit, onSource: onSource, units: units, weights: weights)
  }
}
