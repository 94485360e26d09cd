public import Equations
public import Quantities
import RealModule

/// The exponential integrate-and-fire membrane (EIF) with exponential synaptic currents,
///
///     C dV/dt = -g_L (V - E_L) + g_L Delta_T exp((V - V_T) / Delta_T) + I_e + I_ex + I_in,
///     V >= V_peak: spike, V := V_reset.
///
/// *Edge cases*: Delta_T = 0 has no exponential term; its spike is at V_T, or at V_peak if that is lower.
///
/// *Units*: mV, ms, pF, nS, pA.
///
/// > N. Fourcaud-Trocmé, D. Hansel, C. van Vreeswijk & N. Brunel. *How spike generation mechanisms
/// > determine the neuronal response to fluctuating inputs.* J Neurosci 23:11628, 2003.
public struct ExponentialIF: MembraneEquations, Equatable {
  public static let name = "eif"
  /// Taylor series, if Delta_T > 0 and V_peak >= V_T + 4 Delta_T; else the GSL, as the upstroke has no closed form.
  public var ownIntegration: Integration? {
    sharpness > 0 && peak >= softThreshold + 4 * sharpness ? .taylor : nil
  }
  /// Capacitance, C [pF].
  public var capacitance = 281.0
  /// Leak conductance, g_L [nS].
  public var leak = 30.0
  /// Leak reversal potential, E_L [mV].
  public var rest = -70.6
  /// Soft threshold, V_T [mV].
  public var softThreshold = -50.4
  /// Sharpness of spike initiation, Delta_T, 0 or more [mV].
  public var sharpness = 2.0
  /// Cut-off, V_peak [mV].
  public var peak = 0.0
  /// The threshold of a spike: V_peak, or min(V_peak, V_T) for Delta_T = 0 [mV]. Setting it sets V_peak.
  public var threshold: Double {
    get { sharpness > 0 ? peak : min(peak, softThreshold) }
    set { peak = newValue }
  }
  public var reset = -70.6
  public var refractoryTime = Milliseconds.zero
  public var current = 0.0  // [pA]
  /// Excitatory synaptic time constant, tau_ex.
  public var excitatoryTimeConstant = 5.ms
  /// Inhibitory synaptic time constant, tau_in.
  public var inhibitoryTimeConstant = 5.ms
  /// Receptors with names, in place of I_ex and I_in: any number of currents I_name. Projections choose them.
  public var namedReceptors: [Receptor] = []
  /// Potential at t = 0 [mV].
  public var initial = -70.6

  /// The parameters of Brette & Gerstner (2005) without adaptation.
  public init() {}

  public var variables: [String] { ["V"] + receptors.map { "I_" + $0.name } }
  public var dimensions: [PhysicalDimension] { [.voltage] + receptors.map { _ in .current } }
  public var receptors: [Receptor] {
    if !namedReceptors.isEmpty { return namedReceptors.numbered(from: 1) }
    return [
      Receptor("ex", timeConstant: excitatoryTimeConstant, variable: 1),
      Receptor("in", timeConstant: inhibitoryTimeConstant, variable: 2),
    ]
  }
  public var charges: [Double]? { receptors.map(\.timeConstant.value) }
  public var initialState: [Double] { [initial] + receptors.map { _ in 0 } }

  public func derivatives(_ y: borrowing Span<Double>, _ dydt: inout MutableSpan<Double>) {
    // Beyond V_peak + 10 Delta_T the exponential is constant: the solver may try states beyond a spike.
    let v = min(y[0], peak + 10 * sharpness)
    let spike = sharpness > 0 ? leak * sharpness * .exp((v - softThreshold) / sharpness) : 0
    guard namedReceptors.isEmpty else {
      var drive = current
      for k in namedReceptors.indices {
        drive += y[1 + k]
        dydt[1 + k] = -y[1 + k] / namedReceptors[k].timeConstant.value
      }
      dydt[0] = (-leak * (v - rest) + spike + drive) / capacitance
      return
    }
    dydt[0] = (-leak * (v - rest) + spike + current + y[1] + y[2]) / capacitance
    dydt[1] = -y[1] / excitatoryTimeConstant.value
    dydt[2] = -y[2] / inhibitoryTimeConstant.value
  }

  public func receive(weight: Double, receptor: Int, _ y: inout MutableSpan<Double>) {
    y[1 + receptor] += weight
  }

  public func receive(weight: Double, _ y: inout MutableSpan<Double>) {
    y.receive(weight, excitatory: 1, inhibitory: namedReceptors.count == 1 ? 1 : 2)
  }
}
