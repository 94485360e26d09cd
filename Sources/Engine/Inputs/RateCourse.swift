import Networks
import Quantities

/// A rate that changes in steps or ramps, and its integral,
///
///     R(t) = int_0^t r(s) ds.
///
/// The next spike of a Poisson train after t is at R^-1(R(t) + E), where E is exponential with mean 1. Spike k of a
/// regular train is at R^-1(phase + k).
///
/// With a dead time d after each spike, a train is at any time t able to fire with probability 1 - (R(t) - R(t - d)), as
/// it had a spike within d otherwise. So the rate of spikes is r(t), at all times, if the hazard of a train that is able
/// is
///
///     h(t) = r(t) / (1 - R(t) + R(t - d)),   r(t) = r(0) for t < 0.
///
/// Its spikes are drawn by thinning.
///
/// > P. A. W. Lewis & G. S. Shedler. *Simulation of nonhomogeneous Poisson processes by thinning.* Nav Res Logist Q
/// > 26:403, 1979.
struct RateCourse {
  private let course: InputCourse
  /// R at each time of the course.
  private let integrals: [Double]

  init(_ course: InputCourse) {
    self.course = course
    var sum = 0.0
    integrals = course.times.indices.map { k in
      if k > 0 {
        let length = course.times[k] - course.times[k - 1]
        sum += (course.values[k - 1] + course.slope(k - 1) * length / 2) * length
      }
      return sum
    }
  }

  /// The rate r at t = 0 [1/ms].
  var first: Double { course.value(at: 0) }

  /// R(t).
  func integral(to time: Double) -> Double {
    if time < 0 { return first * time }
    let next = course.index(after: time)
    guard next > 0 else { return 0 }
    let length = time - course.times[next - 1]
    return integrals[next - 1]
      + (course.values[next - 1] + course.slope(next - 1) * length / 2) * length
  }

  /// The last t with R(t) = `integral`: a spike that falls into a pause comes at its end. Infinity if R does not reach
  /// the value, or never grows again.
  func time(of integral: Double) -> Double {
    var low = 0, high = integrals.count
    while low < high {
      let middle = (low + high) / 2
      if integrals[middle] <= integral { low = middle + 1 } else { high = middle }
    }
    guard low > 0 else { return .infinity }
    let rest = integral - integrals[low - 1], rate = course.values[low - 1]
    let slope = course.slope(low - 1)
    guard rate > 0 || slope > 0 else { return .infinity }
    guard slope != 0 else { return course.times[low - 1] + rest / rate }
    guard rest > 0 else { return course.times[low - 1] }
    // The root of r s + r' s^2 / 2 = rest, without cancellation. Rounding may leave the piece by a little.
    let root = max(rate * rate + 2 * slope * rest, 0).squareRoot()
    return course.times[low - 1] + 2 * rest / (rate + root)
  }

  /// The next spike after `time` of a train that is able to fire from then on, with the dead time `deadTime` [ms].
  func spike(
    after time: Double, deadTime: Double, _ stream: inout RandomStream
  ) -> Double {
    var now = time
    while true {
      let next = course.index(after: now)
      let end = next < course.times.count ? course.times[next] : .infinity
      let most = greatest(from: now - deadTime, to: now, next)
      guard most > 0 else {
        guard end < .infinity else { return .infinity }
        now = end
        continue
      }
      let bound = most / (1 - most * deadTime)
      now += stream.exponential(rate: bound)
      guard now < end else {
        now = end
        continue
      }
      let recent = integral(to: now) - integral(to: now - deadTime)
      if stream.uniform() * bound * (1 - recent) < course.value(at: now) { return now }
    }
  }

  /// The greatest rate from `start` to the point number `next`, the first one after `now`.
  private func greatest(from start: Double, to now: Double, _ next: Int) -> Double {
    var most = max(start < 0 ? first : course.value(at: start), course.value(at: now))
    for k in course.index(after: start)..<max(next, course.index(after: start)) {
      most = max(most, course.values[k])
    }
    if course.isLinear, next < course.times.count { most = max(most, course.values[next]) }
    return most
  }
}
