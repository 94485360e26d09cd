import Foundation

/// One axis of a chart: which values it shows, and where they go.
struct Axis {
  /// The least and the greatest value.
  var low: Double
  var high: Double
  /// Whether values are placed by ratios; needs positive values.
  var isLogarithmic = false
  /// What it shows, with its unit: `error (%)`.
  var label = ""
  /// What numbers are divided by before they are written: 1000 for seconds of milliseconds.
  var divisor = 1.0
  /// Values with a mark.
  var tics: [Double]

  /// An axis from `low` to `high` with about `count` marks.
  init(
    _ low: Double, _ high: Double, label: String = "", isLogarithmic: Bool = false, count: Int = 6
  ) {
    let isEmpty = !(low.magnitude <= Tics.greatest && high.magnitude <= Tics.greatest && high > low)
    let isPlace = low.magnitude <= Tics.greatest
    self.low = isEmpty ? (isPlace ? low - 0.5 : 0) : low
    self.high = isEmpty ? (isPlace ? low + 0.5 : 1) : high
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

  /// An axis that holds all `values`, from 0 on where none is negative.
  init(holding values: [Double], label: String, fromZero: Bool = true, count: Int = 6) {
    let finite = values.filter(\.isFinite)
    let least = finite.min() ?? 0, greatest = finite.max() ?? 1
    let span = max(greatest - (fromZero ? min(0, least) : least), 1e-300)
    let low = fromZero && least >= 0 ? 0 : least - 0.05 * span
    self.init(low, greatest + 0.06 * span, label: label, count: count)
  }

  /// Where `value` lies: 0 at the lower end, 1 at the upper.
  func fraction(_ value: Double) -> Double {
    isLogarithmic
      ? log(max(value, 1e-300) / low) / log(high / low) : (value - low) / (high - low)
  }

  /// The numbers at the marks.
  var labels: [String] {
    let tics = tics.map { $0 / divisor }
    let largest = tics.map(\.magnitude).max() ?? 0
    let isLarge = !isLogarithmic && largest >= 1e5
    let isSmall = !isLogarithmic && largest > 0 && largest < 1e-3
    guard isLarge || isSmall, tics.count > 1 else { return tics.map { Self.text($0) } }
    return tics.map { Self.text($0, digits: 3) }
  }

  /// A number as people write it: `0.05`, `−3`, `2·10⁻⁵`.
  static func text(_ value: Double, digits: Int = 6) -> String {
    if value.magnitude < 1e-14 { return "0" }
    let text = GnuplotText.number(value, digits: digits).replacing("-", with: "−")
    guard let mark = text.firstIndex(of: "e") else { return text }
    let power = text[text.index(after: mark)...].replacing("+", with: "")
    let isNegative = power.hasPrefix("−")
    let plain = power.drop { $0 == "−" || $0 == "0" }
    let raised = plain.map { digit -> String in
      let small = Array("⁰¹²³⁴⁵⁶⁷⁸⁹")
      return digit.wholeNumberValue.map { String(small[$0]) } ?? String(digit)
    }.joined()
    let front = text[..<mark] == "1" ? "" : text[..<mark] == "−1" ? "−" : text[..<mark] + "·"
    return front + "10" + (isNegative ? "⁻" : "") + raised
  }
}
