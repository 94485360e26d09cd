import Engine
import Measurements
import Networks
import Plasticity
import Protocols
import Quantities
import RateModel
import Testing

@testable import EquilibriumPropagation

/// Networks in physical units learn as dimensionless ones, by the scale of their drive.
@Suite struct DriveScaleTests {
  /// V = E_L + height v and I = (C / tau_m) height u, for v and u of a dimensionless membrane.
  private func physical(_ membrane: LIF, capacitance: Double, rest: Double, height: Double) -> LIF {
    let current = capacitance / membrane.membraneTimeConstant.value * height
    var result = membrane
    (result.capacitance, result.rest) = (capacitance, rest)
    result.threshold = rest + height * membrane.threshold
    result.reset = rest + height * membrane.reset
    result.current = current * membrane.current
    if case .uniform(let low, let high) = membrane.initial {
      result.initial = .uniform(rest + height * low, rest + height * high)
    }
    return result
  }

  /// The network in mV, pF and pA, each population with its own scale.
  private func physical(_ network: Network) throws -> Network {
    var result = network
    for (index, numbers) in [(1, (250.0, -70.0, 600.0)), (2, (120.0, -65.0, 380.0))] {
      guard case .lif(let membrane) = network.populations[index].units else { continue }
      let (capacitance, rest, height) = numbers
      result.populations[index].units = .lif(
        physical(membrane, capacitance: capacitance, rest: rest, height: height))
      result.populations[index].drive = DriveScale(
        maximumRate: 1, unit: capacitance / membrane.membraneTimeConstant.value * height, zero: 0)
    }
    return result
  }

  @Test
  func
    `the same network in pA and in plain numbers has the same spikes and learns the same weights`()
    throws
  {
    let plain = Rig.network, pico = try physical(plain)
    var settings = Rig.settings()
    settings.epochs = 2
    let ours = Log(), theirs = Log()
    let a = try Rig.learn(settings, network: plain, log: ours)
    let b = try Rig.learn(settings, network: pico, log: theirs)
    for (name, weights) in a.weights {
      let other = try #require(b.weights[name])
      let largest = zip(weights, other).map { ($0 - $1).magnitude }.max() ?? 1
      #expect(largest < 1e-9, "\(name)")
    }
    for (name, biases) in a.biases {
      let other = try #require(b.biases[name])
      #expect(zip(biases, other).allSatisfy { ($0 - $1).magnitude < 1e-9 })
    }
    #expect(ours.epochs.map(\.spikes) == theirs.epochs.map(\.spikes))
    // Neither is where it began.
    #expect(ours.epochs.count == 3)
  }

  @Test func `a measured scale puts the curve through 0.1 and 0.9`() throws {
    var eif = ExponentialIF()
    eif.refractoryTime = 3.ms
    let lif = LIF(
      membraneTimeConstant: 20.ms, capacitance: 250, rest: -70, threshold: -55, reset: -70,
      refractoryTime: 3.ms, synapse: .exponential(excitatory: 5.ms, inhibitory: 5.ms))
    for units: Population.Units in [.lif(lif), .membrane(eif, Integration())] {
      let network = try Network(
        populations: [
          Population("cells", size: 2, units, drive: DriveScale(maximumRate: 0.1))
        ], projections: []
      ).measured()
      let drive = try #require(network.populations[0].drive)
      for s in [0.1, 0.9] {
        let found = try UnitResponse(network.populations[0]).activity(drive.drive(s))
        #expect((found - s).magnitude < 1e-6)
      }
    }
  }

  @Test func `biases on a scale become currents`() throws {
    var drive = DriveScale(maximumRate: 0.1, unit: 200, zero: 300)
    drive.biases = [0.5, -1]
    let network = try Network(
      populations: [
        Population("cells", size: 2, .membrane(ExponentialIF(), Integration()), drive: drive)
      ], projections: []
    ).measured()
    #expect(network.populations[0].constantCurrents == [400, 100])
    #expect(network.populations[0].constantDrives == [0.5, -1])
  }

  @Test func `a membrane that does not reach its r_max is refused`() throws {
    var eif = ExponentialIF()
    eif.refractoryTime = 5.ms
    let network = Network(
      populations: [
        Population(
          "cells", size: 1, .membrane(eif, Integration()), drive: DriveScale(maximumRate: 0.3))
      ], projections: [])
    #expect(throws: LearningError.self) { try network.measured() }
  }

