import Equations
import Networks
import Quantities
import RealModule
import Testing

@testable import Engine

/// Membranes with known courses: without a reset, without a bound, without sharpness.
@Suite struct FreeMembraneTests {
  /// Plain numbers, one unit, `V > threshold`.
  private static func membrane(
    _ equations: String, threshold: Double, reset: String = "", onArrival: String = "",
    initial: [String: Double]
  ) throws -> EquationMembrane {
    var text = MembraneText()
    text.equations = equations
    text.threshold = "V > \(threshold)"
    text.reset = reset
    text.onArrival = onArrival
    text.initial = initial.map { .init($0.key, $0.value, .plain) }
    return try EquationMembrane(text)
  }

  private static func expect(_ found: [Double], _ expected: [Double], within error: Double) {
    #expect(found.count == expected.count, "\(found), not \(expected)")
    for (a, b) in zip(found, expected) { #expect(abs(a - b) <= error, "\(a), not \(b)") }
  }

  // MARK: Without a reset

  @Test func `an oscillation without a reset fires once at each rise through the threshold`() throws
  {
    // V = sin t and V = cos t; the second begins above its threshold, which is no rise.
    let sine = try Self.membrane(
      "dV/dt = u/ms\ndu/dt = -V/ms", threshold: 0.5, initial: ["V": 0, "u": 1])
    Self.expect(
      try UpstrokeTests.times(sine, until: 100),
      (0...15).map { Double.pi / 6 + 2 * .pi * Double($0) }, within: 1e-6)
    let cosine = try Self.membrane(
      "dV/dt = u/ms\ndu/dt = -V/ms", threshold: 0.5, initial: ["V": 1, "u": 0])
    Self.expect(
      try UpstrokeTests.times(cosine, until: 100),
      (1...16).map { -Double.pi / 3 + 2 * .pi * Double($0) }, within: 1e-6)
    #expect(!sine.hasReset)
  }

  @Test func `arrivals above the threshold make no second spike of one crossing`() throws {
    let leaky = try Self.membrane(
      "dV/dt = -V/(10*ms)", threshold: 1, onArrival: "V += w", initial: ["V": 0])
    // Up at 1; up again, and down and up within one instant, while above; below from 1 + 10 ln 4.4 on.
    let found = try UpstrokeTests.times(
      leaky, until: 100,
      arrivals: [(1, 2), (2, 2), (2, -3), (2, 3), (50, 1.5), (60, 0.6), (60.5, 0.2)])
    Self.expect(found, [1, 50, 60], within: 0)
  }

  @Test func `a Hodgkin-Huxley neuron fires once for each action potential`() throws {
    let neuron = try Self.membrane(
      """
      dV/dt = (10 - 120*m^3*h*(V - 50) - 36*n^4*(V + 77) - 0.3*(V + 54.387))/ms
      dm/dt = (0.1*(V + 40)/(1 - exp(-(V + 40)/10))*(1 - m) - 4*exp(-(V + 65)/18)*m)/ms
      dh/dt = (0.07*exp(-(V + 65)/20)*(1 - h) - 1/(1 + exp(-(V + 35)/10))*h)/ms
      dn/dt = (0.01*(V + 55)/(1 - exp(-(V + 55)/10))*(1 - n) - 0.125*exp(-(V + 65)/80)*n)/ms
      """, threshold: 0, initial: ["V": -65, "m": 0.05293, "h": 0.59612, "n": 0.31768])
    Self.expect(
      try UpstrokeTests.times(neuron, until: 100), Self.hodgkinHuxley(until: 100), within: 1e-5)
  }

  /// Rises of V through 0 by the classical Runge-Kutta method with steps of 1 us.
  private static func hodgkinHuxley(until end: Double) -> [Double] {
    func slopes(_ y: SIMD4<Double>) -> SIMD4<Double> {
      let (v, m, h, n) = (y[0], y[1], y[2], y[3])
      func rate(_ v: Double, _ half: Double, _ factor: Double) -> Double {
        factor * (v + half) / (1 - .exp(-(v + half) / 10))
      }
      let sodium = 120 * m * m * m * h * (v - 50), potassium = 36 * n * n * n * n * (v + 77)
      return SIMD4(
        10 - sodium - potassium - 0.3 * (v + 54.387),
        rate(v, 40, 0.1) * (1 - m) - 4 * .exp(-(v + 65) / 18) * m,
        0.07 * .exp(-(v + 65) / 20) * (1 - h) - h / (1 + .exp(-(v + 35) / 10)),
        rate(v, 55, 0.01) * (1 - n) - 0.125 * .exp(-(v + 65) / 80) * n)
    }
    var y = SIMD4(-65, 0.05293, 0.59612, 0.31768), times: [Double] = []
    let step = 1e-3
    for k in 0..<Int(end / step) {
      let a = slopes(y), b = slopes(y + 0.5 * step * a)
      let c = slopes(y + 0.5 * step * b), d = slopes(y + step * c)
      let next = y + step / 6 * (a + 2 * b + 2 * c + d)
      if y[0] < 0, next[0] >= 0 {
        times.append(step * (Double(k) - y[0] / (next[0] - y[0])))
      }
      y = next
    }
    return times
  }

  @Test func `refractoriness without a reset is refused`() throws {
    var text = MembraneText()
    text.equations = "dV/dt = -V/(10 ms)"
    text.threshold = "V > 1 mV"
    text.refractory = 2.ms
    text.initial = [.init("V", 0, .voltage)]
    do {
      _ = try EquationMembrane(text)
      Issue.record("it was accepted")
    } catch {
      #expect(error.section == .refractory)
      #expect(error.error.message.contains("without 'reset' nothing holds 'V'"))
    }
  }

  // MARK: Without a bound

  @Test(arguments: [10, 1e6, 1e12, 1e100, 1e300])
  func `a quadratic membrane fires where its tangent diverges`(threshold: Double) throws {
    // V' = V^2 + 1: V = tan(t + atan V(0)).
    let quadratic = try Self.membrane(
      "dV/dt = (V*V + 1)/ms", threshold: threshold, reset: "V = -5", initial: ["V": 0])
    let first = Double.atan(threshold), period = Double.atan(threshold) + Double.atan(5)
    Self.expect(
      try UpstrokeTests.times(quadratic, until: 30),
      stride(from: first, to: 30, by: period).map { $0 }, within: 1e-6)
  }

  @Test func `infinity over infinity at the end of an upstroke does not keep it from firing`()
    throws
  {
    // V = -ln(1 - t); du/dt = dV/dt - u.
    let exponential = try Self.membrane(
      "dV/dt = exp(V)/ms\ndu/dt = (exp(V) - u)/ms", threshold: 1000, reset: "V = 0; u = 0",
      initial: ["V": 0, "u": 0])
    Self.expect(
      try UpstrokeTests.times(exponential, until: 5.5), [1, 2, 3, 4, 5], within: 1e-6)
  }

  @Test(arguments: [
    ("dV/dt = -V*V/ms", "V = -2", -1.0, "falls without bound"),
    ("dV/dt = (V*V + 1)/ms", "", 0, "rises without bound, as nothing resets it; give 'reset'"),
  ])
  func `a divergence that is no spike is an error that says so`(
    equations: String, reset: String, start: Double, message: String
  ) throws {
    let membrane = try Self.membrane(
      equations, threshold: 10, reset: reset, initial: ["V": start])
    #expect {
      _ = try UpstrokeTests.times(membrane, until: 30)
    } throws: { error in
      guard case .integration("unit", 0, let time, let reason) = error as? SimulationError else {
        return false
      }
      return reason.contains(message) && time > 0.9 && time < 1.6
    }
  }

