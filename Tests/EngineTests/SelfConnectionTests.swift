import Networks
import Quantities
import Testing

@testable import Engine

/// A unit and itself are a pair like any other, unless a projection has no self-connections.
@Suite struct SelfConnectionTests {
  private let membrane = LIF(
    membraneTimeConstant: 1e9.ms, capacitance: 1e9, rest: 0, threshold: 1, reset: 0,
    refractoryTime: 0.1.ms, synapse: .jump)

  private func pairs(_ projection: Projection, size: Int) throws -> Set<[Int]> {
    let wiring = try projection.wiring(sources: size, targets: size, seed: Seed(3))
    var pairs: Set<[Int]> = []
    for i in 0..<size {
      let targets =
        wiring.isDense
        ? Array(0..<size)
        : wiring.columns[wiring.rowStarts[i]..<wiring.rowStarts[i + 1]].map { Int($0) }
      for j in targets { pairs.insert([i, j]) }
    }
    #expect(pairs.count == wiring.count)
    return pairs
  }

  private static let kinds: [Connectivity] = [
    .dense, .probability(1), .inDegree(3), .oneToOne,
    .list([.init(0, 0), .init(0, 1), .init(2, 2)]),
  ]

  @Test(arguments: kinds)
  func `each connectivity joins a unit to itself`(_ connectivity: Connectivity) throws {
    let projection = Projection(
      from: "a", to: "a", connectivity: connectivity, weights: .constant(1))
    let size = 4
    let found = try pairs(projection, size: size)
    if case .inDegree = connectivity {
      // 4 of 4 sources: all of them.
      let all = Projection(from: "a", to: "a", connectivity: .inDegree(4), weights: .constant(1))
      #expect(try pairs(all, size: size).count == 16)
    } else {
      #expect(found.contains([0, 0]) && found.contains([2, 2]))
    }
    let network = Network(
      populations: [Population("a", size: size, .lif(membrane))],
      projections: [projection])
    #expect(network.expectedSynapses(of: projection) == Double(found.count))
  }

  @Test(arguments: kinds)
  func `without self-connections none is made, or the projection is refused`(
    _ connectivity: Connectivity
  ) throws {
    let projection = Projection(
      from: "a", to: "a", connectivity: connectivity, weights: .constant(1),
      delay: .uniform(1.ms), selfConnections: false)
    let network = Network(
      populations: [Population("a", size: 4, .lif(membrane))],
      projections: [projection])
    let problems = network.problems()
    switch connectivity {
    case .oneToOne, .list:
      #expect(problems == [.selfConnections(projection: "a->a", unit: 0)])
      #expect(throws: NetworkError.selfConnections(projection: "a->a", unit: 0)) {
        try pairs(projection, size: 4)
      }
    case .convolution, .averagePooling: Issue.record("Kernels join two populations.")
    case .dense, .probability, .inDegree:
      #expect(problems.isEmpty)
      let found = try pairs(projection, size: 4)
      #expect(found.count == 12 && !found.contains { $0[0] == $0[1] })
      #expect(network.expectedSynapses(of: projection) == 12)
    }
  }

  @Test func `between two populations nothing is left out`() throws {
    let projection = Projection(from: "a", to: "b", weights: .constant(1), selfConnections: false)
    #expect(projection.isFull)
    #expect(try pairs(projection, size: 3).count == 9)
  }

  @Test func `a unit that is joined to itself receives its own spikes`() throws {
    // One unit, pushed over its threshold at 1 ms, gets 0.5 from itself a millisecond later.
    let network = Network(
      populations: [
        Population("s", size: 1, .source(.spikes([[1]]))), Population("n", size: 1, .lif(membrane)),
      ],
      projections: [
        Projection(from: "s", to: "n", weights: .constant(2)),
        Projection(from: "n", to: "n", weights: .constant(0.5), delay: .uniform(1.ms)),
      ])
    let simulation = try Simulation(network, seed: Seed(1))
    try simulation.run(until: 3.ms)
    #expect(simulation.synapticEvents == 2)
    #expect(abs((simulation.value("V", of: 0, in: "n") ?? 0) - 0.5) < 1e-8)
  }
}
