import Networks

/// Saved states of a batch.
public struct RateMachineState<Scalar: RateScalar>: Sendable {
  /// u of each layer.
  public var u: [[Scalar]]
  /// s of each layer.
  public var s: [[Scalar]]
  /// True if states are complex.
  public var isComplex: Bool

  /// u of all layers of sample `row`.
  func rows(_ row: Int, _ architecture: Architecture) -> [[Scalar]] {
    architecture.layers.indices.map { index in
      let size = architecture.layers[index].shape.count
      return Array(u[index][row * size..<(row + 1) * size])
    }
  }
}
