import Protocols

/// Continual equilibrium propagation: weights move during the nudged phase, at every step,
///
///     theta <- theta + (eta / beta) (dPhi/dtheta(s_{t+1}) - dPhi/dtheta(s_t)),
///
/// so that a synapse needs no memory of the free phase. The sum of the changes differs from the update of
/// one-sided equilibrium propagation by O(eta). A readout does not move.
///
/// > M. Ernoult et al. *Equilibrium propagation with continual weight updates.* arXiv:2005.04168, 2020.
public struct ContinualEquilibriumGradient: GradientMethod {
  /// |beta|, and its sign.
  public var beta: Double
  /// eta: the learning rate of all parameters.
  public var rate: Double

  /// Continual updates with this beta and learning rate.
  public init(beta: Double, rate: Double) {
    self.beta = beta
    self.rate = rate
  }

  public var name: String { "continual EP" }

  public func descent(_ problem: RateProblem) throws(RateModelError) -> ParameterSet<Double> {
    let machine = try problem.settled()
    let free = machine.state
    var parameters = problem.parameters
    let weight = rate / (beta * Double(problem.batch))
    for _ in 0..<problem.phases.nudged {
      let before = machine.u
      var change = problem.zeros
      machine.addPrimitiveGradient(-weight, anchor: free, into: &change)
      machine.relax(parameters, limit: 1, nudge: Complex(beta))
      machine.addPrimitiveGradient(weight, anchor: free, into: &change)
      parameters.add(1, change)
      machine.computeConstants(parameters)
      var moved = 0.0
      for index in machine.u.indices {
        moved = max(
          moved,
          Kernels.largestDifference(
            machine.u[index], before[index], count: machine.batch * machine.size(index)))
      }
      if problem.phases.tolerance > 0, !(moved > problem.phases.tolerance) { break }
    }
    var result = problem.zeros
    result.add(1 / rate, parameters)
    result.add(-1 / rate, problem.parameters)
    if !result.values.joined().allSatisfy(\.isFinite) {
      throw .diverged(step: problem.phases.nudged)
    }
    return result
  }
}
