import Quantities

/// A parser of formulas, which also checks that names exist and that dimensions agree.
///
/// A unit belongs to a number: `5 mV`, `140*mV/ms`, `1/s`; it also scales the factor before it, `(V - E)/mV`. A unit
/// whose name could be that of an undefined variable is refused without a number: `V` and all units of one letter
/// follow a number, `1 V` (`s` also follows `/`), and no unit is a term, a value or an argument by itself.
struct EquationParser {
  /// Names and their dimensions.
  let symbols: [String: PhysicalDimension]
  let line: Int
  private let tokens: [EquationToken]
  private var next = 0
  /// Number of open brackets, signs and powers.
  private var depth = 0
  /// True directly after `number /`, where `s` is the second.
  private var mayBeSecond = false

  /// The limit of names, numbers and signs in one formula; it bounds the stack of functions that recurse through the
  /// tree.
  static let mostTokens = 1000
  /// The limit of nested brackets, signs and powers.
  static let deepest = 64

  /// A part of a formula and its dimension; nil for a zero, which agrees with every dimension.
  private struct Part {
    var expression: Expression
    var dimension: PhysicalDimension?
    /// The unit of a part that consists of units only.
    var unit: BareUnit?
    /// True if the part consists of numbers and units only and begins with a number.
    var isLiteral = false
  }

  /// A unit without a number.
  private struct BareUnit {
    var name: String
    var dimension: PhysicalDimension
    var column: Int
  }

  init(_ text: String, line: Int, symbols: [String: PhysicalDimension]) throws(EquationError) {
    tokens = try EquationToken.all(text, number: line, most: Self.mostTokens)
    self.line = line
    self.symbols = symbols
  }

  // MARK: Tokens

  var token: EquationToken { tokens[next] }
  var isAtEnd: Bool { token.kind == .end }

  func error(_ message: String, at column: Int? = nil) -> EquationError {
    EquationError(line: line, column: column ?? token.column, message)
  }

  mutating func take(_ sign: String) -> Bool {
    guard token.kind == .sign(sign) else { return false }
    next += 1
    return true
  }

  mutating func expect(_ sign: String) throws(EquationError) {
    guard take(sign) else { throw error("expected '\(sign)', found \(token.text)") }
  }

  mutating func name(_ what: String) throws(EquationError) -> String {
    guard case .name(let name) = token.kind else {
      throw error("expected \(what), found \(token.text)")
    }
    next += 1
    return name
  }

  mutating func expectEnd() throws(EquationError) {
    guard isAtEnd else { throw error("expected an operator or the end, found \(token.text)") }
  }

  // MARK: Formulas

  /// Parses a formula of this dimension.
  mutating func expression(
    _ dimension: PhysicalDimension, of what: String
  ) throws(EquationError) -> Expression {
    let start = token.column
    let part = try whole()
    if let found = part.dimension, found != dimension {
      throw error(
        "\(what) must be \(dimension), but this is \(found); check units and time constants",
        at: start)
    }
    return part.expression
  }

  /// Parses a formula of any dimension.
  mutating func anyExpression() throws(EquationError) -> (Expression, PhysicalDimension) {
    let part = try whole()
    return (part.expression, part.dimension ?? .plain)
  }

  /// Parses a sum that is not merely a unit.
  private mutating func whole() throws(EquationError) -> Part {
    let part = try sum()
    try refuseUnit(part)
    return part
  }

  private func refuseUnit(_ part: Part) throws(EquationError) {
    if let unit = part.unit { throw bare(unit) }
  }

  /// The message for a unit that may be meant as a variable.
  private func bare(_ unit: BareUnit) -> EquationError {
    let known = symbols.keys.sorted()
    let near = known.first { $0.lowercased() == unit.name.lowercased() }
    let names = known.isEmpty ? "" : "; there are: " + known.joined(separator: ", ")
    return EquationError(
      line: line, column: unit.column,
      "'\(unit.name)' without a number would be the unit: write '1 \(unit.name)' for the unit, or define a variable or "
        + "parameter '\(unit.name)'" + (near.map { "; did you mean '\($0)'?" } ?? names),
      bareUnit: unit.dimension)
  }

