import Networks
import Quantities
import Runs
import Testing

@testable import Experiments

/// Units of membrane variables, and membranes without a reset, in model files.
@Suite struct MembraneUnitTests {
  private static let text = """
    name: units
    membranes:
      squid:
        parameters: {C: 1 pF, g: 0.3 nS, E: -54 mV}
        equations: |
          dV/dt = (g*(E - V) - q)/C
          dn/dt = (0.5 - n)/(2 ms)
          dq/dt = -q/(5 ms)
          dr/dt = -r/(5 ms)
          ds/dt = -s/(5 ms)
        threshold: V > 0 mV
        initial: {V: -65 mV, n: 0.3, q: 1 nA, r: 2 mV/ms, s: 3 uS}
      plain:
        equations: dV/dt = (1 - V)/(10 ms)
        threshold: V > 2
        reset: V = 0
        initial: {V: 0}
    network:
      populations:
        free: {size: 1, kind: squid}
        plain: {size: 1, kind: plain}
        physical: {size: 1, kind: lif, V_th: -50 mV}
        bare: {size: 1, kind: lif, threshold: 1, tau_m: 10 ms, tau_syn: 5 ms, r_max: 0.2 /ms}
        numeric: {size: 1, kind: lif_ode, V_th: -50 mV}
        adapting: {size: 1, kind: adex, Delta_T: 0 mV}
        cond: {size: 1, kind: lif_cond}
    simulate: {duration: 1 ms}
    """

  @Test(arguments: [
    ("eif", "taylor"), ("eif, solver: {}", "taylor"), ("eif, Delta_T: 0", "rk8pd"),
    ("adex, solver: {method: taylor, abs_tol: 1.0e-12, rel_tol: 1.0e-12}", "taylor"),
    ("eif, solver: {method: rkck}", "rkck"), ("adex, V_peak: -45 mV", "rk8pd"),
    ("lif_cond", "quadrature"), ("lif_cond, E_in: -45 mV", "rk8pd"),
    ("lif_cond, receptors: {a: {tau: 2 ms, E: 0 mV}}", "rk8pd"),
    ("lif_ode, I_e: 0 pA, tau_syn: 2 ms", "rk8pd"),
  ])
  func `the method of a membrane is the one by which it is integrated`(
    _ kind: String, _ method: String
  ) throws {
    let text = """
      name: m
      network: {populations: {a: {size: 1, kind: \(kind)}}}
      simulate: {duration: 1 ms}
      """
    let population = try ModelFile.parse(text, file: "m.yaml").network.populations[0]
    guard case .membrane(_, let integration) = population.units else { throw Missing() }
    #expect(integration.stepper == method)
    #expect((population.gslIntegration == nil) == integration.isOwn)
  }

  private struct Missing: Error {}

  @Test func `a variable has the unit that its equations give it, and plain numbers have none`()
    throws
  {
    let network = try ModelFile.parse(Self.text, file: "units.yaml").network
    let expected: [(String, [(String, String)])] = [
      ("free", [("V", "mV"), ("n", ""), ("q", "pA"), ("r", "mV/ms"), ("s", "nS")]),
      ("plain", [("V", "")]), ("bare", [("V", ""), ("I_ex", ""), ("I", "")]),
      ("physical", [("V", "mV"), ("I_ex", "pA"), ("I", "pA")]),
      ("numeric", [("V", "mV"), ("I_in", "pA")]),
      ("adapting", [("V", "mV"), ("w", "pA"), ("I_ex", "pA")]),
      ("cond", [("V", "mV"), ("g_ex", "nS"), ("g_in", "nS")]),
    ]
    for (name, units) in expected {
      let population = try #require(network.populations.first { $0.name == name })
      for (variable, unit) in units {
        #expect(population.unit(of: variable) == unit, "\(variable) of \(name)")
      }
    }
  }

  @Test func `a membrane without a reset is written and read back without one`() throws {
    let experiment = try ModelFile.parse(Self.text, file: "units.yaml")
    let again = try ModelFile.parse(experiment.yaml, file: "again.yaml")
    #expect(again.yaml == experiment.yaml)
    for experiment in [experiment, again] {
      guard case .membrane(let free, _) = experiment.network.populations[0].units,
        case .membrane(let plain, _) = experiment.network.populations[1].units,
        case .membrane(let adapting, _) = experiment.network.populations[5].units
      else {
        Issue.record("they are membranes")
        return
      }
      #expect(!free.hasReset && plain.hasReset && plain.reset == 0)
      // Delta_T = 0: V_T; the cut-off is kept.
      #expect(adapting.threshold == -50.4 && (adapting as? AdaptiveExponentialIF)?.peak == 0)
    }
  }
}
