import Networks
import Protocols
import Quantities
import RealModule

@testable import Engine

/// Random networks of leaky integrate-and-fire units, of as many kinds as there are: one to three
/// populations with and without refractoriness; voltage jumps, one or two currents with time constants
/// that are equal, nearly equal, whole multiples or far apart; dimensionless and physical units;
/// inhibition, background spikes, delays of none to many milliseconds, currents and nudging that change
/// on the way.
struct RandomNetwork {
  let network: Network
  let seed: UInt64
  /// Constant currents of each population, part by part.
  private let currents: [[[Double]]]
  /// Nudging of the first population in the last part, by activity.
  private let nudge: Double
  static let part = 30.0, parts = 3

  /// The network number `seed`.
  ///
  /// - Parameters:
  ///   - integrated: True if GSL integrates its membranes, instead of closed forms.
  ///   - shift: By how much all thresholds are higher, in units of theta - V_reset.
  init(_ seed: UInt64, integrated: Bool, shift: Double = 0) {
    self.seed = seed
    var draws = Seed(seed).branch("random network").stream()
    var populations: [Population] = [], currents: [[[Double]]] = []
    var scales: [Double] = []
    for index in 0...draws.below(3) {
      let size = 1 + draws.below(6)
      let (membrane, perRate, scale, drives) = Self.membrane(size, shift: shift, &draws)
      let integration = Integration(
        stepper: "rk8pd", absoluteTolerance: 1e-13 * scale, relativeTolerance: 1e-13)
      populations.append(
        Population(
          ["a", "b", "c"][index], size: size,
          integrated ? .membrane(LIFEquations(membrane), integration) : .lif(membrane),
          drive: perRate))
      currents.append(drives)
      scales.append(scale)
    }
    self.currents = currents
    nudge = draws.below(4) == 0 ? draws.uniform(0.05, 0.5) : 0
    let recurrent = populations
    var projections: [Projection] = []
    for (j, target) in recurrent.enumerated() {
      for (i, source) in recurrent.enumerated() where draws.uniform() < 0.7 {
        projections.append(
          Self.projection(
            source, target, scale: scales[j], isForward: i < j, symmetric: scales[i] == scales[j],
            &draws))
      }
      guard draws.below(2) == 0 else { continue }
      let background = Self.background("\(target.name) input", &draws)
      populations.append(background)
      projections.append(
        Self.projection(
          background, target, scale: scales[j], isForward: true, symmetric: false, &draws))
    }
    network = Network(populations: populations, projections: projections)
  }

  /// A membrane, its drive scale, theta - V_reset in its units of drive, and its currents part by part.
  private static func membrane(
    _ size: Int, shift: Double, _ draws: inout RandomStream
  ) -> (LIF, DriveScale?, Double, [[Double]]) {
    let tau = Double.exp(draws.uniform(.log(3), .log(100)))
    let near = [0, 1e-12, 1e-9, 1e-6, 1e-3, -1e-9, -1e-4][draws.below(7)]
    func other() -> Double { .exp(draws.uniform(.log(0.3), .log(60))) }
    let fast = [tau * (1 + near), tau / Double(2 + draws.below(7)), 2 * tau, other(), other()][
      draws.below(5)]
    let slow = draws.below(2) == 0 ? fast : draws.below(4) == 0 ? tau : other()
    let isJump = draws.below(4) == 0
    let isPhysical = draws.below(3) == 0
    let rest = isPhysical ? -70.0 : 0, height = isPhysical ? 15.0 : 1
    let capacitance = isPhysical ? 250.0 : tau
    let reset = rest + height * draws.uniform(-0.5, 0.3)
    let held = [0, 0, draws.uniform(0.1, 5), draws.uniform(0.1, 5), draws.uniform(5, 40)]
    let membrane = LIF(
      membraneTimeConstant: Milliseconds(tau), capacitance: capacitance, rest: rest,
      threshold: rest + height * (1 + shift), reset: reset,
      refractoryTime: Milliseconds(held[draws.below(5)]),
      initial: .perUnit((0..<size).map { _ in rest + height * draws.uniform(-1, 0.95) }),
      synapse: isJump
        ? .jump : .exponential(excitatory: Milliseconds(fast), inhibitory: Milliseconds(slow)))
    let scale: DriveScale? =
      draws.below(3) == 0 ? .plain(1 / (isJump ? tau : min(fast, slow))) : nil
    // The current at which V_inf is the threshold.
    let drive = height * capacitance / tau
    let drives = (0..<parts).map { _ in
      (0..<size).map { _ in
        drive * (draws.below(6) == 0 ? draws.uniform(-1, 0.9) : draws.uniform(0.8, 2.4))
      }
    }
    return (membrane, scale, isJump ? height : drive, drives)
  }

