import Datasets
import EquilibriumPropagation
import Experiments

/// Reads the data that a model asks for, before it is run.
enum DataCheck {
  /// What is wrong.
  enum Problem {
    /// Nobody said where the files are.
    case unnamed
    /// They cannot be read, or do not fit the network.
    case error(any Error)
  }

  /// What is wrong with the data of `experiment`; data that the program makes are always right.
  static func problem(of experiment: Experiment) -> Problem? {
    let request: DatasetRequest
    switch experiment.task {
    case .learn(_, let data), .train(_, _, let data), .theorem(_, _, let data): request = data
    case .simulate: return nil
    }
    guard request.set.defaults.needsPath else { return nil }
    do {
      try check(try RunVerb.load(request), for: experiment)
      return nil
    } catch ToolError.noDataPath {
      return .unnamed
    } catch {
      return .error(error)
    }
  }

  /// Throws when data do not have the shape of what learns from them.
  static func check(_ data: Split, for experiment: Experiment) throws(LearningError) {
    switch experiment.task {
    case .learn(let settings, _): try settings.check(data.train, for: experiment.network)
    case .train(let model, _, _), .theorem(let model, _, _): try model.check(data.train)
    case .simulate: break
    }
  }
}
