import Datasets
public import Networks
public import Protocols
public import Quantities
public import RateModel

/// A rate model: layers, equations, and the distribution of its initial weights.
public struct RateExperiment: Sendable {
  /// Layers and connections.
  public var architecture: Architecture
  /// Equations.
  public var dynamics: Dynamics
  /// The distribution of initial parameters.
  public var initialization: ParameterInitialization
  /// The files that given parameters came from, by name.
  public var origins: [String: FileOrigin] = [:]

  /// A model of these parts.
  public init(
    architecture: Architecture, dynamics: Dynamics,
    initialization: ParameterInitialization = ParameterInitialization()
  ) {
    self.architecture = architecture
    self.dynamics = dynamics
    self.initialization = initialization
  }

  /// Initial parameters, drawn by the seed; with a readout for `classes` where the cost needs one.
  public func parameters<Scalar: RateScalar>(
    classes: Int, seed: Seed, as: Scalar.Type = Scalar.self
  ) -> ParameterSet<Scalar> {
    initialization.parameters(
      architecture, readout: dynamics.cost == .crossEntropy ? classes : nil,
      seed: seed.branch("weights"))
  }
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

  /// The learning rates of all parameters of `model` by their names: weights, feedback of its own, biases, readout.
  func parameterRates(in model: RateExperiment) -> [String: Double] {
    var result = rates
    let biasRates = biasRates(in: model)
    for layer in model.architecture.layers { result[layer.name] = biasRates[layer.name] }
    for connection in model.architecture.connections where connection.feedback == .untied {
      result[connection.name + " (back)"] = rates[connection.name]
    }
    result["readout bias"] = biasRates["readout"]
    return result
  }

  /// The targets of samples, one row for each.
  func targets(of samples: [Int], in data: Dataset) -> [Float] {
    samples.flatMap { sample in
      targets.values(label: data.labels[sample], classes: data.classes).map { Float($0) }
    }
  }
}
