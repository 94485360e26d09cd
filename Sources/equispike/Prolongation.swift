import EquilibriumPropagation
import Experiments
import Protocols

/// A training that goes on for more epochs, or more seeds, than its model said: what `resume FOLDER key=value` may
/// change so that the end is that of a training which had it from the beginning.
struct Prolongation {
  /// The folder of the run, for messages.
  let folder: String
  /// Changes as they were written.
  let overrides: [String]

  /// Keys that can be raised.
  private static let keys = ["learning.epochs", "training.epochs", "training.seeds"]

  /// Throws when something else than these keys would change.
  func checkKeys() throws(ToolError) {
    for text in overrides {
      let key = String(text.prefix { $0 != "=" })
      guard !Self.keys.contains(key) else { continue }
      throw .unavailable(
        "resume raises learning.epochs, training.epochs and training.seeds only; '\(key)' would make another "
          + "training of it. Start one from these weights: equispike convert \(folder) net.yaml, then equispike "
          + "run net.yaml \(text)")
    }
  }

  /// Throws when the epochs that are done would have been others in the longer training.
  func check(_ before: Experiment, _ after: Experiment) throws(ToolError) {
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
        throw .unavailable(
          "'\(folder)' trains \(old.seeds) seeds, and keeps the state of the last one only, so the others cannot "
            + "have more epochs; train anew: equispike run \(folder)/model.yaml training.epochs=\(new.epochs)"
        )
      }
    default:
      throw .unavailable("'\(folder)' is no training; only those have epochs")
    }
  }

  private func raises(_ key: String, _ old: Int, _ new: Int) throws(ToolError) {
    if new > old { return }
    throw .unavailable(
      "\(key) is \(new), but '\(folder)' has \(old) already; resume goes on with more, such as "
        + "\(key)=\(old + 2)")
  }

  private func decays(
    _ section: String, _ schedule: Schedule, _ old: Int, _ new: Int
  ) throws(ToolError) {
    let decay: String
    switch schedule {
    case .linear: decay = "linear"
    case .cosine: decay = "cosine"
    case .constant, .exponential: return
    }
    throw .unavailable(
      "'\(folder)' has decay: \(decay), which ends at its last epoch, so its \(old) epochs are not the first "
        + "\(old) of \(new). Train anew: equispike run \(folder)/model.yaml \(section).epochs=\(new); or begin "
        + "another training with these weights: equispike convert \(folder) net.yaml")
  }
}
