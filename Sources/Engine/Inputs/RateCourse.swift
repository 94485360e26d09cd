import Networks

/// A rate that changes in steps, and its integral,
///
///     L(t) = int_0^t h(s) ds,   h = r, or h = r / (1 - r d) if a dead time d follows each spike,
///
/// so that the rate of spikes is r. The next spike of a Poisson train after t is at L^-1(L(t) + E), where E is
/// exponential with mean 1. Spike k of a regular train is at L^-1(phase + k).
struct RateCourse {
  private let steps: StepFunction
  /// h after each step [1/ms], as a function of L.
  private let hazards: StepFunction

  init(_ steps: StepFunction, deadTime: Double) {
    self.steps = steps
    let hazards = steps.values.map { $0 / (1 - $0 * deadTime) }
    var sum = 0.0
    let integrals = steps.times.indices.map { k in
      if k > 0 { sum += hazards[k - 1] * (steps.times[k] - steps.times[k - 1]) }
      return sum
    }
    self.hazards = StepFunction(times: integrals, values: hazards)
  }

  /// The rate r at t = 0 [1/ms].
  var first: Double { steps.value(at: 0) }

  /// L(t).
  func integral(to time: Double) -> Double {
    let next = steps.index(after: time)
    guard next > 0 else { return 0 }
    return hazards.times[next - 1] + hazards.values[next - 1] * (time - steps.times[next - 1])
  }

  /// The last t with L(t) = `integral`: a spike that falls into a pause comes at its end. Infinity if L does not reach
  /// the value, or never grows again.
  func time(of integral: Double) -> Double {
    let next = hazards.index(after: integral)
    guard next > 0, hazards.values[next - 1] > 0 else { return .infinity }
    return steps.times[next - 1] + (integral - hazards.times[next - 1]) / hazards.values[next - 1]
  }
}
