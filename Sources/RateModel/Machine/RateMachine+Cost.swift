import Networks
public import Protocols
import RealModule
import Solvers

/// The cost: its value, its pull on the output, and its part of the gradient.
extension RateMachine {
  /// Adds beta e to the drive of layer `index`.
  func pull(_ index: Int, _ parameters: ParameterSet<Scalar>, _ nudge: Complex) {
    guard index == architecture.output else { return }
    switch dynamics.cost {
    case .squaredError where !dynamics.formulation.descendsEnergy:
      pullTowardsTargets(index, nudge, reads: s[index])
    case .matching: pullTowardsTargets(index, nudge, reads: u[index])
    case .crossEntropy:
      readOut(parameters)
      let scale = Scalar(nudge.real)
      for i in 0..<batch * targetCount { logits[i] = scale * (targets[i] - logits[i]) }
      LinearAlgebra.multiply(
        rows: batch, columns: size(index), inner: targetCount, logits,
        parameters.values[parameters.readoutIndex], transposeB: true, beta: 1,
        into: &drives[index])
    case .squaredError, .outside: break
    }
  }

  /// h += beta (y - read), for complex beta and states, too.
  func pullTowardsTargets(_ index: Int, _ nudge: Complex, reads read: [Scalar]) {
    let count = batch * size(index)
    let (real, imaginary) = (Scalar(nudge.real), Scalar(nudge.imaginary))
    if isComplex {
      for i in 0..<count {
        let a = targets[i] - read[i], b = -read[count + i]
        drives[index][i] += real * a - imaginary * b
        drives[index][count + i] += imaginary * a + real * b
      }
    } else {
      for i in 0..<count { drives[index][i] += real * (targets[i] - read[i]) }
    }
  }

  /// logits = softmax(V s + c) of the last layer, for each sample.
  func readOut(_ parameters: ParameterSet<Scalar>) {
    let last = architecture.output, classes = targetCount
    fit(&logits, batch * classes)
    Kernels.fillRows(
      parameters.values[parameters.readoutIndex + 1], rows: batch, columns: classes, into: &logits)
    LinearAlgebra.multiply(
      rows: batch, columns: classes, inner: size(last), s[last],
      parameters.values[parameters.readoutIndex], beta: 1, into: &logits)
    for row in 0..<batch {
      let range = row * classes..<(row + 1) * classes
      let top = logits[range].max() ?? 0
      var sum = Scalar(0)
      for k in range {
        logits[k] = Scalar(Double.exp(Double(logits[k] - top)))
        sum += logits[k]
      }
      for k in range { logits[k] /= sum }
    }
  }

  /// C of each sample at the present state.
  public func costs(_ parameters: ParameterSet<Scalar>) -> [Double] {
    let index = architecture.output, count = targetCount
    if dynamics.cost == .crossEntropy { readOut(parameters) }
    return (0..<batch).map { row in
      var sum = 0.0
      for k in row * count..<(row + 1) * count {
        let y = Double(targets[k])
        switch dynamics.cost {
        case .crossEntropy:
          if y != 0 { sum -= y * Double.log(Double(logits[k])) }
        case .matching:
          let drive = Double(u[index][k]), activity = Double(s[index][k])
          sum += drive * activity - functions[index].primitive(drive) - y * activity
        case .squaredError, .outside:
          let read = Double(dynamics.formulation.descendsEnergy ? u[index][k] : s[index][k])
          sum += 0.5 * (read - y) * (read - y)
        }
      }
      return sum
    }
  }

  /// The class of each sample at the present state: the output with the largest drive, or the largest
  /// logit of the readout.
  public func predictions(_ parameters: ParameterSet<Scalar>) -> [Int] {
    let count = targetCount
    if dynamics.cost == .crossEntropy { readOut(parameters) }
    let read = dynamics.cost == .crossEntropy ? logits : u[architecture.output]
    return (0..<batch).map { row in
      let range = row * count..<(row + 1) * count
      return range.max { read[$0] < read[$1] }! - range.lowerBound
    }
  }

