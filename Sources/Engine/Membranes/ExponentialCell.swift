import Networks
import Quantities
import RealModule

/// The parameters of an exponential membrane, with adaptation or without,
///
///     C dV/dt = -g_L (V - E_L) + g_L Delta_T exp((V - V_T) / Delta_T) - w + I,
///     tau_w dw/dt = a (V - E_L) - w.
struct ExponentialCell {
  let capacitance: Double, leak: Double, rest: Double
  let softThreshold: Double, sharpness: Double, peak: Double
  /// a [nS] and tau_w [ms]; without adaptation 0 and 1.
  let adaptation: Double, adaptationTime: Double
  let hasAdaptation: Bool
  /// The index of the first synaptic current among the variables.
  var firstCurrent: Int { hasAdaptation ? 2 : 1 }

  /// The potential that a bound of the next crossing aims at: V_T + 6 Delta_T, from where a unit needs some hundredths of
  /// a millisecond to its peak, or Delta_T below the peak.
  var guardPotential: Double { min(softThreshold + 6 * sharpness, peak - sharpness) }

  /// nil for membranes that have no Taylor series.
  init?(_ equations: any MembraneEquations) {
    if let cell = equations as? ExponentialIF {
      (capacitance, leak, rest) = (cell.capacitance, cell.leak, cell.rest)
      (softThreshold, sharpness, peak) = (cell.softThreshold, cell.sharpness, cell.peak)
      (adaptation, adaptationTime, hasAdaptation) = (0, 1, false)
    } else if let cell = equations as? AdaptiveExponentialIF {
      (capacitance, leak, rest) = (cell.capacitance, cell.leak, cell.rest)
      (softThreshold, sharpness, peak) = (cell.softThreshold, cell.sharpness, cell.peak)
      (adaptation, adaptationTime) = (
        cell.subthresholdAdaptation, cell.adaptationTimeConstant.value
      )
      hasAdaptation = true
    } else {
      return nil
    }
    guard equations.ownIntegration == .taylor else { return nil }
  }

  /// -g_L (V - E_L) + g_L Delta_T exp((V - V_T) / Delta_T): the current at a potential without w and I [pA].
  func current(at potential: Double) -> Double {
    -leak * (potential - rest) + leak * sharpness
      * .exp((potential - softThreshold) / sharpness)
  }
}
