import Testing

@testable import Equations

/// Compiled formulas against their trees.
@Suite struct ProgramTests {
  static let formulas = [
    "2*a", "a*x", "a*x - b*y", "x", "w*x", "(1 - w/2)*x*a", "(1 - w/2)^0.4*x", "w^2*y - x*y", "a",
    "a*b + x", "exp(-w)*x", "max(x, y)*a", "min(w, a)", "x/(1 + y)", "1/(1 + w)", "[w - 1]+*x",
    "a^x", "-(x - y)*(a - b)", "clip(w + x, 0, a)", "tanh(x*a)*y + log(1 + w)", "0*x",
    "step(w - a)",
    "((w + x)*(y + a) - (w - x)/(2 + y))*((x + y)*(w + b) + (x - y)/(3 + w))",
  ]
  static let symbols: [String: PhysicalDimension] = [
    "w": .plain, "x": .plain, "y": .plain, "a": .plain, "b": .plain,
  ]

  @Test(arguments: formulas) func `a row program computes what its formula says`(
    _ text: String
  ) throws {
    let (formula, _) = try EquationText.formula(text, symbols: Self.symbols)
    let program = RowProgram(formula, lanes: ["w", "x", "y"], uniforms: ["a", "b"])
    #expect(program.depth <= RowProgram.maximumDepth)
    let count = 150  // two blocks and a part
    func value(_ k: Int, _ j: Int) -> Double { 0.1 + Double((k * 37 + j * 11) % 100) / 60 }
    let weights = (0..<count).map { value(0, $0) }
    let traces = (0..<2 * count).map { value(1 + $0 / count, $0 % count) }
    var uniforms = InlineArray<96, Double>(repeating: 0)
    (uniforms[0], uniforms[1]) = (0.7, -1.3)
    var change = [Double](repeating: 1, count: count)
    var span = change.mutableSpan
    program.add(
      to: &span, weights: weights.span, traces: traces.span, variables: [0.0].span, traceCount: 2,
      uniforms: uniforms, factor: 3)
    for j in 0..<count {
      let expected = try #require(
        formula.value([
          "w": weights[j], "x": traces[j], "y": traces[count + j], "a": 0.7, "b": -1.3,
        ]))
      #expect(abs(change[j] - 1 - 3 * expected) < 1e-12 * max(1, abs(expected)))
    }
  }

  @Test(arguments: formulas) func `a scalar program computes what its formula says`(
    _ text: String
  ) throws {
    let (formula, _) = try EquationText.formula(text, symbols: Self.symbols)
    let names = ["w", "x", "y", "a", "b"], values = [0.5, 0.3, 1.7, 0.7, -1.3]
    var writing = ScalarProgram(inputs: names)
    let twice = writing.add(formula), again = writing.add(formula)
    #expect(twice == again)
    let program = writing.finished()
    var registers = InlineArray<96, Double>(repeating: 0)
    for k in names.indices { registers[k] = values[k] }
    program.run(&registers)
    let expected = try #require(formula.value(Dictionary(uniqueKeysWithValues: zip(names, values))))
    #expect(abs(registers[program.register(twice)] - expected) < 1e-14 * max(1, abs(expected)))
  }

  @Test func `linear rules are recognised`() throws {
    func program(_ text: String) throws -> RowProgram {
      RowProgram(
        try EquationText.formula(text, symbols: Self.symbols).0, lanes: ["w", "x", "y"],
        uniforms: ["a", "b"])
    }
    #expect(try program("0.5*(x - 2*y)").isLinear)
    #expect(try !program("a*x").isLinear && !program("a*x").readsWeight)
    #expect(try !program("x*y").isLinear)
    #expect(try !program("x + 1").isLinear)
    #expect(try program("(1 - w)*x").readsWeight)
  }
}
