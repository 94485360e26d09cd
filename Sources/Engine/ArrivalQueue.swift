/// Spikes under way along one direction of a projection with one delay: first in, first out.
struct ArrivalQueue {
  private var times: [Double] = []
  private var units: [Int32] = []
  private var head = 0

  var next: Double { head < times.count ? times[head] : .infinity }
  var isEmpty: Bool { head == times.count }

  mutating func push(_ unit: Int, at time: Double) {
    if head == times.count {
      times.removeAll(keepingCapacity: true)
      units.removeAll(keepingCapacity: true)
      head = 0
    } else if head > 1024 && 2 * head > times.count {
      times.removeFirst(head)
      units.removeFirst(head)
      head = 0
    }
    times.append(time)
    units.append(Int32(unit))
  }

  mutating func pop() -> Int {
    defer { head += 1 }
    return Int(units[head])
  }

  mutating func removeAll() {
    times.removeAll(keepingCapacity: true)
    units.removeAll(keepingCapacity: true)
    head = 0
  }
}

/// Arrivals at single synapses, for projections whose synapses have delays of their own: a binary heap
/// ordered by time, then by when the spike was sent, then by synapse.
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
