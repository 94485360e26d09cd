internal import CGSL

/// Integrates dy/dt = f(t, y) from a start, with error control, by a method of GSL.
///
///     var solver = try ODESolver(dimension: 1) { _, y, dydt in dydt[0] = -y[0] }
///     var state = [1.0]
///     var time = 0.0
///     var y = state.mutableSpan
///     try solver.advance(&y, time: &time, to: 1)    // y[0] = exp(-1)
///
/// The caller keeps time and state; the solver keeps what makes the next step cheap: the step size,
/// the derivative at the end of the last step, and the history of a multi-step method. It notices
/// when the state or the time it is given is not where its last step ended, and starts afresh. It
/// cannot notice that *f* changed: call ``reset()`` then.
///
/// The solver owns the C objects and frees them when it goes out of scope. It cannot be copied, so
/// two solvers never share a workspace; use one per thread. No step allocates.
///
/// *Edge cases:* after an error, time and state are those of the last accepted step, and the solver
/// can be used again.
///
/// *Units:* time and state in the caller's.
///
/// *Source:* ``Stepper/citation`` for the step; step size control and error estimates by
/// `gsl_odeiv2_control`, events by ``HermiteInterpolant``.
@safe public struct ODESolver: ~Copyable {
  /// How a step is made.
  public let stepper: Stepper
  /// The error allowed in one step.
  public let tolerance: ODETolerance
  /// The number of equations.
  public let dimension: Int

  /// The step size to try next, always positive; carry it when one solver serves many small
  /// systems.
  public var stepSize: Double {
    didSet { precondition(stepSize > 0, "A step size is positive, not \(stepSize).") }
  }
  /// No step is longer than this; infinite at first.
  public var maximumStep = Double.infinity {
    didSet { precondition(maximumStep > 0, "A step size is positive, not \(maximumStep).") }
  }
  /// A step that would have to be shorter has vanished: ``SolverError/stepVanished(time:stepSize:)``; 0,
  /// at first: the spacing of doubles decides.
  ///
  /// It bounds what repeating makes of a step; one that ends at a limit may be shorter.
  public var minimumStep = 0.0
  /// How many steps one call of `advance` may take before it gives up.
  public var stepLimit = 10_000_000

  /// How many steps were accepted.
  public internal(set) var acceptedSteps = 0
  /// How many steps were tried and repeated with a shorter step.
  public internal(set) var rejectedSteps = 0
  /// How often f was evaluated, also for finite differences.
  public var evaluations: Int { unsafe system.evaluations }
  /// How often df/dy was evaluated.
  public var jacobianEvaluations: Int { system.jacobianEvaluations }

  /// The user's closures.
  let system: ODESystem
  /// The same, as C sees it; C keeps the address.
  let cSystem: UnsafeMutablePointer<gsl_odeiv2_system>
  /// Owns GSL's step and control objects; the implicit steppers ask it for the tolerance.
  let driver: UnsafeMutablePointer<gsl_odeiv2_driver>
  /// Nine rows of `dimension` numbers: y and f of four knots, and the error of a step.
  let storage: UnsafeMutablePointer<Double>
  /// The ends of the last accepted step.
  var start: Knot
  var end: Knot
  /// Room for a step that replays part of the last one.
  var trial: Knot
  var spare: Knot
  /// Whether `end` is where the next step can start without evaluating f.
  var continues = false

  /// A time with the state and its derivative there.
  @safe struct Knot {
    var time = 0.0
    let y: UnsafeMutablePointer<Double>
    /// f(t, y).
    let f: UnsafeMutablePointer<Double>
  }

  /// Creates a solver.
  ///
  /// - Parameters:
  ///   - dimension: The number of equations, at least 1.
  ///   - stepper: How a step is made.
  ///   - tolerance: The error allowed in one step.
  ///   - stepSize: The first step size tried.
  ///   - jacobian: df/dy and df/dt, for the steppers that need it; central differences if `nil`.
  ///   - rightHandSide: f(t, y).
  public init(
    dimension: Int,
    stepper: Stepper = .rkf45,
    tolerance: ODETolerance = ODETolerance(),
    stepSize: Double = 1e-3,
    jacobian: Jacobian? = nil,
    rightHandSide: @escaping RightHandSide
  ) throws(SolverError) {
    precondition(dimension > 0, "A system has at least one equation.")
    precondition(stepSize > 0, "A step size is positive, not \(stepSize).")
    try tolerance.validate(dimension: dimension)
    GSL.prepare()
    let needsDifferences = stepper.needsJacobian && jacobian == nil
    let system = ODESystem(
      dimension: dimension, rightHandSide: rightHandSide, jacobian: jacobian,
      differences: needsDifferences
        ? DifferenceWorkspace(dimension: dimension, tolerance: tolerance) : nil)
    let cSystem = UnsafeMutablePointer<gsl_odeiv2_system>.allocate(capacity: 1)
    unsafe cSystem.initialize(
      to: gsl_odeiv2_system(
        function: rightHandSideTrampoline, jacobian: jacobianTrampoline,
        dimension: dimension, params: Unmanaged.passUnretained(system).toOpaque()))
    guard let driver = unsafe Self.makeDriver(cSystem, stepper, tolerance, stepSize) else {
      unsafe cSystem.deallocate()
      throw GSL.failure(CInt(GSL_ENOMEM))
    }
    unsafe self.init(stepper, tolerance, dimension, stepSize, system, cSystem, driver)
  }

  private init(
    _ stepper: Stepper, _ tolerance: ODETolerance, _ dimension: Int, _ stepSize: Double,
    _ system: ODESystem, _ cSystem: UnsafeMutablePointer<gsl_odeiv2_system>,
    _ driver: UnsafeMutablePointer<gsl_odeiv2_driver>
  ) {
    self.stepper = stepper
    self.tolerance = tolerance
    self.dimension = dimension
    self.stepSize = stepSize
    self.system = system
    unsafe self.cSystem = cSystem
    unsafe self.driver = driver
    let storage = UnsafeMutablePointer<Double>.allocate(capacity: 9 * dimension)
    unsafe storage.initialize(repeating: 0, count: 9 * dimension)
    unsafe self.storage = storage
    unsafe start = Knot(y: storage, f: storage + dimension)
    unsafe end = Knot(y: storage + 2 * dimension, f: storage + 3 * dimension)
    unsafe trial = Knot(y: storage + 4 * dimension, f: storage + 5 * dimension)
    unsafe spare = Knot(y: storage + 6 * dimension, f: storage + 7 * dimension)
  }

  deinit {
    unsafe gsl_odeiv2_driver_free(driver)
    unsafe cSystem.deallocate()
    unsafe storage.deallocate()
  }

  /// Forgets the last step; call after f changed (a parameter, an input) where it cannot be seen
  /// in time and state.
  ///
  /// An event tells a multi-step method in this way that its history is void. The step size and
  /// the counters remain.
  public mutating func reset() { continues = false }

  private static func makeDriver(
    _ system: UnsafeMutablePointer<gsl_odeiv2_system>, _ stepper: Stepper,
    _ tolerance: ODETolerance, _ stepSize: Double
  ) -> UnsafeMutablePointer<gsl_odeiv2_driver>? {
    guard let scale = tolerance.scale else {
      return unsafe gsl_odeiv2_driver_alloc_standard_new(
        system, stepper.descriptor, stepSize, tolerance.absolute, tolerance.relative, 1, 0)
    }
    return unsafe gsl_odeiv2_driver_alloc_scaled_new(
      system, stepper.descriptor, stepSize, tolerance.absolute, tolerance.relative, 1, 0, scale)
  }
}