  private mutating func sum() throws(EquationError) -> Part {
    var left = try product()
    while true {
      let column = token.column
      let operation: Expression.Operator
      if take("+") {
        operation = .plus
      } else if take("-") {
        operation = .minus
      } else {
        return left
      }
      let right = try product()
      try refuseUnit(left)
      try refuseUnit(right)
      let dimension = try common(left, right, "'\(operation.rawValue)'", column)
      left = Part(
        expression: .binary(operation, left.expression, right.expression), dimension: dimension)
    }
  }

  private func common(
    _ a: Part, _ b: Part, _ what: String, _ column: Int
  ) throws(EquationError) -> PhysicalDimension? {
    guard let x = a.dimension else { return b.dimension }
    guard let y = b.dimension else { return x }
    guard x == y else {
      throw error("\(what) joins \(x) and \(y); both sides must measure the same", at: column)
    }
    return x
  }

  private mutating func product() throws(EquationError) -> Part {
    var left = try unary()
    while true {
      if take("*") {
        let right = try unary()
        left = joined(
          left, right, .binary(.times, left.expression, right.expression),
          left.dimension.flatMap { a in right.dimension.map { a * $0 } })
      } else if take("/") {
        mayBeSecond = left.isLiteral
        let right = try unary()
        left = joined(
          left, right, .binary(.over, left.expression, right.expression),
          left.dimension.flatMap { a in right.dimension.map { a / $0 } })
      } else {
        return left
      }
    }
  }

  private func joined(
    _ left: Part, _ right: Part, _ expression: Expression, _ dimension: PhysicalDimension?
  ) -> Part {
    Part(
      expression: expression, dimension: dimension, unit: right.unit == nil ? nil : left.unit,
      isLiteral: left.isLiteral && (right.isLiteral || right.unit != nil))
  }

  private mutating func unary() throws(EquationError) -> Part {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.deepest else {
      throw error("nested more than \(Self.deepest) levels deep; write it with fewer brackets")
    }
    if take("-") {
      mayBeSecond = false
      var part = try unary()
      part.expression =
        part.expression.constant.map { .number(-$0) } ?? .negative(part.expression)
      return part
    }
    if take("+") { return try unary() }
    return try power()
  }

  private mutating func power() throws(EquationError) -> Part {
    let base = try primary()
    let column = token.column
    guard take("^") else { return base }
    let exponent = try unary()
    try refuseUnit(exponent)
    guard exponent.dimension ?? .plain == .plain else {
      throw error("an exponent must be a plain number, not \(exponent.dimension!)", at: column)
    }
    var dimension = base.dimension
    if let own = base.dimension, own != .plain {
      guard let value = exponent.expression.constant else {
        throw error(
          "\(own) can only be raised to a power that is written as a number; divide by a scale first",
          at: column)
      }
      dimension = try raised(own, value, column)
    }
    return Part(
      expression: .binary(.power, base.expression, exponent.expression), dimension: dimension,
      unit: base.unit, isLiteral: base.isLiteral)
  }

  /// `dimension` to this power; no physical law has one beyond 64.
  private func raised(
    _ dimension: PhysicalDimension, _ power: Double, _ column: Int
  ) throws(EquationError) -> PhysicalDimension {
    guard power.magnitude <= 64 else {
      throw error("the power of \(dimension) is \(power); expected -64 to 64", at: column)
    }
    return dimension.power(power)
  }

  private mutating func primary() throws(EquationError) -> Part {
    let start = token
    defer { mayBeSecond = false }
    switch token.kind {
    case .number(let value, let digits):
      next += 1
      guard case .name(let name) = token.kind, !isCall, let unit = PhysicalDimension.unit(name)
      else {
        return Part(
          expression: .number(value), dimension: value == 0 ? nil : .some(.plain), isLiteral: true)
      }
      guard symbols[name] == nil else {
        throw error(
          "'\(name)' is a variable or parameter here, not the unit; write '*' before it, or another multiple of the unit"
        )
      }
      next += 1
      return try number(value, digits, unit)
    case .name(let name):
      if isCall { return try call(name) }
      next += 1
      if let dimension = symbols[name] {
        return Part(expression: .symbol(name), dimension: dimension)
      }
      // `A`, `F` and `S` are variables more often than units: `A` is an amplitude more often than an ampere.
      guard let unit = PhysicalDimension.unit(name), !["A", "F", "S"].contains(name) else {
        throw error(unknown(name), at: start.column)
      }
      let bare = BareUnit(name: name, dimension: unit.dimension, column: start.column)
      guard name.count > 1 || name == "s" && mayBeSecond else { throw self.bare(bare) }
      let factor = writtenDecimal("1", timesTenTo: unit.power) ?? 1
      return Part(expression: .number(factor), dimension: unit.dimension, unit: bare)
    case .sign("("):
      next += 1
      mayBeSecond = false
      let part = try sum()
      try expect(")")
      return part
    case .sign("["):
      next += 1
      mayBeSecond = false
      let part = try whole()
      try expect("]")
      guard take("+") else {
        throw error("expected ']+': [x]+ is x where it is positive, else 0")
      }
      return Part(expression: .call(.relu, [part.expression]), dimension: part.dimension)
    default:
      throw error("expected a number, a name or '(', found \(start.text)")
    }
  }

