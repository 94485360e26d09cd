import RealModule

/// A formula as a tree. Symbols are names; numbers are in ms, mV, pA and their products.
public indirect enum Expression: Sendable, Hashable {
  /// A number.
  case number(Double)
  /// The value of a name.
  case symbol(String)
  /// -a.
  case negative(Expression)
  /// a + b and its like.
  case binary(Operator, Expression, Expression)
  /// f(a) or f(a, b).
  case call(Function, [Expression])

  /// Of two values.
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

  /// Of one value, or of two.
  public enum Function: String, Sendable, Hashable, CaseIterable {
    case exp, log, sqrt, abs, tanh, relu, step, min, max

    /// How many values it has.
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

  /// base^exponent, 0^0 = 1. With an exponent that is not whole, a base below 0 by rounding, as a weight at its bound may
  /// give, counts as 0; any other negative base gives no number, as in sqrt and log.
  static func power(_ base: Double, _ exponent: Double) -> Double {
    if exponent == 0 { return 1 }
    if exponent == 1 { return base }
    if exponent == exponent.rounded(), exponent.magnitude <= 64 {
      return Double.pow(base, Int(exponent))
    }
    if base < 0 { return base > -1e-9 ? Double.pow(0, exponent) : .nan }
    return Double.pow(base, exponent)
  }

  /// Its value when that depends on no symbol.
  public var constant: Double? {
    if case .number(let value) = self { return value }
    return nil
  }

  /// All names in it.
  public var symbols: Set<String> {
    switch self {
    case .number: []
    case .symbol(let name): [name]
    case .negative(let a): a.symbols
    case .binary(_, let a, let b): a.symbols.union(b.symbols)
    case .call(_, let arguments): arguments.reduce(into: []) { $0.formUnion($1.symbols) }
    }
  }

  /// With names replaced, and everything computed that can be.
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

  /// Its value when all names have these.
  public func value(_ values: [String: Double] = [:]) -> Double? {
    replacing(values.mapValues { .number($0) }).constant
  }
}
