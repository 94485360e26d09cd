import Runs
import Testing

@testable import Experiments

/// Names of units in equations of model files where a variable may be meant.
@Suite struct BareUnitTests {
  private func read(_ text: String, _ overrides: [String]) throws -> Experiment {
    try ModelFile.parse(text, file: "units.yaml", overrides: overrides)
  }

  @Test func `V in a rule or a membrane of a model is not the volt`() throws {
    let rule = """
      name: volt
      rules:
        mine:
          parameters: {A: 0.01, tau: 20 ms}
          equations: |
            dx/dt = -x/tau : pre
            dy/dt = -y/tau : post
          on_pre: w -= A*y; x += 1
          on_post: w += A*x*V/(10 mV); y += 1
      network: {populations: {a: {size: 1, kind: lif, C_m: 1 nF}}}
      simulate: {duration: 1 ms}
      """
    let first = try #require(throws: ModelError.self) { try read(rule, []) }
    #expect(
      first.description
        == """
        volt.yaml:9:23: error: 'V' without a number would be the unit: write '1 V' for the unit, or define a variable or \
        parameter 'V'; there are: A, r_max, tau, w, x, y (a rule does not see the membrane potential)
            on_post: w += A*x*V/(10 mV); y += 1
                              ^
        """.replacing("volt.yaml", with: "units.yaml"))
    _ = try read(rule.replacing("V/(10", with: "(1 V)/(10"), [])
    _ = try read(rule.replacing("A: 0.01", with: "A: 0.01, V: 3 mV"), [])
    let membrane = """
      name: volt
      network:
        populations:
          a:
            size: 1
            kind: equations
            parameters: {E: -60 mV, tau: 20 ms}
            equations: |
              dv/dt = (E - V)/tau
            threshold: v > -50 mV
            reset: v = -70 mV
            initial: {v: -65 mV}
      simulate: {duration: 1 ms}
      """
    let second = try #require(throws: ModelError.self) { try read(membrane, []) }
    #expect(
      second.description.hasPrefix(
        "units.yaml:9:22: error: 'V' without a number would be the unit: write '1 V' for the unit, or define a variable or "
          + "parameter 'V'; did you mean 'v'?\n"))
    for change in [
      "reset=v = V", "initial={v: mV}", "parameters={E: V, tau: 20 ms}", "threshold=v > mV",
    ] {
      #expect(throws: ModelError.self) {
        try read(
          membrane.replacing("- V", with: "- v"), ["network.populations.a.\(change)"])
      }
    }
  }
}
