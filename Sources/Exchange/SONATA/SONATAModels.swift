import Networks
import Quantities

/// Point neurons of NEST that equal units of this program, with NEST's parameters and defaults.
///
/// | template | unit | weight |
/// |---|---|---|
/// | `nest:iaf_psc_delta` | `LIF` with jumps of V | mV |
/// | `nest:iaf_psc_exp` | `LIF` with exponential currents | pA |
/// | `nest:iaf_cond_exp` | `ConductanceLIF` | nS |
/// | `nest:aeif_psc_exp` | `AdaptiveExponentialIF` | pA |
///
/// Their versions `_ps` have spike times off the grid, as this program has for all. *Units*: mV, ms, pF, nS, pA. The
/// default of V_m, the potential at t = 0, is NEST's and not E_L.
///
/// > NEST 3 documentation of the models.
enum SONATAModel: String, CaseIterable {
  case delta = "iaf_psc_delta"
  case exponential = "iaf_psc_exp"
  case conductance = "iaf_cond_exp"
  case adaptive = "aeif_psc_exp"

  /// The model of a template `nest:NAME`; nil for others.
  init?(template: String) {
    let name = template.trimmingPrefix("nest:")
    let plain = name.hasSuffix("_ps") ? name.dropLast(3) : name[...]
    self.init(rawValue: String(plain))
  }

  /// The templates that can be read, for messages.
  static var list: String { allCases.map { "nest:" + $0.rawValue }.joined(separator: ", ") }

  /// All parameters with NEST's defaults.
  var defaults: [String: Double] {
    switch self {
    case .delta:
      [
        "C_m": 250, "tau_m": 10, "E_L": -70, "V_th": -55, "V_reset": -70, "t_ref": 2, "I_e": 0,
        "V_m": -70,
      ]
    case .exponential:
      [
        "C_m": 250, "tau_m": 10, "E_L": -70, "V_th": -55, "V_reset": -70, "t_ref": 2, "I_e": 0,
        "V_m": -70, "tau_syn_ex": 2, "tau_syn_in": 2,
      ]
    case .conductance:
      [
        "C_m": 250, "g_L": 16.6667, "E_L": -70, "V_th": -55, "V_reset": -60, "t_ref": 2, "I_e": 0,
        "V_m": -70, "E_ex": 0, "E_in": -85, "tau_syn_ex": 0.2, "tau_syn_in": 2,
      ]
    case .adaptive:
      [
        "C_m": 281, "g_L": 30, "E_L": -70.6, "V_th": -50.4, "V_reset": -60, "V_peak": 0,
        "Delta_T": 2, "t_ref": 0, "I_e": 0, "V_m": -70.6, "a": 4, "b": 80.5, "tau_w": 144,
        "tau_syn_ex": 0.2, "tau_syn_in": 2,
      ]
    }
  }

  /// Parameters that have no effect at this value, which is NEST's default.
  var neutral: [String: Double] {
    switch self {
    case .delta: ["refractory_input": 0, "V_min": -.infinity]
    case .exponential: ["rho": 0.01, "delta": 0]
    case .conductance: [:]
    case .adaptive: ["w": 0, "gsl_error_tol": 1e-6]
    }
  }

  /// The units with these parameters, whose names must be known.
  func units(_ given: [String: Double]) -> Population.Units {
    let p = defaults.merging(given) { $1 }
    switch self {
    case .delta, .exponential:
      let synapse: Synapse =
        self == .delta
        ? .jump
        : .exponential(excitatory: p["tau_syn_ex"]!.ms, inhibitory: p["tau_syn_in"]!.ms)
      return .lif(
        LIF(
          membraneTimeConstant: p["tau_m"]!.ms, capacitance: p["C_m"]!, rest: p["E_L"]!,
          threshold: p["V_th"]!, reset: p["V_reset"]!, refractoryTime: p["t_ref"]!.ms,
          current: p["I_e"]!, initial: .value(p["V_m"]!), synapse: synapse))
    case .conductance:
      var membrane = ConductanceLIF()
      membrane.capacitance = p["C_m"]!
      membrane.leak = p["g_L"]!
      membrane.rest = p["E_L"]!
      membrane.excitatoryReversal = p["E_ex"]!
      membrane.inhibitoryReversal = p["E_in"]!
      membrane.threshold = p["V_th"]!
      membrane.reset = p["V_reset"]!
      membrane.refractoryTime = p["t_ref"]!.ms
      membrane.current = p["I_e"]!
      membrane.excitatoryTimeConstant = p["tau_syn_ex"]!.ms
      membrane.inhibitoryTimeConstant = p["tau_syn_in"]!.ms
      membrane.initial = p["V_m"]!
      return .membrane(membrane, .exact)
    case .adaptive:
      var membrane = AdaptiveExponentialIF()
      membrane.capacitance = p["C_m"]!
      membrane.leak = p["g_L"]!
      membrane.rest = p["E_L"]!
      membrane.softThreshold = p["V_th"]!
      membrane.sharpness = p["Delta_T"]!
      membrane.threshold = p["V_peak"]!
      membrane.reset = p["V_reset"]!
      membrane.refractoryTime = p["t_ref"]!.ms
      membrane.current = p["I_e"]!
      membrane.adaptationTimeConstant = p["tau_w"]!.ms
      membrane.subthresholdAdaptation = p["a"]!
      membrane.spikeAdaptation = p["b"]!
      membrane.excitatoryTimeConstant = p["tau_syn_ex"]!.ms
      membrane.inhibitoryTimeConstant = p["tau_syn_in"]!.ms
      membrane.initial = p["V_m"]!
      return .membrane(membrane, Integration())
    }
  }

