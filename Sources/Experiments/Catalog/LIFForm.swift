import Networks
import Quantities

/// The numbers of a leaky integrate-and-fire membrane in the form of model files, physical or dimensionless. The forms
/// have different keys, by which a reader distinguishes them.
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
  /// Receptors with names, in place of the two currents.
  var receptors: [Receptor] = []
  /// True for synapses whose spikes make the potential jump.
  var isJump = false
  /// True for synapses with one time constant, `tau_syn`.
  var hasOneTimeConstant = false
  /// True for weights that are divided by r_max tau_syn.
  var isPerRate = false
  /// True if the population has a drive scale of its own, by which weights are plain numbers.
  var isScaled = false
  /// The potential at t = 0; nil for the resting potential.
  var initial: InitialPotential?
  /// The file of the initial potentials, if they came from one.
  var initialOrigin: FileOrigin?

  /// The defaults of NEST's `iaf_psc_exp`.
  static let physicalDefaults = LIFForm()
  /// Threshold 1, reset 0.
  static let dimensionlessDefaults: LIFForm = {
    var form = LIFForm()
    (form.capacitance, form.rest, form.threshold, form.reset) = (form.membraneTimeConstant, 0, 1, 0)
    form.refractoryTime = 0
    form.isPerRate = true
    return form
  }()

  /// The keys that only a physical membrane has.
  static let physicalKeys = ["C_m", "E_L", "V_th", "V_reset", "I_e"]
  /// The keys that only a dimensionless membrane has.
  static let dimensionlessKeys = ["threshold", "reset", "bias"]

  /// The parameters of the physical form; the context is the number of units.
  static let physical = Table<LIFForm, Int> {
    timeConstant
    Parameter("C_m", .capacitance, .positive, "capacitance", \.capacitance)
    Parameter("E_L", .voltage, .any, "resting potential", \.rest)
    Parameter("V_th", .voltage, .any, "threshold", \.threshold)
    Parameter("V_reset", .voltage, .any, "potential after a spike", \.reset)
    refractoriness()
    Parameter("I_e", .current, .any, "constant current, or a course: {times, values}", \.current)
      .perUnit
    synapses(isPhysical: true)
  }

  /// The parameters of the dimensionless form.
  static let dimensionless = Table<LIFForm, Int> {
    timeConstant.required
    thresholds()
    refractoriness()
    Parameter("bias", .number, .any, "constant drive, b, or a course: {times, values}", \.current)
      .perUnit
    synapses(isPhysical: false)
  }

  /// The parameters of the f-I curve of a rate model.
  static let curve = Table<LIFForm, Void> {
    Parameter("tau_m", .time, .positive, "membrane time constant", \.membraneTimeConstant).required
    thresholds()
    refractoriness()
    Parameter("r_max", .rate, .positive, "rate at which s = 1", \.maximumRate).required
  }

  private static let timeConstant = Parameter<LIFForm, Int>(
    "tau_m", .time, .positive, "membrane time constant", \.membraneTimeConstant)

  @TableBuilder<LIFForm, Context>
  private static func thresholds<Context>() -> [Parameter<LIFForm, Context>] {
    Parameter("threshold", .number, .any, "threshold, theta", \.threshold)
    Parameter("reset", .number, .any, "potential after a spike", \.reset)
  }

  private static func refractoriness<Context>() -> Parameter<LIFForm, Context> {
    Parameter("t_ref", .time, .nonnegative, "refractory time", \.refractoryTime)
  }

  /// The table of one form.
  static func table(isPhysical: Bool) -> Table<LIFForm, Int> {
    isPhysical ? physical : dimensionless
  }

  // MARK: - Synapses, and the start

  @TableBuilder<LIFForm, Int>
  private static func synapses(isPhysical: Bool) -> [Parameter<LIFForm, Int>] {
    ReceptorForm.membrane(\.receptors)
    Parameter("synapse", .words("exponential", "jump"), "exponential, or jump: V += w", \.isJump)
      .refused(ofReceptors)
    Parameter("tau_syn", unit: "ms", "both synaptic time constants at once") { section, form, _ in
      form.hasOneTimeConstant = section.has("tau_syn")
      if let time = section.item("tau_syn")?.quantity(.time, .positive) {
        (form.excitatoryTimeConstant, form.inhibitoryTimeConstant) = (time, time)
      }
      let isGiven = section.has("tau_syn_ex") && section.has("tau_syn_in")
      if !isPhysical, !isGiven { _ = section.require("tau_syn") }
    } write: { form, _ in
      form.hasOneTimeConstant ? .number(form.excitatoryTimeConstant, .time) : nil
    }.refused(ofJumps).refused(ofReceptors).standing(isPhysical ? "-" : "required")
    single("tau_syn_ex", "of I_ex (w > 0)", \.excitatoryTimeConstant, isPhysical)
    single("tau_syn_in", "of I_in (w < 0)", \.inhibitoryTimeConstant, isPhysical)
    Parameter(
      "weights", .words("per-spike", "per-rate"),
      "per-spike: I += w; per-rate: I += w / (r_max tau_syn)", \.isPerRate
    ).refused { form, _ in form.isScaled ? "with 'drive', weights are plain numbers per rate" : nil
    }
    Parameter("r_max", unit: "/ms", "rate at which s = r / r_max = 1") { section, form, _ in
      if form.refractoryTime > 0 { form.maximumRate = 1 / form.refractoryTime }
      let item = form.refractoryTime == 0 ? section.require("r_max") : section.item("r_max")
      if let rate = item?.quantity(.rate, .positive) { form.maximumRate = rate }
    } write: { form, _ in
      .number(form.maximumRate, .rate)
    }.refused { form, _ in
      form.isPerRate || form.isScaled
        ? nil : "only per-rate weights, or those with 'drive', have it"
    }
    .standing("1/t_ref")
    Parameter(
      "V_0", unit: isPhysical ? "mV" : "", "start: a value, {uniform: [low, high]}, or a list"
    ) { section, form, size in
      guard let item = section.item("V_0") else { return }
      form.readStart(item, isPhysical ? .voltage : .number, size: size)
    } write: { form, _ in
      form.start(isPhysical ? .voltage : .number)
    }.standing(isPhysical ? "E_L" : "0")
  }

  /// One of the two synaptic time constants.
  private static func single(
    _ key: String, _ meaning: String, _ path: any WritableKeyPath<LIFForm, Double> & Sendable,
    _ isPhysical: Bool
  ) -> Parameter<LIFForm, Int> {
    Parameter(key, .time, .positive, meaning, path).refused(ofJumps).refused(ofReceptors).refused {
      form, _ in
      form.hasOneTimeConstant ? "'tau_syn' already gives both" : nil
    }.standing(isPhysical ? "2" : "tau_syn")
  }

  /// The reason that jump synapses have no time constant.
  private static let ofJumps: @Sendable (LIFForm, Int) -> String? = { form, _ in
    form.isJump ? "jump synapses have no time constant" : nil
  }

  /// The reason that receptors with names exclude the keys of I_ex and I_in.
  private static let ofReceptors: @Sendable (LIFForm, Int) -> String? = { form, _ in
    form.receptors.isEmpty ? nil : ReceptorForm.reason
  }

  private mutating func readStart(_ item: Item, _ dimension: Dimension, size: Int) {
    if item.isScalar {
      initial = item.quantity(dimension).map { .value($0) }
    } else if UnitValuesReading.isMeant(by: item) {
      let found = UnitValuesReading(item: item, size: size).read { $0.quantity(dimension) }
      initialOrigin = found?.origin
      initial = found.map { .perUnit($0.values) }
    } else if let section = item.section("'V_0'") {
      let range = section.require("uniform")?.interval(dimension)
      section.finish()
      initial = range.map { .uniform($0.low, $0.high) }
    }
  }

  private func start(_ dimension: Dimension) -> Output? {
    switch initial {
    case .value(let potential): .number(potential, dimension)
    case .uniform(let low, let high):
      .flow([("uniform", .list([.number(low, dimension), .number(high, dimension)]))])
    case .perUnit(let values): .numbers(values)
    case nil: nil
    }
  }
}

