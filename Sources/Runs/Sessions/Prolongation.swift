import EquilibriumPropagation
import Experiments
import Protocols
/// A training that is resumed for more epochs or seeds than its model had. The result is that of a training which had
/// them from the beginning.
public struct Prolongation {
  /// The folder of the run, for messages.
  let folder: String
  /// Changes as they were written.
  let overrides: [String]

  /// A reason against going on for more epochs.
  public enum Problem: Error, Sendable, Equatable {
    /// A change, and its key, which would make another training of it.
    case otherKey(String, change: String)
    /// No more epochs or seeds than there are already.
    case notMore(key: String, old: Int, new: Int)
    /// Learning rates that end at the last epoch: `learning` or `training`, and its `decay`.
    case decaying(section: String, decay: String, old: Int, new: Int)
    /// Several seeds, of which the checkpoint has the state of the last one only.
    case severalSeeds(count: Int, epochs: Int)
    /// A run without epochs.
    case noTraining
  }

  /// Keys that can be raised.
  private static let keys = ["learning.epochs", "training.epochs", "training.seeds"]

  /// Throws when something else than these keys would change.
  func checkKeys() throws(RunError) {
    for text in overrides {
      let key = String(text.prefix { $0 != "=" })
      if !Self.keys.contains(key) { throw refusal(.otherKey(key, change: text)) }
    }
  }

  /// Throws when the epochs that are done would have been others in the longer training.
  func check(_ before: Experiment, _ after: Experiment) throws(RunError) {
    guard !overrides.isEmpty else { return }
    switch (before.task, after.task) {
    case (.learn(let old, _), .learn(let new, _)):
      try raises("learning.epochs", old.epochs, new.epochs)
      try decays("learning", old.schedule, old.epochs, new.epochs)
    case (.train(_, let old, _), .train(_, let new, _)):
      guard new.epochs >= old.epochs, new.seeds >= old.seeds,
        new.epochs > old.epochs || new.seeds > old.seeds
      else {
        try raises("training.epochs", old.epochs, new.epochs)
        return try raises("training.seeds", old.seeds, new.seeds)
      }
      guard new.epochs > old.epochs else { return }
      try decays("training", old.schedule, old.epochs, new.epochs)
      guard old.seeds == 1 else {
        throw refusal(.severalSeeds(count: old.seeds, epochs: new.epochs))
      }
    default: throw refusal(.noTraining)
    }
  }

  private func raises(_ key: String, _ old: Int, _ new: Int) throws(RunError) {
    if new <= old { throw refusal(.notMore(key: key, old: old, new: new)) }
  }

  private func decays(
    _ section: String, _ schedule: Schedule, _ old: Int, _ new: Int
  ) throws(RunError) {
    let decay: String
    switch schedule {
    case .linear: decay = "linear"
    case .cosine: decay = "cosine"
    case .constant, .exponential: return
    }
    throw refusal(.decaying(section: section, decay: decay, old: old, new: new))
  }

  private func refusal(_ problem: Problem) -> RunError {
    .prolongation(folder: folder, problem)
  }
}

extension Prolongation.Problem: CustomStringConvertible {
  /// The reason in words.
  public var description: String {
    switch self {
    case .otherKey(let key, _):
      "learning.epochs, training.epochs and training.seeds may be raised; '\(key)' would make another training of it"
    case .notMore(let key, let old, let new):
      "\(key) is \(new), but there are \(old) already; expected more"
    case .decaying(_, let decay, let old, let new):
      "decay: \(decay) ends at the last epoch, so its \(old) epochs are not the first \(old) of \(new)"
    case .severalSeeds(let count, _):
      "it trains \(count) seeds, and keeps the state of the last one only"
    case .noTraining: "it is no training; only those have epochs"
    }
  }
}
