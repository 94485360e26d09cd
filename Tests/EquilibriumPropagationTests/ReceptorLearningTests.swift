import Measurements
import Networks
import Plasticity
import Protocols
import Quantities
import Testing

@testable import EquilibriumPropagation

/// Networks whose synapses act through several receptors.
@Suite struct ReceptorLearningTests {
  /// The network of the other tests with two receptors in each cell, which tied synapses share.
  private static func network(fast: Double, slow: Double, share: Double) -> Network {
    var network = Rig.network
    for index in network.populations.indices {
      guard case .lif(var membrane) = network.populations[index].units else { continue }
      membrane.synapse = .receptors([
        Receptor("ampa", timeConstant: Milliseconds(fast)),
        Receptor("nmda", timeConstant: Milliseconds(slow)),
      ])
      network.populations[index].units = .lif(membrane)
    }
    network.projections[1].receptors = [
      ReceptorShare("ampa", fraction: share), ReceptorShare("nmda", fraction: 1 - share),
    ]
    return network
  }

  @Test func `AMPA and NMDA together give the update of equilibrium propagation`() throws {
    var settings = Rig.settings()
    settings.phases.free = 300.ms
    settings.phases.nudged = 160.ms
    settings.rule = ZeroArea(fast: 20.ms, slow: 500.ms)
    let found = try Rig.agreements(
      settings, network: Self.network(fast: 4, slow: 20, share: 0.5))
    #expect(found["hidden->output total"]!.cosine > 0.98)
    #expect(found["input->hidden total"]!.cosine > 0.98)
    #expect((0.7...1.2).contains(found["hidden->output total"]!.relativeSize))
  }

  @Test func `two currents of equal time constants learn as the one that they are`() throws {
    let settings = Rig.settings()
    let one = try Rig.agreements(settings)
    let two = try Rig.agreements(settings, network: Self.network(fast: 5, slow: 5, share: 0.3))
    for (name, agreement) in one {
      let other = try #require(two[name])
      #expect(abs(agreement.cosine - other.cosine) < 1e-4, "\(name)")
    }
  }

  @Test func `rates settle with the slowest receptor that learns`() {
    var network = Self.network(fast: 2, slow: 100, share: 0.7)
    let output = network.populations[2]
    #expect(output.settling == 100.ms)
    #expect(network.settling(of: output, through: ["hidden->output"]) == 100.ms)
    network.projections[1].receptors = [ReceptorShare("ampa")]
    #expect(network.settling(of: output, through: ["hidden->output"]) == 2.ms)
    #expect(network.settling(of: output, through: []) == 100.ms)
  }

  @Test func `conductances with names have the charges that they have by the sign of weights`()
    throws
  {
    func charges(_ membrane: ConductanceLIF, _ integration: Integration) throws -> [Double] {
      let network = try Network(
        populations: [
          Population(
            "cells", size: 1, .membrane(membrane, integration), drive: DriveScale(maximumRate: 0.1))
        ], projections: []
      ).measured()
      return try #require(network.populations[0].drive?.charges)
    }
    var membrane = ConductanceLIF()
    let plain = try charges(membrane, .quadrature)
    membrane.namedReceptors = membrane.receptors
    let named = try charges(membrane, Integration())
    for (a, b) in zip(plain, named) { #expect(a > 0 && abs(a - b) < 1e-4 * a) }
    #expect(membrane.receptors.map(\.polarity) == [1, -1])
  }
}
