/// x(t) = values[k] + slope_k (t - times[k]) for times[k] <= t < times[k + 1]; 0 before the first time, the last value
/// for ever after.
///
/// Steps have slope 0. Ramps lead from each value to the next in a straight line.
///
/// *Units*: ms, and the unit of x.
///
/// *Edge cases*: without times, x is 0 for ever. Two equal times are a jump between ramps; steps have none.
public struct InputCourse: Sendable, Equatable {
  /// The times at which x or its slope changes [ms], in rising order.
  public var times: [Double]
  /// The value of x at each time.
  public var values: [Double]
  /// True if x changes linearly from each value to the next, false if it steps.
  public var isLinear: Bool

  /// The course through these points; both lists have one length.
  ///
  /// - Parameters:
  ///   - times: The times [ms].
  ///   - values: The value from each time on, or at each time.
  ///   - isLinear: True for ramps between the points, false for steps.
  public init(times: [Double], values: [Double], isLinear: Bool = false) {
    self.times = times
    self.values = values
    self.isLinear = isLinear
  }

  /// x(t).
  public func value(at time: Double) -> Double {
    let next = index(after: time)
    guard next > 0 else { return 0 }
    return values[next - 1] + slope(next - 1) * (time - times[next - 1])
  }

  /// dx/dt from times[k] on [1/ms].
  public func slope(_ k: Int) -> Double {
    guard isLinear, k + 1 < times.count, times[k + 1] > times[k] else { return 0 }
    return (values[k + 1] - values[k]) / (times[k + 1] - times[k])
  }

  /// The index of the first time after `time`; `times.count` if there is none.
  public func index(after time: Double) -> Int {
    var low = 0, high = times.count
    while low < high {
      let middle = (low + high) / 2
      if times[middle] <= time { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The first mistake in the course: a value for which `holds` is false, or a time that is negative or not greater
  /// than the one before it.
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
      if k > 0, time < times[k - 1] || time == times[k - 1] && !isLinear {
        return ("times of \(name)", time, "more than \(times[k - 1]) ms, the one before it")
      }
    }
    guard let value = values.first(where: { !($0.isFinite && holds($0)) }) else { return nil }
    return (name, value, expected)
  }
}
