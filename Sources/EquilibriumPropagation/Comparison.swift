import Datasets
import Measurements
import Networks
import Quantities
import RateModel
import Solvers

/// A comparison of the spiking network's updates and rates with the rate reference at the same weights,
/// samples and beta.
struct Comparison: Sendable {
  var agreements: [Agreement] = []
  /// Mean |spiking rate - reference rate|, by population.
  var rateDifference: [String: Double] = [:]
  /// Updates by projection, synapse by synapse, for the scatter figure: of the reference and of the spiking network.
  var pairs: [String: (reference: [Double], spiking: [Double])] = [:]

  init(
    _ plan: LearningPlan, _ data: Dataset, _ indices: ArraySlice<Int>,
    _ outcomes: [SampleOutcome], rate: RateLearner, sign: Double
  ) throws(LearningError) {
    let update = try rate.update(data, indices, sign: sign)
    let share = 1 / Double(outcomes.count)
    for (k, plastic) in plan.plastic.enumerated() {
      guard let reference = update.weights[plastic.name] else { continue }
      let parts = Self.parts(plan, k, data, indices, outcomes, count: reference.count)
      for (part, values) in parts {
        let mean = values.map { share * $0 }
        agreements.append(
          Agreement(
            projection: plastic.name, part: part, reference: "rate EP", update: mean,
            reference: reference))
        if part == "total" { pairs[plastic.name] = (reference, mean) }
      }
    }
    let free = update.free
    for (layer, index) in plan.stateful.enumerated() {
      let population = plan.network.populations[index]
      var sum = 0.0
      for (row, outcome) in outcomes.enumerated() {
        for unit in 0..<population.size {
          sum +=
            (outcome.freeActivity[index]![unit] - free.s[layer][row * population.size + unit])
            .magnitude
        }
      }
      rateDifference[population.name] = sum / Double(population.size * outcomes.count)
    }
  }

  /// Parts of the summed update of plastic projection k: total, and with two directions forward,
  /// backward, symmetric and antisymmetric.
  static func parts(
    _ plan: LearningPlan, _ k: Int, _ data: Dataset, _ indices: ArraySlice<Int>,
    _ outcomes: [SampleOutcome], count: Int
  ) -> [(String, [Double])] {
    let plastic = plan.plastic[k]
    if plan.isHeld(plastic) {
      var sum = [Double](repeating: 0, count: count)
      for (index, outcome) in zip(indices, outcomes) {
        guard let x = plan.values(plastic, data.row(index)) else { continue }
        if let map = plan.maps[plastic.name] {
          map.addOuter(x, outcome.forward[k], scale: 1, to: &sum)
        } else {
          SparseRows.addOuter(
            x, outcome.forward[k], scale: 1,
            bounds: -Double.infinity...Double.infinity, to: &sum)
        }
      }
      plan.layouts[plastic.name]?.apply(to: &sum)
      return [("total", sum)]
    }
    let total = SpikingLearner.total(outcomes, k)
    guard outcomes.first?.backward[k] != nil else { return [("total", total)] }
    var forward = [Double](repeating: 0, count: count)
    var backward = forward
    for outcome in outcomes {
      for i in 0..<count {
        forward[i] += outcome.forward[k][i]
        backward[i] += outcome.backward[k]![i]
      }
    }
    return parts(total: total, forward: forward, backward: backward)
  }

  /// The parts of an update with two directions, whose sum is `total`.
  static func parts(
    total: [Double], forward: [Double], backward: [Double]
  ) -> [(String, [Double])] {
    [
      ("total", total), ("forward", forward), ("backward", backward), ("symmetric", total),
      ("antisymmetric", zip(forward, backward).map { $0 - $1 }),
    ]
  }
}
