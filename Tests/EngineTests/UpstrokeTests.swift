import Equations
import Foundation
import Networks
import Quantities
import RealModule
import Testing

@testable import Engine

/// Membranes that diverge fire at the instant of divergence.
@Suite struct UpstrokeTests {
  /// Spike times of one unit; arrivals (time, weight) come from sources of their own.
  static func times(
    _ membrane: any MembraneEquations, until end: Double, integration: Integration = Integration(),
    arrivals: [(Double, Double)] = []
  ) throws -> [Double] {
    var populations = [Population("unit", size: 1, .membrane(membrane, integration))]
    var projections: [Projection] = []
    for (index, (time, weight)) in arrivals.enumerated() {
      let name = "input \(index)"
      populations.append(Population(name, size: 1, .source(.spikes([[time]]))))
      projections.append(Projection(from: name, to: "unit", weights: .constant(weight)))
    }
    let simulation = try Simulation(
      Network(populations: populations, projections: projections), seed: Seed(1))
    let log = SpikeLog()
    simulation.add(observer: log)
    try simulation.run(until: Milliseconds(end))
    return log.times(ofPopulation: 0)
  }

  /// The neuron of the examples: 500 pA, about 21 Hz.
  private static var regular: AdaptiveExponentialIF {
    var m = AdaptiveExponentialIF()
    (m.capacitance, m.leak, m.rest, m.softThreshold) = (200, 10, -70, -50)
    (m.reset, m.adaptationTimeConstant, m.subthresholdAdaptation) = (-58, 120.ms, 2)
    (m.spikeAdaptation, m.current, m.initial) = (100, 500, -70)
    return m
  }

  /// dt/dV = 1/F by a stepper of order 8 at 1e-12, and numbers of spikes by another program.
  @Test(
    arguments: [
      (2.0, 20.0, 8, 14.113809878640), (0.5, 0, 9, 11.641390304672), (1, 0, nil, 12.609047506628),
    ] as [(Double, Double, Int?, Double)])
  func `an AdEx neuron that diverges before its cut-off fires when it diverges`(
    sharpness: Double, peak: Double, count: Int?, first: Double
  ) throws {
    for method in ["rk8pd", "rkf45", "rk4", "bsimp", "msbdf", "rk4imp"] {
      var m = Self.regular
      (m.sharpness, m.peak) = (sharpness, peak)
      let found = try Self.times(m, until: 300, integration: Integration(stepper: method))
      if let count { #expect(found.count == count, "\(method)") }
      // Backward differentiation is less accurate than its tolerance.
      let error = method == "msbdf" ? 1e-4 : 1e-6
      #expect(abs((found.first ?? 0) - first) < error, "\(method): \(found.first ?? 0)")
    }
  }

  @Test func `one hundred seconds of upstrokes end without an error, at the same rate`() throws {
    var m = Self.regular
    m.sharpness = 2
    let early = try Self.times(m, until: 20_000)
    let simulation = try Simulation(
      Network(
        populations: [Population("n", size: 1, .membrane(m, Integration()))], projections: []),
      seed: Seed(1))
    let log = SpikeLog()
    simulation.add(observer: log)
    try simulation.run(until: 100_000.ms)
    let late = log.times(ofPopulation: 0)
    #expect(Array(late.prefix(early.count)) == early)
    let intervals = zip(late, late.dropFirst()).map { $1 - $0 }
    #expect(intervals.count > 2000)
    let (before, after) = (intervals[200], intervals[intervals.count - 1])
    // The orbit is periodic; what is left is the spacing of doubles at 1e5 ms.
    #expect(abs(before - after) < 1e-7, "\(before), \(after)")
  }

  @Test func `late upstrokes are as accurate as early ones`() throws {
    var m = Self.regular
    (m.sharpness, m.peak, m.spikeAdaptation, m.subthresholdAdaptation) = (1, 20, 0, 0)
    // Silent until an arrival, then one spike; nothing is left of earlier ones.
    m.current = 0
    m.reset = -70
    let start = 2e5, weight = 2000.0
    let early = try Self.times(m, until: 500, arrivals: [(100, weight)])
    let late = try Self.times(m, until: start + 500, arrivals: [(start + 100, weight)])
    #expect(early.count >= 1 && late.count == early.count)
    for (a, b) in zip(early, late) { #expect(abs(b - start - a) < 1e-7) }
  }

  @Test func `fifty units that drive each other through their upstrokes end without an error`()
    throws
  {
    var m = Self.regular
    m.sharpness = 2
    for delay in [0.0, 1.5] {
      let simulation = try Simulation(
        Network(
          populations: [Population("n", size: 50, .membrane(m, Integration()))],
          projections: [
            Projection(
              from: "n", to: "n", weights: .uniform(-40, 20), delay: .uniform(delay.ms))
          ]), seed: Seed(2))
      let log = SpikeLog()
      simulation.add(observer: log)
      try simulation.run(until: 200.ms)
      #expect(log.times(ofPopulation: 0).count > 200)
    }
  }

  @Test
  func `arrivals at any distance before a divergence are taken up, and the spike still comes`()
    throws
  {
    var m = Self.regular
    for peak in [0.0, 20] {
      m.peak = peak
      let first = try #require(try Self.times(m, until: 20).first)
      for exponent in 1...16 {
        let time = first - Double.pow(10, Double(-exponent))
        let excited = try Self.times(m, until: 20, arrivals: [(time, 50)])
        #expect(abs((excited.first ?? 0) - first) < 1e-6 + 0.1 * (first - time), "1e-\(exponent)")
        let inhibited = try Self.times(m, until: 20, arrivals: [(time, -50)])
        #expect(abs((inhibited.first ?? 0) - first) < 1e-6 + 0.1 * (first - time), "1e-\(exponent)")
      }
      #expect(try Self.times(m, until: 20, arrivals: [(first, 50)]).first == first)
      #expect(
        try Self.times(m, until: 20, arrivals: [(first.nextDown, 50), (first.nextUp, -50)]).first
          .map { abs($0 - first) < 1e-9 } == true)
    }
  }
}
