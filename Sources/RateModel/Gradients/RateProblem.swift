public import Networks
public import Protocols
public import Quantities

/// A network with parameters and a batch of samples, whose gradient is wanted.
public struct RateProblem: Sendable {
  /// The network.
  public var architecture: Architecture
  /// Its equations.
  public var dynamics: Dynamics
  /// Weights and biases.
  public var parameters: ParameterSet<Double>
  /// Inputs, one row for each sample.
  public var inputs: [Double]
  /// Targets, one row for each sample.
  public var targets: [Double]
  /// Number of samples in the batch.
  public var batch: Int
  /// Number of outputs of the readout, with `crossEntropy`; nil without a readout.
  public var classes: Int?
  /// Lengths of the phases.
  public var phases: RatePhases

  /// A problem of these parts.
  public init(
    _ architecture: Architecture, _ dynamics: Dynamics, parameters: ParameterSet<Double>,
    inputs: [Double], targets: [Double], batch: Int, classes: Int? = nil, phases: RatePhases
  ) {
    self.architecture = architecture
    self.dynamics = dynamics
    self.parameters = parameters
    self.inputs = inputs
    self.targets = targets
    self.batch = batch
    self.classes = classes
    self.phases = phases
  }

  /// A machine with the batch loaded, at rest.
  public func machine() -> RateMachine<Double> { machine(as: Double.self) }

  func machine<Scalar: RateScalar>(as: Scalar.Type) -> RateMachine<Scalar> {
    let machine = RateMachine<Scalar>(architecture, dynamics, classes: classes)
    machine.load(
      inputs: inputs.map(Scalar.init)[...], targets: targets.map(Scalar.init)[...], batch: batch,
      parameters: parameters.converted(to: Scalar.self))
    return machine
  }

  /// A machine at the free state; throws when it diverged.
  public func settled() throws(RateModelError) -> RateMachine<Double> {
    let machine = machine()
    let steps = machine.relax(parameters, limit: phases.free, tolerance: phases.tolerance)
    if let layer = machine.u.firstIndex(where: { $0.contains { !$0.isFinite } }) {
      throw .notFinite(layer: architecture.layers[layer].name, step: steps)
    }
    return machine
  }

  /// The mean cost at the free state.
  public func cost() throws(RateModelError) -> Double {
    let costs = try settled().costs(parameters)
    return costs.reduce(0, +) / Double(batch)
  }

  /// Zeros in the shape of the parameters.
  public var zeros: ParameterSet<Double> {
    ParameterSet(architecture, readout: dynamics.cost == .crossEntropy ? classes : nil)
  }
}

/// A method that computes -dC/dtheta, averaged over the batch.
///
/// Any two methods can be compared: their results have the same shape.
public protocol GradientMethod: Sendable {
  /// The name of the method, in tables.
  var name: String { get }
  /// -dC/dtheta of the mean cost at the free state.
  func descent(_ problem: RateProblem) throws(RateModelError) -> ParameterSet<Double>
}

/// Equilibrium propagation: a free phase and nudged ones.
public struct EquilibriumGradient: GradientMethod {
  /// The betas, and the combination of the nudged states.
  public var nudging: Nudging
  /// The root seed of the noise of the dynamics; nil without noise.
  public var seed: Seed?

  /// Equilibrium propagation with these betas.
  public init(_ nudging: Nudging, seed: Seed? = nil) {
    self.nudging = nudging
    self.seed = seed
  }

  public var name: String { "EP \(nudging.scheme.rawValue)" }

  public func descent(_ problem: RateProblem) throws(RateModelError) -> ParameterSet<Double> {
    if nudging.scheme == .circle, !problem.dynamics.isHolomorphic(problem.architecture) {
      throw .notHolomorphic(problem.dynamics.function.name)
    }
    var gradient = problem.zeros
    let estimator = EquilibriumEstimator(problem.machine())
    _ = estimator.estimate(
      problem.parameters, nudging, problem.phases, weight: 1 / Double(problem.batch), noise: seed,
      into: &gradient)
    return gradient
  }
}

/// Central differences of the cost: (C(theta - h) - C(theta + h)) / 2h, each at its own free state.
public struct FiniteDifferenceGradient: GradientMethod {
  /// The step h of the differences.
  public var step: Double
  /// Indices of the numbers of each array whose derivatives are computed, the others stay 0; nil: all.
  public var chosen: [[Int]]?

  /// Differences with this step.
  public init(step: Double = 1e-4, chosen: [[Int]]? = nil) {
    self.step = step
    self.chosen = chosen
  }

  public var name: String { "finite differences" }

  public func descent(_ problem: RateProblem) throws(RateModelError) -> ParameterSet<Double> {
    var result = problem.zeros
    for k in result.values.indices {
      let fixed = fixed(k, problem)
      for i in chosen?[k] ?? Array(result.values[k].indices) where !fixed.contains(i) {
        var up = problem, down = problem
        up.parameters.values[k][i] += step
        down.parameters.values[k][i] -= step
        result.values[k][i] = (try down.cost() - up.cost()) / (2 * step)
      }
    }
    return result
  }

  /// Indices of numbers that do not learn: weights that do not exist, and fixed feedback.
  private func fixed(_ k: Int, _ problem: RateProblem) -> Set<Int> {
    for (index, connection) in problem.architecture.connections.enumerated() {
      let isBack = problem.parameters.feedbackIndex(index) == k
      if isBack, connection.feedback == .fixed { return Set(problem.zeros.values[k].indices) }
      if isBack || index == k { return Set(problem.architecture.absent(in: connection)) }
    }
    return []
  }
}
