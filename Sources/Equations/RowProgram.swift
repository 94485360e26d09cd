/// A formula compiled to work on a row of synapses: `change[j] += f(lanes[j]..., uniforms...)`.
///
/// Names are *lanes*, which differ from synapse to synapse (the weight, traces of the partner), or *uniforms*, which
/// are the same in the whole row (the unit's own traces). Parts that depend on uniforms alone are computed once for
/// each row. The rest is a sum of terms, factor times product of lanes. A term of one lane costs one multiplication and
/// one addition, as in a loop written by hand.
public struct RowProgram: Sendable, Equatable {
  /// A value that differs from synapse to synapse, before its factor.
  indirect enum Lane: Sendable, Hashable {
    case input(Int)
    /// factor * lane + offset; factor and offset are handles of the scalar program.
    case affine(Lane, factor: Int, offset: Int)
    case sum(Lane, Int, Lane, Int)
    case product(Lane, Lane)
    case quotient(Lane, Lane)
    case call(Expression.Function, Lane, Int)
    case either(Expression.Function, Lane, Int, Lane, Int)
    case power(Lane, Int, Int)
  }

  /// factor * lane, or the factor alone.
  struct Term: Sendable, Equatable {
    var factor: Int
    var lane: Lane?
  }

  /// Names of the lanes.
  public let lanes: [String]
  private(set) var scalars: ScalarProgram
  private(set) var terms: [Term] = []
  /// True if the weight, lane 0, is read.
  public var readsWeight: Bool { terms.contains { $0.lane.map { Self.reads(0, $0) } ?? false } }
  /// True if every term is a constant times a single lane other than the weight.
  public private(set) var isLinear = true

  /// A value: factor times lane.
  private struct Value {
    var factor: Expression
    var lane: Lane?
  }

  /// Compiles `expression` over these lanes and uniforms.
  public init(_ expression: Expression, lanes: [String], uniforms: [String]) {
    self.lanes = lanes
    scalars = ScalarProgram(inputs: uniforms)
    for value in Self.summands(expression, .number(1)) {
      let found = compile(value.1)
      let factor = Expression.binary(.times, value.0, found.factor).replacing([:])
      if factor.constant == 0 { continue }
      terms.append(Term(factor: scalars.add(factor), lane: found.lane))
      if case .input(let index) = found.lane, index > 0, factor.constant != nil { continue }
      isLinear = false
    }
    finish()
  }

  /// The summands of an expression, each as a pair: a sign or constant factor, and the rest.
  private static func summands(
    _ expression: Expression, _ sign: Expression
  ) -> [(Expression, Expression)] {
    switch expression {
    case .negative(let a): summands(a, .negative(sign).replacing([:]))
    case .binary(.plus, let a, let b): summands(a, sign) + summands(b, sign)
    case .binary(.minus, let a, let b):
      summands(a, sign) + summands(b, .negative(sign).replacing([:]))
    case .binary(.times, let a, let b) where a.symbols.isEmpty:
      summands(b, .binary(.times, sign, a).replacing([:]))
    case .binary(.times, let a, let b) where b.symbols.isEmpty:
      summands(a, .binary(.times, sign, b).replacing([:]))
    default: [(sign, expression)]
    }
  }

  private static func reads(_ index: Int, _ lane: Lane) -> Bool {
    switch lane {
    case .input(let k): k == index
    case .affine(let a, _, _), .call(_, let a, _), .power(let a, _, _): reads(index, a)
    case .sum(let a, _, let b, _), .product(let a, let b), .quotient(let a, let b),
      .either(_, let a, _, let b, _):
      reads(index, a) || reads(index, b)
    }
  }

  private mutating func compile(_ expression: Expression) -> Value {
    switch expression {
    case .number: return Value(factor: expression, lane: nil)
    case .symbol(let name):
      if let index = lanes.firstIndex(of: name) {
        return Value(factor: .number(1), lane: .input(index))
      }
      return Value(factor: expression, lane: nil)
    case .negative(let a):
      let value = compile(a)
      return Value(factor: .negative(value.factor).replacing([:]), lane: value.lane)
    case .binary(let operation, let a, let b): return compile(operation, compile(a), compile(b))
    case .call(let function, let arguments):
      let values = arguments.map { compile($0) }
      guard values.contains(where: { $0.lane != nil }) else {
        return Value(factor: .call(function, values.map(\.factor)).replacing([:]), lane: nil)
      }
      if values.count == 1 {
        return Value(
          factor: .number(1), lane: .call(function, values[0].lane!, scalars.add(values[0].factor)))
      }
      let (a, fa) = full(values[0]), (b, fb) = full(values[1])
      return Value(factor: .number(1), lane: .either(function, a, fa, b, fb))
    }
  }

  /// A lane and its factor; a uniform value becomes a lane with the same value at all synapses.
  private mutating func full(_ value: Value) -> (Lane, Int) {
    guard let lane = value.lane else {
      let zero = scalars.add(.number(0))
      return (
        .affine(.input(0), factor: zero, offset: scalars.add(value.factor)),
        scalars.add(.number(1))
      )
    }
    return (lane, scalars.add(value.factor))
  }

