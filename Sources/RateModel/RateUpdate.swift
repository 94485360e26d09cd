public import Solvers

/// An equilibrium-propagation update: what weights and biases should change by, per unit of learning
/// rate, averaged over a batch.
public struct RateUpdate: Sendable {
  /// By projection, row = presynaptic unit.
  public var weights: [String: Matrix] = [:]
  /// By population.
  public var biases: [String: [Double]] = [:]
  /// The free state.
  public var free: RateState
  /// States of the nudged branches, in the order of `strengths`.
  public var nudged: [RateState]
  /// beta of each branch.
  public var strengths: [Double]
}

extension RateNetwork {
  /// The equilibrium-propagation update of a batch,
  ///
  ///     dW_ij = (1 / (beta_1 - beta_2)) (s_i s_j at beta_1 - s_i s_j at beta_2),
  ///
  /// averaged over the samples; beta_2 = 0 with one branch (one-sided, error O(beta)), -beta_1 with
  /// two symmetric ones (error O(beta^2), Laborieux et al. 2021).
  ///
  /// > B. Scellier & Y. Bengio. *Equilibrium propagation.* Front Comput Neurosci 11:24, 2017.
  public func update(
    inputs values: [String: Matrix], targets: Matrix, output: Int, strengths: [Double],
    readsDrive: Bool, settings: RelaxationSettings = RelaxationSettings()
  ) throws(RateModelError) -> RateUpdate {
    var free = start(values)
    try relax(&free, settings: settings)
    var nudged: [RateState] = []
    for strength in strengths {
      var state = free
      if strength != 0 {
        try relax(
          &state,
          nudge: RateNudge(
            layer: output, strength: strength, targets: targets, readsDrive: readsDrive),
          settings: settings)
      }
      nudged.append(state)
    }
    return contrast(values, free: free, nudged: nudged, strengths: strengths)
  }

  /// The update from states that were already relaxed.
  public func contrast(
    _ values: [String: Matrix], free: RateState, nudged: [RateState], strengths: [Double]
  ) -> RateUpdate {
    var update = RateUpdate(free: free, nudged: nudged, strengths: strengths)
    let first = nudged[0]
    let second = nudged.count > 1 ? nudged[1] : free
    let difference = strengths[0] - (nudged.count > 1 ? strengths[1] : 0)
    let batch = Double(free.constants.first?.rows ?? 1)
    let scale = 1 / (difference * batch)
    for coupling in couplings {
      var matrix = Matrix(rows: coupling.weights.rows, columns: coupling.weights.columns)
      for (state, sign) in [(first, 1.0), (second, -1.0)] {
        LinearAlgebra.gemm(
          alpha: sign * scale, state.activities[coupling.pre], transposeA: true,
          state.activities[coupling.post], beta: 1, into: &matrix)
      }
      update.weights[coupling.name] = matrix
    }
    for input in inputs {
      guard let x = values[input.source] else { continue }
      var matrix = Matrix(rows: input.weights.rows, columns: input.weights.columns)
      for (state, sign) in [(first, 1.0), (second, -1.0)] {
        LinearAlgebra.gemm(
          alpha: sign * scale, x, transposeA: true, state.activities[input.post], beta: 1,
          into: &matrix)
      }
      update.weights[input.name] = matrix
    }
    for (index, layer) in layers.enumerated() {
      var change = [Double](repeating: 0, count: layer.size)
      let a = first.activities[index], b = second.activities[index]
      for row in 0..<a.rows {
        for column in 0..<a.columns { change[column] += scale * (a[row, column] - b[row, column]) }
      }
      update.biases[layer.name] = change
    }
    return update
  }
}
