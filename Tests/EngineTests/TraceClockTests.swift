import Plasticity
import Quantities
import RealModule
import Testing

@testable import Engine

/// Traces between spikes, and their integrals.
@Suite struct TraceClockTests {
  @Test(arguments: [false, true])
  func `antiderivatives are integrals of traces`(corrected: Bool) {
    let tau = 7.0
    let clock = TraceClock([Trace(Milliseconds(tau), .rate, corrected: corrected)])
    for (from, to) in [(0.01, 0.5), (1.0, 3), (5, 40), (30, 31), (80, 400), (3000, 3010)] {
      clock.move(to: from)
      let start = clock.antiderivative(0)
      clock.move(to: to)
      // A trace with the value 1 at `from`.
      let found = Double.exp(-(to - from) / tau) * clock.antiderivative(0) - start
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
