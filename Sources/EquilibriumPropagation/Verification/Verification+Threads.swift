import Datasets
import Measurements
import Networks
import Plasticity
import Protocols
import Quantities

/// The check that the same seed gives the same weights, bit by bit, on any number of threads.
extension Verification {
  static func threads(_ scope: Scope) throws(LearningError) -> [Check] {
    let watch = Stopwatch()
    let digits = DrawnDigits(seed: scope.seed, side: 12)
    let data = Split(
      train: digits.dataset("train", count: scope.quick ? 40 : 200),
      validation: digits.dataset("validation", count: 20), test: digits.dataset("test", count: 20))
    var settings = settings(ZeroArea(fast: 10.ms, slow: 200.ms))
    settings.learningRates = ["input->hidden": 0.06, "hidden->output": 0.04]
    settings.biasRates = ["hidden": 0.06, "output": 0.04]
    settings.batch = 7
    settings.trainsTwin = false
    var results: [LearningResult] = []
    for threads in [1, 2] {
      let learning = try Learning(
        network: layered(144, [60], 10), settings: settings, data: data, seed: scope.seed,
        threads: threads)
      results.append(try learning.run())
    }
    let different =
      Self.different(results[0].weights, results[1].weights)
      + Self.different(results[0].biases, results[1].biases)
    let total =
      results[0].weights.values.reduce(0) { $0 + $1.count }
      + results[0].biases.values.reduce(0) { $0 + $1.count }
    return [
      .atMost(
        "1 and 2 threads: weights and biases whose bits differ", Double(different), 0,
        measured: "\(different) of \(total)", seconds: watch.seconds,
        details: "144-60-10, \(data.train.count) samples in batches of 7; spikes in the epoch: "
          + "\(results[0].epochs.last?.spikes ?? 0) and \(results[1].epochs.last?.spikes ?? 0)")
    ]
  }

  /// Number of numbers that differ in any bit.
  static func different(_ a: [String: [Double]], _ b: [String: [Double]]) -> Int {
    a.reduce(0) { sum, item in
      let other = b[item.key] ?? []
      guard other.count == item.value.count else { return sum + item.value.count }
      return sum + zip(item.value, other).count { $0.bitPattern != $1.bitPattern }
    }
  }
}
