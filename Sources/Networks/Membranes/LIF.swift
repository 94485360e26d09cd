public import Quantities

/// A leaky integrate-and-fire membrane with exponential or voltage-jump synapses,
///
///     C dV/dt = -(C / tau_m) (V - E_L) + I_e + I_ex + I_in,   dI_k/dt = -I_k / tau_k,
///     V >= theta: spike, V := V_reset, held for t_ref.
///
/// Positive weights go to I_ex, negative ones to I_in; or there is any number of currents with names, which projections
/// choose. With `C = tau_m` and `E_L = 0` this is the
/// dimensionless form tau_m dV/dt = -V + b + I of the equilibrium-propagation literature.
///
/// *Units*: either physical (mV, pF, pA) or dimensionless; times are in ms in both.
///
/// *Edge cases*: currents keep evolving while the unit is refractory; voltage jumps that arrive then are lost. An
/// arrival at the exact end of the refractory time acts on the unit. tau_ex = tau_m and tau_in = tau_m are allowed.
public struct LIF: Sendable, Equatable {
  /// Membrane time constant, tau_m.
  public var membraneTimeConstant: Milliseconds
  /// Capacitance, C [pF, or ms when dimensionless].
  public var capacitance: Double
  /// Resting potential, E_L [mV or 1].
  public var rest: Double
  /// Threshold, theta [mV or 1].
  public var threshold: Double
  /// Potential after a spike, V_reset [mV or 1].
  public var reset: Double
  /// Refractory time, t_ref.
  public var refractoryTime: Milliseconds
  /// Constant current, I_e [pA], or bias b [1].
  public var current: Double
  /// Potential at t = 0 [mV or 1].
  public var initial: InitialPotential
  /// The effect of an arriving spike.
  public var synapse: Synapse

  /// A membrane in physical units.
  public init(
    membraneTimeConstant: Milliseconds, capacitance: Double, rest: Double, threshold: Double,
    reset: Double, refractoryTime: Milliseconds, current: Double = 0,
    initial: InitialPotential? = nil, synapse: Synapse
  ) {
    self.membraneTimeConstant = membraneTimeConstant
    self.capacitance = capacitance
    self.rest = rest
    self.threshold = threshold
    self.reset = reset
    self.refractoryTime = refractoryTime
    self.current = current
    self.initial = initial ?? .value(rest)
    self.synapse = synapse
  }

  /// A dimensionless membrane, tau_m dV/dt = -V + b + I.
  public static func dimensionless(
    membraneTimeConstant: Milliseconds, threshold: Double = 1, reset: Double = 0,
    refractoryTime: Milliseconds = .zero, bias: Double = 0, initial: InitialPotential = .value(0),
    synapticTimeConstant: Milliseconds
  ) -> LIF {
    LIF(
      membraneTimeConstant: membraneTimeConstant, capacitance: membraneTimeConstant.value,
      rest: 0, threshold: threshold, reset: reset, refractoryTime: refractoryTime, current: bias,
      initial: initial,
      synapse: .exponential(excitatory: synapticTimeConstant, inhibitory: synapticTimeConstant))
  }
}

extension LIF {
  /// A threshold that no potential reaches [mV or 1]: the unit only filters its input.
  ///
  /// *Edge cases*: for `LIFEquations` only. The closed form computes V relative to the threshold and would lose V.
  public static let unreachable = 1e300
  /// A time constant without a leak in any number of ms: V is the integral of I / C.
  ///
  /// *Edge cases*: for `LIFEquations` only. In the closed form V_inf = E_L + tau_m I / C would be too large.
  public static let endless = Milliseconds(1e300)

  /// True if the threshold is unreachable, so that units never fire.
  public var isSilent: Bool { threshold >= Self.unreachable }
}

/// The effect of an arriving spike on a membrane.
public enum Synapse: Sendable, Equatable {
  /// I_k += w at arrival; I_k decays with tau_ex (w > 0) or tau_in (w < 0).
  case exponential(excitatory: Milliseconds, inhibitory: Milliseconds)
  /// V += w at arrival.
  case jump
  /// I_k += w at arrival, through the receptors k that the projection names.
  case receptors([Receptor])
}

/// Potentials at t = 0.
public enum InitialPotential: Sendable, Equatable {
  /// All at this value [mV or 1].
  case value(Double)
  /// Independent and uniform between two values [mV or 1].
  case uniform(Double, Double)
  /// One value for each unit [mV or 1].
  case perUnit([Double])
}