  @Test func `the charge through a conductance is that of a current with the same effect`() throws {
    let membrane = ConductanceLIF()
    let network = try Network(
      populations: [
        Population(
          "cells", size: 1, .membrane(membrane, .quadrature), drive: DriveScale(maximumRate: 0.1))
      ], projections: []
    ).measured()
    let drive = try #require(network.populations[0].drive)
    let charges = try #require(drive.charges)
    // Between tau (E - theta) and tau (E - V_reset), as V is between the two.
    let ex = membrane.excitatoryTimeConstant.value
    #expect(charges[0] > ex * -membrane.threshold && charges[0] < ex * -membrane.reset)
    let inh = membrane.inhibitoryTimeConstant.value
    #expect(
      charges[1] > inh * (membrane.reset + 80) && charges[1] < inh * (membrane.threshold + 80))
  }

  @Test func `each source has its own r_max`() throws {
    /// The largest current of a cell after one spike.
    func current(_ source: DriveScale?) throws -> Double {
      let unit = LIF.dimensionless(membraneTimeConstant: 20.ms, synapticTimeConstant: 5.ms)
      let simulation = try Simulation(
        Network(
          populations: [
            Population("in", size: 1, .source(.spikes([[1]])), drive: source),
            Population("cell", size: 1, .lif(unit), drive: .plain(0.5)),
          ], projections: [Projection(from: "in", to: "cell", weights: .constant(0.3))]),
        seed: Seed(1))
      try simulation.run(until: 1.ms)
      return try #require(simulation.value("I_ex", of: 0, in: "cell"))
    }
    #expect((try current(.plain(0.1)) - 0.3 / (0.1 * 5)).magnitude < 1e-15)
    #expect((try current(nil) - 0.3 / (0.5 * 5)).magnitude < 1e-15)
  }

  @Test(arguments: [0.4, -0.4])
  func `nudging the drive of an integrated membrane is that of the closed form`(beta: Double) throws
  {
    let unit = physical(
      .equilibrium, capacitance: 250, rest: -70, height: 600)
    func run(_ units: Population.Units) throws -> (spikes: [Int], drive: Double) {
      let simulation = try Simulation(
        Network(
          populations: [
            Population("in", size: 1, .source(.regular(rates: [0.4], phase: .aligned(0.5)))),
            Population(
              "cell", size: 1, units, drive: DriveScale(maximumRate: 1, unit: 7500, zero: 0)),
          ], projections: [Projection(from: "in", to: "cell", weights: .constant(0.6))]),
        seed: Seed(1))
      try simulation.setDrives([0.2], of: "cell")
      try simulation.run(until: 40.ms)
      try simulation.nudge("cell", towards: [0.9], beta: beta)
      try simulation.run(until: 90.ms)
      try simulation.nudge("cell", towards: [0.9], beta: 0)
      try simulation.run(until: 120.ms)
      return (simulation.spikeCounts(of: "cell"), try #require(simulation.drives(of: "cell")?[0]))
    }
    var still = unit
    still.initial = .value(-70)
    let closed = try run(.lif(still))
    let integrated = try run(.membrane(LIFEquations(still), Integration()))
    #expect(closed.spikes == integrated.spikes && closed.spikes[0] > 20)
    #expect((closed.drive - integrated.drive).magnitude < 1e-7)
  }

  @Test func `exponential membranes compute the update of their rate reference`()
    throws
  {
    var eif = ExponentialIF()
    (eif.capacitance, eif.leak, eif.refractoryTime) = (250, 12.5, 3.ms)
    (eif.excitatoryTimeConstant, eif.inhibitoryTimeConstant) = (50.ms, 50.ms)
    var network = Rig.network
    for index in [1, 2] {
      var drive = DriveScale(maximumRate: 0.1)
      drive.biases = [index == 1 ? 0.3 : 0.2]
      network.populations[index].drive = drive
      network.populations[index].units = .membrane(
        eif,
        Integration(stepper: "rkck", absoluteTolerance: 1e-7, relativeTolerance: 1e-7))
    }
    var settings = Rig.settings(ZeroArea(fast: 100.ms, slow: 1000.ms))
    (settings.phases.free, settings.phases.nudged, settings.phases.readout) = (
      400.ms, 400.ms, 100.ms
    )
    settings.nudging.beta = 0.4
    let found = try Rig.agreements(settings, network: network, data: Rig.data(train: 6))
    for (name, least) in [("hidden->output total", 0.98), ("input->hidden total", 0.93)] {
      let cosine = try #require(found[name]?.cosine)
      #expect(cosine > least, "\(name)")
    }
  }

  @Test(arguments: [0.5, 2])
  func `updates are those of the rate reference where populations differ in r_max`(rate: Double)
    throws
  {
    var network = Rig.network
    network.populations[1].drive = .plain(rate)
    let rules: [any SpikeTimingRule] = [
      ZeroArea(fast: 10.ms, slow: 200.ms), GatedPair(tau: 20.ms), Contrastive(tau: 20.ms),
    ]
    for rule in rules {
      var settings = Rig.settings(rule)
      (settings.phases.free, settings.phases.nudged, settings.phases.tail) = (
        160.ms, 160.ms, 120.ms
      )
      let same = try Rig.agreements(settings)
      let found = try Rig.agreements(settings, network: network)
      for key in ["hidden->output total", "input->hidden total"] {
        let agreement = try #require(found[key]), other = try #require(same[key])
        #expect(agreement.cosine > other.cosine - 0.03, "\(rule.name) \(key)")
        let ratio = agreement.relativeSize / other.relativeSize
        #expect((0.85...1.18).contains(ratio), "\(rule.name) \(key): \(ratio)")
      }
    }
  }
}
