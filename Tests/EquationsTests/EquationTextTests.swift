import Testing

@testable import Equations

/// The meaning of equations, and the messages for wrong ones.
@Suite struct EquationTextTests {
  static let symbols: [String: PhysicalDimension] = [
    "x": .plain, "y": .plain, "w": .plain, "tau": .time, "V": .voltage, "theta": .voltage,
    "I": .current, "C": PhysicalDimension(time: 1, voltage: -1, current: 1),
    "g": PhysicalDimension(voltage: -1, current: 1),
  ]
  static let values: [String: Double] = [
    "x": 0.3, "y": 2, "w": 0.5, "tau": 20, "V": -60, "theta": -50, "I": 100, "C": 250, "g": 10,
  ]

  @Test(arguments: [
    ("1 + 2*3^2", 19.0), ("-2^2", -4), ("2^-1", 0.5), ("(1 + x)*y", 2.6), ("x - y - w", -2.2),
    ("y/w/2", 2), ("[x - 1]+ + 1", 1), ("[y]+", 2), ("exp(0) + log(1)", 1), ("min(x, y)", 0.3),
    ("clip(y, 0, 1)", 1), ("step(x) + step(-x)", 1), ("tau/(10 ms)", 2), ("tau*5 Hz", 0.1),
    ("20 ms/tau", 1), ("(V - theta)/mV", -10), ("1.5e1", 15), ("sqrt(4)·x", 0.6), ("2**3", 8),
    ("5 ms^-1*tau", 100),
    ("2 ms^2/tau^2", 0.005),
    ("g*(V - theta)/(1 nA)", -0.1), ("x + 0*w", 0.3),
  ])
  func `a formula has the value that it has on paper`(_ text: String, _ value: Double) throws {
    let (formula, dimension) = try EquationText.formula(text, symbols: Self.symbols)
    #expect(dimension == .plain)
    let found = try #require(formula.value(Self.values))
    #expect(abs(found - value) < 1e-12)
  }

