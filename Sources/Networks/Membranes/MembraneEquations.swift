public import Equations
public import Quantities

/// A membrane given by ordinary differential equations, dy/dt = f(y), with V = y[0].
///
/// A spike is the rise of V through `threshold`. Then `fire` changes the state, and V is held at `reset` for
/// `refractoryTime`, while all other variables go on. If V diverges earlier, the spike is at the time of divergence.
/// Synaptic currents and conductances are variables like others: an arriving spike adds to one of them.
///
/// The equations are pure functions of their arguments; a description has no state.
public protocol MembraneEquations: Sendable {
  /// The name of these equations in model files.
  static var name: String { get }
  /// The method of the engine for these equations and parameters; nil if the GSL integrates them.
  var ownIntegration: Integration? { get }
  /// Names of the state variables, V first.
  var variables: [String] { get }
  /// The dimension of each variable.
  var dimensions: [PhysicalDimension] { get }
  /// The state at t = 0.
  var initialState: [Double] { get }
  /// The V that a spike reaches [mV or 1].
  var threshold: Double { get }
  /// The V after a spike, held during the refractory time [mV or 1].
  var reset: Double { get }
  /// True if a spike sets V to `reset`. Without a reset V goes on, and the next spike is its next rise through the
  /// threshold.
  var hasReset: Bool { get }
  /// The time for which V is held after a spike.
  var refractoryTime: Milliseconds { get }

  /// f(y): writes all elements of `dydt`, per ms.
  func derivatives(_ y: borrowing Span<Double>, _ dydt: inout MutableSpan<Double>)
  /// The effect of a spike on the state, besides V := V_reset.
  func fire(_ y: inout MutableSpan<Double>)
  /// The effect of an arriving spike of this weight on the state.
  func receive(weight: Double, _ y: inout MutableSpan<Double>)
  /// True if a spike of weight 0 may change the state.
  var feelsWeightZero: Bool { get }
  /// The constant current I_e [pA or 1].
  var current: Double { get set }
  /// The receptors. Without a name, a positive weight acts through the first and a negative one through the second, or
  /// through the only one.
  var receptors: [Receptor] { get }
  /// The receptors that have names in the description, the same as `receptors`; empty where the sign of a weight
  /// decides.
  var namedReceptors: [Receptor] { get }
  /// The effect of a spike of this weight that arrives at one of `namedReceptors`, by its index.
  func receive(weight: Double, receptor: Int, _ y: inout MutableSpan<Double>)
  /// The charge that one spike of weight 1 brings through each receptor [pA ms per unit of weight]; nil where it depends
  /// on V, or is not known from the equations.
  var charges: [Double]? { get }
}

extension MembraneEquations {
  public var ownIntegration: Integration? { nil }
  /// The engine's own method, or the GSL with its default stepper and tolerances.
  public var usualIntegration: Integration { ownIntegration ?? Integration() }
  public var hasReset: Bool { true }
  public var feelsWeightZero: Bool { false }
  public var receptors: [Receptor] { [] }
  public var charges: [Double]? { nil }
  /// True for each receptor whose variable is a current.
  public var receptorsAreCurrents: [Bool] { receptors.map { dimensions[$0.variable] == .current } }
  public var namedReceptors: [Receptor] { [] }
  public func receive(weight: Double, receptor: Int, _ y: inout MutableSpan<Double>) {
    preconditionFailure("These equations have no receptor \(receptor).")
  }
  /// The number of variables.
  public var dimension: Int { variables.count }
  public func fire(_ y: inout MutableSpan<Double>) {}
}

extension MutableSpan<Double> {
  /// Adds `weight` to element `excitatory` if it is positive, else to element `inhibitory`.
  mutating func receive(_ weight: Double, excitatory: Int, inhibitory: Int) {
    if weight > 0 { self[excitatory] += weight } else { self[inhibitory] += weight }
  }
}
