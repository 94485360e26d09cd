import Collectives
import Datasets
import Engine
import Measurements
import Networks
import Quantities
import RateModel
import Solvers

/// Checks of the free spiking network against the fixed point of the reference. A drive is a sum of filtered
/// spikes, whose ripple around the reference falls as 1 / (tau_s r_max). The error of mean rates is smaller:
/// the ripple of regular trains moves them in second order only.
extension Verification {
  static func rates(_ scope: Scope) throws(LearningError) -> [Check] {
    let data = try digits(scope)
    let samples = scope.quick ? 4 : 6
    let constants = [10.0, 20, 40]  // tau_s r_max, r_max = 1 / ms
    let duration = scope.quick ? 1000.0 : 3000  // [ms]
    var drives: [Double] = [], rates: [Double] = [], seconds: [Double] = []
    for settling in constants {
      let watch = Stopwatch()
      let network = layered(
        data.train.features, [hiddenUnits(scope) / 2], 10, settling: Milliseconds(settling))
      let wirings = try wirings(network, seed: scope.seed)
      let stores = try learning { () throws(SimulationError) in
        try Simulation.stores(of: network, seed: scope.seed)
      }
      let sums = try Parallel.map(samples, threads: scope.threads) {
        (_, index) throws(LearningError) in
        try differences(
          network, wirings, stores, scope.seed, run: index, x: Array(data.train.row(index)),
          from: 20 * settling, for: duration)
      }
      drives.append(sums.reduce(0) { $0 + $1.drives } / Double(samples))
      rates.append(sums.reduce(0) { $0 + $1.rates } / Double(samples))
      seconds.append(watch.seconds / 2)
    }
    func line(_ values: [Double]) -> String {
      zip(constants, values).map { "\(Number.text($1)) at tau_s r_max \(Int($0))" }.joined(
        separator: ", ")
    }
    let details =
      "\(data.train.features)-\(hiddenUnits(scope) / 2)-10, mean over all units of \(samples) samples, "
      + "after 20 tau_s\nmean |u(t) - u of the reference|: \(line(drives))\nmean |spike rate - rate of "
      + "the reference|, rates from first to last spike of \(Int(duration)) ms: \(line(rates))"
    let total = seconds.reduce(0, +) / 2
    return (1...2).map { k in
      let step = "at tau_s r_max \(Int(constants[k])) / at \(Int(constants[k - 1]))"
      return .within(
        "spiking drives: error \(step)", drives[k] / drives[k - 1], 0.4...0.65, seconds: total,
        details: details)
    }
      + (1...2).map { k in
        let step = "at tau_s r_max \(Int(constants[k])) / at \(Int(constants[k - 1]))"
        return .atMost(
          "spiking rates: error \(step)", rates[k] / rates[k - 1], 0.65, seconds: total,
          details: details)
      }
  }

  /// Mean |difference| of drives and of rates of one sample from the reference.
  private static func differences(
    _ network: Network, _ wirings: [String: Wiring], _ stores: [WeightStore], _ seed: Seed,
    run: Int,
    x: [Double], from start: Double, for duration: Double
  ) throws(LearningError) -> (drives: Double, rates: Double) {
    let problem = try problem(network, wirings, input: x)
    let machine = problem.machine()
    machine.steps = machine.steps.map { _ in 0.25 }
    _ = try reference { () throws(RateModelError) in
      try machine.settle(problem.parameters, limit: 4000, tolerance: 1e-10)
    }
    let layers = machine.architecture.layers
    return try learning { () throws(SimulationError) in
      let simulation = try Simulation(network, seed: seed, sharing: stores)
      simulation.reset(run: run)
      try simulation.clamp(["input": x])
      try simulation.run(until: Milliseconds(start))
      let recorder = SpikeRecorder()
      simulation.add(observer: recorder)
      var drives = 0.0, rates = 0.0
      let units = layers.reduce(0) { $0 + $1.shape.count }
      let readings = 100
      for reading in 1...readings {
        try simulation.run(
          until: Milliseconds(start + duration * Double(reading) / Double(readings)))
        for (layer, description) in layers.enumerated() {
          for (u, v) in zip(
            simulation.values("u", in: description.name) ?? [], machine.u[layer])
          {
            drives += (u - v).magnitude
          }
        }
      }
      let intervals = SpikeIntervals(recorder.spikes)
      for (layer, description) in layers.enumerated() {
        let population = network.index(of: description.name)!
        for unit in 0..<description.shape.count {
          let rate = intervals.rate(population, unit, duration: duration)
          rates += (rate - machine.s[layer][unit]).magnitude
        }
      }
      return (drives / Double(units * readings), rates / Double(units))
    }
  }

  /// Spike times of each unit [ms].
  struct SpikeIntervals {
    private struct Unit: Hashable {
      let population: Int32, unit: Int32
    }

    private var times: [Unit: [Double]] = [:]

    init(_ spikes: SpikeBatch) {
      for k in 0..<spikes.count {
        let unit = Unit(population: spikes.populations[k], unit: spikes.units[k])
        times[unit, default: []].append(spikes.times[k])
      }
    }

    /// Spikes per ms: n - 1 intervals from first to last spike; below 3 spikes n / `duration`.
    func rate(_ population: Int, _ unit: Int, duration: Double) -> Double {
      let own = times[Unit(population: Int32(population), unit: Int32(unit))] ?? []
      guard own.count >= 3 else { return Double(own.count) / duration }
      return Double(own.count - 1) / (own[own.count - 1] - own[0])
    }
  }
}
