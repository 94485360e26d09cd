import Engine
import Networks
import Quantities
import RateModel
import Solvers

/// The response of one membrane to a constant drive, by simulation: its rate, and the drive at a rate.
///
/// Each drive is held for 2000 ms. The rate of a unit that has adapted leaves out the first 500 ms; one with few spikes is
/// simulated ten times longer. That of a fresh unit is of its first interval. Under noise the rate is the mean over up
/// to 100 units, with the same noise for each drive: its relative error is at most about 1 / sqrt(n) after n spikes, 1.2 %
/// at 50 Hz, but errors of neighbouring drives are nearly equal.
final class UnitResponse {
  private let name: String
  /// r_max [1/ms].
  private let maximumRate: Double
  private let simulation: Simulation
  private let spikes: UnitSpikes
  /// True for units under noise.
  let hasNoise: Bool
  private let isAdapted: Bool
  private let count: Int
  /// The time that is left out [ms].
  private static let transient = 500.0
  /// The time for which a drive is held [ms], and that for slow units without noise.
  private static let duration = 2000.0, longest = 20_000.0
  /// The most samples of noise for one drive, by what one costs.
  private static func samples(of units: Population.Units) -> Double {
    switch units {
    case .lif: 1e6
    case .membrane(_, let integration): integration.isOwn ? 2.5e5 : 5e4
    case .source: 0
    }
  }
  /// The greatest drive that is tried [pA or 1]: 1 A, as one square centimetre of membrane needs some uA.
  private static let most = 1e12

  /// The response of units like those of `population`, alone but for a regular train of spikes.
  ///
  /// - Parameters:
  ///   - population: The population; its constant drives are left out.
  ///   - train: The rate [1/ms] and the weight of the train, in the unit of the membrane; nil for none.
  ///   - receptor: The name of the receptor through which it acts; nil for the sign of the weight.
  init(
    _ population: Population, train: (rate: Double, weight: Double)? = nil,
    through receptor: String? = nil
  ) throws(LearningError) {
    name = population.name
    maximumRate = population.maximumRate
    hasNoise = population.noiseOfCurve != nil
    isAdapted = population.curve.isAdapted
    var noise = population.noiseOfCurve
    if let step = noise?.step.value, let tau = noise?.timeConstant.value {
      // Held for tau / 5 the area of the autocorrelation is 0.3 % too large.
      let interval = max(step, tau / 5)
      noise?.interval = Milliseconds(interval)
      let most = Self.samples(of: population.units) * interval / Self.duration
      count = Int(min(max(most, 4), 100))
    } else {
      count = 1
    }
    spikes = UnitSpikes(count)
    var unit = Population(name, size: count, population.units)
    unit.setCurrents([Double](repeating: 0, count: count))
    unit.noise = noise
    switch unit.units {
    case .membrane(let equations as LIFEquations, let integration):
      var membrane = equations.membrane
      membrane.initial = .value(membrane.rest)
      unit.units = .membrane(LIFEquations(membrane), integration)
    case .lif(var membrane):
      membrane.initial = .value(membrane.rest)
      unit.units = .lif(membrane)
    case .membrane, .source: break
    }
    var network = Network(populations: [unit], projections: [])
    if let train {
      let source = Population(
        name + " train", size: 1, .source(.regular(rates: [train.rate], phase: .aligned(1))))
      network.populations.append(source)
      var projection = Projection(from: source.name, to: name, weights: .constant(train.weight))
      if let receptor { projection.receptors = [ReceptorShare(receptor)] }
      network.projections.append(projection)
    }
    simulation = try learning { () throws(SimulationError) in
      try Simulation(network, seed: Seed(0))
    }
    simulation.add(observer: spikes)
  }

  /// s = r / r_max under the constant drive `u` [pA or 1].
  func activity(_ u: Double) throws(LearningError) -> Double {
    try learning { () throws(SimulationError) in
      simulation.reset(run: 0)
      spikes.clear()
      try simulation.setCurrents([Double](repeating: u, count: count), of: name)
      try simulation.run(until: Milliseconds(Self.duration))
      if !hasNoise, (1..<4).contains(spikes.times[0].count(where: { $0 > begin })) {
        try simulation.run(until: Milliseconds(Self.longest))
      }
    }
    return rate / maximumRate
  }

  /// The time from which spikes count [ms].
  private var begin: Double { isAdapted ? Self.transient : 0 }

  /// The rate of the spikes [1/ms].
  private var rate: Double {
    if !isAdapted {
      // Units without a second spike have waited, too.
      var intervals = 0, time = 0.0
      for times in spikes.times {
        guard let first = times.first else {
          time += hasNoise ? Self.duration : 0
          continue
        }
        if times.count > 1 {
          intervals += 1
          time += times[1] - first
        } else if hasNoise {
          time += Self.duration - first
        }
      }
      return intervals > 0 ? Double(intervals) / time : 0
    }
    if hasNoise {
      let all = spikes.times.reduce(0) { $0 + $1.count(where: { $0 > begin }) }
      return Double(all) / (Double(count) * (Self.duration - begin))
    }
    let late = spikes.times[0].drop { $0 <= begin }
    guard let first = late.first, let last = late.last, late.count > 1 else { return 0 }
    return Double(late.count - 1) / (last - first)
  }

  /// The drive at which s rises through `activity` [pA or 1], to nine digits; under noise to four.
  ///
  /// *Errors*: no drive gives that activity.
  func drive(at activity: Double) throws(LearningError) -> Double {
    var low = 0.0, high = 1.0
    while try self.activity(high) < activity {
      (low, high) = (high, 2 * high)
      guard high < Self.most else {
        throw .membrane(
          population: name, property: .maximumRate, found: "\(maximumRate) /ms",
          expected: "less: no constant drive makes its units fire at \(activity) of it")
      }
    }
    if low == 0, try self.activity(0) >= activity {
      low = -1
      while try self.activity(low) >= activity {
        low *= 2
        guard low > -Self.most else {
          throw .membrane(
            population: name, property: .maximumRate, found: "\(maximumRate) /ms",
            expected: "more, or less noise: no constant drive makes its units fire as little as at "
              + "\(activity) of it")
        }
      }
    }
    // The tolerance under noise is relative to the bracket.
    while hasNoise, low == 0, try self.activity(high / 2) >= activity { high /= 2 }
    return try drive(at: activity, in: low...high)
  }

  /// The drive in `bracket` at which s rises through `activity` [pA or 1], to nine digits.
  func drive(
    at activity: Double, in bracket: ClosedRange<Double>
  ) throws(LearningError) -> Double {
    let largest = max(bracket.lowerBound.magnitude, bracket.upperBound.magnitude)
    let tolerance = hasNoise ? 1e-4 : 1e-9
    var failure: LearningError?
    let root: Double
    do throws(SolverError) {
      root = try brentRoot(in: bracket, tolerance: tolerance * largest) { u in
        do throws(LearningError) { return try self.activity(u) - activity } catch {
          failure = failure ?? error
          return 0
        }
      }
    } catch { throw .reference(.integration("\(error)")) }
    if let failure { throw failure }
    return root
  }
}

/// The spike times of each unit of the first population [ms].
private final class UnitSpikes: SimulationObserver {
  private(set) var times: [[Double]]

  init(_ count: Int) { times = Array(repeating: [], count: count) }

  func clear() { for unit in times.indices { times[unit].removeAll(keepingCapacity: true) } }

  func observe(_ spikes: SpikeBatch) {
    for (index, population) in spikes.populations.enumerated() where population == 0 {
      times[Int(spikes.units[index])].append(spikes.times[index])
    }
  }
}
