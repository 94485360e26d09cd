public import Exchange
public import Networks
import Plasticity
import Protocols
import Quantities

extension Experiment {
  /// The network for other programs, with its initial weights, and with the input and the duration of the task.
  ///
  /// *Errors*: a rate model, which has no spikes.
  public func exchanged() throws(ExchangeError) -> ExchangedNetwork {
    var result = ExchangedNetwork(name: name, network: network, seed: seed)
    switch task {
    case .simulate(let settings):
      if let name = settings.clampCourses.keys.min() {
        throw .inexpressible(
          format: "A network for other programs", part: "population '\(name)'",
          reason: "its values in simulate.clamps change in time; give it one value")
      }
      result.clamps = settings.clamps
      result.duration = settings.duration
    case .learn(let settings, _):
      result.clamps = settings.clamps
      result.outputs = [settings.output]
      result.notes["learning_rule"] = settings.rule.name
      result.duration = settings.phases.free
    case .train, .theorem:
      throw .inexpressible(
        format: "a spiking network", part: "model '\(name)'",
        reason: "it is a rate model; choose a model with 'network'")
    }
    // The model file holds the facts that other programs cannot express, such as rule, nudging and phases.
    let text = yaml
    if text.utf8.count < 1 << 16 { result.notes["model"] = text }
    return result
  }

  /// An experiment that simulates a network from another program, called `name`.
  ///
  /// - Parameter origins: The files of weights, by projection; other weights are lists.
  public init(
    _ exchanged: ExchangedNetwork, name: String, description: String,
    origins: [String: FileOrigin] = [:]
  ) {
    self.init()
    self.name = name
    self.description = description
    seed = exchanged.seed
    network = exchanged.network
    for index in network.projections.indices {
      let projection = network.projections[index].name
      if let weights = exchanged.weights[projection] {
        network.projections[index].weights = .explicit(weights)
      }
      network.projections[index].origin = origins[projection]
    }
    var settings = SimulationSettings()
    settings.duration = exchanged.duration ?? 1000.ms
    settings.clamps = exchanged.clamps
    // In the network that learned, the data set these values.
    for population in network.populations
    where population.isClamped && settings.clamps[population.name] == nil {
      settings.clamps[population.name] = [Double](repeating: 1, count: population.size)
    }
    task = .simulate(settings)
  }
}
