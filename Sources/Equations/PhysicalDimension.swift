/// A dimension: a product of powers of time, voltage and current.
///
/// The base units are ms, mV and pA, so that numbers in pF = pA ms/mV, nS = pA/mV and 1/ms need no factor.
public struct PhysicalDimension: Sendable, Hashable, CustomStringConvertible {
  /// Power of time [ms].
  public var time = 0.0
  /// Power of voltage [mV].
  public var voltage = 0.0
  /// Power of current [pA].
  public var current = 0.0

  /// A dimension of these powers.
  public init(time: Double = 0, voltage: Double = 0, current: Double = 0) {
    self.time = time
    self.voltage = voltage
    self.current = current
  }

  /// The dimension of plain numbers.
  public static let plain = PhysicalDimension()
  /// ms.
  public static let time = PhysicalDimension(time: 1)
  /// mV.
  public static let voltage = PhysicalDimension(voltage: 1)
  /// pA.
  public static let current = PhysicalDimension(current: 1)
  /// nS.
  public static let conductance = PhysicalDimension(voltage: -1, current: 1)

  static func * (a: Self, b: Self) -> Self {
    Self(time: a.time + b.time, voltage: a.voltage + b.voltage, current: a.current + b.current)
  }

  static func / (a: Self, b: Self) -> Self { a * b.power(-1) }

  func power(_ exponent: Double) -> Self {
    Self(time: exponent * time, voltage: exponent * voltage, current: exponent * current)
  }

  /// The dimension as a unit of computation, such as `mV/ms`; `a plain number` if all powers are 0.
  public var description: String {
    if self == .plain { return "a plain number" }
    if self == Self(time: 1, voltage: -1, current: 1) { return "pF" }
    if self == .conductance { return "nS" }
    let parts = [("mV", voltage), ("pA", current), ("ms", time)]
    func text(_ name: String, _ power: Double) -> String {
      if power == 1 { return name }
      return Int(exactly: power).map { "\(name)^\($0)" } ?? "\(name)^\(power)"
    }
    let above = parts.filter { $0.1 > 0 }.map { text($0.0, $0.1) }.joined(separator: "*")
    let below = parts.filter { $0.1 < 0 }.map { text($0.0, -$0.1) }.joined(separator: "/")
    if below.isEmpty { return above }
    return (above.isEmpty ? "1" : above) + "/" + below
  }

  /// The unit of computation, such as `mV/ms`; empty for plain numbers.
  public var unit: String { self == .plain ? "" : description }

  /// The dimension of a unit such as `mV`, and the power of ten that converts it to the unit of computation; nil for
  /// other names.
  public static func unit(_ name: String) -> (power: Int, dimension: PhysicalDimension)? {
    units[name.replacing("\u{B5}", with: "u").replacing("\u{3BC}", with: "u")]
  }

  private static let units: [String: (power: Int, dimension: PhysicalDimension)] = {
    let rate = PhysicalDimension(time: -1)
    let capacitance = PhysicalDimension(time: 1, voltage: -1, current: 1)
    let resistance = PhysicalDimension(voltage: 1, current: -1)
    return [
      "ms": (0, .time), "s": (3, .time), "us": (-3, .time), "ns": (-6, .time), "ps": (-9, .time),
      "Hz": (-3, rate), "kHz": (0, rate), "MHz": (3, rate), "mHz": (-6, rate),
      "mV": (0, .voltage), "V": (3, .voltage), "uV": (-3, .voltage), "nV": (-6, .voltage),
      "pA": (0, .current), "nA": (3, .current), "uA": (6, .current), "fA": (-3, .current),
      "mA": (9, .current), "A": (12, .current),
      "pF": (0, capacitance), "nF": (3, capacitance), "uF": (6, capacitance),
      "fF": (-3, capacitance), "mF": (9, capacitance), "F": (12, capacitance),
      "nS": (0, .conductance), "uS": (3, .conductance), "mS": (6, .conductance),
      "pS": (-3, .conductance), "fS": (-6, .conductance), "S": (9, .conductance),
      "GOhm": (0, resistance), "MOhm": (-3, resistance), "kOhm": (-6, resistance),
      "Ohm": (-9, resistance),
    ]
  }()
}

/// A mistake in an equation, and its place.
public struct EquationError: Error, Equatable, CustomStringConvertible {
  /// The line of the text, from 0.
  public var line: Int
  /// The character within the line, from 0.
  public var column: Int
  /// The finding, the expectation, and the remedy.
  public var message: String

  /// The dimension of a unit that stands where a variable may be meant; nil for all other mistakes.
  public var bareUnit: PhysicalDimension?

  /// An error with this message at this place.
  public init(line: Int, column: Int, _ message: String, bareUnit: PhysicalDimension? = nil) {
    self.line = line
    self.column = column
    self.message = message
    self.bareUnit = bareUnit
  }

  public var description: String { "line \(line + 1), character \(column + 1): \(message)" }
}
