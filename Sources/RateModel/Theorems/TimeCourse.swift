public import Measurements
import Networks
public import Protocols
public import Solvers

/// EP's temporal derivatives against RBP's error derivatives, at every moment of continuous time.
///
/// Nudged from the free state, w(t) = (1/beta) du/dt obeys dw/dt = (dmu/du) w, w(0) = e, while the side
/// network of recurrent backpropagation has dY/dt = (dmu/du)^T Y, Y(0) = dC/du. Then
///
///     Y(t) = -tau w(t) in `hopfield`,   Y(t) = -tau rho'(u) w(t) in `graded`,
///
/// up to O(beta) with one branch, O(beta^2) with two of opposite sign.
///
/// > B. Scellier & Y. Bengio. *Equivalence of equilibrium propagation and recurrent backpropagation.*
/// > Neural Comput 31:312, 2019.
public struct TimeCourse: Sendable {
  /// Moments, in time constants of the slowest layer.
  public private(set) var times: [Double] = []
  /// -Y(t): by moment, then all units of one sample after another.
  public private(set) var recurrent: [[Double]] = []
  /// The time courses of EP by scheme and beta, each with the unit of each layer that has the largest derivative.
  public private(set) var courses: [TheoremReport.Course] = []

  /// Compares for the first sample of `problem`.
  ///
  /// - Parameters:
  ///   - problem: The network, its parameters and samples.
  ///   - betas: Strengths of the nudging.
  ///   - schemes: Schemes of the branches that are compared.
  ///   - stepper: The method of the GSL.
  ///   - duration: Duration, in time constants of the slowest layer.
  ///   - points: Number of moments that are compared.
  ///   - tolerance: Tolerance of the integrator, absolute and relative.
  public init(
    _ problem: RateProblem, betas: [Double], schemes: [Nudging.Scheme], duration: Double = 8,
    points: Int = 33, stepper: Stepper = .rk8pd, tolerance: Double = 1e-13
  ) throws(RateModelError) {
    let field = try ContinuousField(problem)
    times = (0..<points).map { duration * Double($0) / Double(points - 1) }
    let metric = field.metric
    let moments = times.map { $0 * problem.architecture.slowest }
    let side = try field.integrate(
      from: field.errorStart, at: moments, stepper: stepper, tolerance: tolerance
    ) { field.side($0) }
    recurrent = side.map { $0.map { -$0 } }
    var offset = 0
    let shown = problem.architecture.layers.map { layer in
      defer { offset += layer.shape.count }
      return (offset..<offset + layer.shape.count).max { largest($0) < largest($1) }!
    }
    for scheme in schemes {
      for beta in betas {
        var values = recurrent.map { $0.map { _ in 0.0 } }
        let nudging = Nudging(scheme, beta: beta)
        let contrast = nudging.contrast(usesSymmetry: false).settled
        for branch in contrast.branches {
          let coefficient = contrast.coefficient(branch).real
          let states = try field.integrate(
            from: field.rest, at: moments, stepper: stepper, tolerance: tolerance
          ) { field.motion($0, nudge: branch.beta) }
          for (moment, state) in states.enumerated() {
            let speed = field.motion(state, nudge: branch.beta)
            for i in speed.indices {
              values[moment][i] += coefficient * metric[i] * speed[i]
            }
          }
        }
        courses.append(
          TheoremReport.Course(
            beta: beta, scheme: scheme.rawValue, error: error(of: values), times: times,
            examplesEP: shown.map { unit in values.map { $0[unit] } },
            examplesRBP: shown.map { unit in recurrent.map { $0[unit] } },
            units: problem.architecture.layers.map(\.name)))
      }
    }
  }

  /// max over moments of |Y| of a unit.
  private func largest(_ unit: Int) -> Double { recurrent.map { $0[unit].magnitude }.max() ?? 0 }

  /// |difference| / |Y|, over all moments and units.
  private func error(of values: [[Double]]) -> Double {
    var (difference, size) = (0.0, 0.0)
    for (a, b) in zip(values, recurrent) {
      var b2 = 0.0
      for (x, y) in zip(a, b) {
        difference += (x - y) * (x - y)
        b2 += y * y
      }
      size += b2
    }
    return (difference / size).squareRoot()
  }
}

/// The dynamics of one sample in continuous time, about its free fixed point.
final class ContinuousField {
  private let problem: RateProblem
  private let machine: RateMachine<Double>
  private let restState: RateMachineState<Double>
  private let speeds: [Double]
  /// The free fixed point, all layers one after another.
  let rest: [Double]
  /// c tau rho'(u) at the fixed point; c tau where u itself is the variable of the energy. c is 1 unless feedback is
  /// scaled (`LayerWeights`).
  let metric: [Double]
  /// dC/du at the fixed point.
  let errorStart: [Double]

  init(_ given: RateProblem) throws(RateModelError) {
    var problem = given
    problem.batch = 1
    problem.inputs = Array(given.inputs.prefix(given.architecture.input.count))
    problem.targets = Array(given.targets.prefix(given.targets.count / given.batch))
    problem.dynamics.order = .synchronous
    if problem.dynamics.formulation == .prototypical { problem.dynamics.formulation = .graded }
    problem.phases = RatePhases(free: 100_000, nudged: 0, tolerance: 1e-15)
    problem.dynamics.step = 0.3 * problem.architecture.fastest
    let machine = try problem.settled()
    machine.steps = machine.steps.map { _ in 1 }
    self.problem = problem
    self.machine = machine
    speeds = machine.speeds
    rest = machine.flat
    restState = machine.state
    let descends = problem.dynamics.formulation.descendsEnergy
    metric = machine.u.indices.flatMap { layer in
      let weight = machine.layerWeights[layer], function = machine.functions[layer]
      return machine.u[layer].map { weight * (descends ? 1 : function.slope($0)) }
    }.enumerated().map { $1 / machine.speeds[$0] }
    var ignored = problem.zeros
    errorStart = BackpropagationThroughTime.start(machine, problem.parameters, 1, &ignored)
      .flatMap(\.self)
  }

  /// du/dt = mu(u) + beta e / tau.
  func motion(_ u: [Double], nudge: Complex) -> [Double] {
    machine.velocity(at: u, problem.parameters, nudge: nudge)
  }

  /// (dmu/du)^T Y at the fixed point.
  func side(_ y: [Double]) -> [Double] {
    machine.restore(restState)
    let scaled = zip(y, speeds).map { $0 * $1 }
    var adjoint = machine.parts(scaled)
    var ignored = problem.zeros
    machine.adjointStep(
      &adjoint, after: restState.u, problem.parameters, weight: 0, into: &ignored)
    return zip(adjoint.joined(), scaled).map { $0 - $1 }
  }

  /// The solution of dy/dt = `slope` at these moments, the first of them 0.
  func integrate(
    from start: [Double], at times: [Double], stepper: Stepper, tolerance: Double,
    _ slope: @escaping ([Double]) -> [Double]
  ) throws(RateModelError) -> [[Double]] {
    var result = [start]
    try ContinuousTime.integrate(
      from: start, landings: Array(times.dropLast()), until: times.last!, stepper: stepper,
      tolerance: ODETolerance(absolute: tolerance, relative: tolerance), slope: slope
    ) { time, y in if time >= times[result.count] { result.append(y) } }
    return result
  }
}
