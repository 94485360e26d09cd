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
      let data = try RunVerb.load(request)
      if case .learn(let settings, _) = experiment.task {
        _ = try Learning(
          network: experiment.network, settings: settings, data: data, seed: experiment.seed,
          threads: 1)
      }
      return nil
    } catch ToolError.noDataPath {
      return .unnamed
    } catch {
      return .error(error)
    }
  }
}
