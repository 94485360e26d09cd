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
  /// The time courses of EP, by beta.
  public private(set) var courses: [Course] = []
  /// Layers, as ranges of units.
  public private(set) var layers: [(name: String, units: Range<Int>)] = []

  /// EP's time course at one beta.
  public struct Course: Sendable {
    /// |beta|.
    public var beta: Double
    /// The scheme of the betas.
    public var scheme: Nudging.Scheme
    /// tau rho'(u) w(t), or tau w(t).
    public var values: [[Double]]
    /// |difference| / |Y|, over all moments and units.
    public var error: Double
    /// Cosine at each moment.
    public var cosines: [Double]
  }

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
    var offset = 0
    for layer in problem.architecture.layers {
      layers.append((layer.name, offset..<offset + layer.shape.count))
      offset += layer.shape.count
    }
    times = (0..<points).map { duration * Double($0) / Double(points - 1) }
    let metric = field.metric
    let moments = times.map { $0 * problem.architecture.slowest }
    let side = try field.integrate(
      from: field.errorStart, at: moments, stepper: stepper, tolerance: tolerance
    ) { field.side($0) }
    recurrent = side.map { $0.map { -$0 } }
    for scheme in schemes {
      for beta in betas {
        var values = recurrent.map { $0.map { _ in 0.0 } }
        let nudging = Nudging(scheme, beta: beta)
        let contrast = nudging.contrast(usesSymmetry: false)
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
        courses.append(course(beta, scheme, values))
      }
    }
  }

  private func course(
    _ beta: Double, _ scheme: Nudging.Scheme, _ values: [[Double]]
  ) -> Course {
    var (difference, size) = (0.0, 0.0)
    var cosines: [Double] = []
    for (a, b) in zip(values, recurrent) {
      var (dot, a2, b2) = (0.0, 0.0, 0.0)
      for (x, y) in zip(a, b) {
        difference += (x - y) * (x - y)
        dot += x * y
        a2 += x * x
        b2 += y * y
      }
      size += b2
      cosines.append(a2 > 0 && b2 > 0 ? dot / (a2 * b2).squareRoot() : 1)
    }
    return Course(
      beta: beta, scheme: scheme, values: values, error: (difference / size).squareRoot(),
      cosines: cosines)
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
  /// tau rho'(u) at the fixed point; tau where u itself is the variable of the energy.
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
    metric = zip(machine.u, machine.functions).flatMap { u, function in
      u.map { descends ? 1 : function.slope($0) }
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
