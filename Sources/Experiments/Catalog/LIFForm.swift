import Networks
import Quantities

/// The numbers of a leaky integrate-and-fire membrane as model files write them: either physical or
/// dimensionless. Each form has names of its own, which say which one is meant.
struct LIFForm: Sendable {
  var membraneTimeConstant = 10.0  // [ms]
  var capacitance = 250.0  // [pF]
  var rest = -70.0  // [mV]
  var threshold = -55.0  // [mV or 1]
  var reset = -70.0  // [mV or 1]
  var refractoryTime = 2.0  // [ms]
  var current = 0.0  // [pA or 1]
  var excitatoryTimeConstant = 2.0  // [ms]
  var inhibitoryTimeConstant = 2.0  // [ms]
  var maximumRate = 1.0  // [1/ms]

  /// NEST's `iaf_psc_exp` as it is by default.
  static let physicalDefaults = LIFForm()
  /// Threshold 1, reset 0.
  static let dimensionlessDefaults: LIFForm = {
    var form = LIFForm()
    (form.capacitance, form.rest, form.threshold, form.reset) = (form.membraneTimeConstant, 0, 1, 0)
    form.refractoryTime = 0
    return form
  }()

  /// The keys that only a physical membrane has.
  static let physicalKeys = ["C_m", "E_L", "V_th", "V_reset", "I_e"]
  /// The keys that only a dimensionless membrane has.
  static let dimensionlessKeys = ["threshold", "reset", "bias"]

  static let timeConstant = Parameter<LIFForm>(
    "tau_m", .time, .positive, "membrane time constant", \.membraneTimeConstant)
  static let refractoriness = Parameter<LIFForm>(
    "t_ref", .time, .nonnegative, "refractory time", \.refractoryTime)

  /// The parameters of the physical form.
  static let physical: [Parameter<LIFForm>] = [
    timeConstant,
    Parameter("C_m", .capacitance, .positive, "capacitance", \.capacitance),
    Parameter("E_L", .voltage, .any, "resting potential", \.rest),
    Parameter("V_th", .voltage, .any, "threshold", \.threshold),
    Parameter("V_reset", .voltage, .any, "potential after a spike", \.reset),
    refractoriness,
    Parameter("I_e", .current, .any, "constant current, or steps: {times, values}", \.current)
      .perUnit,
  ]

  /// The parameters of the dimensionless form.
  static let dimensionless: [Parameter<LIFForm>] = [
    timeConstant,
    Parameter("threshold", .number, .any, "threshold, theta", \.threshold),
    Parameter("reset", .number, .any, "potential after a spike", \.reset),
    refractoriness,
    Parameter("bias", .number, .any, "constant drive, b, or steps: {times, values}", \.current)
      .perUnit,
  ]

  static let synapticTimeConstants: [Parameter<LIFForm>] = [
    Parameter(
      "tau_syn_ex", .time, .positive, "time constant of I_ex (w > 0)", \.excitatoryTimeConstant),
    Parameter(
      "tau_syn_in", .time, .positive, "time constant of I_in (w < 0)", \.inhibitoryTimeConstant),
  ]

  static let maximumRateParameter = Parameter<LIFForm>(
    "r_max", .rate, .positive, "rate at which s = 1", \.maximumRate)
}

extension LIFForm {
  /// The numbers of `membrane`.
  init(_ membrane: LIF) {
    self.init()
    membraneTimeConstant = membrane.membraneTimeConstant.value
    capacitance = membrane.capacitance
    rest = membrane.rest
    threshold = membrane.threshold
    reset = membrane.reset
    refractoryTime = membrane.refractoryTime.value
    current = membrane.current
    if case .exponential(let excitatory, let inhibitory) = membrane.synapse {
      excitatoryTimeConstant = excitatory.value
      inhibitoryTimeConstant = inhibitory.value
    }
    if case .perRate(let maximum) = membrane.weightScale { maximumRate = maximum }
  }

  /// The membrane with these numbers.
  func membrane(
    synapse isJump: Bool, perRate: Bool, initial: InitialPotential?
  ) -> LIF {
    LIF(
      membraneTimeConstant: membraneTimeConstant.ms, capacitance: capacitance, rest: rest,
      threshold: threshold, reset: reset, refractoryTime: refractoryTime.ms, current: current,
      initial: initial,
      synapse: isJump
        ? .jump
        : .exponential(
          excitatory: excitatoryTimeConstant.ms, inhibitory: inhibitoryTimeConstant.ms),
      weightScale: perRate ? .perRate(maximum: maximumRate) : .perSpike)
  }

  /// Whether it can be written without the names of the physical form.
  var isDimensionless: Bool { capacitance == membraneTimeConstant && rest == 0 }
}
