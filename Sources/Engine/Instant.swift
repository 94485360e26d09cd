import RealModule

/// Rules by which times that are equal as decimal numbers act as one instant.
///
/// Binary numbers cannot represent 0.1, 0.2 and 0.3, and 0.1 + 0.2 differs from 0.3 in the last bit. Two rules prevent
/// such rounding errors from deciding the order of events:
///
/// 1. *One instant*: an event belongs to the present instant t if its time is at most t (1 + 2^-50), 4 to 8 spacings of
/// doubles later. The time of the instant is that of its first event.
/// 2. *Decimal sums*: a computed time (an arrival, the end of a refractory time, a spike of a regular train) that lies
/// within two spacings of a decimal number is replaced by that number. Errors of repeated sums therefore do not
/// accumulate.
///
/// *Units*: ms. *Edge cases*: decimals have nine places up to 5 * 10^5 ms, and one less for each further power of ten,
/// so that they are at least 16 spacings apart; infinite times are not changed.
enum Instant {
  /// The relative width of an instant.
  static let width = 0x1p-50

  /// The latest time of the instant that begins at `time` >= 0.
  @inline(__always)
  static func end(of time: Double) -> Double { time + time * width }

  /// `time` + `duration`, rounded to a decimal number within two spacings.
  @inline(__always)
  static func sum(_ time: Double, _ duration: Double) -> Double { decimal(time + duration) }

  /// `count` * `interval`, rounded to a decimal number within two spacings.
  static func multiple(_ count: Double, of interval: Double) -> Double { decimal(count * interval) }

  /// The least multiple of `interval` that is not before the instant of `time`.
  static func multiple(of interval: Double, notBefore time: Double) -> Double {
    multiple((time / interval * (1 - width)).rounded(.up), of: interval)
  }

  /// The decimal number within two spacings of doubles from `time`; `time` if there is none.
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
