import Datasets
import Engine
import Networks
import Quantities
import RateModel
import Solvers

/// Free spiking rates against the fixed point of the reference: with slow synapses each drive is
/// nearly constant, and its fluctuations, whose variance falls as 1 / (tau_s r_max), move the mean rate.
extension Verification {
  static func rates(_ scope: Scope) throws(LearningError) -> [Check] {
    let data = try digits(scope)
    let samples = scope.quick ? 4 : 12
    let constants = [10.0, 20, 40]  // tau_s r_max, r_max = 1 / ms
    var differences: [Double] = []
    var seconds: [Double] = []
    for settling in constants {
      let watch = Stopwatch()
      let network = layered(
        data.train.features, [hiddenUnits(scope)], 10, settling: Milliseconds(settling))
      let wirings = try wirings(network, seed: scope.seed)
      let model = try reference { () throws(RateModelError) in
        try RateNetwork(network, wirings: wirings, weights: [:])
      }
      let stores = try learning { () throws(SimulationError) in
        try Simulation.stores(of: network, seed: scope.seed)
      }
      let sums = try Parallel.map(samples, threads: scope.threads) {
        (_, index) throws(LearningError) in
        try difference(
          network, model, stores, scope.seed, run: index, x: Array(data.train.row(index)),
          from: 10 * settling, for: scope.quick ? 1000 : 3000)
      }
      differences.append(sums.reduce(0, +) / Double(samples))
      seconds.append(watch.seconds)
    }
    let details =
      "mean |spike rate - reference rate| over all units of \(samples) samples, after 10 tau_s, rates "
      + "from first to last spike: "
      + zip(constants, differences).map { "tau_s r_max \(Int($0)): \(Number.text($1))" }.joined(
        separator: ", ")
    return (1...2).map { k in
      .within(
        "spiking rates: error at tau_s r_max \(Int(constants[k])) / at \(Int(constants[k - 1]))",
        differences[k] / differences[k - 1], 0.4...0.65, seconds: seconds[k] + seconds[k - 1] / 2,
        details: details)
    }
  }

  /// Mean |spike rate - reference rate| of one sample.
  private static func difference(
    _ network: Network, _ model: RateNetwork, _ stores: [WeightStore], _ seed: Seed, run: Int,
    x: [Double], from start: Double, for duration: Double
  ) throws(LearningError) -> Double {
    var state = model.start(["input": Matrix(rows: 1, columns: x.count, storage: x)])
    try reference { () throws(RateModelError) in
      try model.relax(&state, settings: RelaxationSettings(step: 0.25, limit: 4000, tolerance: 1e-10))
    }
    return try learning { () throws(SimulationError) in
      let simulation = try Simulation(network, seed: seed, sharing: stores)
      simulation.reset(run: run)
      try simulation.clamp(["input": x])
      try simulation.run(until: Milliseconds(start))
      let log = SpikeIntervals(sizes: network.populations.map(\.size))
      simulation.add(observer: log)
      try simulation.run(until: Milliseconds(start + duration))
      var sum = 0.0, count = 0
      for (layer, description) in model.layers.enumerated() {
        let population = network.index(of: description.name)!
        for unit in 0..<description.size {
          let rate = log.rate(population, unit, duration: duration)
          sum += (rate - state.activities[layer][0, unit]).magnitude
          count += 1
        }
      }
      return sum / Double(count)
    }
  }

  /// First and last spike of each unit.
  final class SpikeIntervals: SimulationObserver {
    private var first: [[Double]]
    private var last: [[Double]]
    private var counts: [[Int]]

    init(sizes: [Int]) {
      first = sizes.map { Array(repeating: 0, count: $0) }
      last = first
      counts = sizes.map { Array(repeating: 0, count: $0) }
    }

    func observe(_ spikes: SpikeBatch) {
      for k in 0..<spikes.count {
        let population = Int(spikes.populations[k]), unit = Int(spikes.units[k])
        if counts[population][unit] == 0 { first[population][unit] = spikes.times[k] }
        last[population][unit] = spikes.times[k]
        counts[population][unit] += 1
      }
    }

    /// Spikes per ms: n - 1 intervals from first to last spike; below 3 spikes n / `duration`.
    func rate(_ population: Int, _ unit: Int, duration: Double) -> Double {
      let n = counts[population][unit]
      guard n >= 3 else { return Double(n) / duration }
      return Double(n - 1) / (last[population][unit] - first[population][unit])
    }
  }
}
