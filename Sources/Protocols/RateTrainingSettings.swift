/// How a rate model is trained.
public struct RateTrainingSettings: Sendable, Equatable {
  /// How the output is nudged.
  public var nudging = Nudging()
  /// Steps of the phases.
  public var phases = RatePhases(free: 30, nudged: 10)
  /// Targets of silent and of active outputs.
  public var targets = Targets(off: 0, on: 1)
  /// Samples in a batch.
  public var batch = 20
  /// Samples that one thread computes at a time; part of the result's last digits.
  public var shard = 10
  /// Passes through the training set.
  public var epochs = 10
  /// Learning rates by connection, and `readout`.
  public var rates: [String: Double] = [:]
  /// Learning rates of biases by layer; those of the connection that drives it, unless given.
  public var biasRates: [String: Double] = [:]
  /// mu of momentum.
  public var momentum = 0.0
  /// lambda of weight decay.
  public var weightDecay = 0.0
  /// How rates fall.
  public var schedule = Schedule.linear
  /// True if states go on where they were in the epoch before; else they begin at rest.
  public var keepsStates = false
  /// How many trainings are run: the first with the seed of the experiment, the others with branches of it.
  public var seeds = 1

  /// Settings with all defaults.
  public init() {}

  /// How many of `count` training samples an epoch leaves out, as they do not fill a batch.
  public func leftOut(of count: Int) -> Int { count > batch ? count % batch : 0 }
}
