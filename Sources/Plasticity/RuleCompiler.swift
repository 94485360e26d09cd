import Equations
import Quantities

/// Compiles a rule: reads variables, then bounds, then the statements at spikes, which depend on them.
struct RuleCompiler {
  enum Owner: String { case pre, post, synapse, global }

  struct Variable {
    var name: String
    var owner: Owner
    var trace: Trace
  }

  let rule: RuleEquations
  private var symbols: [String: PhysicalDimension] = [:]
  private var values: [String: Expression] = [:]
  private(set) var variables: [Variable] = []
  private(set) var drift: RewardDrift?
  private(set) var bounds = -Double.infinity...Double.infinity
  private(set) var changes: [Owner: (weight: Expression, variables: [String: Expression])] = [:]

  static let reserved = ["w", "t", "dt", "r_max"]

  init(_ rule: RuleEquations) throws(RuleEquationError) {
    self.rule = rule
    for parameter in rule.parameters {
      symbols[parameter.name] = parameter.dimension
      values[parameter.name] = .number(parameter.value)
    }
    try Self.section(.equations, try readVariables())
    try readBounds()
    changes[.pre] = try Self.section(.onPre, try readSpikes(rule.onPre, owner: .pre))
    changes[.post] = try Self.section(.onPost, try readSpikes(rule.onPost, owner: .post))
  }

  private static func section<T>(
    _ section: RuleEquations.Section, _ body: @autoclosure () throws(EquationError) -> T
  ) throws(RuleEquationError) -> T {
    do throws(RuleEquationError) { return try RuleEquationError.reading(section, try body()) } catch
    {
      var wrong = error
      if error.error.bareUnit == .voltage {
        wrong.error.message += " (a rule does not see the membrane potential)"
      }
      throw wrong
    }
  }

  // MARK: Variables

  private mutating func readVariables() throws(EquationError) {
    let text = rule.equations
    for name in try EquationText.variables(text) where name != "w" { symbols[name] = .plain }
    var known = symbols
    known["w"] = .plain
    let equations = try EquationText.differentials(text, symbols: known)
    for equation in equations where equation.variable != "w" {
      variables.append(try variable(equation))
    }
    if let equation = equations.first(where: { $0.variable == "w" }) {
      drift = try readDrift(equation)
    }
    for owner in [Owner.pre, .post, .synapse]
    where variables.count(where: { $0.owner == owner }) > 4 {
      throw EquationError(
        line: 0, column: 0, "there are more than four variables of \(owner.rawValue)")
    }
  }

  private func variable(
    _ equation: EquationText.Differential
  ) throws(EquationError) -> Variable {
    func wrong(_ message: String) -> EquationError {
      EquationError(line: equation.place.line, column: equation.place.column, message)
    }
    let name = equation.variable
    if Self.reserved.contains(name) || values[name] != nil {
      throw wrong("'\(name)' is taken; give the variable another name")
    }
    var owner: Owner?
    var trace = Trace(1.ms)
    for word in equation.words {
      switch word {
      case "gated": trace.isGated = true
      case "corrected": trace.isCorrected = true
      default:
        guard let found = Owner(rawValue: word), owner == nil else {
          throw wrong(
            "after ':' stand 'pre', 'post', 'synapse' or 'global', and 'gated' or 'corrected'")
        }
        owner = found
      }
    }
    guard let owner else {
      throw wrong("say whose variable '\(name)' is: ': pre', ': post', ': synapse' or ': global'")
    }
    if owner != .pre && trace.isGated {
      throw wrong("only variables of the presynaptic unit are gated")
    }
    if owner == .synapse && trace.isCorrected {
      throw wrong("only variables of units are corrected")
    }
    // The rate of a decay, -x/tau: f(0) = 0, f(1) = -1/tau, f(2) = -2/tau.
    let rate = equation.rate.replacing(values)
    func at(_ x: Double) -> Double? { rate.value([name: x]) }
    guard let zero = at(0), let one = at(1), let two = at(2), zero == 0, one < 0, one.isFinite,
      (two - 2 * one).magnitude <= 1e-12 * one.magnitude
    else {
      throw wrong(
        "between spikes a variable decays, d\(name)/dt = -\(name)/tau with tau > 0; other terms "
          + "belong to on_pre and on_post")
    }
    trace.timeConstant = Milliseconds(-1 / one)
    return Variable(name: name, owner: owner, trace: trace)
  }

