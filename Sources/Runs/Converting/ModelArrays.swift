import EquilibriumPropagation
import Exchange
import Experiments
import Networks
import Protocols
import RateModel
import Records

/// Weights, biases and initial potentials of a model as files beside it.
struct ModelArrays {
  /// The folder that the model file names.
  let folder: String
  /// The files, in the order of the model.
  private(set) var arrays: [(name: String, bytes: [UInt8])] = []

  init(folder: String) { self.folder = folder }

  /// Puts the names of files into `experiment` in place of numbers.
  mutating func take(from experiment: inout Experiment) throws {
    let source = ExchangedNetwork(
      name: experiment.name, network: experiment.network, seed: experiment.seed)
    let files = experiment.network.weightFiles
    for (index, projection) in source.network.projections.enumerated() {
      let (array, isSparse) = try source.weightArray(of: projection)
      var origin = add(array, files.weights(of: projection.name))
      origin.isSparse = isSparse
      experiment.network.projections[index].origin = origin
      if !isSparse, projection.connectivity.isRandom {
        // Some weights are 0, so a matrix does not show which units are connected.
        experiment.network.projections[index].connectivity = .list(
          try source.pairs(of: projection))
      }
    }
    for (index, population) in source.network.populations.enumerated() {
      guard let values = population.currents else { continue }
      experiment.network.populations[index].currentOrigin = add(
        NumPyArray(shape: [values.count], values: values), files.currents(of: population.name))
    }
    guard case .train(var model, let settings, let data) = experiment.task else { return }
    let shapes = model.architecture.parameterShapes(
      classes: model.dynamics.cost == .crossEntropy ? 0 : nil)
    let names = WeightFiles(projections: shapes.map(\.name))
    for (name, shape) in shapes {
      guard let values = model.initialization.given[name] else { continue }
      // The number of classes of a readout comes from the data.
      let whole = shape.count == 1 ? [values.count] : [shape[0], values.count / shape[0]]
      model.origins[name] = add(
        NumPyArray(shape: whole, values: values), names.weights(of: name))
    }
    experiment.task = .train(model, settings, data)
  }

  private mutating func add(_ array: NumPyArray, _ file: String) -> FileOrigin {
    let name = String(file.dropFirst("weights/".count)), bytes = array.encoded()
    arrays.append((name, bytes))
    return FileOrigin(path: folder + "/" + name, sha256: SHA256.digest(of: bytes))
  }
}
