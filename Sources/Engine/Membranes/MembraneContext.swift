import Networks
import Quantities

/// The equations of a population behind one virtual call; an existential would be copied at each evaluation of the
/// right-hand side.
class MembraneContext {
  /// True if V is held because the unit is refractory.
  final var isHeld = false
  /// The constant current of the present unit at the beginning of an integration, and its slope.
  final var start = 0.0
  final var slope = 0.0
  /// The threshold of V and its value after a spike [mV or 1].
  final let threshold: Double
  final let reset: Double
  /// True if a spike sets V to `reset`.
  final let hasReset: Bool
  /// True if a spike of weight 0 may change the state.
  final let feelsWeightZero: Bool
  /// The refractory time [ms].
  final let refractoryTime: Double
  final let variables: [String]
  final let receptors: [Receptor]
  /// True for the receptors whose variable is a current.
  final let areCurrents: [Bool]
  /// The divisor of the synaptic time constants; 1 but while the drive is nudged.
  final var leak = 1.0
  final let initialState: [Double]

  fileprivate init(_ equations: some MembraneEquations) {
    threshold = equations.threshold
    reset = equations.reset
    hasReset = equations.hasReset
    feelsWeightZero = equations.feelsWeightZero
    refractoryTime = equations.refractoryTime.value
    variables = equations.variables
    receptors = equations.receptors
    areCurrents = equations.receptorsAreCurrents
    initialState = equations.initialState
  }

  /// The context of these equations.
  static func of(_ equations: some MembraneEquations) -> MembraneContext { Typed(equations) }

  /// The constant current of the present unit.
  var current: Double {
    get { preconditionFailure("A subclass has it.") }
    set { preconditionFailure("A subclass has it: \(newValue).") }
  }
  func derivatives(_ y: borrowing Span<Double>, _ dydt: inout MutableSpan<Double>) {
    preconditionFailure("A subclass has it.")
  }
  func fire(_ y: inout MutableSpan<Double>) { preconditionFailure("A subclass has it.") }
  func receive(weight: Double, _ y: inout MutableSpan<Double>) {
    preconditionFailure("A subclass has it.")
  }

  func receive(weight: Double, receptor: Int, _ y: inout MutableSpan<Double>) {
    preconditionFailure("A subclass has it.")
  }

  private final class Typed<Equations: MembraneEquations>: MembraneContext {
    private var equations: Equations

    init(_ equations: Equations) {
      self.equations = equations
      super.init(equations)
    }

    override var current: Double {
      get { equations.current }
      set { equations.current = newValue }
    }
    override func derivatives(_ y: borrowing Span<Double>, _ dydt: inout MutableSpan<Double>) {
      equations.derivatives(y, &dydt)
      guard leak != 1 else { return }
      for receptor in receptors {
        dydt[receptor.variable] -= (leak - 1) / receptor.timeConstant.value * y[receptor.variable]
      }
    }
    override func fire(_ y: inout MutableSpan<Double>) { equations.fire(&y) }
    override func receive(weight: Double, _ y: inout MutableSpan<Double>) {
      equations.receive(weight: weight, &y)
    }
    override func receive(weight: Double, receptor: Int, _ y: inout MutableSpan<Double>) {
      equations.receive(weight: weight, receptor: receptor, &y)
    }
  }
}

/// The meaning of the key of a unit.
enum MembraneKey: UInt8, BitwiseCopyable {
  /// A time up to which the unit does not fire.
  case trial
  /// The next crossing, if no input arrives before.
  case crossing
  /// The end of the refractory time.
  case release
}
