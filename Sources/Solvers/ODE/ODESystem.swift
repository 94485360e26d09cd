internal import CGSL

/// A system of ordinary differential equations, dy/dt = f(t, y).
///
/// `y` and `dydt` have the solver's dimension. `dydt` arrives with arbitrary values and must be
/// written in full. A value that is not finite makes the solver try a shorter step.
public typealias RightHandSide = (
  _ time: Double, _ y: borrowing Span<Double>, _ dydt: inout MutableSpan<Double>
) -> Void

/// The derivatives of f: dfdy[i · n + j] = ∂f_i/∂y_j (row-major) and dfdt[i] = ∂f_i/∂t.
///
/// Both arrive filled with zeros.
public typealias Jacobian = (
  _ time: Double, _ y: borrowing Span<Double>, _ dfdy: inout MutableSpan<Double>,
  _ dfdt: inout MutableSpan<Double>
) -> Void

/// What GSL calls back into: the user's closures, and what went wrong in them.
///
/// A class, so that its address is the one thing that C holds; the solver keeps it alive for as
/// long as C may call.
@safe final class ODESystem {
  let dimension: Int
  let rightHandSide: RightHandSide
  let jacobian: Jacobian?
  let differences: DifferenceWorkspace?

  /// How often f was evaluated, also for finite differences.
  ///
  /// Not checked for overlapping access: the check would cost as much as a small right-hand side.
  @exclusivity(unchecked) var evaluations = 0
  /// How often df/dy was evaluated.
  var jacobianEvaluations = 0
  /// Where f was not finite the last time it was not; `nil` since the solver cleared it.
  var notFinite: (time: Double, component: Int)?

  init(
    dimension: Int, rightHandSide: @escaping RightHandSide, jacobian: Jacobian?,
    differences: DifferenceWorkspace?
  ) {
    self.dimension = dimension
    self.rightHandSide = rightHandSide
    self.jacobian = jacobian
    self.differences = differences
  }

  /// f(t, y) into `dydt`; false when a component is not finite.
  @inline(__always)
  func evaluate(
    _ time: Double, _ y: UnsafePointer<Double>, _ dydt: UnsafeMutablePointer<Double>
  ) -> Bool {
    let state = unsafe UnsafeBufferPointer(start: y, count: dimension)
    let buffer = unsafe UnsafeMutableBufferPointer(start: dydt, count: dimension)
    var output = unsafe buffer.mutableSpan
    unsafe evaluations &+= 1
    rightHandSide(time, unsafe state.span, &output)
    for i in 0..<dimension where unsafe !dydt[i].isFinite {
      notFinite = (time, i)
      return false
    }
    return true
  }

  /// df/dy and df/dt at (t, y), by the user's closure or by differences; false when not finite.
  func evaluateJacobian(
    _ time: Double, _ y: UnsafePointer<Double>, _ dfdy: UnsafeMutablePointer<Double>,
    _ dfdt: UnsafeMutablePointer<Double>
  ) -> Bool {
    jacobianEvaluations &+= 1
    guard let jacobian else {
      return unsafe differences!.differentiate(self, time, y, dfdy, dfdt)
    }
    let state = unsafe UnsafeBufferPointer(start: y, count: dimension)
    let matrix = unsafe UnsafeMutableBufferPointer(start: dfdy, count: dimension * dimension)
    let vector = unsafe UnsafeMutableBufferPointer(start: dfdt, count: dimension)
    unsafe matrix.update(repeating: 0)
    unsafe vector.update(repeating: 0)
    var matrixSpan = unsafe matrix.mutableSpan
    var vectorSpan = unsafe vector.mutableSpan
    jacobian(time, unsafe state.span, &matrixSpan, &vectorSpan)
    for k in 0..<dimension * dimension where unsafe !dfdy[k].isFinite {
      notFinite = (time, k / dimension)
      return false
    }
    for i in 0..<dimension where unsafe !dfdt[i].isFinite {
      notFinite = (time, i)
      return false
    }
    return true
  }
}

/// The place where C asks Swift for f.
///
/// A value that is not finite is answered with `GSL_ERANGE`, which GSL's steppers pass on, so that
/// the solver can try a shorter step. After `GSL_EBADFUNC` multi-step methods could not recover.
func rightHandSideTrampoline(
  time: Double, y: UnsafePointer<Double>?, dydt: UnsafeMutablePointer<Double>?,
  context: UnsafeMutableRawPointer?
) -> CInt {
  unsafe Unmanaged<ODESystem>.fromOpaque(context!)._withUnsafeGuaranteedRef { system in
    unsafe system.evaluate(time, y!, dydt!) ? CInt(GSL_SUCCESS) : CInt(GSL_ERANGE)
  }
}

/// The place where C asks Swift for df/dy and df/dt.
func jacobianTrampoline(
  time: Double, y: UnsafePointer<Double>?, dfdy: UnsafeMutablePointer<Double>?,
  dfdt: UnsafeMutablePointer<Double>?, context: UnsafeMutableRawPointer?
) -> CInt {
  unsafe Unmanaged<ODESystem>.fromOpaque(context!)._withUnsafeGuaranteedRef { system in
    unsafe system.evaluateJacobian(time, y!, dfdy!, dfdt!) ? CInt(GSL_SUCCESS) : CInt(GSL_ERANGE)
  }
}
