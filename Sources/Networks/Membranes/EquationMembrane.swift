public import Equations
public import Quantities

/// The text of a membrane: differential equations, a threshold, and the effects of a spike and of an arrival.
///
///     dV/dt = (g_L*(E_L - V) - u + I_e)/C
///     du/dt = a*(b*(V - E_L) - u)
///     threshold: V > 30 mV        reset: V = -65 mV; u += 8 pA        on_arrival: V += w
///
/// The first variable is the potential. Without a reset (Hodgkin-Huxley) a spike changes nothing: each rise of V
/// through the threshold is a spike. `I_e` is the constant current, `w` the weight of the synapse at which a spike
/// arrives; all other names are variables and parameters.
public struct MembraneText: Sendable, Equatable {
  /// A named number with a dimension.
  public typealias Parameter = EquationParameter

  /// Named constants of the equations.
  public var parameters: [Parameter] = []
  /// Differential equations, one a line.
  public var equations = ""
  /// The condition of a spike, `V > level`.
  public var threshold = ""
  /// The effect of a spike: first `V = level`, then other variables; empty if a spike changes nothing.
  public var reset = ""
  /// The effect of the arrival of a spike at a synapse of weight w.
  public var onArrival = ""
  /// The effect of the arrival of a spike at each receptor, in place of `onArrival`.
  public var receptorArrivals: [ReceptorArrival] = []
  /// The time for which V is held after a spike.
  public var refractory = Milliseconds.zero
  /// The value of each variable at t = 0, and so its dimension.
  public var initial: [Parameter] = []
  /// I_e, the constant current.
  public var current = Parameter("I_e", 0, .current)

  /// A text without equations.
  public init() {}

  /// The parts of the text, by their keys; an error names one of them.
  public enum Section: String, Sendable {
    case equations, threshold, reset, initial, refractory
    case onArrival = "on_arrival"
  }
}

/// The statements for a spike that arrives at one receptor.
public struct ReceptorArrival: Sendable, Equatable {
  /// The name of the receptor.
  public var receptor: String
  /// The statements, as those of `MembraneText.onArrival`.
  public var statements: String

  /// The statements of a receptor.
  public init(_ receptor: String, _ statements: String) {
    self.receptor = receptor
    self.statements = statements
  }
}

/// A mistake in the text of a membrane, and its place.
public typealias MembraneTextError = SectionError<MembraneText.Section>

/// A membrane compiled from a text.
public struct EquationMembrane: MembraneEquations, Equatable {
  public static let name = "equations"
  /// The text.
  public let text: MembraneText
  public let variables: [String]
  public let dimensions: [PhysicalDimension]
  public let initialState: [Double]
  public let threshold: Double
  public let reset: Double
  public let hasReset: Bool
  /// True if there is an `on_arrival`: it may change the state without naming the weight.
  public var feelsWeightZero: Bool { !text.onArrival.isEmpty || !text.receptorArrivals.isEmpty }
  public private(set) var receptors: [Receptor] = []
  public var namedReceptors: [Receptor] { text.receptorArrivals.isEmpty ? [] : receptors }
  /// The dimension of w.
  public let weightDimension: PhysicalDimension
  public var refractoryTime: Milliseconds { text.refractory }
  public var current: Double
  /// True if an equation contains I_e.
  public let readsCurrent: Bool
  private let slopes: Program
  private let spike: Program
  private let arrival: Program
  /// The effects at receptors with names.
  private let arrivals: [Program]

  /// Compiled formulas, and the variables that receive their results.
  private struct Program: Sendable {
    var program: ScalarProgram
    var results: [(variable: Int, register: Int, isAdded: Bool)]
  }

  /// Compiles `text`.
  public init(_ text: MembraneText) throws(MembraneTextError) {
    self.text = text
    current = text.current.value
    var symbols: [String: PhysicalDimension] = [:]
    var values: [String: Expression] = [:]
    for parameter in text.parameters {
      symbols[parameter.name] = parameter.dimension
      values[parameter.name] = .number(parameter.value)
    }
    let names = try MembraneTextError.reading(
      .equations, try EquationText.variables(text.equations))
    var start: [Double] = []
    var measures: [PhysicalDimension] = []
    for name in names {
      guard let initial = text.initial.first(where: { $0.name == name }) else {
        throw MembraneTextError(.initial, "'\(name)' needs a value at t = 0, with its unit")
      }
      if values[name] != nil || ["w", "I_e", "t", "dt"].contains(name) {
        throw MembraneTextError(.equations, "'\(name)' is taken; give the variable another name")
      }
      symbols[name] = initial.dimension
      start.append(initial.value)
      measures.append(initial.dimension)
    }
    guard let first = names.first else {
      throw MembraneTextError(
        .equations, "there is no equation; the first is that of the potential")
    }
    if let other = text.initial.first(where: { !names.contains($0.name) }) {
      throw MembraneTextError(.initial, "'\(other.name)' has no equation")
    }
    variables = names
    initialState = start
    dimensions = measures
    let known = symbols
    let (variable, level) = try MembraneTextError.reading(
      .threshold, try EquationText.crossing(text.threshold, symbols: known))
    guard variable == first, let threshold = level.replacing(values).constant else {
      throw MembraneTextError(.threshold, "a spike is the rise of '\(first)' above a constant")
    }
    self.threshold = threshold
    symbols["I_e"] = text.current.dimension
    let equations = try MembraneTextError.reading(
      .equations, try EquationText.differentials(text.equations, symbols: symbols))
    readsCurrent = equations.contains { $0.rate.symbols.contains("I_e") }
    slopes = try Self.compile(
      .equations, equations.map { ($0.variable, $0.rate.replacing(values), false) },
      inputs: names + ["I_e"], names)
    let resets = try MembraneTextError.reading(
      .reset, try EquationText.assignments(text.reset, symbols: known, variables: names))
    hasReset = !resets.isEmpty
    reset = try Self.reset(resets, first, values, threshold: threshold)
    guard hasReset || text.refractory == .zero else {
      throw MembraneTextError(
        .refractory,
        "without 'reset' nothing holds '\(first)' after a spike; leave 'refractory' out, or give a reset"
      )
    }
    spike = try Self.compile(
      .reset,
      resets.filter { $0.variable != first }.map {
        ($0.variable, $0.value.replacing(values), $0.isAdded)
      }, inputs: names, names)
    let parts =
      text.receptorArrivals.isEmpty ? [text.onArrival] : text.receptorArrivals.map(\.statements)
    var programs: [Program] = []
    var measure: PhysicalDimension?
    for part in parts {
      let (statements, weight) = try Self.arrivals(part, known, names)
      guard measure == nil || measure == weight else {
        throw MembraneTextError(
          .onArrival,
          "w is in \(measure!.description) at one receptor and in \(weight.description) at another; weights have one "
            + "unit")
      }
      measure = weight
      programs.append(
        try Self.compile(
          .onArrival, statements.map { ($0.variable, $0.value.replacing(values), $0.isAdded) },
          inputs: names + ["w"], names))
    }
    weightDimension = measure ?? .plain
    arrival = programs[0]
    arrivals = text.receptorArrivals.isEmpty ? [] : programs
    receptors = findReceptors()
  }

