public import Protocols
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
  /// States of the nudged branches, in the order of the contrast.
  public var nudged: [RateState]
}

extension RateNetwork {
  /// The equilibrium-propagation update of a batch,
  ///
  ///     dW_ij = sum_k c_k s_i s_j at beta_k,
  ///
  /// averaged over the samples.
  ///
  /// > B. Scellier & Y. Bengio. *Equilibrium propagation.* Front Comput Neurosci 11:24, 2017.
  public func update(
    inputs values: [String: Matrix], targets: Matrix, output: Int, contrast: Contrast,
    readsDrive: Bool, settings: RelaxationSettings = RelaxationSettings()
  ) throws(RateModelError) -> RateUpdate {
    var free = start(values)
    try relax(&free, settings: settings)
    var nudged: [RateState] = []
    for beta in contrast.betas {
      var state = free
      if beta != 0 {
        try relax(
          &state,
          nudge: RateNudge(
            layer: output, beta: beta, targets: targets, readsDrive: readsDrive),
          settings: settings)
      }
      nudged.append(state)
    }
    return update(contrast, values, free: free, nudged: nudged)
  }

  /// The update from states that were already relaxed.
  public func update(
    _ contrast: Contrast, _ values: [String: Matrix], free: RateState, nudged: [RateState]
  ) -> RateUpdate {
    var update = RateUpdate(free: free, nudged: nudged)
    let terms = contrast.terms(nudged, free: free)
    let scale = contrast.scale(over: Double(free.constants.first?.rows ?? 1))
    for coupling in couplings {
      var matrix = Matrix(rows: coupling.weights.rows, columns: coupling.weights.columns)
      for (state, share) in terms {
        LinearAlgebra.gemm(
          alpha: share * scale, state.activities[coupling.pre], transposeA: true,
          state.activities[coupling.post], beta: 1, into: &matrix)
      }
      update.weights[coupling.name] = matrix
    }
    for input in inputs {
      guard let x = values[input.source] else { continue }
      var matrix = Matrix(rows: input.weights.rows, columns: input.weights.columns)
      for (state, share) in terms {
        LinearAlgebra.gemm(
          alpha: share * scale, x, transposeA: true, state.activities[input.post], beta: 1,
          into: &matrix)
      }
      update.weights[input.name] = matrix
    }
    for (index, layer) in layers.enumerated() {
      var sum = [Double](repeating: 0, count: layer.size)
      let change = contrast.difference(
        nudged.map { $0.activities[index].storage }, free: free.activities[index].storage)
      for (k, value) in change.enumerated() { sum[k % layer.size] += scale * value }
      update.biases[layer.name] = sum
    }
    return update
  }
}
