import Engine
import Measurements
import Networks
import Protocols
import Quantities
import RateModel
import Testing

@testable import EquilibriumPropagation

/// f-I curves of a run, and the jump with which a curve begins.
@Suite struct ResponseCurveTests {
  private func jump(_ activities: (Double) -> Double) -> Double {
    let drives = (-100...300).map { 0.005 * Double($0) }
    return ResponseCurves.Curve(
      population: "a", maximumRate: 1, unit: 1, zero: 0, charges: [], drives: drives,
      activities: drives.map(activities)
    ).jump
  }

  @Test func `a curve that jumps is told, one that rises steeply is not`() {
    #expect(jump { $0 < 0.1 ? 0 : 0.4 + 0.1 * $0 } > 0.4)
    let lif = LIF(
      membraneTimeConstant: 20.ms, capacitance: 250, rest: -70, threshold: -55, reset: -70,
      refractoryTime: 3.ms, synapse: .exponential(excitatory: 5.ms, inhibitory: 5.ms))
    let curve = LIFCurve(lif, maximumRate: 0.1)
    #expect(jump { curve.value(160 + 230 * $0) } == 0)
    #expect(jump { max($0, 0) } == 0)
    #expect(jump { _ in 0 } == 0)
  }

  @Test func `a run has curves where membranes have a scale, and none where all are dimensionless`()
    throws
  {
    var settings = Rig.settings()
    settings.epochs = 0
    #expect(try Rig.learn(settings).curves == nil)
    var network = Rig.network
    network.populations[1].drive = DriveScale(maximumRate: 1, unit: 0.8, zero: 0.01)
    let curves = try #require(try Rig.learn(settings, network: network).curves?.curves)
    #expect(curves.map(\.population) == ["hidden", "output"])
    #expect(curves[0].unit == 0.8 && curves[0].zero == 0.01 && curves[1].unit == 1)
    guard case .lif(let membrane) = network.populations[1].units else { return }
    let own = LIFCurve(membrane, maximumRate: 1)
    for (u, s) in zip(curves[0].drives, curves[0].activities) {
      #expect((s - own.value(0.01 + 0.8 * u)).magnitude < 1e-12)
    }
  }

  @Test func `a measured curve reaches the upper end of its scale`() throws {
    var eif = ExponentialIF()
    eif.refractoryTime = 10.ms
    let population = Population(
      "cells", size: 1, .membrane(eif, Integration(stepper: "rkck", absoluteTolerance: 1e-7)),
      drive: DriveScale(maximumRate: 0.1))
    let network = try Network(populations: [population], projections: []).measured()
    let curve = try #require(try FICurves.measured(network)["cells"])
    #expect((curve.value(0.9) - 0.9).magnitude < 2e-3)
    // Near the foot the curve bends.
    #expect((curve.value(0.1) - 0.1).magnitude < 1e-2)
  }

  /// A unit in mV and pA with this noise and these conditions of its curve.
  private func cells(_ deviation: Double, _ conditions: CurveConditions = CurveConditions())
    -> Population
  {
    let lif = LIF(
      membraneTimeConstant: 20.ms, capacitance: 250, rest: -70, threshold: -55, reset: -70,
      refractoryTime: 3.ms, synapse: .exponential(excitatory: 5.ms, inhibitory: 5.ms))
    var cells = Population("cells", size: 1, .lif(lif), drive: DriveScale(maximumRate: 0.1))
    cells.noise = NoiseCurrent(timeConstant: 5.ms, deviation: deviation)
    cells.curve = conditions
    return cells
  }