  /// The constant to which a spike sets the potential; `threshold` if there is no reset.
  private static func reset(
    _ resets: [EquationText.Assignment], _ first: String, _ values: [String: Expression],
    threshold: Double
  ) throws(MembraneTextError) -> Double {
    if resets.isEmpty { return threshold }
    guard let potential = resets.first(where: { $0.variable == first && !$0.isAdded }),
      let reset = potential.value.replacing(values).constant
    else {
      throw MembraneTextError(.reset, "a spike sets '\(first)' to a constant: '\(first) = ...'")
    }
    guard resets.first?.variable == first, resets.count(where: { $0.variable == first }) == 1 else {
      throw MembraneTextError(
        .reset, "'\(first) = ...' comes first, and once; then the other variables")
    }
    return reset
  }

  /// The statements of an arrival, and the dimension of w: a plain number, or the dimension of the first variable with
  /// which they are right.
  private static func arrivals(
    _ text: String, _ symbols: [String: PhysicalDimension], _ names: [String]
  ) throws(MembraneTextError) -> ([EquationText.Assignment], PhysicalDimension) {
    var tried = symbols
    tried["w"] = .plain
    let plain = tried
    do throws(EquationError) {
      return (try EquationText.assignments(text, symbols: plain, variables: names), .plain)
    } catch {
      for name in names where text.contains(name) {
        guard let dimension = symbols[name], dimension != .plain else { continue }
        tried["w"] = dimension
        if let found = try? EquationText.assignments(text, symbols: tried, variables: names) {
          return (found, dimension)
        }
      }
      throw MembraneTextError(section: .onArrival, error: error)
    }
  }

  private static func compile(
    _ section: MembraneText.Section,
    _ formulas: [(variable: String, value: Expression, isAdded: Bool)], inputs: [String],
    _ variables: [String]
  ) throws(MembraneTextError) -> Program {
    var program = ScalarProgram(inputs: inputs)
    // Statements act in the order in which they are written: later ones read the results of earlier ones.
    var now: [String: Expression] = [:]
    var handles: [(variable: Int, handle: Int, isAdded: Bool)] = []
    for formula in formulas {
      let value = section == .equations ? formula.value : formula.value.replacing(now)
      if section != .equations {
        let before = now[formula.variable] ?? .symbol(formula.variable)
        now[formula.variable] = formula.isAdded ? .binary(.plus, before, value) : value
      }
      handles.append(
        (variables.firstIndex(of: formula.variable)!, program.add(value), formula.isAdded))
    }
    guard program.registerCount <= ScalarProgram.capacity else {
      throw MembraneTextError(section, "the formulas are too long for one membrane")
    }
    return Program(
      program: program.finished(),
      results: handles.map { ($0.variable, program.register($0.handle), $0.isAdded) })
  }

  // MARK: - At work

  public func derivatives(_ y: borrowing Span<Double>, _ dydt: inout MutableSpan<Double>) {
    var registers = InlineArray<96, Double>(repeating: 0)
    let count = variables.count
    for k in 0..<count { registers[k] = y[k] }
    registers[count] = current
    slopes.program.run(&registers)
    for result in slopes.results { dydt[result.variable] = registers[result.register] }
  }

  public func fire(_ y: inout MutableSpan<Double>) {
    guard !spike.results.isEmpty else { return }
    apply(spike, to: &y, weight: 0)
  }

  public func receive(weight: Double, _ y: inout MutableSpan<Double>) {
    apply(arrival, to: &y, weight: weight)
  }

  public func receive(weight: Double, receptor: Int, _ y: inout MutableSpan<Double>) {
    apply(arrivals[receptor], to: &y, weight: weight)
  }

  private func apply(_ program: Program, to y: inout MutableSpan<Double>, weight: Double) {
    var registers = InlineArray<96, Double>(repeating: 0)
    let count = variables.count
    for k in 0..<count { registers[k] = y[k] }
    registers[count] = weight
    program.program.run(&registers)
    for result in program.results {
      let value = registers[result.register]
      if result.isAdded { y[result.variable] += value } else { y[result.variable] = value }
    }
  }

  public static func == (a: EquationMembrane, b: EquationMembrane) -> Bool {
    a.text == b.text && a.current == b.current
  }
}
