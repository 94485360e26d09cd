import Foundation

/// One axis of a panel: the values that it shows, and their places.
struct Axis: Sendable, Equatable {
  /// The least and the greatest value.
  var low: Double
  var high: Double
  /// True if the axis is logarithmic; needs positive values.
  var isLogarithmic = false
  /// The quantity that it shows, with its unit: `error (%)`.
  var label = ""
  /// The divisor of numbers before they are written: 1000 to write milliseconds as seconds.
  var divisor = 1.0
  /// Values with a mark.
  var tics: [Double]
  /// Words at the marks instead of their numbers.
  var words: [String]?

  /// An axis from `low` to `high` with about `count` marks.
  init(
    _ low: Double, _ high: Double, label: String = "", isLogarithmic: Bool = false, count: Int = 6
  ) {
    let isPlace = low.magnitude <= Tics.greatest
    // A range smaller than the digits of writers counts as empty.
    let isEmpty =
      !(isPlace && high.magnitude <= Tics.greatest
      && high - low > 1e-10 * max(low.magnitude, high.magnitude))
    self.low = isEmpty ? (isPlace ? low - max(0.5, 1e-3 * low.magnitude) : 0) : low
    self.high = isEmpty ? (isPlace ? low + max(0.5, 1e-3 * low.magnitude) : 1) : high
    self.isLogarithmic = isLogarithmic && self.low > 0
    self.label = label
    if self.isLogarithmic {
      tics = Tics.logarithmic(self.low, self.high)
    } else {
      let step = Tics.step(self.high - self.low, atMost: count)
      let first = (self.low / step - 1e-9).rounded(.up)
      let last = (self.high / step + 1e-9).rounded(.down)
      tics = first <= last ? stride(from: first, through: last, by: 1).map { $0 * step } : []
    }
  }

  /// An axis with words in the place of numbers, at most `count` of them; the first one is at 0.
  init(words all: [String], label: String = "", atMost count: Int) {
    self.init(-0.5, Double(all.count) - 0.5, label: label)
    let every = max(1, (all.count + count - 1) / count)
    let shown = Array(stride(from: 0, to: all.count, by: every))
    tics = shown.map(Double.init)
    words = shown.map { GnuplotText.shortened(all[$0], to: 14) }
  }

  /// The place of `value` on the axis: 0 at the lower end, 1 at the upper.
  func fraction(_ value: Double) -> Double {
    isLogarithmic
      ? log(max(value, 1e-300) / low) / log(high / low) : (value - low) / (high - low)
  }

  /// The numbers at the marks. On a logarithmic axis all are plain, or all are powers of ten where some are far from 1.
  var labels: [String] {
    if let words { return words }
    let tics = tics.map { $0 / divisor }
    if isLogarithmic {
      let areFar = tics.contains { $0 < 0.9e-3 || $0 > 1.1e5 }
      return tics.map { areFar ? Self.power($0) : Self.text($0, digits: 3) }
    }
    let largest = tics.map(\.magnitude).max() ?? 0
    let isFar = largest >= 1e5 || largest > 0 && largest < 1e-3
    return tics.map { Self.text($0, digits: isFar && tics.count > 1 ? 3 : 6) }
  }

  /// A number in print: `0.05`, `−3`, `2·10⁻⁵`.
  static func text(_ value: Double, digits: Int = 6) -> String {
    if value.magnitude < 1e-14 { return "0" }
    let text = GnuplotText.number(value, digits: digits).replacing("-", with: "−")
    guard let mark = text.firstIndex(of: "e") else { return text }
    let power = text[text.index(after: mark)...].replacing("−", with: "-")
    return joined(String(text[..<mark]), Int(power) ?? 0)
  }

  /// A positive number as a power of ten, whatever its size: `10⁻¹`, `2·10³`.
  static func power(_ value: Double) -> String {
    let power = (log10(value) + 1e-9).rounded(.down)
    return joined(GnuplotText.number(value / pow(10, power), digits: 3), Int(power))
  }

  private static func joined(_ front: String, _ power: Int) -> String {
    let small = Array("⁰¹²³⁴⁵⁶⁷⁸⁹")
    let raised = String(String(power.magnitude).map { small[$0.wholeNumberValue!] })
    let start = front == "1" ? "" : front == "−1" ? "−" : front + "·"
    return start + "10" + (power < 0 ? "⁻" : "") + raised
  }
}

/// Places of the tics of an axis.
enum Tics {
  /// Limits beyond which powers of ten and their products vanish or overflow.
  static let least = 1e-300, greatest = 1e300

  /// 1, 2 or 5 times a power of ten such that at most `count` steps cover `span`.
  static func step(_ span: Double, atMost count: Int) -> Double {
    guard span >= least, span.isFinite else { return 1 }
    guard span <= greatest else { return span / 2 }
    let power = power(below: span)
    for factor in [0.1, 0.2, 0.5, 1, 2, 5, 10] where span / (factor * power) <= Double(count) {
      return factor * power
    }
    return 10 * power
  }

  /// The greatest power of ten up to `value`.
  private static func power(below value: Double) -> Double {
    var power = 1.0
    while power > value { power /= 10 }
    while power * 10 <= value { power *= 10 }
    return power
  }

  /// The largest 1, 2 or 5 times a power of ten that is at most `value`, above 0.
  static func below(_ value: Double) -> Double {
    let value = max(least, min(greatest, value))
    let power = power(below: value)
    return (value >= 5 * power ? 5 : value >= 2 * power ? 2 : 1) * power
  }

  /// 1, 2 and 5 times powers of ten from `low` to `high`; only powers where that is too many.
  static func logarithmic(_ low: Double, _ high: Double) -> [Double] {
    let low = max(least, min(greatest, low)), high = min(greatest, high)
    var power = power(below: low)
    var all: [Double] = []
    var powers: [Double] = []
    while power <= high * 1.0001 {
      powers.append(power)
      all += [power, 2 * power, 5 * power]
      power *= 10
    }
    let inside = all.filter { $0 >= low * 0.9999 && $0 <= high * 1.0001 }
    return inside.count <= 9 ? inside : powers.filter { $0 >= low * 0.9999 }
  }
}
