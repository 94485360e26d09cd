internal import CGSL

/// A system of ordinary differential equations, dy/dt = f(t, y).
///
/// `y` and `dydt` have the dimension of the solver. `dydt` has arbitrary values before and must be written in full. A
/// value that is not finite makes the solver try a shorter step.
public typealias RightHandSide = (
  _ time: Double, _ y: borrowing Span<Double>, _ dydt: inout MutableSpan<Double>
) -> Void

/// The context of GSL's callbacks: the user's closure, a counter, and the latest failure.
///
/// A class, because C holds its address; the solver keeps it alive for as long as C may call.
@safe final class ODESystem {
  let dimension: Int
  let rightHandSide: RightHandSide
  let differences: DifferenceWorkspace?

  /// The number of evaluations of f, those for finite differences included.
  ///
  /// Overlapping access is not checked: the check would cost as much as a small right-hand side.
  @exclusivity(unchecked) var evaluations = 0
  /// The time and component of the latest value that was not finite; `nil` if there was none since the solver cleared
  /// it.
  var notFinite: (time: Double, component: Int)?

  init(
    dimension: Int, rightHandSide: @escaping RightHandSide, differences: DifferenceWorkspace?
  ) {
    self.dimension = dimension
    self.rightHandSide = rightHandSide
    self.differences = differences
  }

  /// Writes f(t, y) to `dydt`; returns false if a component is not finite.
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
}

/// The C callback of f.
///
/// It returns `GSL_ERANGE` for a value that is not finite. GSL's steppers pass that on, so that the solver can try a
/// shorter step. After `GSL_EBADFUNC` multi-step methods could not recover.
func rightHandSideTrampoline(
  time: Double, y: UnsafePointer<Double>?, dydt: UnsafeMutablePointer<Double>?,
  context: UnsafeMutableRawPointer?
) -> CInt {
  unsafe Unmanaged<ODESystem>.fromOpaque(context!)._withUnsafeGuaranteedRef { system in
    unsafe system.evaluate(time, y!, dydt!) ? CInt(GSL_SUCCESS) : CInt(GSL_ERANGE)
  }
}

/// The C callback of df/dy and df/dt.
func jacobianTrampoline(
  time: Double, y: UnsafePointer<Double>?, dfdy: UnsafeMutablePointer<Double>?,
  dfdt: UnsafeMutablePointer<Double>?, context: UnsafeMutableRawPointer?
) -> CInt {
  unsafe Unmanaged<ODESystem>.fromOpaque(context!)._withUnsafeGuaranteedRef { system in
    unsafe system.differences!.differentiate(system, time, y!, dfdy!, dfdt!)
      ? CInt(GSL_SUCCESS) : CInt(GSL_ERANGE)
  }
}
