import Engine
import Networks
import Quantities
import RateModel
import Solvers

/// The stationary response of one membrane to a constant drive, by simulation: its rate, and the drive at a rate.
///
/// Each drive is held for 2000 ms, of which the first 500 ms are left out, so that an adapting unit has adapted. A
/// unit with few spikes is simulated ten times longer.
final class UnitResponse {
  private let name: String
  /// r_max [1/ms].
  private let maximumRate: Double
  private let simulation: Simulation
  private let spikes = UnitSpikes()
  /// The time that is left out [ms].
  private static let transient = 500.0
  /// The greatest drive that is tried [pA or 1].
  private static let most = 1e7

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
    var unit = Population(name, size: 1, population.units)
    unit.setCurrents([0])
    if case .membrane(let equations as LIFEquations, let integration) = unit.units {
      var membrane = equations.membrane
      membrane.initial = .value(membrane.rest)
      unit.units = .membrane(LIFEquations(membrane), integration)
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
      spikes.times.removeAll(keepingCapacity: true)
      try simulation.setCurrents([u], of: name)
      try simulation.run(until: 2000.ms)
      if (1..<4).contains(spikes.times.count(where: { $0 > Self.transient })) {
        try simulation.run(until: 20_000.ms)
      }
    }
    let late = spikes.times.drop { $0 <= Self.transient }
    guard let first = late.first, let last = late.last, late.count > 1 else { return 0 }
    return Double(late.count - 1) / ((last - first) * maximumRate)
  }

  /// The drive at which s rises through `activity` [pA or 1], to nine digits.
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
      while try self.activity(low) >= activity, low > -Self.most { low *= 2 }
    }
    return try drive(at: activity, in: low...high)
  }

  /// The drive in `bracket` at which s rises through `activity` [pA or 1], to nine digits.
  func drive(
    at activity: Double, in bracket: ClosedRange<Double>
  ) throws(LearningError) -> Double {
    let largest = max(bracket.lowerBound.magnitude, bracket.upperBound.magnitude)
    var failure: LearningError?
    let root: Double
    do throws(SolverError) {
      root = try brentRoot(in: bracket, tolerance: 1e-9 * largest) { u in
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

/// The spike times of the first population [ms].
private final class UnitSpikes: SimulationObserver {
  var times: [Double] = []

  func observe(_ spikes: SpikeBatch) {
    for (time, population) in zip(spikes.times, spikes.populations) where population == 0 {
      times.append(time)
    }
  }
}
