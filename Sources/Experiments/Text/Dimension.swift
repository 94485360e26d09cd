import Quantities

/// The dimension of a number, with the units that a model file may use for it.
public enum Dimension: String, Sendable, CaseIterable {
  case time, voltage, capacitance, current, conductance, rate
  /// A current times a current.
  case squaredCurrent = "squared current"
  /// A part of a whole, also in percent.
  case fraction
  /// A number without unit.
  case number
  /// The dimension cannot be determined because the population has a mistake, which is reported there: every unit is
  /// accepted.
  case unclear

  /// The unit of a number that is written without one.
  public var unit: String { units.first?.name ?? "" }

  /// The units that messages name, the default one first.
  public var unitNames: [String] { units.filter { !$0.isRare }.map(\.name) }

  /// A unit: `factor` * 10^power of the default one.
  struct Unit {
    let name: String
    let power: Int
    var factor = 1.0
    /// True for units that are accepted but not named in messages.
    var isRare = false

    init(_ name: String, _ power: Int, factor: Double = 1, isRare: Bool = false) {
      (self.name, self.power, self.factor, self.isRare) = (name, power, factor, isRare)
    }
  }

  /// All units that may follow a number.
  var units: [Unit] {
    switch self {
    case .time:
      [
        Unit("ms", 0), Unit("s", 3), Unit("us", -3), Unit("ns", -6), Unit("min", 4, factor: 6),
        Unit("h", 5, factor: 36), Unit("ps", -9, isRare: true),
      ]
    case .voltage:
      [Unit("mV", 0), Unit("V", 3), Unit("uV", -3), Unit("nV", -6, isRare: true)]
    case .capacitance:
      [
        Unit("pF", 0), Unit("nF", 3), Unit("uF", 6), Unit("fF", -3),
        Unit("mF", 9, isRare: true), Unit("F", 12, isRare: true),
      ]
    case .current:
      [
        Unit("pA", 0), Unit("nA", 3), Unit("uA", 6), Unit("fA", -3),
        Unit("mA", 9, isRare: true), Unit("A", 12, isRare: true),
      ]
    case .conductance:
      [
        Unit("nS", 0), Unit("uS", 3), Unit("mS", 6), Unit("pS", -3),
        Unit("S", 9, isRare: true), Unit("fS", -6, isRare: true),
      ]
    case .rate:
      [
        Unit("/ms", 0), Unit("kHz", 0), Unit("Hz", -3), Unit("/s", -3),
        Unit("MHz", 3, isRare: true), Unit("mHz", -6, isRare: true),
        Unit("ms^-1", 0, isRare: true), Unit("s^-1", -3, isRare: true),
      ]
    case .squaredCurrent:
      [
        Unit("pA^2", 0), Unit("nA^2", 6), Unit("uA^2", 12), Unit("fA^2", -6),
        Unit("mA^2", 18, isRare: true), Unit("A^2", 24, isRare: true),
      ]
    case .fraction: [Unit("", 0), Unit("%", -2)]
    case .number, .unclear: []
    }
  }

  /// The dimension with its article and an example: `a time such as 20 ms`.
  var example: String {
    switch self {
    case .time: "a time such as 20 ms"
    case .voltage: "a voltage such as -50 mV"
    case .capacitance: "a capacitance such as 250 pF"
    case .current: "a current such as 1.5 nA"
    case .conductance: "a conductance such as 10 nS"
    case .rate: "a rate such as 5 Hz"
    case .squaredCurrent: "a squared current such as 100 pA^2"
    case .fraction: "a fraction such as 0.05 or 5 %"
    case .number, .unclear: "a number"
    }
  }

  /// The value, in the default unit, of a number with or without a unit, such as `0.1 ms`; nil for other text.
  public func value(_ text: String) -> Double? {
    guard let number = WrittenNumber(text), number.value.isFinite else { return nil }
    return value(of: number)
  }

  /// The value of a number in the default unit; nil for a unit of another dimension.
  func value(of number: WrittenNumber) -> Double? {
    if number.unit.isEmpty { return number.value }
    let known = self == .unclear ? Dimension.allCases.flatMap(\.units) : units
    return known.first { $0.name == number.unit }.flatMap(number.value(in:))
  }

  /// The number with the default unit, as in model files.
  public func text(_ value: Double) -> String {
    let number = Output.text(of: value)
    return unit.isEmpty ? number : number + " " + unit
  }
}

/// A number as it was written, and its unit.
struct WrittenNumber {
  var value: Double
  var unit: String
  /// The number without its unit, as it was written.
  private var digits: String

  /// The value in the default unit, of which `unit` is a multiple; rounded once if the multiple is a power of ten.
  func value(in unit: Dimension.Unit) -> Double? {
    if unit.factor != 1 {
      return writtenDecimal("1", timesTenTo: unit.power).map { value * unit.factor * $0 }
    }
    return writtenDecimal(digits, timesTenTo: unit.power)
  }

  /// Splits `20 ms` into 20 and `ms`; nil if the text does not begin with a number.
  init?(_ text: String) {
    let text = text.trimmingPrefix(while: \.isWhitespace)
    let bytes = Array(text.utf8)
    let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
    var end = 0
    func skipDigits() {
      while end < bytes.count, digits.contains(bytes[end]) { end += 1 }
    }
    if end < bytes.count, bytes[end] == UInt8(ascii: "-") || bytes[end] == UInt8(ascii: "+") {
      end += 1
    }
    skipDigits()
    if end < bytes.count, bytes[end] == UInt8(ascii: ".") {
      end += 1
      skipDigits()
    }
    if end + 1 < bytes.count, bytes[end] | 0x20 == UInt8(ascii: "e") {
      let mark = end
      end += 1
      if bytes[end] == UInt8(ascii: "-") || bytes[end] == UInt8(ascii: "+") { end += 1 }
      let first = end
      skipDigits()
      if end == first { end = mark }
    }
    var number = String(decoding: bytes[..<end], as: UTF8.self)
    if number.hasSuffix(".") { number += "0" }
    guard let value = Double(number) else { return nil }
    self.value = value
    self.digits = number
    let rest = String(decoding: bytes[end...], as: UTF8.self)
    var unit = rest.filter { !$0.isWhitespace }
    unit = unit.replacing("\u{00B5}", with: "u").replacing("\u{03BC}", with: "u")
    unit = unit.replacing("\u{00B2}", with: "^2")
    if unit.hasPrefix("1/") { unit.removeFirst() }
    self.unit = unit
  }
}
