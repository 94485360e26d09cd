import Workloads

/// The least processor time of `body` over some repetitions [s]; `prepare` is not counted.
func fastest<Value>(
  _ repetitions: Int = 5, _ prepare: () throws -> Value, _ body: (Value) throws -> Void
) rethrows -> Double {
  var best = Double.infinity
  for _ in 0..<repetitions {
    let value = try prepare()
    let start = ProcessorClock.now()
    try body(value)
    best = min(best, ProcessorClock.now() - start)
  }
  return best
}

/// One line of results.
func report(_ name: String, _ size: String, _ nanoseconds: Double, _ unit: String) {
  let value = (nanoseconds * 100).rounded() / 100
  print(
    name.padded(34), size.padded(20, right: true), "\(value)".padded(10, right: true), "ns per \(unit)")
}

extension String {
  func padded(_ width: Int, right: Bool = false) -> String {
    let space = String(repeating: " ", count: max(width - count, 0))
    return right ? space + self : self + space
  }
}
