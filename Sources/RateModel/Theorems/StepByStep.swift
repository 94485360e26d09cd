public import Measurements
import Networks
public import Protocols

/// The t-th update of EP against the t-th gradient of BPTT, counted from the end of the free phase:
///
///     (1/beta) (dPhi/dtheta(s_{t+1}) - dPhi/dtheta(s_t)) = -dL/dtheta_{T-t},   t = 0 ... K-1,
///
/// and for units rho'(u) (u_{t+1} - u_t) / (epsilon beta) = -dL/du_{T-t} (without rho' in `hopfield`).
///
/// Exact for beta -> 0 where the free phase has settled and the pull acts within rho.
///
/// > M. Ernoult et al. *Updates of equilibrium prop match gradients of backprop through time in an RNN
/// > with static input.* NeurIPS 2019.
public struct StepByStep: Sendable {
  /// One row for each array of parameters that learns.
  public private(set) var parameters: [TheoremReport.Step] = []
  /// One row for the units of each layer; empty where theory says nothing about them.
  public private(set) var units: [TheoremReport.Step] = []
  /// |change of a free branch in K steps| / |change of the nudged branch|: the distance of the free phase from
  /// settling, in units of the effect of nudging. 0.1 and more is too far.
  public private(set) var drift = 0.0

  /// Compares the K = `phases.nudged` steps after T = `phases.free` ones.
  ///
  /// In single precision rounding errors of the states are divided by beta: small betas and deep
  /// networks then show errors that theory does not have.
  public init(
    _ problem: RateProblem, nudging: Nudging, precision: TheoremSettings.Precision = .double
  ) throws(RateModelError) {
    guard problem.dynamics.order == .synchronous else { throw .asynchronousAdjoint }
    switch precision {
    case .single: try compare(problem, nudging, as: Float.self)
    case .double: try compare(problem, nudging, as: Double.self)
    }
  }

  private mutating func compare<Scalar: RateScalar>(
    _ problem: RateProblem, _ nudging: Nudging, as: Scalar.Type
  ) throws(RateModelError) {
    let parameters = problem.parameters.converted(to: Scalar.self)
    let steps = problem.phases.nudged
    let backward = problem.machine(as: Scalar.self)
    backward.relax(parameters, limit: max(problem.phases.free - steps, 0))
    var trajectory = [backward.state]
    for _ in 0..<steps {
      backward.relax(parameters, limit: 1)
      trajectory.append(backward.state)
    }
    let free = trajectory[steps]
    for layer in free.u where layer.contains(where: { !$0.isFinite }) {
      throw .diverged(step: problem.phases.free)
    }
    let contrast = nudging.contrast(usesSymmetry: false).settled
    var branches = contrast.branches.map { branch in
      (
        machine: problem.machine(as: Scalar.self), beta: branch.beta,
        coefficient: contrast.coefficient(branch).real
      )
    }
    for branch in branches { branch.machine.restore(free) }
    let arrays = problem.zeros
    let sizes = problem.architecture.layers.map { $0.shape.count * problem.batch }
    var tallies = arrays.values.map { StepTally(count: $0.count) }
    var unitTallies = sizes.map { StepTally(count: $0) }
    let zeros = problem.zeros.converted(to: Scalar.self)
    var ignored = zeros
    var adjoint = BackpropagationThroughTime.start(
      backward, parameters, problem.batch, &ignored)
    for t in 0..<steps {
      var forward = zeros
      var states = adjoint.map { [Scalar](repeating: 0, count: $0.count) }
      for index in branches.indices {
        Self.advance(&branches[index], problem, parameters, free, into: &forward, &states)
      }
      let errors = adjoint.map { $0.map { -$0 } }
      backward.restore(trajectory[steps - 1 - t])
      var gradient = zeros
      backward.adjointStep(
        &adjoint, after: trajectory[steps - t].u, parameters,
        weight: -1 / Scalar(problem.batch), into: &gradient)
      for k in tallies.indices { tallies[k].add(forward.values[k], gradient.values[k]) }
      for k in unitTallies.indices { unitTallies[k].add(states[k], errors[k]) }
    }
    drift = Self.drift(problem, parameters, free, branches[0].machine)
    func row(_ name: String, _ tally: StepTally) -> TheoremReport.Step {
      tally.row(name, problem.phases, nudging, drift: drift)
    }
    for (k, name) in arrays.names.enumerated() where Self.learns(k, arrays, problem) {
      self.parameters.append(row(name, tallies[k]))
    }
    guard problem.dynamics.cost != .outside else { return }
    for (layer, tally) in zip(problem.architecture.layers, unitTallies) {
      units.append(row(layer.name + " units", tally))
    }
  }

