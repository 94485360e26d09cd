import Networks
import Protocols
import Solvers

/// Backpropagation through time: the free phase, unrolled, and its adjoint, step by step.
///
/// > P. J. Werbos. Proc IEEE 78:1550, 1990.
public struct BackpropagationThroughTime: GradientMethod {
  /// Number of steps that are unrolled, counted from the end; nil: all.
  public var steps: Int?

  /// Backpropagation through these many steps.
  public init(steps: Int? = nil) { self.steps = steps }

  public var name: String { "BPTT" }

  public func descent(_ problem: RateProblem) throws(RateModelError) -> ParameterSet<Double> {
    guard problem.dynamics.order == .synchronous else { throw .asynchronousAdjoint }
    let unrolled = min(steps ?? problem.phases.free, problem.phases.free)
    let machine = problem.machine()
    machine.relax(problem.parameters, limit: problem.phases.free - unrolled)
    var trajectory = [machine.state]
    for _ in 0..<unrolled {
      machine.relax(problem.parameters, limit: 1)
      trajectory.append(machine.state)
    }
    var gradient = problem.zeros
    var adjoint = BackpropagationThroughTime.start(
      machine, problem.parameters, problem.batch, &gradient)
    for step in (0..<unrolled).reversed() {
      machine.restore(trajectory[step])
      machine.adjointStep(
        &adjoint, after: trajectory[step + 1].u, problem.parameters,
        weight: -1 / Double(problem.batch), into: &gradient)
    }
    return gradient
  }

  /// dC/du of each sample at the present state, and the gradient of the readout, averaged over `count` samples.
  static func start<Scalar: RateScalar>(
    _ machine: RateMachine<Scalar>, _ parameters: ParameterSet<Scalar>, _ count: Int,
    _ gradient: inout ParameterSet<Scalar>
  ) -> [[Scalar]] {
    var adjoint = machine.u.indices.map {
      [Scalar](repeating: 0, count: machine.batch * machine.size($0))
    }
    let output = machine.architecture.output, dynamics = machine.dynamics
    var pull = machine.costGradient(parameters, weight: -1 / Scalar(count), into: &gradient)
    if !dynamics.formulation.descendsEnergy || dynamics.cost == .crossEntropy {
      // C is a function of s.
      var slopes = [Scalar](repeating: 0, count: pull.count)
      Kernels.slopes(
        machine.functions[output], closed: dynamics.formulation.descendsEnergy, machine.u[output],
        count: pull.count, into: &slopes)
      Kernels.scale(&pull, by: slopes, count: pull.count)
    }
    adjoint[output] = pull
    return adjoint
  }
}

/// Recurrent backpropagation by direct solution: with A the adjoint of one step at the free state,
///
///     (I - A) Lambda = dC/du,   -dC/dtheta = -Lambda^T du'/dtheta.
///
/// A is formed unit by unit and factorised, which is practical up to some thousand units.
///
/// > L. B. Almeida. ICNN, 1987; F. J. Pineda. Phys Rev Lett 59:2229, 1987.
public struct RecurrentBackpropagation: GradientMethod {
  /// The direct solution.
  public init() {}

  public var name: String { "RBP" }

  public func descent(_ problem: RateProblem) throws(RateModelError) -> ParameterSet<Double> {
    guard problem.dynamics.order == .synchronous else { throw .asynchronousAdjoint }
    let machine = try problem.settled()
    var gradient = problem.zeros
    let start = BackpropagationThroughTime.start(
      machine, problem.parameters, problem.batch, &gradient)
    let state = machine.state
    let sizes = problem.architecture.layers.map(\.shape.count)
    var solution = start
    for sample in 0..<problem.batch {
      let matrix = adjointMatrix(problem, state, sample: sample, sizes: sizes)
      let right = zip(start, sizes).flatMap { $0[sample * $1..<(sample + 1) * $1] }
      let factors: LUFactorization
      do { factors = try LUFactorization(matrix) } catch { throw .integration("\(error)") }
      var found = factors.solution(for: right)[...]
      for (layer, size) in sizes.enumerated() {
        solution[layer].replaceSubrange(
          sample * size..<(sample + 1) * size, with: found.prefix(size))
        found = found.dropFirst(size)
      }
    }
    // One adjoint step with Lambda gives its part of the parameters.
    machine.restore(state)
    var lambda = solution
    machine.adjointStep(
      &lambda, after: state.u, problem.parameters, weight: -1 / Double(problem.batch),
      into: &gradient)
    return gradient
  }

  /// I - A for one sample: a batch of copies of it, one unit vector for each.
  private func adjointMatrix(
    _ problem: RateProblem, _ state: RateMachineState<Double>, sample: Int, sizes: [Int]
  ) -> Matrix {
    let total = sizes.reduce(0, +)
    var copies = problem
    let width = problem.architecture.input.count
    let row = Array(problem.inputs[sample * width..<(sample + 1) * width])
    copies.batch = total
    copies.inputs = (0..<total).flatMap { _ in row }
    copies.targets = []
    let machine = copies.machine()
    func tiled(_ arrays: [[Double]]) -> [[Double]] {
      sizes.indices.map { layer in
        let size = sizes[layer]
        let part = Array(arrays[layer][sample * size..<(sample + 1) * size])
        return (0..<total).flatMap { _ in part }
      }
    }
    machine.restore(
      RateMachineState(u: tiled(state.u), s: tiled(state.s), isComplex: false))
    var adjoint = sizes.map { [Double](repeating: 0, count: total * $0) }
    var offset = 0
    for (layer, size) in sizes.enumerated() {
      for i in 0..<size { adjoint[layer][(offset + i) * size + i] = 1 }
      offset += size
    }
    var ignored = problem.zeros
    machine.adjointStep(
      &adjoint, after: machine.u, problem.parameters, weight: 0, into: &ignored)
    var matrix = Matrix.identity(total)
    offset = 0
    for (layer, size) in sizes.enumerated() {
      for unit in 0..<total {
        for i in 0..<size { matrix[offset + i, unit] -= adjoint[layer][unit * size + i] }
      }
      offset += size
    }
    return matrix
  }
}

/// Recurrent backpropagation by its side network: lambda <- A lambda, summed until lambda vanishes.
public struct RecurrentBackpropagationByRelaxation: GradientMethod {
  /// The greatest number of steps.
  public var limit: Int
  /// The sum ends when no lambda is larger than this times the largest at the start.
  public var tolerance: Double

  /// Relaxation to this tolerance.
  public init(limit: Int = 10_000, tolerance: Double = 1e-12) {
    self.limit = limit
    self.tolerance = tolerance
  }

  public var name: String { "RBP side network" }

  public func descent(_ problem: RateProblem) throws(RateModelError) -> ParameterSet<Double> {
    guard problem.dynamics.order == .synchronous else { throw .asynchronousAdjoint }
    let machine = try problem.settled()
    var gradient = problem.zeros
    var adjoint = BackpropagationThroughTime.start(
      machine, problem.parameters, problem.batch, &gradient)
    let state = machine.state
    func size(_ values: [[Double]]) -> Double {
      values.reduce(0) { $1.reduce($0) { max($0, $1.magnitude) } }
    }
    let first = size(adjoint)
    for _ in 0..<limit where size(adjoint) > tolerance * first {
      machine.restore(state)
      machine.adjointStep(
        &adjoint, after: state.u, problem.parameters, weight: -1 / Double(problem.batch),
        into: &gradient)
    }
    return gradient
  }
}