  /// The model and the parameters of units that a file can hold; nil for others.
  static func parameters(of units: Population.Units) -> (SONATAModel, [String: Double])? {
    if let membrane = membrane(of: units) {
      var parameters: [String: Double] = [
        "C_m": membrane.capacitance, "tau_m": membrane.membraneTimeConstant.value,
        "E_L": membrane.rest, "V_th": membrane.threshold, "V_reset": membrane.reset,
        "t_ref": membrane.refractoryTime.value, "I_e": membrane.current,
      ]
      guard case .exponential(let excitatory, let inhibitory) = membrane.synapse else {
        return (.delta, parameters)
      }
      parameters["tau_syn_ex"] = excitatory.value
      parameters["tau_syn_in"] = inhibitory.value
      return (.exponential, parameters)
    }
    switch units {
    case .membrane(let membrane as ConductanceLIF, _):
      return (
        .conductance,
        [
          "C_m": membrane.capacitance, "g_L": membrane.leak, "E_L": membrane.rest,
          "V_th": membrane.threshold, "V_reset": membrane.reset,
          "t_ref": membrane.refractoryTime.value, "I_e": membrane.current,
          "E_ex": membrane.excitatoryReversal, "E_in": membrane.inhibitoryReversal,
          "tau_syn_ex": membrane.excitatoryTimeConstant.value,
          "tau_syn_in": membrane.inhibitoryTimeConstant.value, "V_m": membrane.initial,
        ]
      )
    case .membrane(let membrane as AdaptiveExponentialIF, _):
      return (
        .adaptive,
        [
          "C_m": membrane.capacitance, "g_L": membrane.leak, "E_L": membrane.rest,
          "V_th": membrane.softThreshold, "V_reset": membrane.reset,
          "V_peak": membrane.threshold, "Delta_T": membrane.sharpness,
          "t_ref": membrane.refractoryTime.value, "I_e": membrane.current,
          "a": membrane.subthresholdAdaptation, "b": membrane.spikeAdaptation,
          "tau_w": membrane.adaptationTimeConstant.value,
          "tau_syn_ex": membrane.excitatoryTimeConstant.value,
          "tau_syn_in": membrane.inhibitoryTimeConstant.value, "V_m": membrane.initial,
        ]
      )
    case .lif, .membrane, .source: return nil
    }
  }

  /// The leaky membrane of units, in closed form or integrated; nil for others.
  static func membrane(of units: Population.Units) -> LIF? {
    switch units {
    case .lif(let membrane): membrane
    case .membrane(let equations as LIFEquations, _): equations.membrane
    case .membrane, .source: nil
    }
  }

  /// The first mistake in parameters; nil if there is none.
  func problem(_ parameters: [String: Double]) -> String? {
    for (name, value) in parameters.sorted(by: { $0.key < $1.key }) {
      if let fine = neutral[name] {
        if value != fine, name != "gsl_error_tol" {
          return "\(rawValue) with \(name) \(value) cannot be simulated; only \(fine) can"
        }
        continue
      }
      guard defaults[name] != nil else {
        return "\(rawValue) has no parameter '\(name)'; it has "
          + defaults.keys.sorted().joined(separator: ", ")
      }
      guard value.isFinite else { return "\(name) is \(value)" }
      let isPositive = name.hasPrefix("tau_") || name == "C_m" || name == "g_L"
      if isPositive, value <= 0 { return "\(name) is \(value); expected more than 0" }
      if name == "t_ref" || name == "Delta_T", value < 0 {
        return "\(name) is \(value); expected 0 or more"
      }
    }
    return nil
  }
}
