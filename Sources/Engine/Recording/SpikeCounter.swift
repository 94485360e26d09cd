/// The number of spikes of each unit of one population.
struct SpikeCounter {
  private(set) var values: [Int]
  init(_ count: Int) { values = Array(repeating: 0, count: count) }
  mutating func add(_ unit: Int) { values[unit] += 1 }
  mutating func clear() { for i in values.indices { values[i] = 0 } }

  /// Copies the values of another counter without allocation.
  mutating func copy(from other: SpikeCounter) {
    for i in values.indices { values[i] = other.values[i] }
  }
}
