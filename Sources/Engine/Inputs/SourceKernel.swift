import Networks
import Quantities
import RealModule

/// A population whose spikes are given: lists, regular trains, Poisson trains, or none (clamped).
final class SourceKernel: PopulationKernel {
  let name: String
  let count: Int
  let source: Source
  private let seed: Seed
  private var keys: KeyQueue
  /// Regular and Poisson trains: rate of each unit [1/ms].
  private let rates: Column<Double>
  /// Spike lists: sorted times.
  private let lists: [[Double]]
  /// Spike lists and regular trains: how many spikes are over.
  private let done: Column<Int>
  /// Regular trains: phase of each unit, and when all began [ms].
  private let phases: Column<Double>
  private var start = 0.0
  /// Poisson trains: position in each unit's stream.
  private let position: Column<UInt64>
  /// Which of several independent runs this is: keys the streams.
  private var run = 0
  /// Rates that change in time, for all units alike; nil when they do not.
  private let course: RateCourse?
  /// Poisson trains: how long there is none after a spike [ms].
  private let deadTime: Double

  init(
    name: String, count: Int, source: Source, seed: Seed, steps: StepFunction? = nil,
    deadTime: Double = 0
  ) {
    self.name = name
    self.count = count
    self.source = source
    self.seed = seed
    self.deadTime = deadTime
    course = steps.map { RateCourse($0, deadTime: deadTime) }
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
    case .spikes:
      done[unit] += 1
      keys[unit] = done[unit] < lists[unit].count ? lists[unit][done[unit]] : .infinity
    case .regular:
      // Not the last time and one interval more: rounding would add up.
      done[unit] += 1
      keys[unit] = regularTime(unit)
    case .poisson: keys[unit] = poissonTime(unit, after: Instant.sum(time, deadTime))
    case .clamp: keys[unit] = .infinity
    }
    return unit
  }

  /// When the unit's regular train has its next spike.
  private func regularTime(_ unit: Int) -> Double {
    let periods = phases[unit] + Double(done[unit])
    return Instant.decimal(course?.time(of: periods) ?? (start + periods / rates[unit]))
  }

  /// When the unit's Poisson train has its next spike, none before `time`.
  private func poissonTime(_ unit: Int, after time: Double) -> Double {
    draw(unit) { stream in
      if let course {
        return course.time(of: course.integral(to: time) + stream.exponential(rate: 1))
      }
      return time
        + stream.exponential(
          rate: deadTime > 0 ? rates[unit] / (1 - rates[unit] * deadTime) : rates[unit])
    }
  }

  /// The first spike of a Poisson train that has gone on for ever: it may begin within a dead time.
  private func firstPoissonTime(_ unit: Int) -> Double {
    guard deadTime > 0 else { return poissonTime(unit, after: 0) }
    let rate = course?.first ?? rates[unit]
    let share = draw(unit) { $0.uniform() }
    return poissonTime(unit, after: share < rate * deadTime ? share / rate : 0)
  }

  /// The result of `body` on the unit's stream of random numbers, which moves on.
  private func draw(_ unit: Int, _ body: (inout RandomStream) -> Double) -> Double {
    var stream = RandomStream(
      key: seed.branch(run).branch(unit).value, position: position[unit])
    defer { position[unit] = stream.position }
    return body(&stream)
  }

  /// Starts new trains with these rates [1/ms], of the independent run `run`.
  func restart(rates values: [Double], run: Int, at time: Double) {
    rates.load(values)
    begin(run: run)
    start = time
    for unit in 0..<count { keys[unit] += time }
  }

  func reset(run: Int, drawing draw: (Int) -> Double?) {
    switch source {
    case .regular(let values, _), .poisson(let values): rates.load(values)
    case .spikes, .clamp: break
    }
    begin(run: run)
  }

  /// Starts all trains anew at t = 0 with the present rates.
  private func begin(run: Int) {
    self.run = run
    start = 0
    keys.clear()
    done.fill(0)
    position.fill(0)
    for unit in 0..<count {
      switch source {
      case .spikes: keys[unit] = lists[unit].first ?? .infinity
      case .regular(_, let phase):
        let fraction: Double
        switch phase {
        case .aligned(let value): fraction = value
        case .random:
          var stream = seed.branch(run).branch(unit).stream()
          fraction = stream.uniform()
        }
        phases[unit] = fraction
        keys[unit] = course != nil || rates[unit] > 0 ? regularTime(unit) : .infinity
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
  }

  // MARK: Sources receive nothing.

  func receive(dense weights: UnsafePointer<Double>, at time: Double) {}
  func receive(
    targets: UnsafePointer<Int32>, weights: UnsafePointer<Double>, order: UnsafePointer<Int32>?,
    count: Int, at time: Double
  ) {}
  func settle(at time: Double) {}
  var firstNotFinite: Int? { nil }
  func value(_ variable: String, of unit: Int, at time: Double) -> Double? { nil }
  func setCurrents(_ currents: [Double], at time: Double) throws(SimulationError) {
    throw .unsupported(population: name, what: "currents; it is a source")
  }
  func setLeak(_ factor: Double, at time: Double) throws(SimulationError) {
    throw .unsupported(population: name, what: "nudging; it is a source")
  }
}
