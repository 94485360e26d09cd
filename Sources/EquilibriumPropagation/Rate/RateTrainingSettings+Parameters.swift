import Datasets
import Networks
import Protocols

extension RateTrainingSettings {
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
