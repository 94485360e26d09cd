public import Collectives
public import Datasets
import EquilibriumPropagation
public import Experiments
import Protocols
import RateModel
public import Records

/// Makes the run that a model's task asks for.
public enum ModelRun {
  /// The run of a model from its beginning, or from a checkpoint.
  ///
  /// - Parameters:
  ///   - experiment: The model.
  ///   - data: Its data; nil for simulations, which have none.
  ///   - threads: Threads; results do not depend on it.
  ///   - ranks: Processes that train together, each of which makes the same run.
  ///   - isVerbose: True if notes on an epoch have cosines and activities, too.
  ///   - checkpoint: The file of a training that goes on.
  ///   - path: The name of that file, for messages.
  ///
  /// *Errors*: a checkpoint of another model.
  public static func make(
    _ experiment: Experiment, data: Split?, threads: Int, ranks: any RankExchange = SingleRank(),
    isVerbose: Bool = false, checkpoint: CheckpointFile? = nil, path: String = "checkpoint.bin"
  ) throws -> any Run {
    switch experiment.task {
    case .learn(let settings, _):
      var run = LearnRun(experiment, settings: settings, data: data!, threads: threads)
      run.ranks = ranks
      run.isVerbose = isVerbose
      run.checkpoint = try checkpoint.map { try TrainingCheckpoint($0, path: path) }
      return run
    case .train(let model, let settings, _):
      let data = data!
      var run = TrainRun(experiment, model, settings: settings, data: data, threads: threads)
      run.ranks = ranks
      run.checkpoint = try checkpoint.map { try TrainingCheckpoint($0, path: path) }
      return run
    case .theorem(let model, let settings, _):
      return TheoremsRun(
        name: experiment.name,
        TheoremRun(model, settings: settings, data: data!.train, seed: experiment.seed))
    case .simulate(let settings): return SimulateRun(experiment, settings: settings)
    }
  }
}
