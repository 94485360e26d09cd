/// Sees a run while it goes on, and can end it.
public protocol RunObserver: AnyObject {
  /// True ends the run at the next place from which it can go on.
  var isCancelled: Bool { get }
  /// The run has come to `text`; `fraction` of the whole work is done, 0 to 1.
  func advanced(_ text: String, fraction: Double)
  /// An intermediate result in a line, such as the errors of an epoch.
  func noted(_ text: String)
  /// A warning of something that was probably not meant, in a sentence; each sentence comes once.
  func warned(_ text: String)
  /// The work is over, whatever its end. `warnings` counts how often each warning came.
  func ended(_ warnings: [String: Int])
  /// The sentence by which `run.json` tells an error.
  func words(for error: any Error) -> String
}

extension RunObserver {
  public var isCancelled: Bool { false }
  public func advanced(_ text: String, fraction: Double) {}
  public func noted(_ text: String) {}
  public func warned(_ text: String) {}
  public func ended(_ warnings: [String: Int]) {}
  public func words(for error: any Error) -> String { "\(error)" }
}

/// Says nothing and ends nothing.
public final class QuietObserver: RunObserver {
  /// An observer.
  public init() {}
}
