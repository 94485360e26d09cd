import Measurements
import Plasticity
import Quantities
import RealModule
import Testing

@testable import EquilibriumPropagation

/// Rules in the laboratory: windows, moments, drift and gain against closed forms and theory.
@Suite struct RuleLaboratoryTests {
  static let phases = RuleProtocol(
    free: 300.ms, nudged: 60.ms, tail: 120.ms, settling: 5.ms, maximumRate: 1)

  @Test func `the window of pair STDP is its formula`() throws {
    let rule = PairSTDP(potentiation: 0.7, depression: 0.4, tauPlus: 17.ms, tauMinus: 34.ms)
    let laboratory = RuleLaboratory(rule)
    let lags = laboratory.lags()
    #expect(lags.count == 200 && lags.contains { $0 > 0 } && lags.contains { $0 < 0 })
    for (lag, change) in zip(lags, try laboratory.window(lags: lags)) {
      let expected = lag > 0 ? 0.7 * Double.exp(-lag / 17) : -0.4 * Double.exp(lag / 34)
      #expect(abs(change - expected) < 1e-12)
    }
    let moments = try laboratory.moments()
    #expect(abs(moments.area - (0.7 * 17 - 0.4 * 34)) < 1e-3)
    #expect(abs(moments.first - (0.7 * 17 * 17 + 0.4 * 34 * 34)) < 0.1)
  }

  @Test func `the zero-area window has no area`() throws {
    let rule = ZeroArea(amplitude: 2, fast: 10.ms, slow: 80.ms)
    let laboratory = RuleLaboratory(rule)
    let found = try laboratory.window(lags: [7, -7])
    let expected = 2 * (Double.exp(-0.7) / 10 - Double.exp(-7.0 / 80) / 80)
    for change in found { #expect(abs(change - expected) < 2e-5) }
    #expect(abs(try laboratory.moments().area) < 1e-3)
  }

  /// Rules whose gain is known in closed form, or by an independent integral.
  static let known: [any SpikeTimingRule] = [
    ZeroArea(), ZeroArea(corrected: false), EqSpikeRule(), Hebbian(tau: 3.ms),
  ]

  @Test(arguments: known) func `integrated means give the gain in closed form`(
    _ rule: any SpikeTimingRule
  ) {
    // Fast settling, a long phase: the closed forms assume a step.
    let phases = RuleProtocol(
      free: 1000.ms, nudged: 400.ms, settling: 0.5.ms, maximumRate: 0.8)
    let response = RuleResponse(rule, phases)
    let gain = rule.gain(
      phase: phases.nudged, after: phases.free, settling: phases.settling, maximumRate: 0.8)
    #expect(response.post > 0 && abs(response.post - response.pre) < 1e-6 * response.post)
    #expect(abs(response.post / gain - 1) < 0.02)
  }

  /// tau_f, tau_s, T, T_0, and int_0^T (F_f - F_s) dt of 40-digit arithmetic (mpmath, quadrature).
  static let areas: [(Double, Double, Double, Double, Double)] = [
    (0.001, 0.008, 100, 300, 0.00700000000000000015),
    (1e-06, 1000.0, 50, 200, 44.0769157827419499),
    (10, 80, 100, 400, 46.9423786914386834),
    (10000.0, 1000000.0, 20, 100, 0.0087636158040204837),
    (3, 1000000.0, 20, 100, 15.235885187303726),
  ]

  @Test(arguments: areas)
  func `the gain of the zero-area rule is its integral, over nine orders of time constants`(
    fast: Double, slow: Double, phase: Double, free: Double, exact: Double
  ) {
    let rule = ZeroArea(fast: Milliseconds(fast), slow: Milliseconds(slow))
    let gain = rule.gain(
      phase: Milliseconds(phase), after: Milliseconds(free), settling: 1.ms, maximumRate: 1)
    // Both integrals are of the order of the phase.
    #expect(abs(gain - exact) < 1e-9 * exact + 4e-16 * phase)
  }

  @Test func `pair STDP gains for the postsynaptic change what it loses for the presynaptic one`() {
    let response = RuleResponse(PairSTDP(), Self.phases)
    #expect(abs(response.drift) < 1e-9)
    #expect(abs(response.post + response.pre) < 1e-9 * response.post)
    #expect(response.tiedGain == nil)
    // Slow against tau: A tau^2 2 r_max^2 would be reached in a long phase.
    #expect(response.post > 0)
  }

  @Test func `the gated pair gains for the postsynaptic change alone`() {
    let rule = GatedPair(tau: 10.ms)
    let response = RuleResponse(
      rule,
      RuleProtocol(free: 400.ms, nudged: 200.ms, tail: 150.ms, settling: 5.ms, maximumRate: 1))
    let gain = rule.gain(
      phase: 200.ms, after: 400.ms, settling: 5.ms, maximumRate: 1)
    #expect(abs(response.post / gain - 1) < 1e-3)
    #expect(abs(response.pre) < 1e-3 * response.post && abs(response.drift) < 1e-3 * response.post)
  }

  static let measured: [any SpikeTimingRule] = [
    ZeroArea(), GatedPair(), PairSTDP(), EqSpikeRule(), TraceProduct(), Hebbian(), InhibitorySTDP(),
    PairSTDP(depression: 1.05),
  ]

  @Test(arguments: measured) func `Poisson trains give the gain that theory predicts`(
    _ rule: any SpikeTimingRule
  ) throws {
    let laboratory = RuleLaboratory(rule, synapses: 400, seed: Seed(5))
    let theory = laboratory.predicted
    let found = try laboratory.measured()
    for (name, a, b) in [
      ("drift", found.drift, theory.drift), ("post", found.post, theory.post),
      ("pre", found.pre, theory.pre),
    ] {
      #expect(abs(a.value - b) < 4 * a.error, "\(rule.name) \(name): \(a) against \(b)")
      #expect(a.error > 0)
    }
  }

  @Test func `weights matter to weight-dependent rules only`() throws {
    #expect(try RuleLaboratory(PairSTDP()).dependence().isEmpty)
    var rule = WeightDependentPair()
    rule.potentiationExponent = 1
    rule.depressionExponent = 1
    let rows = try RuleLaboratory(rule).dependence()
    #expect(rows.map(\.weight) == [0, 0.25, 0.5, 0.75, 1])
    #expect(rows.first?.before == 0 && rows.last?.after == 0)
    for row in rows {
      let decay = Double.exp(-0.5)
      #expect(abs(row.after - 0.01 * (1 - row.weight) * decay) < 1e-12)
      #expect(abs(row.before + 0.0105 * row.weight * decay) < 1e-12)
    }
  }
}
