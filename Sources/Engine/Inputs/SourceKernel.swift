import Networks
import Quantities
import RealModule

/// A population with given spikes: lists, regular trains, Poisson trains, or none (clamped).
final class SourceKernel: PopulationKernel {
  let name: String
  let count: Int
  let source: Source
  private let seed: Seed
  private var keys: KeyQueue
  /// The rate of each unit of regular and Poisson trains [1/ms].
  private let rates: Column<Double>
  /// The sorted times of spike lists [ms].
  private var lists: [[Double]]
  /// The time after which the lists of a sample begin anew; infinity for lists of the description [ms].
  private var period = Double.infinity
  /// The number of past spikes of each unit, for spike lists and regular trains.
  private let done: Column<Int>
  /// The phase of each regular train, and the start of all [ms].
  private let phases: Column<Double>
  private var start = 0.0
  /// The position in each unit's random stream, for Poisson trains.
  private let position: Column<UInt64>
  /// The number of the independent run, a key of the streams.
  private var run = 0
  /// The rate as a function of time, one for all units or one for each; empty if it is constant.
  private let courses: [RateCourse]
  /// The time without spikes after each spike of a Poisson train [ms].
  private let deadTime: Double

  init(
    name: String, count: Int, source: Source, seed: Seed, courses: [InputCourse] = [],
    deadTime: Double = 0
  ) {
    self.name = name
    self.count = count
    self.source = source
    self.seed = seed
    self.deadTime = deadTime
    self.courses = courses.map(RateCourse.init)
    keys = KeyQueue(count)
    rates = Column(count, 0)
    done = Column(count, 0)
    position = Column(count, 0)
    phases = Column(count, 0)
    if case .spikes(let trains) = source { lists = trains.map { $0.sorted() } } else { lists = [] }
    reset(run: 0) { _ in nil }
  }

  var nextTime: Double { keys.least }
  private(set) var lastTime = 0.0

  func advance(to limit: Double) -> Int? {
    let unit = keys.winner, time = keys.least
    guard time <= limit else { return nil }
    lastTime = time
    switch source {
    case .spikes, .samples:
      done[unit] += 1
      keys[unit] = listedTime(unit)
    case .regular:
      // A multiple of the interval, not a sum: rounding errors do not add up.
      done[unit] += 1
      keys[unit] = regularTime(unit)
    case .poisson: keys[unit] = poissonTime(unit, after: Instant.sum(time, deadTime))
    case .clamp: keys[unit] = .infinity
    }
    return unit
  }

  /// The rate of the unit as a function of time; nil if it is constant.
  private func course(_ unit: Int) -> RateCourse? {
    courses.isEmpty ? nil : courses[courses.count == 1 ? 0 : unit]
  }

  /// The time of the next spike of the unit's list [ms].
  private func listedTime(_ unit: Int) -> Double {
    let list = lists[unit], number = done[unit]
    if period == .infinity { return number < list.count ? list[number] : .infinity }
    guard !list.isEmpty else { return .infinity }
    // A multiple of the period, not a sum: rounding errors do not add up.
    return Instant.decimal(
      start + Double(number / list.count) * period + list[number % list.count])
  }

  /// The time of the next spike of the unit's regular train [ms].
  private func regularTime(_ unit: Int) -> Double {
    let periods = phases[unit] + Double(done[unit])
    return Instant.decimal(course(unit)?.time(of: periods) ?? (start + periods / rates[unit]))
  }

  /// The time of the next spike of the unit's Poisson train after `time` [ms].
  private func poissonTime(_ unit: Int, after time: Double) -> Double {
    draw(unit) { stream in
      if let course = course(unit) {
        guard deadTime == 0 else {
          return course.spike(after: time, deadTime: deadTime, &stream)
        }
        return course.time(of: course.integral(to: time) + stream.exponential(rate: 1))
      }
      return time
        + stream.exponential(
          rate: deadTime > 0 ? rates[unit] / (1 - rates[unit] * deadTime) : rates[unit])
    }
  }

  /// The first spike of a stationary Poisson train, at whose beginning a dead time may be under way [ms].
  private func firstPoissonTime(_ unit: Int) -> Double {
    guard deadTime > 0 else { return poissonTime(unit, after: 0) }
    let rate = course(unit)?.first ?? rates[unit]
    let share = draw(unit) { $0.uniform() }
    return poissonTime(unit, after: share < rate * deadTime ? share / rate : 0)
  }

  /// The result of `body` on the unit's random stream, whose position is stored afterwards.
  private func draw(_ unit: Int, _ body: (inout RandomStream) -> Double) -> Double {
    var stream = RandomStream(
      key: seed.branch(run).branch(unit).value, position: position[unit])
    defer { position[unit] = stream.position }
    return body(&stream)
  }

  /// Starts new trains with these rates [1/ms] at `time`, with random numbers of the run `run`.
  func restart(rates values: [Double], run: Int, at time: Double) {
    rates.load(values)
    begin(run: run)
    start = time
    for unit in 0..<count { keys[unit] += time }
  }

  /// Plays these lists, each in rising order, from `time` on, again after each `period`.
  func play(_ trains: [[Double]], period: Double, at time: Double) {
    (lists, self.period, start) = (trains, period, time)
    keys.clear()
    done.fill(0)
    for unit in 0..<count { keys[unit] = listedTime(unit) }
  }

  func reset(run: Int, drawing draw: (Int) -> Double?) {
    switch source {
    case .regular(let values, _), .poisson(let values): rates.load(values)
    case .samples: lists = [[Double]](repeating: [], count: count)
    case .spikes, .clamp: break
    }
    begin(run: run)
  }

  /// Starts all trains at t = 0 with the present rates.
  private func begin(run: Int) {
    self.run = run
    start = 0
    keys.clear()
    done.fill(0)
    position.fill(0)
    for unit in 0..<count {
      switch source {
      case .spikes, .samples: keys[unit] = listedTime(unit)
      case .regular(_, let phase):
        let fraction: Double
        switch phase {
        case .aligned(let value): fraction = value
        case .random:
          var stream = seed.branch(run).branch(unit).stream()
          fraction = stream.uniform()
        }
        phases[unit] = fraction
        keys[unit] = !courses.isEmpty || rates[unit] > 0 ? regularTime(unit) : .infinity
      case .poisson: keys[unit] = firstPoissonTime(unit)
      case .clamp: keys[unit] = .infinity
      }
    }
  }

  func copy(from other: any PopulationKernel) {
    guard let other = other as? SourceKernel, other.count == count else {
      preconditionFailure("A state can only be copied between equal networks.")
    }
    keys.copy(from: other.keys)
    rates.copy(from: other.rates)
    done.copy(from: other.done)
    position.copy(from: other.position)
    phases.copy(from: other.phases)
    (run, start) = (other.run, other.start)
    if case .samples = source { (lists, period) = (other.lists, other.period) }
  }

  // MARK: Sources receive nothing.

  func receive(dense weights: UnsafePointer<Double>, _ effect: SpikeEffect, at time: Double) {}
  func receive(
    targets: UnsafePointer<Int32>, weights: UnsafePointer<Double>, order: UnsafePointer<Int32>?,
    count: Int, _ effect: SpikeEffect, at time: Double
  ) {}
  func settle(at time: Double) {}
  var firstNotFinite: Int? { nil }
  func value(_ variable: String, of unit: Int, at time: Double) -> Double? { nil }
  func setCurrents(_ currents: [Double], at time: Double) throws(SimulationError) {
    throw .unsupported(population: name, what: "currents; it is a source")
  }
}
