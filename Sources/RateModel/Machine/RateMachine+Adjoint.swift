import Networks
import Solvers

/// The adjoint of one free step.
///
/// With g = dL/du' after the step and q = epsilon g,
///
///     graded:    dL/du = (1 - epsilon) g + rho'(u) (L^T q)
///     hopfield:  dL/du = (1 - epsilon) g + rho''(u) h q + rho'(u) L^T (rho'(u) q)
///
/// and dL/dW_ij = s_i q_j (times rho'(u_j) in `hopfield`), in both directions where weights are tied.
extension RateMachine {
  /// Turns dL/du after the step into dL/du before it; adds `weight` dL/d(parameters) to `gradient`.
  ///
  /// The machine must hold the state *before* the step; `after` is u after it. Units that the step clipped to
  /// [0, 1] pass nothing back.
  func adjointStep(
    _ adjoint: inout [[Scalar]], after: [[Scalar]], _ parameters: ParameterSet<Scalar>,
    weight: Scalar, into gradient: inout ParameterSet<Scalar>
  ) {
    precondition(dynamics.order == .synchronous && !isComplex)
    let layers = architecture.layers.indices
    // Drives, and the winners of max pooling, at this state.
    for index in layers.reversed() { computeDrive(index, parameters) }
    var pulled = adjoint  // what reaches h: q, times rho' in `hopfield`
    var own = adjoint  // what reaches u directly
    for index in layers {
      let count = batch * size(index), step = Scalar(steps[index])
      if clips(index) {
        for i in 0..<count where after[index][i] <= 0 || after[index][i] >= 1 {
          adjoint[index][i] = 0
        }
      }
      let g = adjoint[index]
      fit(&slopes, count)
      Kernels.slopes(
        functions[index], closed: dynamics.formulation.descendsEnergy, u[index], count: count,
        into: &slopes)
      if dynamics.formulation.descendsEnergy {
        var curvatures = [Scalar](repeating: 0, count: count)
        Kernels.curvatures(functions[index], u[index], count: count, into: &curvatures)
        for i in 0..<count {
          own[index][i] = (1 - step + step * curvatures[i] * drives[index][i]) * g[i]
          pulled[index][i] = step * slopes[i] * g[i]
        }
      } else {
        for i in 0..<count {
          own[index][i] = (1 - step) * g[i]
          pulled[index][i] = step * g[i]
        }
      }
    }
    for index in layers {
      let count = batch * size(index)
      var back = [Scalar](repeating: 0, count: count)
      addDrives(of: index, from: pulled, parameters, isAdjoint: true, into: &back)
      fit(&slopes, count)
      Kernels.slopes(
        functions[index], closed: dynamics.formulation.descendsEnergy, u[index], count: count,
        into: &slopes)
      for i in 0..<count { adjoint[index][i] = own[index][i] + slopes[i] * back[i] }
    }
    addParameterGradient(weight, pulled: pulled, into: &gradient)
  }

  /// gradient += weight q^T (dh/d(parameters)) at the present activities.
  func addParameterGradient(
    _ weight: Scalar, pulled: [[Scalar]], into gradient: inout ParameterSet<Scalar>
  ) {
    for (index, connection) in architecture.connections.enumerated() {
      let post = connection.post
      addProduct(
        index, pre: connection.pre.map { s[$0] } ?? input, post: pulled[post], rows: batch,
        alpha: weight, into: &gradient.values[index])
      guard let pre = connection.pre else { continue }
      let back = weight * Scalar(connection.feedbackScale)
      switch connection.feedback {
      case .tied:
        addProduct(
          index, pre: pulled[pre], post: s[post], rows: batch, alpha: back,
          into: &gradient.values[index])
      case .untied:
        addProduct(
          index, pre: pulled[pre], post: s[post], rows: batch, alpha: back,
          into: &gradient.values[gradient.feedbackIndex(index)!])
      case .fixed, .none: break
      }
    }
    for index in architecture.layers.indices {
      Kernels.addRows(
        weight, pulled[index], rows: batch, columns: size(index),
        into: &gradient.values[gradient.biasIndex(index)])
    }
  }

  /// gradient += alpha d<post, L(pre)>/dW for connection `index`.
  ///
  /// - Parameters:
  ///   - index: The connection.
  ///   - pre: Activities of its source, one row for each sample.
  ///   - post: Activities of its target.
  ///   - rows: The number of samples.
  ///   - alpha: The factor.
  ///   - gradient: A number for each weight.
  public func addProduct(
    _ index: Int, pre: [Scalar], post: [Scalar], rows: Int, alpha: Scalar,
    into gradient: inout [Scalar]
  ) {
    let connection = architecture.connections[index]
    defer { for k in absent[index] { gradient[k] = 0 } }
    if plans[index] != nil {
      plans[index]!.addGradient(pre: pre, post: post, rows: rows, alpha: alpha, into: &gradient)
      return
    }
    if maps[index] != nil {
      maps[index]!.addGradient(pre: pre, post: post, rows: rows, alpha: alpha, into: &gradient)
      return
    }
    LinearAlgebra.multiply(
      rows: architecture.source(of: connection).count, columns: size(connection.post), inner: rows,
      alpha: alpha, pre, transposeA: true, post, beta: 1, into: &gradient)
  }
}
