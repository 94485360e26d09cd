public import Plasticity

/// How a spiking network learns: phases, nudging, rule and schedule. A value without state.
public struct LearningSettings: Sendable {
  /// Population whose units are clamped to the inputs.
  public var input = "input"
  /// Population that is nudged and read out.
  public var output = "output"
  /// The rule at all plastic projections.
  public var rule: any SpikeTimingRule = ZeroArea()
  /// How outputs are nudged.
  public var nudging = Nudging()
  /// How long the phases are.
  public var phases = Phases()
  /// Desired drive (or activity) of an output unit that is not, and that is, the label's.
  public var targets = Targets()
  /// Samples whose changes are added up before weights move.
  public var batch = 20
  /// Passes over the training set.
  public var epochs = 1
  /// Learning rate of each plastic projection, by its name.
  public var learningRates: [String: Double] = [:]
  /// Learning rate of biases, by population; none: biases stay.
  public var biasRates: [String: Double] = [:]
  /// Values at which clamped populations besides the input are held in all phases of all samples, by name.
  public var clamps: [String: [Double]] = [:]
  /// How learning rates fall.
  public var schedule = Schedule.exponential(factor: 1)
  /// How often learning is compared with the rate reference, in batches; 0: never.
  public var compareEvery = 0
  /// Samples in each such comparison.
  public var compareSamples = 20
  /// When synapses may change.
  public var gate = Gate.nudged
  /// What limits the weights of a device; nil: nothing.
  public var device: SynapticDevice?
  /// The test sample that is recorded spike by spike, counted from 0; nil: the first.
  public var rasterSample: Int?
  /// True if the rate twin is trained too, from the same start.
  public var trainsTwin = true

  /// Settings with default values.
  public init() {}
}
