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
}