  // MARK: Without sharpness

  @Test func `Delta_T = 0 is a threshold at V_T, and the limit of small Delta_T`() throws {
    var m = ExponentialIF()
    (m.current, m.refractoryTime, m.peak) = (900, 2.ms, 20)
    let tau = m.capacitance / m.leak, limit = m.rest + m.current / m.leak
    let period =
      2 + tau * Double.log((limit - m.reset) / (limit - m.softThreshold))
    let expected = (0..<5).map { Double($0) * period + period - 2 }
    m.sharpness = 0
    #expect(m.threshold == m.softThreshold)
    Self.expect(try UpstrokeTests.times(m, until: 5 * period), expected, within: 1e-6)
    for sharpness in [1e-2, 1e-4, 1e-6, 1e-8, .leastNonzeroMagnitude] {
      m.sharpness = sharpness
      // exp is no longer small within some Delta_T of V_T: V passes there at 0.4 mV/ms or faster.
      Self.expect(
        try UpstrokeTests.times(m, until: 5 * period), expected, within: 1e-6 + 200 * sharpness)
    }
    var a = AdaptiveExponentialIF()
    (a.current, a.refractoryTime, a.peak, a.sharpness) = (900, 2.ms, 20, 0)
    (a.subthresholdAdaptation, a.spikeAdaptation) = (0, 0)
    Self.expect(try UpstrokeTests.times(a, until: 5 * period), expected, within: 1e-6)
    // A cut-off below V_T stays one.
    a.peak = -55
    let early =
      tau * Double.log((limit - a.rest) / (limit - a.peak))
    Self.expect(try UpstrokeTests.times(a, until: early + 1), [early], within: 1e-6)
  }
}
