import Networks
import Quantities

/// The changes in time of the constant currents of one population: its courses, and its noise.
///
/// It is part of the state: a copy continues with the same course and the same noise, a reset begins both anew.
struct CurrentCourse {
  /// One course for all units, or one for each; empty for constant currents and for sources.
  private let courses: [InputCourse]
  /// The index of the next point of each course.
  private var points: [Int]
  /// The slopes of the present ramps; nil without ramps.
  private(set) var ramps: CurrentRamps?
  private(set) var noise: NoiseState?
  /// The time of the next change; infinity if there is none [ms].
  private(set) var next = Double.infinity

  init(_ population: Population, seed: Seed) {
    courses = population.isSource ? [] : population.courses
    points = courses.map { _ in 0 }
    if courses.contains(where: \.isLinear) { ramps = CurrentRamps(count: population.size) }
    noise = population.noise.map { NoiseState($0, count: population.size, seed: seed) }
    reset(run: 0)
  }

  /// True if the currents are as the description of the units says, until the next step.
  var isPlain: Bool { courses.count <= 1 && ramps == nil && noise == nil }
  /// True if there are courses.
  var isCourse: Bool { !courses.isEmpty }

  /// Begins anew at t = 0 as the independent run number `run`.
  mutating func reset(run: Int) {
    for k in courses.indices { points[k] = courses[k].index(after: 0) }
    noise?.begin(run: run)
    turn()
  }

  /// The value that the course of a unit had at its last point.
  func value(of unit: Int) -> Double {
    let k = courses.count == 1 ? 0 : unit
    return points[k] > 0 ? courses[k].values[points[k] - 1] : 0
  }

  /// Takes all changes that are due at `time`. Each step changes the elements of `currents` by its height.
  mutating func take(at time: Double, _ currents: inout [Double]) {
    for k in courses.indices {
      let new = courses[k].index(after: time), old = points[k]
      guard new > old else { continue }
      let before = old > 0 ? courses[k].values[old - 1] : 0
      let after = courses[k].values[new - 1]
      points[k] = new
      for unit in courses.count == 1 ? 0..<currents.count : k..<k + 1 {
        // The value of the step exactly, if nothing else was added.
        currents[unit] =
          currents[unit] == before ? after : currents[unit] + (after - before)
      }
    }
    noise?.move(to: time)
    turn()
  }

  /// Sets the slopes of the present pieces and the time of the next change.
  private mutating func turn() {
    next = noise?.next ?? .infinity
    for k in courses.indices where points[k] < courses[k].times.count {
      next = min(next, courses[k].times[points[k]])
    }
    guard ramps != nil else { return }
    for unit in 0..<(ramps?.slopes.count ?? 0) {
      let k = courses.count == 1 ? 0 : unit, point = points[k]
      ramps?.slopes[unit] = point > 0 ? courses[k].slope(point - 1) : 0
      ramps?.origins[unit] = point > 0 ? courses[k].times[point - 1] : 0
    }
  }
}

/// Constant currents that rise linearly: current + slope (t - origin).
struct CurrentRamps {
  /// The slope of each unit's current [pA/ms or 1/ms].
  var slopes: [Double]
  /// The time at which each unit's current has the given value [ms].
  var origins: [Double]

  init(count: Int) {
    slopes = [Double](repeating: 0, count: count)
    origins = slopes
  }
}

/// The present sample of the noise of each unit of a population; see `NoiseCurrent`.
struct NoiseState {
  private let noise: NoiseCurrent
  private let seed: Seed
  /// The key of each unit's random stream in the present run.
  private var keys: [UInt64]
  /// The number of the present sample; it is also the position in the streams.
  private var sample = 0
  /// The present samples [pA or 1].
  private(set) var values: [Double]
  private let correlation: Double
  private let innovation: Double

  init(_ noise: NoiseCurrent, count: Int, seed: Seed) {
    (self.noise, self.seed) = (noise, seed)
    keys = [UInt64](repeating: 0, count: count)
    values = [Double](repeating: noise.mean, count: count)
    correlation = noise.correlation
    innovation = noise.deviation * (1 - correlation * correlation).squareRoot()
  }

  /// The time of the next sample [ms].
  var next: Double { Instant.multiple(Double(sample + 1), of: noise.step.value) }

  /// Draws the first samples of the independent run `run`.
  mutating func begin(run: Int) {
    let branch = seed.branch(run)
    sample = 0
    for unit in keys.indices {
      keys[unit] = branch.branch(unit).value
      values[unit] = noise.mean + noise.deviation * normal(unit)
    }
  }

  /// Draws all samples that are due at `time`.
  mutating func move(to time: Double) {
    while next <= time {
      sample += 1
      for unit in keys.indices {
        values[unit] =
          noise.mean + correlation * (values[unit] - noise.mean) + innovation * normal(unit)
      }
    }
  }

  /// The standard normal number of the unit's present sample, which takes two words of its stream.
  private func normal(_ unit: Int) -> Double {
    var stream = RandomStream(key: keys[unit], position: 2 * UInt64(sample))
    return stream.normal()
  }

  /// The sums of these currents and the noise.
  func added(to currents: [Double]) -> [Double] { zip(currents, values).map { $0 + $1 } }
}

extension Simulation {
  /// Takes all changes of constant currents that are due at `time`. Steps add their height to the currents of their
  /// population, which may contain clamped values and those that the caller has set.
  func takeSteps(at time: Double) throws(SimulationError) {
    for index in courses.indices where courses[index].next <= time {
      courses[index].take(at: time, &currents[index])
      try set(nudges[index]?.constants(currents[index]) ?? currents[index], of: index)
    }
  }

  /// The constant currents of a population's units according to the description, now; where they are ramps, at the last
  /// point of their course.
  func describedCurrents(of index: Int) -> [Double] {
    guard courses[index].isCourse else { return network.populations[index].constantCurrents }
    return (0..<kernels[index].count).map { courses[index].value(of: $0) }
  }

  /// Sets the currents that differ from unit to unit, or change otherwise than in steps, after a reset of the kernel. The
  /// next `run(until:)` throws their error.
  func describeCurrents(of index: Int) {
    guard network.populations[index].currents != nil || !courses[index].isPlain else { return }
    do { try set(currents[index], of: index) } catch { failure = failure ?? error }
  }
}
