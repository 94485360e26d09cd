public import Equations
public import Quantities

/// A leaky integrate-and-fire membrane with exponential synaptic conductances,
///
///     C dV/dt = -g_L (V - E_L) - g_ex (V - E_ex) - g_in (V - E_in) + I_e,
///     dg_k/dt = -g_k / tau_k,   V >= theta: spike, V := V_reset, held for t_ref.
///
/// A positive weight adds to g_ex; a negative one adds its magnitude to g_in.
///
/// *Units*: mV, ms, pF, nS, pA.
///
/// > R. Brette et al. *Simulation of networks of spiking neurons: a review of tools and strategies.*
/// > J Comput Neurosci 23:349, 2007, benchmark 1, whose parameters are the defaults.
public struct ConductanceLIF: MembraneEquations, Equatable {
  public static let name = "lif_cond"
  /// Capacitance, C [pF].
  public var capacitance = 200.0
  /// Leak conductance, g_L [nS].
  public var leak = 10.0
  /// Leak reversal potential, E_L [mV].
  public var rest = -60.0
  /// Excitatory reversal potential, E_ex [mV].
  public var excitatoryReversal = 0.0
  /// Inhibitory reversal potential, E_in [mV].
  public var inhibitoryReversal = -80.0
  public var threshold = -50.0
  public var reset = -60.0
  public var refractoryTime = 5.ms
  public var current = 0.0  // [pA]
  /// Excitatory synaptic time constant, tau_ex.
  public var excitatoryTimeConstant = 5.ms
  /// Inhibitory synaptic time constant, tau_in.
  public var inhibitoryTimeConstant = 10.ms
  /// Potential at t = 0 [mV].
  public var initial = -60.0

  /// The parameters of benchmark 1.
  public init() {}

  public var variables: [String] { ["V", "g_ex", "g_in"] }
  public var dimensions: [PhysicalDimension] { [.voltage, .conductance, .conductance] }
  public var receptors: [Receptor] {
    [
      Receptor("ex", timeConstant: excitatoryTimeConstant, variable: 1),
      Receptor("in", timeConstant: inhibitoryTimeConstant, variable: 2, polarity: -1),
    ]
  }
  public var initialState: [Double] { [initial, 0, 0] }

  public func derivatives(_ y: borrowing Span<Double>, _ dydt: inout MutableSpan<Double>) {
    let synaptic =
      y[1] * (y[0] - excitatoryReversal) + y[2] * (y[0] - inhibitoryReversal)
    dydt[0] = (-leak * (y[0] - rest) - synaptic + current) / capacitance
    dydt[1] = -y[1] / excitatoryTimeConstant.value
    dydt[2] = -y[2] / inhibitoryTimeConstant.value
  }

  public func receive(weight: Double, _ y: inout MutableSpan<Double>) {
    if weight > 0 { y[1] += weight } else { y[2] -= weight }
  }
}
