public import Equations
public import Quantities

/// A membrane given by ordinary differential equations, dy/dt = f(y), with V = y[0].
///
/// A spike is the rise of V through `threshold`; then `fire` resets the state and V is held for
/// `refractoryTime`, while all other variables go on. Where V diverges before, the instant of
/// divergence is the spike. Synaptic currents or conductances are variables like any other: an
/// arriving spike adds to one of them.
///
/// The equations are pure functions of their arguments: a description does not know that it will
/// be run.
public protocol MembraneEquations: Sendable {
  /// The name under which model files know these equations.
  static var name: String { get }
  /// Names of the state variables, V first.
  var variables: [String] { get }
  /// What each variable measures.
  var dimensions: [PhysicalDimension] { get }
  /// The state at t = 0.
  var initialState: [Double] { get }
  /// V at which a spike is counted [mV or 1].
  var threshold: Double { get }
  /// V after a spike, at which it is held while refractory [mV or 1].
  var reset: Double { get }
  /// True if a spike sets V to `reset`; else V goes on, and the next spike is its next rise from below
  /// the threshold.
  var hasReset: Bool { get }
  /// How long V is held after a spike.
  var refractoryTime: Milliseconds { get }

  /// f(y): writes all of `dydt`, per ms.
  func derivatives(_ y: borrowing Span<Double>, _ dydt: inout MutableSpan<Double>)
  /// What a spike does to the state beyond V := V_reset.
  func fire(_ y: inout MutableSpan<Double>)
  /// What the arrival of a spike with this weight does to the state.
  func receive(weight: Double, _ y: inout MutableSpan<Double>)
  /// True if a spike of weight 0 may change the state.
  var feelsWeightZero: Bool { get }
  /// The equations with another constant current I_e, and the present one.
  var current: Double { get set }
}

extension MembraneEquations {
  public var hasReset: Bool { true }
  public var feelsWeightZero: Bool { false }
  /// How many variables there are.
  public var dimension: Int { variables.count }
  public func fire(_ y: inout MutableSpan<Double>) {}
}

extension MutableSpan<Double> {
  /// Adds `weight` to element `excitatory` when it is positive, else to element `inhibitory`.
  mutating func receive(_ weight: Double, excitatory: Int, inhibitory: Int) {
    if weight > 0 { self[excitatory] += weight } else { self[inhibitory] += weight }
  }
}
