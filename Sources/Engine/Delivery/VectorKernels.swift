internal import CVectorKernels

/// The loops that are compiled for several processors.
public enum VectorKernels {
  /// The clones that run on this processor: `x86-64-v4`, `x86-64-v3`, `x86-64-v1`, or `plain` where there are none.
  public static var level: String {
    let level = vector_level()
    return level == 0 ? "plain" : "x86-64-v\(level)"
  }
}
