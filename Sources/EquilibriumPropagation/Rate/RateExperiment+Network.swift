public import Networks
import Quantities
import RateModel

extension RateExperiment {
  /// The rate model of a spiking network: each leaky integrate-and-fire unit by its f-I curve, in
  /// `graded` dynamics with the matching cost (nudging of the drive).
  ///
  /// *Errors*: populations whose f-I curves differ, units without synaptic current, an input that is
  /// not held constant.
  ///
  /// - Parameters:
  ///   - network: The spiking network.
  ///   - input: The population that shows samples.
  ///   - clamps: Sources besides the input that are left out: what they give is a part of biases.
  public init(
    _ network: Network, input: String, without clamps: Set<String> = []
  ) throws(LearningError) {
    guard let source = network.populations.first(where: { $0.name == input }) else {
      throw .population(role: "input", name: input, reason: "does not exist")
    }
    var architecture = Architecture(input: Shape(source.size), layers: [], connections: [])
    var curve: LIFCurve?
    var initialization = ParameterInitialization()
    for population in network.populations
    where population.name != input && !clamps.contains(population.name) {
      if population.isSource {
        throw .population(
          role: "second source", name: population.name,
          reason: "has no place in a rate model of this kind, which has one input; remove it")
      }
      guard case .lif(let membrane) = population.units,
        case .perRate(let maximum) = membrane.weightScale
      else {
        throw .population(
          role: "stateful", name: population.name,
          reason: "has no f-I curve in closed form; only lif with per-rate weights has")
      }
      var plain = membrane
      plain.current = 0
      plain.initial = .value(0)
      let own = LIFCurve(plain, maximumRate: maximum)
      if let curve, curve != own {
        throw .population(
          role: "stateful", name: population.name,
          reason: "has another f-I curve than the populations before it")
      }
      curve = own
      architecture.layers.append(.init(name: population.name, shape: Shape(population.size)))
      if let own = population.currents {
        initialization.given[population.name] = own
      } else if membrane.current != 0 {
        initialization.biases[population.name] = membrane.current
      }
    }
    guard let curve else {
      throw .population(role: "output", name: "output", reason: "does not exist")
    }
    for projection in network.projections where !clamps.contains(projection.source) {
      let names = architecture.layers.map(\.name)
      guard let post = names.firstIndex(of: projection.target) else { continue }
      let pre = names.firstIndex(of: projection.source)
      architecture.connections.append(
        .init(
          name: projection.name, pre: pre, post: post,
          feedback: pre == nil || !projection.isSymmetric ? .none : .tied))
      if case .glorotUniform(let gain) = projection.weights {
        initialization.gains[projection.name] = gain
      }
    }
    self.init(
      architecture: architecture,
      dynamics: Dynamics(.graded, function: .curve(curve), step: 0.5, cost: .matching),
      initialization: initialization)
  }
}
