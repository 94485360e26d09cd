import Plasticity
import Quantities
import RealModule
import Testing

@testable import Engine

/// Traces between spikes, and their integrals.
@Suite struct TraceClockTests {
  @Test(arguments: [false, true])
  func `areas under traces are integrals of traces`(corrected: Bool) {
    let tau = 7.0
    let clock = TraceClock([Trace(Milliseconds(tau), .rate, corrected: corrected)])
    for (from, to) in [(0.01, 0.5), (1.0, 3), (5, 40), (30, 31), (80, 400), (3000, 3010)] {
      let (found, left) = clock.decay(0, of: 1, from: from, to: to)
      // Simpson's rule; in the logarithm of t, because corrected traces begin steeply.
      let panels = 20_000
      var sum = 0.0
      for k in 0...panels {
        let t = from * Double.pow(to / from, Double(k) / Double(panels))
        let x = Double.exp(-(t - from) / tau) / (corrected ? -Double.expMinusOne(-t / tau) : 1)
        sum += x * t * (k == 0 || k == panels ? 1 : k % 2 == 1 ? 4 : 2)
      }
      let exact = sum * Double.log(to / from) / Double(panels) / 3
      #expect((found - exact).magnitude <= 1e-9 * exact, "\(from) to \(to)")
      #expect((left - .exp(-(to - from) / tau)).magnitude <= 1e-15)
    }
  }

  /// Of 60-digit arithmetic (mpmath): tau, from, to, and the integrals of a trace that begins at 0.75,
  /// 0.75 tau (1 - e^{-(b - a)/tau}) and, corrected, 0.75 tau e^{a/tau} ln((1 - e^{-b/tau}) / (1 - e^{-a/tau})).
  static let areas: [(Double, Double, Double, Double, Double)] = [
    (1000000.0, 100.0, 101.0, 0.74999962500012499997, 7463.1194207850373571),
    (1000000000.0, 0.5, 0.75, 0.1874999999765625, 304098831.13942270202),
    (0.001, 3.0, 900.0, 0.00075000000000000001561, 0.00075000000000000001561),
    (80.0, 100.0, 100.0009765625, 0.00073241740466983168423, 0.0010265179168705767402),
    (1000000.0, 20000000.0, 20000001.0, 0.74999962500012499997, 0.74999962654598867412),
    (10.0, 1e-09, 3.0, 1.943863344331502339, 162.56718989507379473),
    (1000.0, 0.25, 1000000.0, 750.0, 6222.1863302788452418),
    (20.0, 100000.0, 100064.0, 14.388566940324506773, 14.388566940324506773),
    (1000000000000.0, 1.0, 2.0, 0.749999999999625, 519860385420.10384245),
  ]

  @Test(arguments: areas)
  func `areas keep their places, however long the time constant`(
    tau: Double, from: Double, to: Double, plain: Double, corrected: Double
  ) {
    for (isCorrected, exact) in [(false, plain), (true, corrected)] {
      let clock = TraceClock([Trace(Milliseconds(tau), .rate, corrected: isCorrected)])
      let found = clock.decay(0, of: 0.75, from: from, to: to).area
      #expect((found - exact).magnitude <= 4e-15 * exact, "\(tau) ms, \(from) to \(to) ms")
    }
  }

  @Test func `banks with one clock read what banks with their own clocks read`() {
    let traces = [
      Trace(5.ms, .rate, corrected: true), Trace(60.ms, .rate, corrected: true),
    ]
    let shared = TraceClock(traces)
    let banks = [
      TraceBank(traces, count: 4, maximumRate: 1, clock: shared),
      TraceBank(traces, count: 4, maximumRate: 1, clock: shared),
    ]
    let alone = [
      TraceBank(traces, count: 4, maximumRate: 1, clock: TraceClock(traces)),
      TraceBank(traces, count: 4, maximumRate: 1, clock: TraceClock(traces)),
    ]
    var draws = Seed(3).stream()
    var t = 0.0
    for _ in 0..<3000 {
      // Long silences move origins.
      t += draws.uniform() < 0.01 ? 400 : draws.exponential(rate: 0.3)
      let which = draws.below(2), unit = draws.below(4)
      if draws.uniform() < 0.5 {
        banks[which].spike(unit, at: t)
        alone[which].spike(unit, at: t)
      } else {
        let a = banks[which].own(unit, at: t), b = alone[which].own(unit, at: t)
        for k in 0..<2 { #expect((a[k] - b[k]).magnitude <= 1e-12 * max(b[k].magnitude, 1e-12)) }
      }
    }
  }
}
