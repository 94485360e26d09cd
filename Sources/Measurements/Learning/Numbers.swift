/// An array of floating-point numbers of one precision, as files keep it, bit for bit.
public enum Numbers: Sendable, Equatable {
  /// Numbers of 32 bits.
  case floats([Float])
  /// Numbers of 64 bits.
  case doubles([Double])

  /// Number of numbers.
  public var count: Int {
    switch self {
    case .floats(let values): values.count
    case .doubles(let values): values.count
    }
  }

  /// The numbers in 32 bits; numbers of 64 bits are rounded.
  public var floats: [Float] {
    switch self {
    case .floats(let values): values
    case .doubles(let values): values.map { Float($0) }
    }
  }

  /// The numbers in 64 bits.
  public var doubles: [Double] {
    switch self {
    case .floats(let values): values.map { Double($0) }
    case .doubles(let values): values
    }
  }
}
