import Engine
import Networks
import Quantities
import RateModel
import Solvers

/// What is learned: weights of all projections and biases of all populations.
struct Parameters: Sendable {
  /// By projection, sorted by source, then target.
  var weights: [String: [Double]]
  /// By population.
  var biases: [String: [Double]]

  /// Where learning starts: the network's own weights and currents.
  init(_ plan: LearningPlan, stores: [WeightStore]) {
    weights = [:]
    biases = [:]
    for (projection, store) in zip(plan.network.projections, stores) {
      weights[projection.name] = store.weights
    }
    for index in plan.stateful {
      let population = plan.network.populations[index]
      let current: Double =
        switch population.units {
        case .lif(let membrane): membrane.current
        case .membrane(let equations, _): equations.current
        case .source: 0
        }
      biases[population.name] = [Double](repeating: current, count: population.size)
    }
  }

  /// Moves weights and biases by rate times update, inside the bounds of each projection.
  mutating func move(
    _ plan: LearningPlan, weights changes: [String: [Double]],
    biases biasChanges: [String: [Double]],
    factor: Double
  ) {
    for plastic in plan.plastic {
      guard let change = changes[plastic.name] else { continue }
      let rate = factor * (plan.settings.learningRates[plastic.name] ?? 0)
      let bounds = plastic.bounds
      var all = weights.removeValue(forKey: plastic.name)!
      for k in all.indices {
        all[k] = min(max(all[k] + rate * change[k], bounds.lowerBound), bounds.upperBound)
      }
      weights[plastic.name] = all
    }
    for (name, rate) in plan.settings.biasRates {
      guard let change = biasChanges[name], var all = biases.removeValue(forKey: name) else {
        continue
      }
      for k in all.indices { all[k] += factor * rate * change[k] }
      biases[name] = all
    }
  }

  /// The constant drives b + x W_in of a batch, one row for each sample, by population.
  func drives(
    _ plan: LearningPlan, inputs: Matrix
  ) -> [Int: Matrix] {
    var result: [Int: Matrix] = [:]
    for index in plan.stateful {
      let population = plan.network.populations[index]
      let bias = biases[population.name]!
      var matrix = Matrix(rows: inputs.rows, columns: population.size)
      for row in 0..<inputs.rows {
        for column in 0..<population.size {
          matrix.storage[row * population.size + column] = bias[column]
        }
      }
      if plan.clampsInput {
        for projection in plan.network.projections
        where projection.source == plan.settings.input && projection.target == population.name {
          let w = Matrix(
            rows: inputs.columns, columns: population.size, storage: weights[projection.name]!)
          LinearAlgebra.gemm(inputs, w, beta: 1, into: &matrix)
        }
      }
      result[index] = matrix
    }
    return result
  }
}