  /// dC/ds of the output, or dC/du where u is the state; for `crossEntropy` also its part of the
  /// readout's gradient, times `weight`, into `gradient`.
  ///
  /// - Returns: One row for each sample.
  func costGradient(
    _ parameters: ParameterSet<Scalar>, weight: Scalar = 0,
    into gradient: inout ParameterSet<Scalar>
  ) -> [Scalar] {
    let index = architecture.output, count = batch * size(architecture.output)
    var result = [Scalar](repeating: 0, count: count)
    switch dynamics.cost {
    case .squaredError, .outside:
      let read = dynamics.formulation.descendsEnergy ? u[index] : s[index]
      for i in 0..<count { result[i] = read[i] - targets[i] }
    case .matching: for i in 0..<count { result[i] = u[index][i] - targets[i] }
    case .crossEntropy:
      readOut(parameters)
      for i in 0..<batch * targetCount { logits[i] -= targets[i] }
      LinearAlgebra.multiply(
        rows: batch, columns: size(index), inner: targetCount, logits,
        parameters.values[parameters.readoutIndex], transposeB: true, into: &result)
      if weight != 0 { addReadoutGradient(weight, into: &gradient) }
    }
    return result
  }

  /// gradient += weight dC/d(readout), when `logits` holds softmax - y.
  private func addReadoutGradient(_ weight: Scalar, into gradient: inout ParameterSet<Scalar>) {
    let last = architecture.output, readout = gradient.readoutIndex
    LinearAlgebra.multiply(
      rows: size(last), columns: targetCount, inner: batch, alpha: weight, s[last],
      transposeA: true, logits, beta: 1, into: &gradient.values[readout])
    Kernels.addRows(
      weight, logits, rows: batch, columns: targetCount, into: &gradient.values[readout + 1])
  }

  /// gradient += weight (-dC/d(readout)) at the present state.
  func addReadoutDescent(
    _ weight: Scalar, _ parameters: ParameterSet<Scalar>, into gradient: inout ParameterSet<Scalar>
  ) {
    guard dynamics.cost == .crossEntropy else { return }
    readOut(parameters)
    for i in 0..<batch * targetCount { logits[i] -= targets[i] }
    addReadoutGradient(-weight, into: &gradient)
  }

  /// The energy of each sample, E + beta C: with E that of `hopfield`, or else the Lyapunov function
  ///
  ///     F = sum_i (u_i s_i - G(u_i)) - 1/2 sum_ij W_ij s_i s_j - sum_i b_i s_i,   s = f(u), G' = f.
  ///
  /// Where feedback is scaled, each layer counts with its weight c_l (`LayerWeights`).
  /// u s - G(u) is the integral of f^-1 from 0 to s. With tied couplings dF/dt = -sum_i f'(u_i) tau (du_i/dt)^2:
  /// in continuous time it never rises. b includes the constant inputs.
  public func energies(
    _ parameters: ParameterSet<Scalar>, nudge: Complex = .zero
  ) -> [Double] {
    var total =
      !nudge.isZero
      ? costs(parameters).map { nudge.real * $0 } : [Double](repeating: 0, count: batch)
    for layer in architecture.layers.indices {
      var drive = [Scalar](repeating: 0, count: batch * size(layer))
      addDrives(of: layer, from: s, parameters, into: &drive)
      for row in 0..<batch {
        for i in row * size(layer)..<(row + 1) * size(layer) {
          let x = Double(u[layer][i]), a = Double(s[layer][i])
          let own =
            dynamics.formulation.descendsEnergy
            ? 0.5 * x * x : x * a - functions[layer].primitive(x)
          total[row] +=
            layerWeights[layer]
            * (own - a * (Double(constants[layer][i]) + 0.5 * Double(drive[i])))
        }
      }
    }
    return total
  }
}
