import RealModule

/// A formula as a tree. Symbols are names; numbers are in ms, mV, pA and their products.
public indirect enum Expression: Sendable, Hashable {
  /// A number.
  case number(Double)
  /// The value of a name.
  case symbol(String)
  /// -a.
  case negative(Expression)
  /// a + b, a - b, a * b, a / b or a^b.
  case binary(Operator, Expression, Expression)
  /// f(a) or f(a, b).
  case call(Function, [Expression])

  /// An operator between two values.
  public enum Operator: String, Sendable, Hashable {
    case plus = "+"
    case minus = "-"
    case times = "*"
    case over = "/"
    case power = "^"

    func apply(_ a: Double, _ b: Double) -> Double {
      switch self {
      case .plus: a + b
      case .minus: a - b
      case .times: a * b
      case .over: a / b
      case .power: Expression.power(a, b)
      }
    }
  }

  /// A function of one value, or of two.
  public enum Function: String, Sendable, Hashable, CaseIterable {
    case exp, log, sqrt, abs, tanh, relu, step, min, max

    /// The number of arguments.
    public var arity: Int { self == .min || self == .max ? 2 : 1 }

    @inline(__always)
    func apply(_ a: Double, _ b: Double = 0) -> Double {
      switch self {
      case .exp: .exp(a)
      case .log: .log(a)
      case .sqrt: a.squareRoot()
      case .abs: a.magnitude
      case .tanh: .tanh(a)
      case .relu: Swift.max(a, 0)
      case .step: a > 0 ? 1 : 0
      case .min: Swift.min(a, b)
      case .max: Swift.max(a, b)
      }
    }
  }

  /// base^exponent, with 0^0 = 1.
  ///
  /// For an exponent that is not an integer, a base in (-1e-9, 0) counts as 0: rounding leaves it there when a weight
  /// is at its bound. Any other negative base gives NaN, as in sqrt and log.
  static func power(_ base: Double, _ exponent: Double) -> Double {
    if exponent == 0 { return 1 }
    if exponent == 1 { return base }
    if exponent == exponent.rounded(), exponent.magnitude <= 64 {
      return Double.pow(base, Int(exponent))
    }
    if base < 0 { return base > -1e-9 ? Double.pow(0, exponent) : .nan }
    return Double.pow(base, exponent)
  }

  /// The value of a formula that is a number; nil for all others.
  public var constant: Double? {
    if case .number(let value) = self { return value }
    return nil
  }

  /// All names in the formula.
  public var symbols: Set<String> {
    switch self {
    case .number: []
    case .symbol(let name): [name]
    case .negative(let a): a.symbols
    case .binary(_, let a, let b): a.symbols.union(b.symbols)
    case .call(_, let arguments): arguments.reduce(into: []) { $0.formUnion($1.symbols) }
    }
  }

  /// The formula with names replaced by values, and with constant parts computed.
  public func replacing(_ values: [String: Expression]) -> Expression {
    switch self {
    case .number: return self
    case .symbol(let name): return values[name] ?? self
    case .negative(let a):
      let a = a.replacing(values)
      return a.constant.map { .number(-$0) } ?? .negative(a)
    case .binary(let operation, let a, let b):
      let a = a.replacing(values), b = b.replacing(values)
      if let x = a.constant, let y = b.constant { return .number(operation.apply(x, y)) }
      switch (operation, a.constant, b.constant) {
      case (.times, 1, _), (.plus, 0, _): return b
      case (.times, _, 1), (.over, _, 1), (.plus, _, 0), (.minus, _, 0), (.power, _, 1): return a
      case (.times, 0, _), (.times, _, 0), (.over, 0, _): return .number(0)
      case (.power, _, 0): return .number(1)
      default: return .binary(operation, a, b)
      }
    case .call(let function, let arguments):
      let arguments = arguments.map { $0.replacing(values) }
      let numbers = arguments.compactMap(\.constant)
      if numbers.count == arguments.count {
        return .number(function.apply(numbers[0], numbers.count > 1 ? numbers[1] : 0))
      }
      return .call(function, arguments)
    }
  }

  /// The value of the formula; nil if a name has no value in `values`.
  public func value(_ values: [String: Double] = [:]) -> Double? {
    replacing(values.mapValues { .number($0) }).constant
  }
}
