public import Datasets
import EquilibriumPropagation
public import Experiments
import Foundation
import Protocols
import Records

/// The data of models, read from files or made by the program.
public enum RunData {
  /// The data of a model, in the shape of its network; nil for a simulation.
  ///
  /// *Errors*: files that cannot be read (`DatasetError`), or whose folder was not given; samples of another size than
  /// the input.
  public static func load(for experiment: Experiment) throws -> Split? {
    guard let request = experiment.task.data else { return nil }
    let data = try load(request)
    try check(data, for: experiment)
    return data
  }

  /// The data of a request.
  ///
  /// *Errors*: files that cannot be read (`DatasetError`), or whose folder was not given.
  public static func load(_ request: DatasetRequest) throws -> Split {
    try DatasetCatalog.load(try located(request)) { bytes, path in
      let array = try NumPyArray(decoding: bytes, path: path)
      return (array.shape, array.values)
    }
  }

  /// The files that the data of a model are read from; none for a simulation.
  public static func files(for experiment: Experiment) throws -> [String] {
    guard let request = experiment.task.data else { return [] }
    return try DatasetCatalog.files(of: try located(request))
  }

  /// The request with the folder of MNIST in the environment variable EQUISPIKE_MNIST, where it names none.
  private static func located(_ request: DatasetRequest) throws -> DatasetRequest {
    var request = request
    if request.set == .mnist, request.path == nil {
      request.path = ProcessInfo.processInfo.environment["EQUISPIKE_MNIST"]
      if request.path == "" { request.path = nil }
    }
    if request.set.defaults.needsPath, request.path == nil {
      throw RunError.noDataPath(set: request.set.name)
    }
    return request
  }

  /// A fault of data.
  public enum Problem {
    /// The folder of the files was not given.
    case unnamed
    /// The files cannot be read, or the data do not fit the network.
    case error(any Error)
  }

  /// A problem of the data of `experiment`; data that the program makes have none.
  public static func problem(of experiment: Experiment) -> Problem? {
    guard let request = experiment.task.data, request.set.defaults.needsPath else { return nil }
    do {
      _ = try load(for: experiment)
      return nil
    } catch RunError.noDataPath {
      return .unnamed
    } catch {
      return .error(error)
    }
  }

  /// Throws when the data do not have the shape of the network that learns from them, at the key that asks for data.
  private static func check(_ data: Split, for experiment: Experiment) throws {
    do throws(LearningError) {
      switch experiment.task {
      case .learn(let settings, _): try settings.check(data.train, for: experiment.network)
      case .train(let model, _, _), .theorem(let model, _, _): try model.check(data.train)
      case .simulate: break
      }
    } catch {
      guard var problem = experiment.dataPlace else { throw error }
      problem.message = String(error.description.dropLast())
      throw ModelError.problems([problem])
    }
  }
}

extension Experiment.Task {
  /// The data that the task asks for; nil for a simulation.
  public var data: DatasetRequest? {
    switch self {
    case .learn(_, let data), .train(_, _, let data), .theorem(_, _, let data): data
    case .simulate: nil
    }
  }

  /// True if several ranks can do the task together.
  public var isTraining: Bool {
    switch self {
    case .learn, .train: true
    case .simulate, .theorem: false
    }
  }
}
