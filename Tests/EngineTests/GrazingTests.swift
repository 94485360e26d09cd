import Networks
import Quantities
import RealModule
import Testing

@testable import Engine

/// Units with conductances or receptors that are at their threshold up to the rounding error of V.
@Suite struct GrazingTests {
  /// The times of the first two spikes of a unit whose V is two ulps below the threshold, where the slope of V is
  /// `slope` [mV/ms] and nearly all of the current is balanced by inhibition.
  private func spikes(slope: Double) throws -> [Double] {
    var membrane = ConductanceLIF()
    (membrane.capacitance, membrane.leak, membrane.rest) = (250, 12.5, -70)
    (membrane.threshold, membrane.reset, membrane.refractoryTime) = (-55, -70, 3.ms)
    (membrane.excitatoryTimeConstant, membrane.inhibitoryTimeConstant) = (50.ms, 50.ms)
    membrane.initial = (-55.0).nextDown.nextDown
    membrane.current = 0
    let simulation = try Simulation(
      Network(
        populations: [
          Population("in", size: 1, .source(.spikes([[0]]))),
          Population("cell", size: 1, .membrane(membrane, .quadrature)),
        ], projections: [Projection(from: "in", to: "cell", weights: .constant(-0.57))]),
      seed: Seed(1))
    let recorder = SpikeRecorder()
    simulation.add(observer: recorder)
    // Nothing crosses before the inhibition has arrived.
    try simulation.run(until: 0.ms)
    // 187.5 pA of the leak and 25 mV times 0.57 nS of inhibition.
    try simulation.setCurrents([187.5 + 25 * 0.57 + 250 * slope], of: "cell")
    try simulation.run(until: 60.ms)
    return recorder.times(of: 1)
  }

  @Test func `a unit that rises through its threshold ever so slowly fires at once`() throws {
    let times = try spikes(slope: 1e-3)
    #expect(try #require(times.first) < 1e-6)
  }

  @Test
  func `a unit that falls from its threshold ever so slowly fires when inhibition has decayed`()
    throws
  {
    // The slope is -1e-4 + 0.57 * 25 / 250 (1 - e^{-t/50}) to first order: it is positive from 0.09 ms on.
    let first = try #require(try spikes(slope: -1e-4).first)
    #expect(first > 0.05 && first < 1)
  }

  /// Long time constants and a V within 1e-13 mV of the threshold: a nudge with beta 0.9 makes 500 ms of 50 ms. Differences
  /// of rounded exponentials moved V back by as much as it had risen, for ever.
  @Test(.timeLimit(.minutes(1)))
  func `conductances that hardly decay do not hold a rising unit at its threshold`() throws {
    var stream = Seed(4).stream()
    for _ in 0..<200 {
      var membrane = ConductanceLIF()
      (membrane.capacitance, membrane.leak, membrane.rest) = (250, 12.5, -70)
      (membrane.threshold, membrane.reset, membrane.refractoryTime) = (-55, -58, 3.ms)
      let slow = Double.pow(10, stream.uniform(1, 7))
      (membrane.excitatoryTimeConstant, membrane.inhibitoryTimeConstant) = (slow.ms, slow.ms)
      membrane.inhibitoryReversal = -85
      membrane.initial = -55 - stream.uniform(0, 2e-13)
      let excitation = stream.uniform(0, 30), inhibition = stream.uniform(0, 30)
      let slope = 1e-3 * Double.pow(100, stream.uniform())
      membrane.current = 0
      var projections = [excitation, -inhibition].map {
        Projection(from: "in", to: "cell", weights: .constant($0))
      }
      (projections[0].name, projections[1].name) = ("excitation", "inhibition")
      let simulation = try Simulation(
        Network(
          populations: [
            Population("in", size: 1, .source(.spikes([[0]]))),
            Population("cell", size: 1, .membrane(membrane, .quadrature)),
          ], projections: projections), seed: Seed(1))
      let recorder = SpikeRecorder()
      simulation.add(observer: recorder)
      try simulation.run(until: 0.ms)
      let currents = 187.5 - 55 * excitation + 30 * inhibition + 250 * slope
      try simulation.setCurrents([currents], of: "cell")
      try simulation.run(until: 1.ms)
      #expect(try #require(recorder.times(of: 1).first) < 1e-6, "\(slow) ms, \(slope) mV/ms")
    }
  }

  /// The first spike of a unit with receptors, whose V is some ulps below the threshold with this slope [mV/ms], while an
  /// inhibitory current decays with 10 ms.
  private func firstSpike(
    slope: Double, inhibition: Double, excitation: Double = 0, ulps: Double, threshold: Double
  ) throws -> Double? {
    let membrane = LIF(
      membraneTimeConstant: 20.ms, capacitance: 250, rest: threshold - 15, threshold: threshold,
      reset: threshold - 15, refractoryTime: 3.ms,
      initial: .value(threshold - ulps * threshold.ulp),
      synapse: .receptors([
        Receptor("ampa", timeConstant: 5.ms, variable: 0),
        Receptor("gaba", timeConstant: 10.ms, variable: 0),
      ]))
    let projections = [("gaba", -inhibition), ("ampa", excitation)].map { name, weight in
      var projection = Projection(from: "in", to: "cell", weights: .constant(weight))
      (projection.name, projection.receptors) = (name, [ReceptorShare(name)])
      return projection
    }
    let simulation = try Simulation(
      Network(
        populations: [
          Population("in", size: 1, .source(.spikes([[0]]))),
          Population("cell", size: 1, .lif(membrane)),
        ], projections: projections), seed: Seed(1))
    let recorder = SpikeRecorder()
    simulation.add(observer: recorder)
    try simulation.run(until: 0.ms)
    try simulation.setCurrents([187.5 + inhibition - excitation + 250 * slope], of: "cell")
    try simulation.run(until: 60.ms)
    return recorder.times(of: 1).first
  }

  @Test(.timeLimit(.minutes(1)))
  func `a unit with receptors at its threshold does as its slope says, and always ends`() throws {
    // The slope is -1e-4 + 20 / 250 (1 - e^{-t/10}): positive from 0.0125 ms on, and V is back after twice that.
    let late = try #require(
      try firstSpike(slope: -1e-4, inhibition: 20, ulps: 2, threshold: -55))
    #expect(abs(late - 0.025) < 1e-4, "\(late)")
    var stream = Seed(3).stream()
    for index in 0..<2000 {
      let slope = (index % 2 == 0 ? 1 : -1) * 1e-7 * Double.pow(1e5, stream.uniform())
      let first = try firstSpike(
        slope: slope, inhibition: stream.uniform(0, 200), excitation: stream.uniform(0, 200),
        ulps: Double(1 + stream.below(4)), threshold: stream.uniform(-60, -40))
      if slope > 0 { #expect(try #require(first) < 1e-6, "\(slope)") }
    }
  }
}
