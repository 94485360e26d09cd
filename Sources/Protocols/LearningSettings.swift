public import Plasticity

/// Settings of the learning of a spiking network: phases, nudging, rule and schedule.
public struct LearningSettings: Sendable {
  /// Population whose units are clamped to the inputs.
  public var input = "input"
  /// Output population, which is nudged and read out.
  public var output = "output"
  /// The rule of all plastic projections.
  public var rule: any SpikeTimingRule = ZeroArea()
  /// The nudging of the outputs.
  public var nudging = Nudging()
  /// The lengths of the phases.
  public var phases = Phases()
  /// Desired drive (or activity) of the output unit of the label (on) and of all others (off).
  public var targets = Targets()
  /// Number of samples in a batch, whose changes are added up before weights move.
  public var batch = 20
  /// Number of passes over the training set.
  public var epochs = 1
  /// Learning rate of each plastic projection, by its name.
  public var learningRates: [String: Double] = [:]
  /// Learning rate of biases, by population; none: biases stay.
  public var biasRates: [String: Double] = [:]
  /// The drift of biases to a target rate; nil: none.
  public var homeostasis: Homeostasis?
  /// Values at which clamped populations besides the input are held in all phases of all samples, by name.
  public var clamps: [String: [Double]] = [:]
  /// The course of learning rates over the training.
  public var schedule = Schedule.exponential(factor: 1)
  /// Number of batches from one comparison with the rate reference to the next; 0: no comparison.
  public var compareEvery = 0
  /// Number of samples in each such comparison.
  public var compareSamples = 20
  /// The states with which samples begin.
  public var states = InitialStates.fresh
  /// Number of networks that live side by side where states are continued: the k-th sample of a batch is lived through
  /// by network k mod `lives`. Results depend on it. All lives begin anew with each epoch.
  public var lives = 1
  /// The time in which synapses may change.
  public var gate = Gate.nudged
  /// Limits of the weights of a device; nil: none.
  public var device: SynapticDevice?
  /// The test sample that is recorded spike by spike, counted from 0; nil: the first.
  public var rasterSample: Int?
  /// True if the rate twin is trained too, from the same start.
  public var trainsTwin = true

  /// Settings with default values.
  public init() {}
}