extension LIFForm {
  /// The numbers of `membrane`.
  init(_ membrane: LIF, _ drive: DriveScale? = nil) {
    self.init()
    membraneTimeConstant = membrane.membraneTimeConstant.value
    capacitance = membrane.capacitance
    rest = membrane.rest
    threshold = membrane.threshold
    reset = membrane.reset
    refractoryTime = membrane.refractoryTime.value
    current = membrane.current
    switch membrane.synapse {
    case .exponential(let excitatory, let inhibitory):
      excitatoryTimeConstant = excitatory.value
      inhibitoryTimeConstant = inhibitory.value
      hasOneTimeConstant = excitatory.value == inhibitory.value
    case .jump: isJump = true
    case .receptors(let named): receptors = named
    }
    if let drive {
      (isPerRate, isScaled, maximumRate) = (drive.isPlain, !drive.isPlain, drive.maximumRate)
    }
    initial = membrane.initial
  }

  /// The membrane with these numbers.
  var membrane: LIF {
    LIF(
      membraneTimeConstant: membraneTimeConstant.ms, capacitance: capacitance, rest: rest,
      threshold: threshold, reset: reset, refractoryTime: refractoryTime.ms, current: current,
      initial: initial,
      synapse: !receptors.isEmpty
        ? .receptors(receptors)
        : isJump
          ? .jump
          : .exponential(
            excitatory: excitatoryTimeConstant.ms, inhibitory: inhibitoryTimeConstant.ms))
  }

  /// The scale of weights that are not effects of single spikes.
  var drive: DriveScale? {
    isScaled ? DriveScale(maximumRate: maximumRate) : isPerRate ? .plain(maximumRate) : nil
  }

  /// True if the membrane can be written without the keys of the physical form.
  var isDimensionless: Bool { capacitance == membraneTimeConstant && rest == 0 }
}
