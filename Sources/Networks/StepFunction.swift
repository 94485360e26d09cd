/// x(t) = values[k] for times[k] <= t < times[k + 1]; 0 before the first time, the last value for ever after.
///
/// *Units*: ms, and the unit of x.
///
/// *Edge cases*: without times, x is 0 for ever.
public struct StepFunction: Sendable, Equatable {
  /// The times at which x changes [ms], in rising order.
  public var times: [Double]
  /// The value of x from each time on.
  public var values: [Double]

  /// The function with these steps; both lists have one length.
  public init(times: [Double], values: [Double]) {
    self.times = times
    self.values = values
  }

  /// x(t).
  public func value(at time: Double) -> Double {
    let next = index(after: time)
    return next == 0 ? 0 : values[next - 1]
  }

  /// The index of the first step after `time`; `times.count` if there is none.
  public func index(after time: Double) -> Int {
    var low = 0, high = times.count
    while low < high {
      let middle = (low + high) / 2
      if times[middle] <= time { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The first mistake in the steps: a value for which `holds` is false, or a time that is negative or not greater than
  /// the one before it.
  func problem(
    _ name: String, _ expected: String, _ holds: (Double) -> Bool
  ) -> (name: String, value: Double, expected: String)? {
    if times.count != values.count {
      return (
        "number of values of \(name)", Double(values.count), "one for each of \(times.count) times"
      )
    }
    for (k, time) in times.enumerated() {
      if !(time >= 0 && time.isFinite) { return ("times of \(name)", time, "0 ms or more") }
      if k > 0, time <= times[k - 1] {
        return ("times of \(name)", time, "more than \(times[k - 1]) ms, the one before it")
      }
    }
    guard let value = values.first(where: { !($0.isFinite && holds($0)) }) else { return nil }
    return (name, value, expected)
  }
}
