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

  /// A parameter of NEST: its name, its default, and the place of its value in a membrane.
  private typealias Entry<Membrane> = (
    name: String, standard: Double, path: WritableKeyPath<Membrane, Double>
  )

  private static var leaky: [Entry<LIF>] {
    [
      ("C_m", 250, \.capacitance), ("tau_m", 10, \.membraneTimeConstant.value),
      ("E_L", -70, \.rest), ("V_th", -55, \.threshold), ("V_reset", -70, \.reset),
      ("t_ref", 2, \.refractoryTime.value), ("I_e", 0, \.current),
    ]
  }

  private static var conductances: [Entry<ConductanceLIF>] {
    [
      ("C_m", 250, \.capacitance), ("g_L", 16.6667, \.leak), ("E_L", -70, \.rest),
      ("V_th", -55, \.threshold), ("V_reset", -60, \.reset),
      ("t_ref", 2, \.refractoryTime.value), ("I_e", 0, \.current), ("V_m", -70, \.initial),
      ("E_ex", 0, \.excitatoryReversal), ("E_in", -85, \.inhibitoryReversal),
      ("tau_syn_ex", 0.2, \.excitatoryTimeConstant.value),
      ("tau_syn_in", 2, \.inhibitoryTimeConstant.value),
    ]
  }

  private static var adaptives: [Entry<AdaptiveExponentialIF>] {
    [
      ("C_m", 281, \.capacitance), ("g_L", 30, \.leak), ("E_L", -70.6, \.rest),
      ("V_th", -50.4, \.softThreshold), ("Delta_T", 2, \.sharpness), ("V_peak", 0, \.threshold),
      ("V_reset", -60, \.reset), ("t_ref", 0, \.refractoryTime.value), ("I_e", 0, \.current),
      ("V_m", -70.6, \.initial), ("a", 4, \.subthresholdAdaptation), ("b", 80.5, \.spikeAdaptation),
      ("tau_w", 144, \.adaptationTimeConstant.value),
      ("tau_syn_ex", 0.2, \.excitatoryTimeConstant.value),
      ("tau_syn_in", 2, \.inhibitoryTimeConstant.value),
    ]
  }

  /// The values of these parameters in `membrane`.
  private static func values<Membrane>(
    _ entries: [Entry<Membrane>], of membrane: Membrane
  ) -> [String: Double] {
    Dictionary(uniqueKeysWithValues: entries.map { ($0.name, membrane[keyPath: $0.path]) })
  }

  /// `membrane` with the values of these parameters, those that are not given by default.
  private static func membrane<Membrane>(
    _ membrane: Membrane, _ entries: [Entry<Membrane>], _ given: [String: Double]
  ) -> Membrane {
    var membrane = membrane
    for entry in entries { membrane[keyPath: entry.path] = given[entry.name] ?? entry.standard }
    return membrane
  }

  /// All parameters with NEST's defaults.
  var defaults: [String: Double] {
    func standards<Membrane>(_ entries: [Entry<Membrane>]) -> [String: Double] {
      Dictionary(uniqueKeysWithValues: entries.map { ($0.name, $0.standard) })
    }
    let leaky = standards(Self.leaky).merging(["V_m": -70]) { $1 }
    return switch self {
    case .delta: leaky
    case .exponential: leaky.merging(["tau_syn_ex": 2, "tau_syn_in": 2]) { $1 }
    case .conductance: standards(Self.conductances)
    case .adaptive: standards(Self.adaptives)
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
    switch self {
    case .delta, .exponential:
      let p = defaults.merging(given) { $1 }
      let start = LIF(
        membraneTimeConstant: 10.ms, capacitance: 250, rest: -70, threshold: -55, reset: -70,
        refractoryTime: 2.ms, initial: .value(p["V_m"]!),
        synapse: self == .delta
          ? .jump
          : .exponential(excitatory: p["tau_syn_ex"]!.ms, inhibitory: p["tau_syn_in"]!.ms))
      return .lif(Self.membrane(start, Self.leaky, given))
    case .conductance:
      let cell = Self.membrane(ConductanceLIF(), Self.conductances, given)
      return .membrane(cell, cell.usualIntegration)
    case .adaptive:
      let cell = Self.membrane(AdaptiveExponentialIF(), Self.adaptives, given)
      return .membrane(cell, cell.usualIntegration)
    }
  }

  /// The model and the parameters of units that a file can hold; nil for others.
  static func parameters(of units: Population.Units) -> (SONATAModel, [String: Double])? {
    // Models of NEST with receptors of any number number them, and the format has no place for their names.
    guard Population("", size: 1, units).namedReceptors.isEmpty else { return nil }
    if let membrane = membrane(of: units) {
      var parameters = values(leaky, of: membrane)
      guard case .exponential(let excitatory, let inhibitory) = membrane.synapse else {
        return (.delta, parameters)
      }
      parameters["tau_syn_ex"] = excitatory.value
      parameters["tau_syn_in"] = inhibitory.value
      return (.exponential, parameters)
    }
    switch units {
    case .membrane(let membrane as ConductanceLIF, _):
      return (.conductance, values(conductances, of: membrane))
    case .membrane(let membrane as AdaptiveExponentialIF, _):
      return (.adaptive, values(adaptives, of: membrane))
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
