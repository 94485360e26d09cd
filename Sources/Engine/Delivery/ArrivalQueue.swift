/// The spikes under way in one direction of a projection with one delay: a first-in-first-out queue in a ring buffer
/// that grows when it is full.
struct ArrivalQueue {
  private var spikes: [(time: Double, unit: Int32)] = []
  private var head = 0
  private var count = 0
  /// The arrival time of the first spike [ms]; infinity if there is none.
  private(set) var next = Double.infinity

  mutating func push(_ unit: Int, at time: Double) {
    if count == spikes.count { grow() }
    spikes[(head &+ count) & (spikes.count &- 1)] = (time, Int32(truncatingIfNeeded: unit))
    count += 1
    if count == 1 { next = time }
  }

  mutating func pop() -> Int {
    let unit = spikes[head].unit
    head = (head &+ 1) & (spikes.count &- 1)
    count -= 1
    next = count > 0 ? spikes[head].time : .infinity
    return Int(unit)
  }

  mutating func removeAll() {
    head = 0
    count = 0
    next = .infinity
  }

  /// Doubles the size of the buffer, which is a power of two.
  private mutating func grow() {
    let old = spikes
    spikes = (0..<max(2 * old.count, 16)).map { k in
      k < count ? old[(head + k) & (old.count - 1)] : (0, 0)
    }
    head = 0
  }
}

/// The arrivals at single synapses, for projections with several delays: a binary heap ordered by time, then by the
/// order of sending, then by synapse.
struct SynapseQueue {
  struct Arrival {
    var time: Double
    var order: Int
    var synapse: Int
    var target: Int

    static func < (a: Arrival, b: Arrival) -> Bool {
      (a.time, a.order, a.synapse) < (b.time, b.order, b.synapse)
    }
  }

  private var heap: [Arrival] = []

  var next: Double { heap.first?.time ?? .infinity }

  mutating func push(_ arrival: Arrival) {
    heap.append(arrival)
    var child = heap.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard heap[child] < heap[parent] else { break }
      heap.swapAt(child, parent)
      child = parent
    }
  }

  mutating func pop() -> Arrival {
    let first = heap[0]
    let last = heap.removeLast()
    guard !heap.isEmpty else { return first }
    heap[0] = last
    var parent = 0
    while true {
      var child = 2 * parent + 1
      guard child < heap.count else { break }
      if child + 1 < heap.count && heap[child + 1] < heap[child] { child += 1 }
      guard heap[child] < heap[parent] else { break }
      heap.swapAt(child, parent)
      parent = child
    }
    return first
  }

  mutating func removeAll() { heap.removeAll(keepingCapacity: true) }
}
