/// A time or a duration, t [ms].
///
/// Kernels keep times as plain `Double` values in milliseconds, marked `// [ms]`. At every public boundary the unit is
/// in this type.
public struct Milliseconds: Sendable, Hashable, Comparable, Codable {
  /// The number of milliseconds.
  public var value: Double  // [ms]

  /// Creates a time of `value` milliseconds.
  @inlinable public init(_ value: Double) { self.value = value }

  /// 0 ms.
  public static let zero = Milliseconds(0)

  /// Infinity: later than every event.
  public static let never = Milliseconds(.infinity)

  @inlinable public static func < (a: Self, b: Self) -> Bool { a.value < b.value }
  @inlinable public static func + (a: Self, b: Self) -> Self { Self(a.value + b.value) }
  @inlinable public static func - (a: Self, b: Self) -> Self { Self(a.value - b.value) }
  @inlinable public static func * (a: Self, b: Double) -> Self { Self(a.value * b) }
  @inlinable public static func / (a: Self, b: Self) -> Double { a.value / b.value }

  public init(from decoder: any Decoder) throws {
    self.init(try decoder.singleValueContainer().decode(Double.self))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(value)
  }
}

extension Milliseconds: CustomStringConvertible {
  public var description: String { "\(value) ms" }
}

extension Double {
  /// `self` as a time: `20.ms`.
  @inlinable public var ms: Milliseconds { Milliseconds(self) }
}

extension Int {
  /// `self` as a time: `20.ms`.
  @inlinable public var ms: Milliseconds { Milliseconds(Double(self)) }
}