  /// True unless array `k` of parameters belongs to the readout, or is feedback that keeps its values.
  private static func learns(
    _ k: Int, _ arrays: ParameterSet<Double>, _ problem: RateProblem
  ) -> Bool {
    !arrays.names[k].hasPrefix("readout")
      && !problem.architecture.connections.enumerated().contains {
        $1.feedback == .fixed && arrays.feedbackIndex($0) == k
      }
  }

  /// One step of a branch: adds its share of the changes of dPhi/dtheta and of the states.
  private static func advance<Scalar: RateScalar>(
    _ branch: inout (machine: RateMachine<Scalar>, beta: Complex, coefficient: Double),
    _ problem: RateProblem, _ parameters: ParameterSet<Scalar>, _ free: RateMachineState<Scalar>,
    into forward: inout ParameterSet<Scalar>, _ states: inout [[Scalar]]
  ) {
    let machine = branch.machine, c = Scalar(branch.coefficient)
    let weight = c / Scalar(problem.batch), before = machine.state
    machine.addPrimitiveGradient(-weight, anchor: free, into: &forward)
    machine.relax(parameters, limit: 1, nudge: branch.beta)
    machine.addPrimitiveGradient(weight, anchor: free, into: &forward)
    for layer in states.indices {
      let step = Scalar(machine.steps[layer])
      for i in states[layer].indices {
        let change = (machine.u[layer][i] - before.u[layer][i]) / step
        let metric =
          problem.dynamics.formulation.descendsEnergy
          ? 1 : Scalar(machine.functions[layer].slope(Double(free.u[layer][i])))
        states[layer][i] += c * Scalar(machine.layerWeights[layer]) * metric * change
      }
    }
  }

  private static func drift<Scalar: RateScalar>(
    _ problem: RateProblem, _ parameters: ParameterSet<Scalar>, _ free: RateMachineState<Scalar>,
    _ nudged: RateMachine<Scalar>
  ) -> Double {
    let twin = problem.machine(as: Scalar.self)
    twin.restore(free)
    twin.relax(parameters, limit: problem.phases.nudged)
    var (moved, signal) = (0.0, 0.0)
    for layer in free.s.indices {
      for i in free.s[layer].indices {
        let a = Double(twin.s[layer][i] - free.s[layer][i])
        let b = Double(nudged.s[layer][i] - free.s[layer][i])
        moved += a * a
        signal += b * b
      }
    }
    return signal > 0 ? (moved / signal).squareRoot() : 0
  }
}

extension RateMachine {
  /// gradient += weight dPhi/dtheta at the present state, where feedback is scaled times c (`LayerWeights`); weights that are not tied read the
  /// presynaptic side of `anchor`.
  ///
  /// - Parameters:
  ///   - weight: The factor of the added gradient.
  ///   - anchor: The free state; the present one for products of activities of one state.
  ///   - gradient: The sum to which it is added.
  public func addPrimitiveGradient(
    _ weight: Scalar, anchor: RateMachineState<Scalar>, into gradient: inout ParameterSet<Scalar>
  ) {
    for (index, connection) in architecture.connections.enumerated() {
      let post = connection.post, c = Scalar(layerWeights[post])
      guard let pre = connection.pre else {
        addProduct(
          index, pre: input, post: s[post], rows: batch, alpha: weight * c,
          into: &gradient.values[index])
        continue
      }
      addProduct(
        index, pre: connection.feedback == .tied ? s[pre] : anchor.s[pre], post: s[post],
        rows: batch, alpha: weight * c, into: &gradient.values[index])
      if connection.feedback == .untied {
        addProduct(
          index, pre: s[pre], post: anchor.s[post], rows: batch,
          alpha: weight * Scalar(layerWeights[pre]),
          into: &gradient.values[gradient.feedbackIndex(index)!])
      }
    }
    for index in architecture.layers.indices {
      Kernels.addRows(
        weight * Scalar(layerWeights[index]), s[index], rows: batch, columns: size(index),
        into: &gradient.values[gradient.biasIndex(index)])
    }
  }
}
