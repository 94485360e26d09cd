/// A mistake in the arguments of a sweep.
public enum SweepError: Error, Sendable, Equatable {
  /// A value cannot be read.
  case value(argument: String, reason: String)
  /// No key has more than one value.
  case nothingSwept
  /// A key is given twice.
  case repeated(key: String)
  /// A key has the same value twice.
  case sameValue(key: String, value: String)
  /// A key has a distribution, but points are not drawn.
  case distribution(key: String)
  /// There would be more points than can be listed.
  case tooMany(count: Double)
}

extension SweepError: CustomStringConvertible {
  /// One sentence: the mistake and the right form.
  public var description: String {
    switch self {
    case .value(let argument, let reason): "sweep '\(argument)': error: \(reason)"
    case .nothingSwept:
      "error: no key has several values; expected key=a,b,c or key=range(1,11), for example seed=1,2,3"
    case .repeated(let key):
      "error: the key '\(key)' is given twice; expected once, as \(key)=a,b,c"
    case .sameValue(let key, let value):
      "error: '\(key)' has the value \(value) twice, which would be one run done twice; expected each "
        + "value once"
    case .distribution(let key):
      "error: '\(key)' has a distribution, which needs --random N: how many points are drawn"
    case .tooMany(let count):
      "error: the sweep has \(count < 1e15 ? "\(Int(count))" : "\(count)") points; expected at most "
        + "\(Sweep.limit)"
    }
  }
}
