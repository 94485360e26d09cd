/// real + i imaginary.
public struct Complex: Sendable, Equatable {
  /// Its real part.
  public var real: Double
  /// Its imaginary part.
  public var imaginary: Double

  /// real + i imaginary.
  public init(_ real: Double, imaginary: Double = 0) {
    self.real = real
    self.imaginary = imaginary
  }

  /// 0: as a beta, that of the free phase.
  public static let zero = Complex(0)

  /// True if both parts are 0.
  public var isZero: Bool { real == 0 && imaginary == 0 }
}