  private static func background(_ name: String, _ draws: inout RandomStream) -> Population {
    let size = 1 + draws.below(4)
    let rates = (0..<size).map { _ in draws.below(5) == 0 ? 0 : draws.uniform(0.01, 0.4) }
    let source: Source =
      switch draws.below(3) {
      case 0: .poisson(rates: rates)
      case 1: .regular(rates: rates, phase: .random)
      default:
        .spikes(rates.map { _ in (0..<draws.below(12)).map { _ in draws.uniform(0, 90) } })
      }
    return Population(name, size: size, .source(source))
  }

  private static func projection(
    _ source: Population, _ target: Population, scale: Double, isForward: Bool, symmetric: Bool,
    _ draws: inout RandomStream
  ) -> Projection {
    let size = scale * draws.uniform(0.1, 1.2) / Double(source.size).squareRoot()
    let weights: WeightInitializer =
      switch draws.below(5) {
      case 0: .uniform(0, size)
      case 1: .uniform(-size, 0)
      case 2: .constant(draws.below(4) == 0 ? 0 : -0.5 * size)
      default: .uniform(-size, size)
      }
    let kind = draws.below(6)
    let connectivity: Connectivity =
      kind == 0 ? .probability(0.6) : kind == 1 && source.size > 1 ? .inDegree(1) : .dense
    let isTwoWay = symmetric && !source.isSource && source.name != target.name && kind > 3
    let delay: Delay =
      switch draws.below(4) {
      case 0 where isForward && !isTwoWay: .uniform(.zero)
      case 1: .random(Milliseconds(0.1), Milliseconds(draws.uniform(0.2, 8)))
      case 2: .uniform(Milliseconds(draws.uniform(10, 80)))
      default: .uniform(Milliseconds(draws.uniform(0.1, 4)))
      }
    return Projection(
      from: source.name, to: target.name, connectivity: connectivity, weights: weights,
      delay: delay, symmetric: isTwoWay)
  }

  /// All spikes of units that are not given.
  func spikes() throws -> SpikeBatch {
    let simulation = try Simulation(network, seed: Seed(seed))
    let log = SpikeLog()
    simulation.add(observer: log)
    for part in 0..<Self.parts {
      try setCurrents(of: simulation, part: part)
      if nudge > 0, part == Self.parts - 1, case let count = currents[0][0].count {
        let scale = currents[0][0].map(\.magnitude).max() ?? 1
        try simulation.nudge(
          "a", towards: [Double](repeating: 0.5, count: count), beta: nudge * scale,
          form: .activity)
      }
      try simulation.run(until: Milliseconds(Self.part * Double(part + 1)))
    }
    return log.batch.of(populations: currents.count)
  }

  /// Sets the constant currents of one part.
  func setCurrents(of simulation: Simulation, part: Int) throws {
    for (index, drives) in currents.enumerated() {
      try simulation.setCurrents(drives[part], of: network.populations[index].name)
    }
  }
}

extension SpikeBatch {
  /// The spikes of the first populations.
  func of(populations count: Int) -> SpikeBatch {
    var some = SpikeBatch()
    for k in times.indices where populations[k] < Int32(count) {
      some.append(times[k], Int(populations[k]), Int(units[k]))
    }
    return some
  }

  /// The time of the first difference from another batch: a spike, of any unit, without a partner within `tolerance`;
  /// nil if there is none.
  func firstDifference(from other: SpikeBatch, tolerance: Double) -> Double? {
    func grouped(_ batch: SpikeBatch) -> [Int64: [Double]] {
      var trains: [Int64: [Double]] = [:]
      for k in 0..<batch.count {
        trains[Int64(batch.populations[k]) << 32 | Int64(batch.units[k]), default: []]
          .append(batch.times[k])
      }
      return trains
    }
    let mine = grouped(self), theirs = grouped(other)
    var first: Double?
    for key in Set(mine.keys).union(theirs.keys) {
      let a = mine[key] ?? [], b = theirs[key] ?? []
      for k in 0..<max(a.count, b.count) {
        let x = k < a.count ? a[k] : .infinity, y = k < b.count ? b[k] : .infinity
        guard (x - y).magnitude > tolerance || x == .infinity || y == .infinity else { continue }
        first = min(first ?? .infinity, x, y)
        break
      }
    }
    return first
  }
}