  @Test(arguments: [
    ("x + tau", 2, "'+' joins a plain number and ms; both sides must measure the same"),
    ("exp(V)", 0, "exp of mV; divide by a scale to get a plain number"),
    ("x * z", 4, "'z' is not known here; there are: C, I, V, g, tau, theta, w, x, y"),
    ("x * Tau", 4, "'Tau' is not known here; did you mean 'tau'?"),
    ("x +", 3, "expected a number, a name or '(', found the end"),
    ("(x", 2, "expected ')', found the end"),
    ("x y", 2, "expected an operator or the end, found 'y'"),
    ("[x]*y", 3, "expected ']+': [x]+ is x where it is positive, else 0"),
    (
      "foo(x)", 0,
      "there is no function 'foo'; there are exp, log, sqrt, abs, tanh, relu, step, min, max, clip"
    ),
    ("min(x)", 0, "min has 2 values, found 1"),
    (
      "V^x", 1,
      "mV can only be raised to a power that is written as a number; divide by a scale first"
    ),
    ("x & y", 2, "'&' has no meaning in an equation; there are + - * / ^ ( ) [ ]+ = += -="),
  ])
  func `a formula that means nothing is refused at its place`(
    _ text: String, _ column: Int, _ message: String
  ) {
    #expect(throws: EquationError(line: 0, column: column, message)) {
      try EquationText.formula(text, symbols: Self.symbols)
    }
  }

  private static let tau: [String: PhysicalDimension] = ["x": .plain, "tau": .time, "v": .voltage]

  @Test(arguments: [
    // V, and other names of one letter, as factors.
    ("x*V/(10 mV)", "V", 2), ("0.1*V/(1 mV)", "V", 4), ("x*5 nS*V/(1 pA)", "V", 7),
    ("x/V*mV", "V", 2), ("V", "V", 0), ("(V - v)/mV", "V", 1), ("exp(V/V)", "V", 4),
    ("tau/s", "s", 4), ("x*s/tau", "s", 2), ("-x/s", "s", 3), ("1/(s)", "s", 3),
    ("5*s/tau", "s", 2),
    ("2^V", "V", 2), ("(5 mV)*s", "s", 7), ("1/V", "V", 2),
    // Units of more letters, as terms, values and arguments.
    ("v - mV", "mV", 4), ("mV + v", "mV", 0), ("-mV", "mV", 1), ("(ms)", "ms", 1),
    ("max(tau, ms)", "ms", 9),
    ("x + Hz*ms", "Hz", 4), ("[mV]+", "mV", 1), ("ms^2", "ms", 0), ("x^Hz", "Hz", 2),
    ("mV/ms", "mV", 0),
  ])
  func `a unit that may be meant as a variable is refused at its place`(
    _ text: String, _ name: String, _ column: Int
  ) throws {
    let error = try #require(
      throws: EquationError.self
    ) { try EquationText.formula(text, symbols: Self.tau) }
    #expect(error.column == column && error.bareUnit == PhysicalDimension.unit(name)?.dimension)
    #expect(
      error.message.hasPrefix(
        "'\(name)' without a number would be the unit: write '1 \(name)' for the unit, or define a variable or "
          + "parameter '\(name)'; "))
    #expect(error.message.hasSuffix(name == "V" ? "did you mean 'v'?" : "there are: tau, v, x"))
    // With such a variable or parameter it is that.
    var symbols = Self.tau
    symbols[name] = .plain
    if let (formula, _) = try? EquationText.formula(text, symbols: symbols) {
      #expect(formula.symbols.contains(name))
    }
  }

  @Test(arguments: [
    ("1 V", 1000.0), ("5 s", 5000), ("1/s", 0.001), ("2 /s", 0.002), ("5 mV/s", 0.005),
    ("-3/s^2", -3e-6),
    ("30*mV", 30), ("140*mV/ms", 140), ("2 pA*ms/mV", 2), ("v/mV", -60), ("-v/(mV*ms)", 60),
    ("0.04/ms/mV*v^2", 144),
    ("Hz*x", 0.0003), ("x*1 V/(1 mV)", 300), ("0.0003 nA", 0.3), ("9 Hz", 0.009), ("7 us^2", 7e-6),
    ("2 \u{B5}s", 0.002),
    ("1e-12 A", 1), ("3 S/(1 nS)", 3e9), ("5 ms^-1", 5), ("4 mV^0.5", 4), ("2 MOhm*1 nA", 2),
    ("1 kHz*tau", 20),
  ])
  func `a unit behind a number, and as a factor where it can be nothing else, is the unit`(
    _ text: String, _ value: Double
  ) throws {
    let (formula, _) = try EquationText.formula(text, symbols: Self.tau)
    let found = try #require(formula.value(["x": 0.3, "tau": 20, "v": -60]))
    #expect(abs(found - value) <= 1e-15 * abs(value))
  }

  @Test func `a unit behind a number that is also a variable is told`() {
    let error = #expect(throws: EquationError.self) {
      try EquationText.formula("V + 5 V", symbols: Self.symbols)
    }
    #expect(error?.column == 6)
    #expect(
      error?.message
        == "'V' is a variable or parameter here, not the unit; write '*' before it, or another multiple of the unit"
    )
  }

  @Test func `numbers with units are the numbers in the unit of computation, to the last bit`()
    throws
  {
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<500 {
      let whole = Int.random(in: 1...99_999, using: &generator), places = Int.random(in: 0...6)
      for (small, large, power) in [
        ("pA", "nA", 3), ("mV", "V", 3), ("kHz", "Hz", -3), ("ms", "us", -3),
      ] {
        let a = try EquationText.formula("\(whole)e\(power - places) \(small)", symbols: [:])
        let b = try EquationText.formula("\(whole)e-\(places) \(large)", symbols: [:])
        #expect(a.0.constant == b.0.constant && a.1 == b.1, "\(whole) \(places) \(large)")
      }
    }
  }

  @Test func `differential equations give variables, rates and words`() throws {
    let text = """
      # two traces; not dy/dt = 1
      dx/dt = -x/tau : pre, gated
      dV/dt = (g*(theta - V) + I)/C   # a membrane
      """
    #expect(try EquationText.variables(text) == ["x", "V"])
    let found = try EquationText.differentials(text, symbols: Self.symbols)
    #expect(found.map(\.variable) == ["x", "V"])
    #expect(found[0].words == ["pre", "gated"] && found[1].words.isEmpty)
    #expect(found[0].rate.value(Self.values) == -0.015)
    #expect(found[1].rate.value(Self.values) == 0.8)
  }

  @Test(arguments: [
    (
      "dx/dt = -x", 8,
      "dx/dt must be 1/ms, but this is a plain number; check units and time constants"
    ),
    ("x = -x/tau", 0, "expected an equation such as 'dx/dt = -x/tau'"),
    ("  dz/dt = -x/tau", 2, "'z' is not known here; there are: C, I, V, g, tau, theta, w, x, y"),
    ("dx/dt = -x/tau\ndx/dt = 0/tau", 0, "'x' has two equations"),
  ])
  func `a differential equation that means nothing is refused`(
    _ text: String, _ column: Int, _ message: String
  ) {
    #expect(throws: EquationError(line: text.contains("\n") ? 1 : 0, column: column, message)) {
      try EquationText.differentials(text, symbols: Self.symbols)
    }
  }

  @Test(arguments: ["(", "-", "2^", "exp(", "[", "1/("])
  func `a formula that is nested too deep is refused`(_ piece: String) throws {
    func formula(_ count: Int) -> String { String(repeating: piece, count: count) + "1" }
    let error = #expect(throws: EquationError.self) {
      try EquationText.formula(formula(200), symbols: Self.symbols)
    }
    #expect(error?.message.contains("nested more than 64 levels deep") == true)
    // Too long comes before too deep.
    #expect(throws: EquationError.self) {
      try EquationText.formula(formula(1_000_000), symbols: Self.symbols)
    }
  }

  @Test(arguments: ["(5 mV)^18446744073709551616", "5 ms^1e999", "(2 pA)^-65", "V^(0/0)"])
  func `a power of a dimension that nothing has is refused`(_ text: String) {
    let error = #expect(throws: EquationError.self) {
      try EquationText.formula(text, symbols: ["V": .voltage])
    }
    #expect(error != nil)
  }

  @Test func `dimensions of many powers can be told`() throws {
    // Powers of powers add up.
    let text = String(repeating: "(", count: 12) + "1 mV" + String(repeating: ")^64", count: 12)
    let (_, dimension) = try EquationText.formula(text, symbols: [:])
    #expect(dimension.description.hasPrefix("mV^4.72"))
  }

  @Test func `a formula may have a thousand names, numbers and signs`() throws {
    let sum = String(repeating: "1+", count: 499)
    #expect(try EquationText.formula(sum + "1", symbols: [:]).0.value() == 500)
    let error = #expect(throws: EquationError.self) {
      try EquationText.formula(sum + "1+1", symbols: [:])
    }
    #expect(error?.message.hasPrefix("a formula of more than 1000") == true)
  }

  @Test func `assignments keep their order and signs`() throws {
    let found = try EquationText.assignments(
      "w -= x*y; x += 1\ny = 2", symbols: Self.symbols, variables: ["w", "x", "y"])
    #expect(found.map(\.variable) == ["w", "x", "y"])
    #expect(found.map(\.isAdded) == [true, true, false])
    #expect(found[0].value.value(Self.values) == -0.6)
    #expect(throws: EquationError(line: 0, column: 8, "'V' cannot be changed here; there are: w")) {
      try EquationText.assignments("w += 1; V = 2", symbols: Self.symbols, variables: ["w"])
    }
  }
}
