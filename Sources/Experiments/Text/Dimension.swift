/// What a number measures, with the units that a model file may use for it.
public enum Dimension: String, Sendable, CaseIterable {
  case time, voltage, capacitance, current, conductance, rate
  /// A part of a whole; may be given in percent.
  case fraction
  /// A number without unit.
  case number

  /// The unit of a bare number.
  public var unit: String { units.first?.name ?? "" }

  /// The units that may follow a number: the default one first.
  public var unitNames: [String] { units.map(\.name) }

  /// Units with the factor to the default one, a fraction so that conversion rounds once.
  var units: [(name: String, times: Double, over: Double)] {
    switch self {
    case .time:
      [
        ("ms", 1, 1), ("s", 1000, 1), ("us", 1, 1000), ("ns", 1, 1e6), ("min", 60_000, 1),
        ("h", 3_600_000, 1),
      ]
    case .voltage: [("mV", 1, 1), ("V", 1000, 1), ("uV", 1, 1000)]
    case .capacitance: [("pF", 1, 1), ("nF", 1000, 1), ("uF", 1e6, 1), ("fF", 1, 1000)]
    case .current: [("pA", 1, 1), ("nA", 1000, 1), ("uA", 1e6, 1), ("fA", 1, 1000)]
    case .conductance: [("nS", 1, 1), ("uS", 1000, 1), ("mS", 1e6, 1), ("pS", 1, 1000)]
    case .rate:
      [("/ms", 1, 1), ("kHz", 1, 1), ("Hz", 1, 1000), ("/s", 1, 1000)]
    case .fraction: [("", 1, 1), ("%", 1, 100)]
    case .number: []
    }
  }

  /// With its article, and an example: `a time such as 20 ms`.
  var example: String {
    switch self {
    case .time: "a time such as 20 ms"
    case .voltage: "a voltage such as -50 mV"
    case .capacitance: "a capacitance such as 250 pF"
    case .current: "a current such as 1.5 nA"
    case .conductance: "a conductance such as 10 nS"
    case .rate: "a rate such as 5 Hz"
    case .fraction: "a fraction such as 0.05 or 5 %"
    case .number: "a number"
    }
  }

  /// The value in the default unit of a number with or without a unit, such as `0.1 ms`; nil when it is none.
  public func value(_ text: String) -> Double? {
    guard let number = WrittenNumber(text), number.value.isFinite else { return nil }
    if number.unit.isEmpty { return number.value }
    guard let unit = units.first(where: { $0.name == number.unit }) else { return nil }
    return number.value * unit.times / unit.over
  }

  /// The number with the default unit, as model files are written.
  public func text(_ value: Double) -> String {
    let number = Output.text(of: value)
    return unit.isEmpty ? number : number + " " + unit
  }
}

/// A number as it was written, with what follows it.
struct WrittenNumber {
  var value: Double
  var unit: String

  /// Splits `20 ms` into 20 and `ms`; nil when it does not begin with a number.
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
    let rest = String(decoding: bytes[end...], as: UTF8.self)
    var unit = rest.filter { !$0.isWhitespace }
    unit = unit.replacing("\u{00B5}", with: "u").replacing("\u{03BC}", with: "u")
    if unit.hasPrefix("1/") { unit.removeFirst() }
    self.unit = unit
  }
}
