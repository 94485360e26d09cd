public import Equations
public import Quantities

/// A leaky integrate-and-fire membrane with exponential synaptic conductances,
///
///     C dV/dt = -g_L (V - E_L) - g_ex (V - E_ex) - g_in (V - E_in) + I_e,
///     dg_k/dt = -g_k / tau_k,   V >= theta: spike, V := V_reset, held for t_ref.
///
/// A positive weight adds to g_ex; a negative one adds its magnitude to g_in. With receptors that have names there are
/// any number of conductances g_name with time constants and reversal potentials of their own.
///
/// *Units*: mV, ms, pF, nS, pA.
///
/// > R. Brette et al. *Simulation of networks of spiking neurons: a review of tools and strategies.*
/// > J Comput Neurosci 23:349, 2007, benchmark 1, whose parameters are the defaults.
public struct ConductanceLIF: MembraneEquations, Equatable {
  public static let name = "lif_cond"
  /// Quadrature, if E_in <= theta <= E_ex and receptors have no names: else its bound of the next crossing is not known.
  public var ownIntegration: Integration? {
    inhibitoryReversal <= threshold && threshold <= excitatoryReversal && namedReceptors.isEmpty
      ? .quadrature : nil
  }
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
  /// Receptors with names and reversal potentials, in place of g_ex and g_in: any number of conductances g_name.
  public var namedReceptors: [Receptor] = []
  /// Potential at t = 0 [mV].
  public var initial = -60.0

  /// The parameters of benchmark 1.
  public init() {}

  public var variables: [String] { ["V"] + receptors.map { "g_" + $0.name } }
  public var dimensions: [PhysicalDimension] { [.voltage] + receptors.map { _ in .conductance } }
  public var receptors: [Receptor] {
    if !namedReceptors.isEmpty {
      return namedReceptors.numbered(from: 1).map { receptor in
        var receptor = receptor
        receptor.polarity = (receptor.reversal ?? excitatoryReversal) < threshold ? -1 : 1
        return receptor
      }
    }
    return [
      Receptor(
        "ex", timeConstant: excitatoryTimeConstant, variable: 1, reversal: excitatoryReversal),
      Receptor(
        "in", timeConstant: inhibitoryTimeConstant, variable: 2, polarity: -1,
        reversal: inhibitoryReversal),
    ]
  }
  public var initialState: [Double] { [initial] + receptors.map { _ in 0 } }

  public func derivatives(_ y: borrowing Span<Double>, _ dydt: inout MutableSpan<Double>) {
    guard namedReceptors.isEmpty else {
      var drive = current
      for k in namedReceptors.indices {
        drive += y[1 + k] * ((namedReceptors[k].reversal ?? excitatoryReversal) - y[0])
        dydt[1 + k] = -y[1 + k] / namedReceptors[k].timeConstant.value
      }
      dydt[0] = (-leak * (y[0] - rest) + drive) / capacitance
      return
    }
    let synaptic =
      y[1] * (y[0] - excitatoryReversal) + y[2] * (y[0] - inhibitoryReversal)
    dydt[0] = (-leak * (y[0] - rest) - synaptic + current) / capacitance
    dydt[1] = -y[1] / excitatoryTimeConstant.value
    dydt[2] = -y[2] / inhibitoryTimeConstant.value
  }

  public func receive(weight: Double, _ y: inout MutableSpan<Double>) {
    if weight > 0 { y[1] += weight } else { y[min(2, y.count - 1)] -= weight }
  }

  public func receive(weight: Double, receptor: Int, _ y: inout MutableSpan<Double>) {
    y[1 + receptor] += weight
  }
}
