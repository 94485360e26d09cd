import Networks
import Quantities

/// The entry of a built-in membrane with differential equations in the catalog of model files.
struct EquationModel: Sendable {
  let name: String
  /// The unit of weights onto it.
  let weights: Dimension
  /// Reads the parameters.
  let read: @Sendable (Section) -> any MembraneEquations
  /// Writes the parameters; nil for the equations of another model.
  let write: @Sendable (any MembraneEquations) -> [(String, Output)]?
  let rows: [ParameterRow]

  /// The model with the defaults of `standard`. If a file sets E_L but no initial potential, membranes start at E_L.
  static func of<Equations: MembraneEquations>(
    _ standard: Equations, weights: Dimension,
    rest: any WritableKeyPath<Equations, Double> & Sendable,
    initial: any WritableKeyPath<Equations, Double> & Sendable,
    @TableBuilder<Equations, Void> _ parameters: () -> [Parameter<Equations, Void>]
  ) -> EquationModel {
    let table = Table(parameters)
    let start = Table<Equations, Void> {
      Parameter("V_0", .voltage, .any, "potential at t = 0", initial).standing("E_L")
    }
    return EquationModel(
      name: Equations.name, weights: weights,
      read: { section in
        var equations = standard
        table.take(section, into: &equations)
        equations[keyPath: initial] = equations[keyPath: rest]
        start.take(section, into: &equations)
        return equations
      },
      write: { equations in
        guard let equations = equations as? Equations else { return nil }
        return table.write(equations) + start.write(equations)
      }, rows: table.rows(of: standard) + start.rows(of: standard))
  }

  /// The reason that receptors with names exclude the keys of the two synapses that go by the sign of weights.
  private static func bySign<Equations: MembraneEquations>(
    _ equations: Equations, _ context: Void
  ) -> String? {
    equations.namedReceptors.isEmpty ? nil : ReceptorForm.reason
  }

  static let all = [eif, adex, conductance]

  /// Fourcaud-Trocmé et al. 2003.
  static let eif = of(
    ExponentialIF(), weights: .current, rest: \.rest, initial: \.initial
  ) {
    Parameter("C_m", .capacitance, .positive, "capacitance", \.capacitance)
    Parameter("g_L", .conductance, .positive, "leak conductance", \.leak)
    Parameter("E_L", .voltage, .any, "leak reversal potential", \.rest)
    Parameter("V_T", .voltage, .any, "soft threshold", \.softThreshold)
    Parameter(
      "Delta_T", .voltage, .nonnegative, "sharpness of spike initiation; 0: a threshold at V_T",
      \.sharpness)
    Parameter("V_peak", .voltage, .any, "cut-off at which a spike is counted", \.peak)
    Parameter("V_reset", .voltage, .any, "potential after a spike", \.reset)
    Parameter("t_ref", .time, .nonnegative, "refractory time", \.refractoryTime.value)
    Parameter("I_e", .current, .any, "constant current, or a course: {times, values}", \.current)
      .perUnit
    ReceptorForm.membrane(\.namedReceptors)
    Parameter(
      "tau_syn_ex", .time, .positive, "time constant of I_ex", \.excitatoryTimeConstant.value
    ).refused(bySign)
    Parameter(
      "tau_syn_in", .time, .positive, "time constant of I_in", \.inhibitoryTimeConstant.value
    ).refused(bySign)
  }

  /// Brette & Gerstner 2005.
  static let adex = of(
    AdaptiveExponentialIF(), weights: .current, rest: \.rest, initial: \.initial
  ) {
    Parameter("C_m", .capacitance, .positive, "capacitance", \.capacitance)
    Parameter("g_L", .conductance, .positive, "leak conductance", \.leak)
    Parameter("E_L", .voltage, .any, "leak reversal potential", \.rest)
    Parameter("V_T", .voltage, .any, "soft threshold", \.softThreshold)
    Parameter(
      "Delta_T", .voltage, .nonnegative, "sharpness of spike initiation; 0: a threshold at V_T",
      \.sharpness)
    Parameter("V_peak", .voltage, .any, "cut-off at which a spike is counted", \.peak)
    Parameter("V_reset", .voltage, .any, "potential after a spike", \.reset)
    Parameter("t_ref", .time, .nonnegative, "refractory time", \.refractoryTime.value)
    Parameter("I_e", .current, .any, "constant current, or a course: {times, values}", \.current)
      .perUnit
    Parameter(
      "tau_w", .time, .positive, "adaptation time constant", \.adaptationTimeConstant.value)
    Parameter("a", .conductance, .any, "subthreshold adaptation", \.subthresholdAdaptation)
    Parameter("b", .current, .any, "step of w at a spike", \.spikeAdaptation)
    ReceptorForm.membrane(\.namedReceptors)
    Parameter(
      "tau_syn_ex", .time, .positive, "time constant of I_ex", \.excitatoryTimeConstant.value
    ).refused(bySign)
    Parameter(
      "tau_syn_in", .time, .positive, "time constant of I_in", \.inhibitoryTimeConstant.value
    ).refused(bySign)
  }

  /// Brette et al. 2007, benchmark 1.
  static let conductance = of(
    ConductanceLIF(), weights: .conductance, rest: \.rest, initial: \.initial
  ) {
    Parameter("C_m", .capacitance, .positive, "capacitance", \.capacitance)
    Parameter("g_L", .conductance, .positive, "leak conductance", \.leak)
    Parameter("E_L", .voltage, .any, "leak reversal potential", \.rest)
    ReceptorForm.membrane(\.namedReceptors, hasReversal: true)
    Parameter("E_ex", .voltage, .any, "excitatory reversal potential", \.excitatoryReversal)
      .refused(bySign)
    Parameter("E_in", .voltage, .any, "inhibitory reversal potential", \.inhibitoryReversal)
      .refused(bySign)
    Parameter("V_th", .voltage, .any, "threshold", \.threshold)
    Parameter("V_reset", .voltage, .any, "potential after a spike", \.reset)
    Parameter("t_ref", .time, .nonnegative, "refractory time", \.refractoryTime.value)
    Parameter("I_e", .current, .any, "constant current, or a course: {times, values}", \.current)
      .perUnit
    Parameter(
      "tau_syn_ex", .time, .positive, "time constant of g_ex (w > 0)",
      \.excitatoryTimeConstant.value
    ).refused(bySign)
    Parameter(
      "tau_syn_in", .time, .positive, "time constant of g_in (w < 0)",
      \.inhibitoryTimeConstant.value
    ).refused(bySign)
  }
}
