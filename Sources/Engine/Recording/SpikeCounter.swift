/// How often each unit of one population fired.
struct SpikeCounter {
  private(set) var values: [Int]
  init(_ count: Int) { values = Array(repeating: 0, count: count) }
  mutating func add(_ unit: Int) { values[unit] += 1 }
  mutating func clear() { for i in values.indices { values[i] = 0 } }

  /// Takes over the values of another counter without allocating.
  mutating func copy(from other: SpikeCounter) {
    for i in values.indices { values[i] = other.values[i] }
  }
}
