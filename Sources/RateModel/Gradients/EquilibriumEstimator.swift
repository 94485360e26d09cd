import Networks
public import Protocols
public import Quantities

/// The update of equilibrium propagation, from states of a `RateMachine`.
public final class EquilibriumEstimator<Scalar: RateScalar> {
  /// The states.
  public let machine: RateMachine<Scalar>
  /// The free state of the last estimate.
  public private(set) var free: RateMachineState<Scalar>
  /// sum_k Re(c_k s(beta_k)), of each layer.
  private var mixture: [[Scalar]]
  private var turned: [Scalar] = []

  /// An estimator that moves `machine`.
  public init(_ machine: RateMachine<Scalar>) {
    self.machine = machine
    free = machine.state
    mixture = machine.architecture.layers.map { _ in [] }
  }

  /// Numbers that an estimate measured on its way.
  public struct Report: Sendable {
    /// Steps of the free phase.
    public var freeSteps = 0
    /// Steps of all nudged branches.
    public var nudgedSteps = 0
    /// max |du| per time constant at the end of the free phase; infinite when not measured.
    public var residual = Double.infinity
  }

  /// gradient += weight (-dC/dtheta), summed over the samples of the loaded batch, from the present
  /// state on.
  ///
  /// - Parameters:
  ///   - parameters: Weights and biases.
  ///   - nudging: The betas, and the combination of the nudged states.
  ///   - phases: Steps of the phases.
  ///   - weight: The factor of the update that is added.
  ///   - gradient: The sum to which the update is added.
  ///   - sign: The sign of beta for `randomSign`, that of the first nudge for `alternating`.
  ///   - noise: Random numbers of noisy dynamics; the free phase is not noisy.
  ///   - atRest: Called at the end of the free phase.
  public func estimate(
    _ parameters: ParameterSet<Scalar>, _ nudging: Nudging, _ phases: RatePhases,
    weight: Scalar = 1, sign: Double = 1, noise: Seed? = nil,
    into gradient: inout ParameterSet<Scalar>, atRest: () -> Void = {}
  ) -> Report {
    var report = Report()
    report.freeSteps = machine.relax(
      parameters, limit: phases.free, tolerance: phases.tolerance)
    report.residual = machine.residual
    machine.save(into: &free)
    atRest()
    let isNoisy = machine.dynamics.noise > 0 && noise != nil
    let contrast = nudging.contrast(sign: sign, usesSymmetry: !isNoisy)
    for index in mixture.indices {
      fit(&mixture[index], machine.batch * machine.size(index))
      Kernels.clear(&mixture[index])
    }
    if contrast.free != 0 {
      // With noise the free state is as noisy as the nudged one.
      if isNoisy { machine.relax(parameters, limit: 1, noise: noise!.branch("free").stream()) }
      collect(Scalar(contrast.free * contrast.scale()), 0, weight, into: &gradient)
    }
    for (number, branch) in contrast.branches.enumerated() {
      if number == 0 || !contrast.isSequential { machine.restore(free) }
      if branch.beta.imaginary != 0 { machine.makeComplex() }
      report.nudgedSteps += machine.relax(
        parameters, limit: phases.nudged, tolerance: phases.tolerance, nudge: branch.beta,
        noise: isNoisy ? noise!.branch(number).stream() : nil)
      let c = contrast.coefficient(branch)
      collect(Scalar(c.real), Scalar(c.imaginary), weight, into: &gradient)
      if !branch.beta.isZero {
        machine.addReadoutDescent(
          weight * Scalar(c.real * branch.beta.real), parameters, into: &gradient)
      }
    }
    finish(weight, into: &gradient)
    return report
  }

  /// Adds Re(c dPhi/dtheta) of connections whose both sides move, and sums up Re(c s) for the others.
  private func collect(
    _ real: Scalar, _ imaginary: Scalar, _ weight: Scalar, into gradient: inout ParameterSet<Scalar>
  ) {
    let batch = machine.batch
    for index in mixture.indices {
      let count = batch * machine.size(index)
      Kernels.add(real, machine.s[index], count: count, into: &mixture[index])
      if machine.isComplex {
        for i in 0..<count { mixture[index][i] -= imaginary * machine.s[index][count + i] }
      }
    }
    for (index, connection) in machine.architecture.connections.enumerated() {
      guard let pre = connection.pre, connection.feedback == .tied else { continue }
      let weight = weight * Scalar(machine.layerWeights[connection.post])
      guard machine.isComplex else {
        machine.addProduct(
          index, pre: machine.s[pre], post: machine.s[connection.post], rows: batch,
          alpha: weight * real, into: &gradient.values[index])
        continue
      }
      // Re(c (a + ib)(p + iq)) = a Re(c (p + iq)) - b Im(c (p + iq)): one product of stacked rows.
      let post = machine.s[connection.post], count = batch * machine.size(connection.post)
      fit(&turned, 2 * count)
      for i in 0..<count {
        let (p, q) = (post[i], post[count + i])
        turned[i] = real * p - imaginary * q
        turned[count + i] = -(real * q + imaginary * p)
      }
      machine.addProduct(
        index, pre: machine.s[pre], post: turned, rows: 2 * batch, alpha: weight,
        into: &gradient.values[index])
    }
  }

  /// Adds the terms that are linear in the moving states: of biases, input weights and weights that are not tied.
  private func finish(_ weight: Scalar, into gradient: inout ParameterSet<Scalar>) {
    let batch = machine.batch
    for index in mixture.indices {
      Kernels.addRows(
        weight * Scalar(machine.layerWeights[index]), mixture[index], rows: batch,
        columns: machine.size(index),
        into: &gradient.values[gradient.biasIndex(index)])
    }
    for (index, connection) in machine.architecture.connections.enumerated() {
      let post = connection.post, c = Scalar(machine.layerWeights[post])
      guard let pre = connection.pre else {
        machine.addProduct(
          index, pre: machine.input, post: mixture[post], rows: batch, alpha: weight * c,
          into: &gradient.values[index])
        continue
      }
      if connection.feedback == .tied { continue }
      // Vector-field dynamics (Scellier et al. 2018): the free presynaptic activity, times the change of the
      // postsynaptic unit by nudging.
      machine.addProduct(
        index, pre: free.s[pre], post: mixture[post], rows: batch, alpha: weight * c,
        into: &gradient.values[index])
      if connection.feedback == .untied {
        machine.addProduct(
          index, pre: mixture[pre], post: free.s[post], rows: batch,
          alpha: weight * Scalar(machine.layerWeights[pre]),
          into: &gradient.values[gradient.feedbackIndex(index)!])
      }
    }
  }
}
