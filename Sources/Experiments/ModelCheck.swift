/// All refusals of a model without mistakes by what would run it; none if it can run.
public typealias ModelCheck = @Sendable (Experiment) -> [ModelRefusal]

/// The reason that a model cannot run, and the keys whose value must change.
public struct ModelRefusal: Sendable, Equatable {
  /// The paths of these keys in a model file, the likeliest first.
  public var keys: [[String]]
  /// The reason, as a message after `error:`.
  public var message: String

  /// A refusal with these facts.
  public init(keys: [[String]], message: String) {
    self.keys = keys
    self.message = message
  }
}
