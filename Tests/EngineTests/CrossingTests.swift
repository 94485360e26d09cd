import Quantities
import RealModule
import Testing

@testable import Engine

/// Crossings and their bounds, one membrane at a time.
@Suite struct CrossingTests {
  /// Membranes of many kinds, below threshold.
  private static func cases(_ count: Int) -> [(LIFResponse, LIFResponse.State)] {
    var draws = Seed(11).stream()
    return (0..<count).map { k in
      let m = Double.exp(draws.uniform(-4, 1))
      let ratio = [4, 2, 3, 0.5, 1.3, Double.exp(draws.uniform(-2, 2))][k % 6]
      let other = k % 3 == 0 ? ratio : Double.exp(draws.uniform(-2, 2))
      let response = LIFResponse(
        membraneRate: m, excitatoryRate: ratio * m, inhibitoryRate: other * m,
        elastance: m * .exp(draws.uniform(-2, 2)))
      let state = LIFResponse.State(
        y: -Double.exp(draws.uniform(-12, 3)), excitatory: draws.normal(deviation: 3),
        inhibitory: k % 2 == 0 ? 0 : -draws.uniform() * 3, rest: draws.normal(mean: 0.3))
      return (response, state)
    }
  }

  @Test func `a near crossing is the one that the full search finds`() {
    var found = 0
    for (response, state) in Self.cases(40_000) {
      guard case .after(let near) = response.nearCrossing(state, from: 0) else { continue }
      found += 1
      guard case .after(let full) = response.firstCrossing(state) else {
        Issue.record("\(state) crosses after \(near), and the search finds nothing")
        continue
      }
      #expect((near - full).magnitude <= 1e-10 * (full + 1 / response.membraneRate), "\(state)")
    }
    #expect(found > 8000)
  }

  @Test func `a membrane that never crosses is not said to cross`() {
    for (response, state) in Self.cases(40_000) {
      guard case .never(let highest) = response.nearCrossing(state, from: 0) else { continue }
      guard case .never = response.firstCrossing(state) else {
        Issue.record("\(state) is said to reach \(highest) only, and crosses")
        continue
      }
    }
  }

  @Test func `the rise from the Pade approximant is a lower bound, and close`() {
    for exponent in stride(from: -12.0, to: 3.0, by: 0.01) {
      let x = Double.exp(exponent * 2)
      let exact = Double.log(onePlus: x)
      let bound = LIFUnits.rise(from: -x, towards: 1)
      #expect(bound <= exact)
      if x < 1 { #expect(bound > 0.998 * exact) }
    }
  }

  @Test func `short decays and powers are exponentials to the last places`() {
    for k in 0...1000 {
      let x = 0.1 * Double(k) / 1000
      #expect((LIFResponse.smallDecay(x) - .exp(-x)).magnitude <= 2.3e-16)
    }
    for power in 2...8 {
      let response = LIFResponse(
        membraneRate: 0.05, excitatoryRate: Double(power) * 0.05, inhibitoryRate: 0.3,
        elastance: 1)
      for d in [0.01, 1.0, 20, 300] {
        let membrane = Double.exp(-0.05 * d)
        let exact = Double.exp(-0.05 * Double(power) * d)
        #expect(
          (response.excitatoryDecay(d, membrane: membrane) - exact).magnitude <= 2e-14 * exact)
      }
    }
  }

  @Test func `a fast inhibitory current does not fire a unit too early`() {
    // Roots of 40-digit arithmetic.
    let cases: [(i: Double, y: Double, ex: Double, inh: Double, rest: Double, root: Double)] = [
      (740.911, -1.2153e-5, 79.0809, -84.8781, 5.87841, 8.7572e-5),
      (76.586, -1.1918e-6, 41.34522, -41.35964, 0.096203, 9.97520e-5),
    ]
    for one in cases {
      let response = LIFResponse(
        membraneRate: 0.05, excitatoryRate: 0.2, inhibitoryRate: one.i, elastance: 0.05)
      let state = LIFResponse.State(
        y: one.y, excitatory: one.ex, inhibitory: one.inh, rest: one.rest)
      for wait in [0, 0.3 * one.root, 0.9 * one.root] {
        switch response.nearCrossing(state, from: wait) {
        case .after(let d): #expect((d - one.root).magnitude < 1e-4 * one.root)
        case nil: break
        case .never: Issue.record("it crosses")
        }
      }
    }
  }
}
