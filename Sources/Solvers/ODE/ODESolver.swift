internal import CGSL

/// A solver of dy/dt = f(t, y) with error control, by a method of GSL.
///
///     var solver = try ODESolver(dimension: 1) { _, y, dydt in dydt[0] = -y[0] }
///     var state = [1.0]
///     var time = 0.0
///     var y = state.mutableSpan
///     try solver.advance(&y, time: &time, to: 1)    // y[0] = exp(-1)
///
/// The caller keeps time and state. The solver keeps the step size, the derivative at the end of the last step, and the
/// history of a multi-step method. If the given state or time is not that of the end of its last step, it starts
/// afresh. It cannot notice that *f* changed: call ``reset()`` then.
///
/// The solver owns the C objects and frees them when it goes out of scope. It cannot be copied, so that two solvers
/// never share a workspace; use one per thread. No step allocates.
///
/// *Edge cases:* after an error, time and state are those of the last accepted step, and the solver can be used again.
///
/// *Units:* those of the caller.
///
/// *Source:* ``Stepper/citation`` for the step; step size control and error estimates by
/// `gsl_odeiv2_control`, events by `HermiteInterpolant`.
@safe public struct ODESolver: ~Copyable {
  /// The method of a step.
  public let stepper: Stepper
  /// The error allowed in one step.
  public let tolerance: ODETolerance
  /// The number of equations.
  public let dimension: Int

  /// The size of the next attempted step, always positive; carry it over if one solver serves many small systems.
  public var stepSize: Double {
    didSet { precondition(stepSize > 0, "A step size is positive, not \(stepSize).") }
  }
  /// The upper limit of a step; infinite by default.
  public var maximumStep = Double.infinity {
    didSet { precondition(maximumStep > 0, "A step size is positive, not \(maximumStep).") }
  }
  /// The lower limit of a step that is repeated; below it ``SolverError/stepVanished(time:stepSize:)`` is thrown. With
  /// 0, the default, the spacing of doubles is the limit.
  ///
  /// A step that ends at a limit of time may be shorter.
  public var minimumStep = 0.0
  /// The limit of steps in one call of `advance`.
  public var stepLimit = 10_000_000

  /// The number of accepted steps.
  public internal(set) var acceptedSteps = 0
  /// The number of attempts that were repeated with a shorter step.
  public internal(set) var rejectedSteps = 0
  /// The number of evaluations of f, those for finite differences included.
  public var evaluations: Int { unsafe system.evaluations }

  /// The user's closure.
  let system: ODESystem
  /// The system as C sees it; C keeps the address.
  let cSystem: UnsafeMutablePointer<gsl_odeiv2_system>
  /// The owner of GSL's step and control objects, from which implicit steppers read the tolerance.
  let driver: UnsafeMutablePointer<gsl_odeiv2_driver>
  /// Nine rows of `dimension` numbers: y and f of four knots, and the error of a step.
  let storage: UnsafeMutablePointer<Double>
  /// The ends of the last accepted step.
  var start: Knot
  var end: Knot
  /// Knots for a step that replays part of the last one.
  var trial: Knot
  var spare: Knot
  /// True if the next step can start at `end` without an evaluation of f.
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
  ///   - stepper: The method of a step.
  ///   - tolerance: The error allowed in one step.
  ///   - stepSize: The size of the first attempted step.
  ///   - rightHandSide: f(t, y).
  public init(
    dimension: Int,
    stepper: Stepper = .rkf45,
    tolerance: ODETolerance = ODETolerance(),
    stepSize: Double = 1e-3,
    rightHandSide: @escaping RightHandSide
  ) throws(SolverError) {
    precondition(dimension > 0, "A system has at least one equation.")
    precondition(stepSize > 0, "A step size is positive, not \(stepSize).")
    try tolerance.validate()
    GSL.prepare()
    let system = ODESystem(
      dimension: dimension, rightHandSide: rightHandSide,
      differences: stepper.needsJacobian
        ? DifferenceWorkspace(dimension: dimension, tolerance: tolerance) : nil)
    let cSystem = UnsafeMutablePointer<gsl_odeiv2_system>.allocate(capacity: 1)
    unsafe cSystem.initialize(
      to: gsl_odeiv2_system(
        function: rightHandSideTrampoline, jacobian: jacobianTrampoline,
        dimension: dimension, params: Unmanaged.passUnretained(system).toOpaque()))
    let driver = unsafe gsl_odeiv2_driver_alloc_standard_new(
      cSystem, stepper.descriptor, stepSize, tolerance.absolute, tolerance.relative, 1, 0)
    guard let driver = unsafe driver else {
      unsafe cSystem.deallocate()
      throw GSL.failure(CInt(GSL_ENOMEM))
    }
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

  /// Forgets the last step. Call it after a change of f (a parameter, an input) that time and state do not show.
  ///
  /// For a multi-step method it marks the history as invalid. The step size and the counters remain.
  public mutating func reset() { continues = false }
}
