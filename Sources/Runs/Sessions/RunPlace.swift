public import Experiments
public import Records

/// The folder of a run, its share of the machine, and what `run.json` keeps of its options.
public struct RunPlace: Sendable {
  /// The folder; nil for `runs/NAME-TIME`.
  public var folder: String?
  /// True if an earlier run in that folder may be replaced.
  public var isReplacing: Bool
  /// Threads of the run.
  public var threads: Int
  /// Processes that compute together.
  public var ranks = 1
  /// True if warnings are errors after the end.
  public var isStrict = false
  /// The work; nil for that of the model's task.
  public var kind: RunKind?
  /// Options besides the model.
  public var options = RunOptions()
  /// The files that data come from.
  var dataFiles: [String] = []

  /// A place.
  ///
  /// - Parameters:
  ///   - folder: The folder; nil for `runs/NAME-TIME`.
  ///   - isReplacing: True if an earlier run in that folder may be replaced.
  ///   - threads: Threads of the run.
  public init(folder: String? = nil, isReplacing: Bool = false, threads: Int = 1) {
    self.folder = folder
    self.isReplacing = isReplacing
    self.threads = threads
  }
}

extension Experiment.Task {
  /// The work of a run of this task.
  public var kind: RunKind {
    switch self {
    case .learn: .learning
    case .train: .training
    case .simulate: .simulation
    case .theorem: .theorems
    }
  }
}
