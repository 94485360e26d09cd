import RealModule

/// Times that are equal as written act as one instant.
///
/// Binary numbers do not hold 0.1, 0.2 and 0.3, and 0.1 + 0.2 differs from 0.3 in the last place. Two rules
/// keep such rounding from deciding in which order things happen:
///
/// 1. *One instant*: an event belongs to the present instant t if its time is at most t (1 + 2^-50), that is 4
///    to 8 spacings of doubles later. The instant keeps the time of its first event.
/// 2. *Decimal sums*: a time that is computed (an arrival, the end of refractoriness, a spike of a regular train)
///    and lies within two spacings of a decimal number is that decimal number. So sums of sums
///    do not wander away from what is written, however many they are.
///
/// *Units*: ms. *Edge cases*: decimals have nine places up to 5 * 10^5 ms, and one less for each further power
/// of ten, so that they are at least 16 spacings apart; infinite times stay as they are.
enum Instant {
  /// The part of a time within which a later one is the same instant.
  static let width = 0x1p-50

  /// The latest time that belongs to an instant which begins at `time` >= 0.
  @inline(__always)
  static func end(of time: Double) -> Double { time + time * width }

  /// `time` + `duration`, as a decimal number where it is one up to rounding.
  @inline(__always)
  static func sum(_ time: Double, _ duration: Double) -> Double { decimal(time + duration) }

  /// `count` times `interval`, as a decimal number where it is one up to rounding.
  static func multiple(_ count: Double, of interval: Double) -> Double { decimal(count * interval) }

  /// The least multiple of `interval` that is not before the instant of `time`.
  static func multiple(of interval: Double, notBefore time: Double) -> Double {
    multiple((time / interval * (1 - width)).rounded(.up), of: interval)
  }

  /// The decimal number within two spacings of doubles from `time`, or `time` if there is none.
  @inline(__always)
  static func decimal(_ time: Double) -> Double {
    var scale = 1e9
    // Powers of ten up to 10^22 are exact, and so is the quotient of two of them.
    while time * scale > 5e14 && scale > 1 { scale /= 10 }
    // The quotient of two integers below 2^53 is the double next to the decimal number.
    let rounded = (time * scale).rounded() / scale
    return (rounded - time).magnitude <= 2 * time.ulp ? rounded : time
  }
}