  /// Parses the rest of `5 mV`, or of `5 ms^-1`, where the power belongs to the unit.
  private mutating func number(
    _ value: Double, _ digits: String, _ unit: (power: Int, dimension: PhysicalDimension)
  ) throws(EquationError) -> Part {
    var (shift, dimension) = (unit.power, unit.dimension)
    if take("^") {
      let column = token.column
      guard let power = try unary().expression.constant else {
        throw error("the power of a unit must be written as a number", at: column)
      }
      dimension = try raised(dimension, power, column)
      guard let whole = Int(exactly: power * Double(shift)) else {
        let factor = Expression.power(10, power * Double(shift))
        return Part(expression: .number(value * factor), dimension: dimension, isLiteral: true)
      }
      shift = whole
    }
    return Part(
      expression: .number(writtenDecimal(digits, timesTenTo: shift) ?? value),
      dimension: dimension, isLiteral: true)
  }

  /// True if the current name is followed by a bracket.
  private var isCall: Bool {
    next + 1 < tokens.count && tokens[next + 1].kind == .sign("(")
      && { if case .name = tokens[next].kind { true } else { false } }()
  }

  private mutating func call(_ name: String) throws(EquationError) -> Part {
    let column = token.column
    next += 2
    mayBeSecond = false
    var arguments = [try whole()]
    while take(",") { arguments.append(try whole()) }
    try expect(")")
    if name == "clip" {
      guard arguments.count == 3 else {
        throw error("clip has 3 values, clip(x, low, high), found \(arguments.count)", at: column)
      }
      let low = try common(arguments[0], arguments[1], "clip", column)
      let dimension = try common(
        Part(expression: .number(0), dimension: low), arguments[2], "clip", column)
      return Part(
        expression: .call(
          .min,
          [
            .call(.max, [arguments[0].expression, arguments[1].expression]),
            arguments[2].expression,
          ]),
        dimension: dimension)
    }
    guard let function = Expression.Function(rawValue: name) else {
      let known = Expression.Function.allCases.map(\.rawValue) + ["clip"]
      throw error(
        "there is no function '\(name)'; there are " + known.joined(separator: ", "), at: column)
    }
    guard arguments.count == function.arity else {
      throw error(
        "\(name) has \(function.arity) value\(function.arity > 1 ? "s" : ""), found "
          + "\(arguments.count)", at: column)
    }
    let own = arguments[0].dimension
    let dimension: PhysicalDimension?
    switch function {
    case .exp, .log, .tanh:
      guard own ?? .plain == .plain else {
        throw error("\(name) of \(own!); divide by a scale to get a plain number", at: column)
      }
      dimension = .some(.plain)
    case .step: dimension = .some(.plain)
    case .sqrt: dimension = own?.power(0.5)
    case .abs, .relu: dimension = own
    case .min, .max: dimension = try common(arguments[0], arguments[1], name, column)
    }
    return Part(expression: .call(function, arguments.map(\.expression)), dimension: dimension)
  }

  /// The message for an unknown name.
  func unknown(_ name: String) -> String {
    let known = symbols.keys.sorted()
    let near = known.first { $0.lowercased() == name.lowercased() }
    return "'\(name)' is not known here"
      + (near.map { "; did you mean '\($0)'?" } ?? "; there are: ")
      + (near == nil ? known.joined(separator: ", ") : "")
  }
}