  /// Reads dw/dt = k c (n - b), where c is a variable of the synapse and n the global one.
  private func readDrift(
    _ equation: EquationText.Differential
  ) throws(EquationError) -> RewardDrift {
    let rate = equation.rate.replacing(values)
    let synaptic = names(.synapse), global = variables.first { $0.owner == .global }
    func f(_ c: String, _ x: Double, _ n: Double) -> Double? {
      rate.value([c: x, global?.name ?? "": n])
    }
    for (index, c) in synaptic.enumerated() {
      guard let global, let low = f(c, 1, 0), let high = f(c, 1, 1), let twice = f(c, 2, 1),
        let far = f(c, 1, 2), let none = f(c, 0, 1)
      else { continue }
      let k = high - low
      let close = 1e-12 * max(high.magnitude, low.magnitude)
      if k != 0, none == 0, (twice - 2 * high).magnitude <= close,
        (far - low - 2 * k).magnitude <= 2 * close
      {
        return RewardDrift(
          variable: index, factor: k, baseline: -low / k, timeConstant: global.trace.timeConstant)
      }
    }
    throw EquationError(
      line: equation.place.line, column: equation.place.column,
      "between spikes weights move as dw/dt = k*c*(n - b), c a variable ': synapse' and n one "
        + "': global', which rewards raise")
  }

  private mutating func readBounds() throws(RuleEquationError) {
    var parameters = symbols
    for variable in variables { parameters[variable.name] = nil }
    func value(
      _ text: String?, _ standard: Double, _ section: RuleEquations.Section
    ) throws(RuleEquationError) -> Double {
      guard let text else { return standard }
      if let infinite = ["inf": 1.0, "-inf": -1, ".inf": 1, "-.inf": -1][text] {
        return infinite * .infinity
      }
      let (formula, dimension) = try Self.section(
        section, try EquationText.formula(text, symbols: parameters))
      guard dimension == .plain, let found = formula.replacing(values).constant else {
        throw RuleEquationError(section, "a bound of the weight is a plain number")
      }
      return found
    }
    let low = try value(rule.lowest, -.infinity, .lowest)
    let high = try value(rule.highest, .infinity, .highest)
    guard low <= high else {
      throw RuleEquationError(.lowest, "the lower bound \(low) is above \(high)")
    }
    bounds = low...high
  }

  // MARK: Spikes

  private mutating func readSpikes(
    _ text: String, owner: Owner
  ) throws(EquationError) -> (weight: Expression, variables: [String: Expression]) {
    var symbols = symbols
    symbols["w"] = .plain
    symbols["r_max"] = PhysicalDimension(time: -1)
    // Global variables act between spikes only.
    for variable in variables where variable.owner == .global { symbols[variable.name] = nil }
    let own = names(owner)
    let synaptic = names(.synapse)
    let statements = try EquationText.assignments(
      text, symbols: symbols, variables: ["w"] + own + synaptic)
    // The value of each name after the statements so far, and the sum of its changes.
    var now: [String: Expression] = values
    var deltas: [String: Expression] = [:]
    var stepped: Set<String> = []
    for statement in statements {
      let place = statement.place
      func wrong(_ message: String) -> EquationError {
        EquationError(line: place.line, column: place.column, message)
      }
      let value = statement.value.replacing(now)
      let name = statement.variable
      if own.contains(name) {
        guard stepped.insert(name).inserted else { throw wrong("'\(name)' steps twice") }
        let index = variables.firstIndex { $0.name == name }!
        guard var trace = step(value, added: statement.isAdded, variables[index].trace) else {
          throw wrong(
            "the step of '\(name)' must be a number, or a number over r_max; a variable of the "
              + "synapse may step by anything")
        }
        swap(&trace, &variables[index].trace)
        let amount = value.replacing(["r_max": .symbol("r_max")])
        now[name] =
          statement.isAdded ? .binary(.plus, .symbol(name), amount).replacing([:]) : amount
      } else {
        if value.symbols.contains("r_max") { throw wrong("r_max can only scale steps of traces") }
        let before = now[name] ?? .symbol(name), delta = deltas[name] ?? .number(0)
        now[name] =
          statement.isAdded ? Expression.binary(.plus, before, value).replacing([:]) : value
        deltas[name] =
          statement.isAdded
          ? Expression.binary(.plus, delta, value).replacing([:])
          : .binary(.minus, value, .symbol(name))
      }
    }
    for name in own where !stepped.contains(name) {
      throw EquationError(
        line: 0, column: 0,
        "'\(name)' never steps; add '\(name) += 1' (or '\(name) = 1' for nearest neighbours)")
    }
    return (deltas["w"] ?? .number(0), deltas.filter { $0.key != "w" })
  }

  /// The trace with this step; nil if the step is neither a number nor a number over r_max.
  private func step(_ value: Expression, added: Bool, _ trace: Trace) -> Trace? {
    guard let one = value.value(["r_max": 1]), let two = value.value(["r_max": 2]),
      one.isFinite, two.isFinite
    else { return nil }
    var trace = trace
    if one == two {
      trace.step = added ? .add : .replace
      trace.amount = one
    } else if added, (two - one / 2).magnitude <= 1e-12 * one.magnitude {
      trace.step = .rate
      trace.amount = one * trace.timeConstant.value
    } else {
      return nil
    }
    return trace
  }

  func traces(of owner: Owner) -> [Trace] {
    variables.filter { $0.owner == owner }.map(\.trace)
  }
}
