public import Networks
public import Quantities
import RateModel

extension RateExperiment {
  /// The rate model of a spiking network: each unit by its f-I curve, in closed form or measured, in `graded`
  /// dynamics with the matching cost (nudging of the drive).
  ///
  /// *Errors*: those of the initialiser of `Architecture`.
  ///
  /// - Parameters:
  ///   - network: The spiking network.
  ///   - input: The population that is clamped to samples.
  ///   - output: The population that is nudged; nil: the last one.
  ///   - seed: The root seed, which determines the pairs that random projections connect.
  public init(
    _ network: Network, input: String, output: String? = nil, seed: Seed
  ) throws(LearningError) {
    let wirings = try Verification.wirings(network, seed: seed)
    let curves = try FICurves.measured(network)
    let architecture = try reference { () throws(RateModelError) in
      try Architecture(
        network, input: input, output: output, wirings: wirings, curves: curves)
    }
    guard !architecture.layers.isEmpty else {
      throw .population(role: "output", name: "output", reason: "does not exist")
    }
    var initialization = ParameterInitialization()
    for population in network.populations where !population.isSource {
      let currents = population.constantCurrents
      if population.currents != nil {
        initialization.given[population.name] = currents
      } else if let current = currents.first, current != 0 {
        initialization.biases[population.name] = current
      }
    }
    for projection in network.projections {
      if case .glorotUniform(let gain) = projection.weights {
        initialization.gains[projection.name] = gain
      }
    }
    self.init(
      architecture: architecture,
      dynamics: Dynamics(
        .graded, function: architecture.layers[architecture.output].function ?? .tanh,
        step: 0.5 * architecture.fastest,
        cost: .matching),
      initialization: initialization)
  }
}
