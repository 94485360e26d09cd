import Solvers

extension RateNetwork {
  /// The Lyapunov function of the graded dynamics, for each sample,
  ///
  ///     F = sum_i (u_i s_i - G(u_i)) - 1/2 sum_ij W_ij s_i s_j - sum_i b_i s_i,   s = f(u), G' = f.
  ///
  /// u s - G(u) is the integral of f^-1 from 0 to s. With symmetric couplings
  /// dF/dt = -sum_i f'(u_i) tau (du_i/dt)^2: it never rises. b includes the constant inputs.
  ///
  /// Nudging of the drive adds beta sum (u s - G(u) - y s) over the output, of the activity
  /// beta/2 sum (y - s)^2.
  public func energy(_ state: RateState, nudge: RateNudge? = nil) -> [Double] {
    let batch = state.constants.first?.rows ?? 0
    var total = [Double](repeating: 0, count: batch)
    for (index, layer) in layers.enumerated() {
      for row in 0..<batch {
        for column in 0..<layer.size {
          let u = state.drives[index][row, column], s = state.activities[index][row, column]
          let cost = u * s - layer.activation.primitive(u)
          total[row] += cost - state.constants[index][row, column] * s
          if let nudge, nudge.layer == index {
            let y = nudge.targets[row, column]
            total[row] +=
              nudge.beta
              * (nudge.readsDrive ? cost - y * s : 0.5 * (y - s) * (y - s))
          }
        }
      }
    }
    for coupling in couplings where coupling.isSymmetric {
      var product = Matrix(rows: batch, columns: coupling.weights.columns)
      LinearAlgebra.gemm(state.activities[coupling.pre], coupling.weights, beta: 0, into: &product)
      for row in 0..<batch {
        for column in 0..<product.columns {
          total[row] -= product[row, column] * state.activities[coupling.post][row, column]
        }
      }
    }
    return total
  }
}
