/// Formulas compiled to a list of operations on numbers; common subexpressions are computed once.
///
/// Registers hold the inputs, then constants, then results.
public struct ScalarProgram: Sendable, Equatable {
  /// The largest number of registers.
  public static let capacity = 96
  /// One step, registers[next] = operation(registers[a], registers[b]); results follow each other in `next`.
  struct Step: Sendable, Hashable {
    enum Code: Sendable, Hashable {
      case negative
      case binary(Expression.Operator)
      case call(Expression.Function)
    }
    var code: Code
    var a: Int
    var b: Int
  }

  /// Names of the inputs, in the order in which they are given.
  public let inputs: [String]
  private(set) var constants: [Double] = []
  private(set) var steps: [Step] = []
  /// Handles of the steps so far, by operation and operands.
  private var cache: [Step: Int] = [:]

  /// A program without results.
  public init(inputs: [String]) {
    self.inputs = inputs
  }

  /// The number of registers that the program needs.
  public var registerCount: Int { inputs.count + constants.count + steps.count }

  /// Adds a formula.
  ///
  /// - Returns: A handle of its result. `register` turns it into a register number when all formulas were added: the
  ///   places
  /// of results depend on the number of constants.
  public mutating func add(_ expression: Expression) -> Int {
    switch expression {
    case .number(let value):
      let known = constants.firstIndex { $0.bitPattern == value.bitPattern }
      if known == nil { constants.append(value) }
      return -1 - (known ?? constants.count - 1)
    case .symbol(let name):
      guard let index = inputs.firstIndex(of: name) else {
        preconditionFailure("'\(name)' was checked when the equation was read.")
      }
      return index
    case .negative(let a): return add(.negative, add(a), 0)
    case .binary(.power, let a, .number(2)):
      let base = add(a)
      return add(.binary(.times), base, base)
    case .binary(let operation, let a, let b):
      let left = add(a)
      return add(.binary(operation), left, add(b))
    case .call(let function, let arguments):
      let left = add(arguments[0])
      return add(.call(function), left, arguments.count > 1 ? add(arguments[1]) : 0)
    }
  }

  private mutating func add(_ code: Step.Code, _ a: Int, _ b: Int) -> Int {
    let step = Step(code: code, a: a, b: b)
    if let known = cache[step] { return known }
    steps.append(step)
    let handle = Self.firstResult + steps.count - 1
    cache[step] = handle
    return handle
  }

  /// The handle of the first step's result. Handles from 0 on are those of inputs, handles below 0 those of constants.
  private static let firstResult = 1000

  /// The register of a handle from `add`; valid after all formulas were added.
  public func register(_ handle: Int) -> Int {
    if handle < 0 { return inputs.count - 1 - handle }
    if handle >= Self.firstResult {
      return inputs.count + constants.count + handle - Self.firstResult
    }
    return handle
  }

  /// The program with final register numbers; no formula can be added afterwards.
  public func finished() -> ScalarProgram {
    var result = self
    for k in steps.indices {
      result.steps[k].a = register(steps[k].a)
      result.steps[k].b = register(steps[k].b)
    }
    result.cache = [:]
    return result
  }

  /// Computes all results; the inputs are in the first registers before.
  @inline(__always)
  public func run(_ registers: inout InlineArray<96, Double>) {
    var next = inputs.count
    for value in constants {
      registers[next] = value
      next += 1
    }
    for step in steps {
      let a = registers[step.a]
      switch step.code {
      case .negative: registers[next] = -a
      case .binary(let operation): registers[next] = operation.apply(a, registers[step.b])
      case .call(let function): registers[next] = function.apply(a, registers[step.b])
      }
      next += 1
    }
  }
}