  private mutating func compile(_ operation: Expression.Operator, _ a: Value, _ b: Value) -> Value {
    func join(_ operation: Expression.Operator) -> Expression {
      Expression.binary(operation, a.factor, b.factor).replacing([:])
    }
    guard a.lane != nil || b.lane != nil else { return Value(factor: join(operation), lane: nil) }
    let one = Expression.number(1)
    switch operation {
    case .plus, .minus:
      let second = operation == .minus ? Expression.negative(b.factor).replacing([:]) : b.factor
      if let x = a.lane, let y = b.lane {
        return Value(factor: one, lane: .sum(x, scalars.add(a.factor), y, scalars.add(second)))
      }
      let lane = a.lane ?? b.lane!
      let factor = scalars.add(a.lane != nil ? a.factor : second)
      let offset = scalars.add(a.lane != nil ? second : a.factor)
      return Value(factor: one, lane: .affine(lane, factor: factor, offset: offset))
    case .times:
      guard let x = a.lane, let y = b.lane else {
        return Value(factor: join(.times), lane: a.lane ?? b.lane)
      }
      return Value(factor: join(.times), lane: .product(x, y))
    case .over:
      guard let y = b.lane else { return Value(factor: join(.over), lane: a.lane) }
      if let x = a.lane { return Value(factor: join(.over), lane: .quotient(x, y)) }
      let zero = scalars.add(.number(0))
      let ones = Lane.affine(y, factor: zero, offset: scalars.add(one))
      return Value(factor: join(.over), lane: .quotient(ones, y))
    case .power:
      guard let x = a.lane, b.lane == nil else {
        // The base or the exponent differs from synapse to synapse: exp(exponent log(base)).
        let (x, fx) = full(a), (y, fy) = full(b)
        let logarithm = Lane.call(.log, x, fx)
        let unit = scalars.add(one)
        return Value(
          factor: one,
          lane: .call(
            .exp, .product(logarithm, .affine(y, factor: fy, offset: scalars.add(.number(0)))), unit
          ))
      }
      if b.factor.constant == 2 {
        return Value(
          factor: Expression.binary(.times, a.factor, a.factor).replacing([:]), lane: .product(x, x)
        )
      }
      return Value(factor: one, lane: .power(x, scalars.add(a.factor), scalars.add(b.factor)))
    }
  }

  /// Replaces the handles of the scalar program by register numbers and makes the plans.
  private mutating func finish() {
    let program = scalars
    func final(_ lane: Lane) -> Lane {
      switch lane {
      case .input: lane
      case .affine(let a, let f, let o):
        .affine(final(a), factor: program.register(f), offset: program.register(o))
      case .sum(let a, let f, let b, let g):
        .sum(final(a), program.register(f), final(b), program.register(g))
      case .product(let a, let b): .product(final(a), final(b))
      case .quotient(let a, let b): .quotient(final(a), final(b))
      case .call(let function, let a, let f): .call(function, final(a), program.register(f))
      case .either(let function, let a, let f, let b, let g):
        .either(function, final(a), program.register(f), final(b), program.register(g))
      case .power(let a, let f, let e): .power(final(a), program.register(f), program.register(e))
      }
    }
    terms = terms.map { Term(factor: program.register($0.factor), lane: $0.lane.map(final)) }
    scalars = program.finished()
    for term in terms { plans.append(Plan(factor: term.factor, lane: term.lane)) }
  }

  /// The number of registers that the program needs.
  public var registerCount: Int { scalars.registerCount }

  /// The terms as lists of instructions.
  private(set) var plans: [Plan] = []

  /// One term: instructions over buffers, then factor times the result.
  struct Plan: Sendable, Equatable {
    var factor: Int
    /// The lane (>= 0) or buffer (-1 - buffer) that is multiplied by the factor; nil for a term without a lane.
    var result: Int?
    var instructions: [Instruction] = []

    init(factor: Int, lane: Lane?) {
      self.factor = factor
      if let lane { result = emit(lane, to: 0) }
    }

    /// Emits the instructions that compute `lane` in buffers from `buffer` on. Returns the place of the result: the
    /// number of an input lane, or -1 - buffer.
    private mutating func emit(_ lane: Lane, to buffer: Int) -> Int {
      func one(
        _ code: Instruction.Code, _ a: Lane, _ f: Int, _ g: Int
      ) -> Instruction {
        Instruction(code: code, a: emit(a, to: buffer), b: 0, f: f, g: g, target: buffer)
      }
      func two(
        _ code: Instruction.Code, _ a: Lane, _ b: Lane, _ f: Int, _ g: Int
      ) -> Instruction {
        let x = emit(a, to: buffer), y = emit(b, to: x < 0 ? buffer + 1 : buffer)
        return Instruction(code: code, a: x, b: y, f: f, g: g, target: buffer)
      }
      if case .input(let k) = lane { return k }
      let instruction =
        switch lane {
        case .input: preconditionFailure("It needs no instruction.")
        case .affine(let a, let f, let o): one(.affine, a, f, o)
        case .sum(let a, let f, let b, let g): two(.sum, a, b, f, g)
        case .product(let a, let b): two(.product, a, b, 0, 0)
        case .quotient(let a, let b): two(.quotient, a, b, 0, 0)
        case .call(let function, let a, let f): one(.call(function), a, f, 0)
        case .either(let function, let a, let f, let b, let g): two(.call(function), a, b, f, g)
        case .power(let a, let f, let e): one(.power, a, f, e)
        }
      instructions.append(instruction)
      return -1 - buffer
    }
  }

  /// target = code(f * a, g * b), for all synapses of a block.
  struct Instruction: Sendable, Equatable {
    enum Code: Sendable, Equatable {
      case affine, sum, product, quotient, power
      case call(Expression.Function)
    }
    var code: Code
    var a: Int
    var b: Int
    var f: Int
    var g: Int
    var target: Int
  }

  /// The number of buffers that the deepest term needs.
  public var depth: Int {
    1 + (plans.flatMap(\.instructions).map(\.target).max() ?? -1)
  }
}
