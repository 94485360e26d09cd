import Equations
import Foundation
import Networks
import Quantities
import RealModule
import Testing

@testable import Engine

/// Random membranes that diverge, against integration with V as the independent variable.
@Suite struct RandomMembraneTests {
  /// 45 membranes; as many as EQUISPIKE_MEMBRANES says, when it is set.
  private static let indices: Range<Int> = {
    let wanted =
      ProcessInfo.processInfo.environment["EQUISPIKE_MEMBRANES"].flatMap { Int($0) } ?? 45
    return 0..<wanted
  }()

  /// A membrane with what its spikes are compared with.
  private struct Sample {
    var membrane: any MembraneEquations
    var reference: PotentialReference
    /// The step of the other variable at a spike.
    var step: Double
    var words: String
  }

  @Test func `random AdEx, EIF and quadratic membranes fire within 1e-6 ms of integration in V`()
    throws
  {
    var compared = 0, worst = 0.0
    for index in Self.indices {
      var stream = Seed(71).branch(index).stream()
      let sample: Sample
      switch index % 3 {
      case 0: sample = Self.exponential(&stream, isAdaptive: true)
      case 1: sample = Self.exponential(&stream, isAdaptive: false)
      default: sample = try Self.quadratic(&stream)
      }
      let m = sample.membrane
      var expected: [Double] = [], potential = m.initialState[0], other = m.initialState[1]
      while expected.count < 8,
        let end = sample.reference.climb(from: potential, other: other, to: m.threshold),
        end.least > 1e-3
      {
        let start = expected.last.map { $0 + m.refractoryTime.value } ?? 0
        expected.append(start + end.time)
        (potential, other) = (m.reset, end.other + sample.step)
        // The other variable goes on while V is held; only without refractoriness it is known here.
        if m.refractoryTime > .zero && sample.step != 0 { break }
      }
      guard let last = expected.last, last < 5000 else { continue }
      for method in [Integration(), m.ownIntegration].compactMap({ $0 }) {
        let found = try UpstrokeTests.times(m, until: last + 1e-3, integration: method)
        #expect(found.count >= expected.count, "\(index): \(sample.words)")
        for (a, b) in zip(found, expected) {
          worst = max(worst, abs(a - b))
          #expect(
            abs(a - b) < 1e-6, "\(index), \(method.stepper): \(a), not \(b): \(sample.words)")
        }
        compared += expected.count
      }
    }
    #expect(compared >= 2 * Self.indices.count)
    if Self.indices.count > 100 { print("\(compared) spikes, the worst \(worst) ms off") }
  }

  private static func logUniform(_ stream: inout RandomStream, _ low: Double, _ high: Double)
    -> Double
  {
    low * Double.exp(stream.uniform() * Double.log(high / low))
  }

  private static func exponential(_ stream: inout RandomStream, isAdaptive: Bool) -> Sample {
    var m = AdaptiveExponentialIF()
    m.capacitance = stream.uniform(50, 400)
    m.leak = stream.uniform(2, 40)
    m.rest = stream.uniform(-80, -60)
    m.softThreshold = stream.uniform(-55, -40)
    m.sharpness = logUniform(&stream, 0.01, 10)
    m.peak = stream.uniform() < 0.5 ? 20 : stream.uniform(-30, 40)
    m.reset = stream.uniform(-75, -58)
    m.adaptationTimeConstant = Milliseconds(stream.uniform(20, 300))
    m.subthresholdAdaptation = isAdaptive ? stream.uniform(0, 8) : 0
    m.spikeAdaptation = isAdaptive ? stream.uniform(0, 100) : 0
    m.initial = m.rest
    // From little above rheobase to far above it.
    let rheobase =
      (m.leak + m.subthresholdAdaptation) * (m.softThreshold - m.rest) - m.leak * m.sharpness
    m.current = max(rheobase, 20) * stream.uniform(1.01, 4) + stream.uniform(1, 200)
    let n = m
    let reference = PotentialReference { v, w in
      let force =
        -n.leak * (v - n.rest) + n.leak * n.sharpness * .exp((v - n.softThreshold) / n.sharpness)
        - w + n.current
      let drift =
        (n.subthresholdAdaptation * (v - n.rest) - w) / n.adaptationTimeConstant.value
      return SIMD2(force / n.capacitance, isAdaptive ? drift : 0)
    }
    guard !isAdaptive else {
      return Sample(membrane: m, reference: reference, step: m.spikeAdaptation, words: "\(m)")
    }
    var e = ExponentialIF()
    (e.capacitance, e.leak, e.rest, e.softThreshold) = (
      m.capacitance, m.leak, m.rest, m.softThreshold
    )
    (e.sharpness, e.peak, e.reset, e.current, e.initial) = (
      m.sharpness, m.peak, m.reset, m.current, m.initial
    )
    e.refractoryTime = Milliseconds(stream.uniform() < 0.5 ? 0 : stream.uniform(0, 3))
    return Sample(membrane: e, reference: reference, step: 0, words: "\(e)")
  }

  /// C dV/dt = k (V - V_r)(V - V_t) - u + I,   du/dt = a (b (V - V_r) - u).
  private static func quadratic(_ stream: inout RandomStream) throws -> Sample {
    let c = stream.uniform(20, 200), k = stream.uniform(0.3, 3), a = stream.uniform(0.005, 0.1)
    let b = stream.uniform(-3, 5), rest = stream.uniform(-75, -55), top = stream.uniform(-50, -35)
    let peak = stream.uniform() < 0.5 ? stream.uniform(20, 50) : logUniform(&stream, 1e3, 1e12)
    let reset = stream.uniform(-60, -45), step = stream.uniform(0, 100)
    let current = k * (top - rest) * (top - rest) / 4 * stream.uniform(1.1, 4) + 100
    var text = MembraneText()
    text.equations = """
      dV/dt = (\(k)*(V - (\(rest)))*(V - (\(top))) - u + \(current))/\(c)/ms
      du/dt = \(a)*(\(b)*(V - (\(rest))) - u)/ms
      """
    text.threshold = "V > \(peak)"
    text.reset = "V = \(reset); u += \(step)"
    text.initial = [.init("V", rest, .plain), .init("u", 0, .plain)]
    let reference = PotentialReference { v, u in
      SIMD2((k * (v - rest) * (v - top) - u + current) / c, a * (b * (v - rest) - u))
    }
    return Sample(
      membrane: try EquationMembrane(text), reference: reference, step: step,
      words: "\(text.equations), \(text.threshold), \(text.reset)")
  }
}
