/// beta, possibly complex.
public struct Nudge: Sendable, Equatable {
  /// Its real part.
  public var real: Double
  /// Its imaginary part.
  public var imaginary: Double

  /// beta = `real` + i `imaginary`.
  public init(_ real: Double, imaginary: Double = 0) {
    self.real = real
    self.imaginary = imaginary
  }

  /// beta = 0: the free phase.
  public static let none = Nudge(0)

  /// Whether it pulls at all.
  var isOn: Bool { real != 0 || imaginary != 0 }
}

/// States of a batch, to come back to.
public struct RateMachineState<Scalar: RateScalar>: Sendable {
  /// u of each layer.
  public var u: [[Scalar]]
  /// s of each layer.
  public var s: [[Scalar]]
  /// Whether they are complex.
  public var isComplex: Bool

  /// u of all layers of sample `row`.
  func rows(_ row: Int, _ architecture: Architecture) -> [[Scalar]] {
    architecture.layers.indices.map { index in
      let size = architecture.layers[index].shape.count
      return Array(u[index][row * size..<(row + 1) * size])
    }
  }
}
