public import Networks

/// Settings of the training of a rate model.
public struct RateTrainingSettings: Sendable, Equatable {
  /// The nudging of the output.
  public var nudging = Nudging()
  /// Steps of the phases.
  public var phases = RatePhases(free: 30, nudged: 10)
  /// Targets of silent and of active outputs.
  public var targets = Targets(off: 0, on: 1)
  /// Number of samples in a batch.
  public var batch = 20
  /// Number of samples that one thread computes at a time; the last digits of results depend on it.
  public var shard = 10
  /// Number of passes over the training set.
  public var epochs = 10
  /// Learning rates by connection, and `readout`.
  public var rates: [String: Double] = [:]
  /// Learning rates of biases by layer; unless given, the rate of the connection that drives the layer.
  public var biasRates: [String: Double] = [:]
  /// Coefficient mu of momentum.
  public var momentum = 0.0
  /// Coefficient lambda of weight decay.
  public var weightDecay = 0.0
  /// The course of learning rates over the training.
  public var schedule = Schedule.linear
  /// The states with which samples begin; those of a place in the batch go on, where they are continued.
  public var states = InitialStates.fresh
  /// Number of trainings: the first has the seed of the experiment, the others branches of it.
  public var seeds = 1

  /// Settings with all defaults.
  public init() {}

  /// The number of the `count` training samples that an epoch leaves out because they do not fill a batch.
  public func leftOut(of count: Int) -> Int { count > batch ? count % batch : 0 }
}

extension RateTrainingSettings {
  /// The learning rates of the biases of all layers of `model`, and of `readout`: the given rate, else the rate of the
  /// first connection that drives the layer. Layers whose biases do not learn are left out.
  public func biasRates(in model: RateExperiment) -> [String: Double] {
    var result: [String: Double] = [:]
    for (index, layer) in model.architecture.layers.enumerated() {
      let driver = model.architecture.connections.first { $0.post == index }
      result[layer.name] = biasRates[layer.name] ?? driver.flatMap { rates[$0.name] }
    }
    if model.dynamics.cost == .crossEntropy {
      result["readout"] = biasRates["readout"] ?? rates["readout"]
    }
    return result
  }
}
