import Foundation
public import Networks
import Protocols
public import Records

/// The final weights and biases of a run, read from its folder.
///
/// Weights and biases of spiking networks without a file are those of the run's model.
public struct LearnedParameters {
  /// The model of the run.
  public let experiment: Experiment
  /// The arrays by projection, connection, population or layer.
  public private(set) var arrays: [String: NumPyArray] = [:]
  /// The files of the arrays.
  public private(set) var origins: [String: FileOrigin] = [:]

  /// Reads the folder at `path`.
  ///
  /// *Errors*: no run, a model that cannot be read, damaged arrays.
  public init(ofRun path: String) throws {
    let folder = try RunFolder.open(path)
    let model = folder.path(of: "model.yaml")
    experiment = try ModelFile.parse(
      String(decoding: try readBytes(of: model), as: UTF8.self), file: model, check: nil,
      isNested: true)
    switch experiment.task {
    case .simulate, .learn:
      let files = experiment.network.weightFiles
      for projection in experiment.network.projections {
        try read(files.weights(of: projection.name), as: projection.name, in: folder)
      }
      for population in experiment.network.populations where !population.isSource {
        let name = files.currents(of: population.name)
        try read(name, as: population.name, in: folder)
        let found = arrays[population.name]?.values.count ?? population.size
        guard found == population.size else {
          throw RecordError.damaged(
            path: folder.path(of: name),
            reason: "it holds \(found) values for \(population.size) units")
        }
        let isMeasured = population.drive.map { $0.isKnown || $0.biases != nil } ?? true
        if arrays[population.name] == nil, isMeasured {
          arrays[population.name] = NumPyArray(
            shape: [population.size], values: population.constantDrives)
        }
      }
    case .train(let model, _, _), .theorem(let model, _, _):
      let shapes = model.architecture.parameterShapes(
        classes: model.dynamics.cost == .crossEntropy ? 0 : nil)
      let files = WeightFiles(projections: shapes.map(\.name))
      for (name, _) in shapes { try read(files.weights(of: name), as: name, in: folder) }
    }
    guard !arrays.isEmpty else {
      throw RecordError.damaged(
        path: folder.path, reason: "it has no weights; they are written at the end of a training")
    }
  }

  private mutating func read(_ file: String, as name: String, in folder: RunFolder) throws {
    guard folder.has(file) else { return }
    let path = URL(fileURLWithPath: folder.path(of: file)).standardizedFileURL.path
    let bytes = try readBytes(of: path)
    arrays[name] = try NumPyArray(decoding: bytes, path: path)
    origins[name] = FileOrigin(path: path, sha256: SHA256.digest(of: bytes))
  }

  /// The names of all arrays, for messages.
  var names: String { arrays.keys.sorted().map { "'\($0)'" }.joined(separator: ", ") }

  /// The model of the run with these weights and biases in place of its initial ones.
  public var learned: Experiment {
    var result = experiment
    for index in result.network.projections.indices {
      guard let array = arrays[result.network.projections[index].name] else { continue }
      result.network.projections[index].weights = .explicit(array.values)
      result.network.projections[index].origin = nil
    }
    for index in result.network.populations.indices {
      let population = result.network.populations[index]
      guard !population.isSource, let array = arrays[population.name] else { continue }
      result.network.populations[index].setDrives(array.values)
    }
    if case .train(var model, var settings, let data) = result.task {
      for (name, array) in arrays { model.initialization.given[name] = array.values }
      model.initialization.gains = model.initialization.gains.filter { arrays[$0.key] == nil }
      model.origins = [:]
      settings.seeds = 1
      result.task = .train(model, settings, data)
    }
    return result
  }
}

extension Network {
  /// The names of the files of weights and constant currents.
  public var weightFiles: WeightFiles {
    WeightFiles(projections: projections.map(\.name), populations: populations.map(\.name))
  }
}
