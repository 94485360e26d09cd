public import Networks
public import Quantities
import RateModel

extension RateExperiment {
  /// The rate model of a spiking network: each unit by its f-I curve, in closed form or measured, in `graded`
  /// dynamics with the matching cost (nudging of the drive).
  ///
  /// Its parameters are those of the network.
  ///
  /// *Errors*: those of the initialiser of `Architecture`; a projection with the name of a population.
  ///
  /// - Parameters:
  ///   - network: The spiking network.
  ///   - input: The population that is clamped to samples.
  ///   - output: The population that is nudged; nil: the last one.
  ///   - clamps: The values of other clamped populations, by name.
  ///   - seed: The root seed of the network's synapses and weights.
  public init(
    _ network: Network, input: String, output: String? = nil, clamps: [String: [Double]] = [:],
    seed: Seed
  ) throws(LearningError) {
    let network = try network.measured()
    let wirings = try Verification.wirings(network, seed: seed)
    let curves = try FICurves.measured(network)
    let architecture = try reference { () throws(RateModelError) in
      try Architecture(
        network, input: input, without: Set(clamps.keys), output: output, wirings: wirings,
        curves: curves)
    }
    guard !architecture.layers.isEmpty else {
      throw .population(role: "output", name: "output", reason: "does not exist")
    }
    let parameters = ParameterSet<Double>(
      architecture, network, wirings: wirings, clamps: clamps)
    var initialization = ParameterInitialization()
    for (name, values) in zip(parameters.names, parameters.values) {
      guard initialization.given.updateValue(values, forKey: name) == nil else {
        throw .population(
          role: "learning", name: name, reason: "has the name of a projection; rename one of them")
      }
    }
    self.init(
      architecture: architecture,
      dynamics: Dynamics(
        .graded, function: architecture.layers[architecture.output].function ?? .tanh,
        step: 0.5 * architecture.fastest, cost: .matching),
      initialization: initialization)
  }
}