  private func curve(_ population: Population) throws -> (Network, any Activation) {
    let network = try Network(populations: [population], projections: []).measured()
    return (network, try #require(try FICurves.measured(network)["cells"]))
  }

  @Test func `noise makes units fire below the foot of a quiet curve, as other units with it do`()
    throws
  {
    let (network, curve) = try curve(cells(60))
    let drive = try #require(network.populations[0].drive)
    #expect((curve.value(0.9) - 0.9).magnitude < 0.02)
    #expect((curve.value(0.1) - 0.1).magnitude < 0.01)
    // Other units with other noise, in a simulation of their own.
    for u in [0.05, 0.3, 0.7] {
      var population = cells(60)
      (population.size, population.drive) = (100, nil)
      population.setCurrents([Double](repeating: drive.drive(u), count: 100))
      let simulation = try Simulation(
        Network(populations: [population], projections: []), seed: Seed(9))
      try simulation.run(until: 500.ms)
      let before = simulation.spikeCount
      try simulation.run(until: 2500.ms)
      let rate = Double(simulation.spikeCount - before) / (100 * 2000)
      #expect((curve.value(u) - rate / 0.1).magnitude < 0.02, "\(u): \(rate)")
    }
    // A quiet unit is silent at 187 pA, 0.04 mV below its threshold.
    let quiet = LIFCurve(try #require(network.populations[0].lif), maximumRate: 0.1)
    #expect(quiet.value(187) == 0)
    #expect(curve.value(drive.number(187)) > 0.05)
  }

  @Test func `without noise in its conditions the curve of a noisy unit is that of a quiet one`()
    throws
  {
    let population = cells(60, CurveConditions(hasNoise: false))
    #expect(!population.hasMeasuredCurve)
    let network = try Network(populations: [population], projections: []).measured()
    #expect(try FICurves.measured(network).isEmpty)
    let other = try Network(populations: [cells(0)], projections: []).measured()
    #expect(network.populations[0].drive == other.populations[0].drive)
  }

  @Test func `the mean of a noise is a drive like others, and no part of the scale`() throws {
    var population = cells(30)
    let without = try Network(populations: [population], projections: []).measured()
    population.noise?.mean = 200
    let with = try Network(populations: [population], projections: []).measured()
    #expect(without.populations[0].drive == with.populations[0].drive)
  }

  @Test func `a curve under noise is as exact for small drives as for large ones`() throws {
    let unit = LIF.dimensionless(
      membraneTimeConstant: 20.ms, threshold: 1e-4, reset: -1e-4, refractoryTime: 0.3.ms,
      synapticTimeConstant: 5.ms)
    var population = Population(
      "cells", size: 1, .lif(unit), drive: DriveScale(maximumRate: 0.1))
    population.noise = NoiseCurrent(timeConstant: 5.ms, deviation: 2e-5)
    let (_, curve) = try curve(population)
    #expect((curve.value(0.1) - 0.1).magnitude < 0.01)
    #expect((curve.value(0.9) - 0.9).magnitude < 0.02)
  }

  @Test
  func `the curve of a fresh unit is that of its first interval, above that of an adapted one`()
    throws
  {
    var adex = AdaptiveExponentialIF()
    (adex.spikeAdaptation, adex.refractoryTime) = (60, 3.ms)
    var rates: [Double] = []
    for isAdapted in [true, false] {
      var population = Population(
        "cells", size: 1, .membrane(adex, .taylor),
        drive: DriveScale(maximumRate: 0.1, unit: 1, zero: 0))
      population.curve.isAdapted = isAdapted
      rates.append(try curve(population).1.value(900))
    }
    adex.current = 900
    let simulation = try Simulation(
      Network(
        populations: [Population("cells", size: 1, .membrane(adex, .taylor))], projections: []),
      seed: Seed(1))
    let recorder = SpikeRecorder()
    simulation.add(observer: recorder)
    try simulation.run(until: 3000.ms)
    let times = recorder.times(of: 0)
    #expect((rates[1] * 0.1 * (times[1] - times[0]) - 1).magnitude < 2e-3)
    let last = times[times.count - 1] - times[times.count - 2]
    #expect((rates[0] * 0.1 * last - 1).magnitude < 2e-3)
    #expect(rates[1] > 1.3 * rates[0])
  }
}

extension Population {
  fileprivate var lif: LIF? { if case .lif(let membrane) = units { membrane } else { nil } }
}
