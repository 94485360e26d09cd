import Networks
import Plasticity
import Quantities
import Testing

@testable import Engine

/// Changes of the description that must not change the result.
@Suite struct InvarianceTests {
  private func run(
    _ network: Network, until end: Double = 120, _ prepare: (Simulation) throws -> Void = { _ in }
  ) throws -> SpikeBatch {
    let simulation = try Simulation(network, seed: Seed(1))
    try prepare(simulation)
    let log = SpikeLog()
    simulation.add(observer: log)
    try simulation.run(until: Milliseconds(end))
    return log.batch
  }

  private static let membrane = LIF(
    membraneTimeConstant: 12.ms, capacitance: 12, rest: 0, threshold: 1, reset: 0,
    refractoryTime: 2.ms, synapse: .exponential(excitatory: 4.ms, inhibitory: 9.ms))

  /// A matrix of random weights.
  private func matrix(_ rows: Int, _ columns: Int, seed: UInt64) -> [Double] {
    var stream = Seed(seed).stream()
    return (0..<rows * columns).map { _ in stream.uniform(-0.8, 1) }
  }

  private func drives(_ count: Int, seed: UInt64) -> [Double] {
    var stream = Seed(seed).stream()
    return (0..<count).map { _ in stream.uniform(1.2, 2.4) }
  }

  @Test(arguments: 0..<5 as Range<UInt64>)
  func `renaming units renames spikes`(seed: UInt64) throws {
    let n = 7
    var stream = Seed(seed).stream()
    let order = stream.shuffled(Array(0..<n))
    let weights = matrix(n, n, seed: seed + 50), drives = drives(n, seed: seed + 90)
    func network(_ rename: [Int]) -> (Network, [Double]) {
      var pairs: [Connectivity.Pair] = []
      var values = [Double](repeating: 0, count: n * n), current = drives
      for i in 0..<n {
        current[rename[i]] = drives[i]
        for j in 0..<n where i != j {
          pairs.append(Connectivity.Pair(rename[i], rename[j]))
          values[rename[i] * n + rename[j]] = weights[i * n + j]
        }
      }
      pairs.sort { ($0.source, $0.target) < ($1.source, $1.target) }
      let projection = Projection(
        from: "cells", to: "cells", connectivity: .list(pairs),
        weights: .explicit(pairs.map { values[$0.source * n + $0.target] }), delay: .uniform(1.ms))
      return (
        Network(
          populations: [Population("cells", size: n, .lif(Self.membrane))],
          projections: [projection]), current
      )
    }
    let first = network(Array(0..<n)), second = network(order)
    let a = try run(first.0) { try $0.setCurrents(first.1, of: "cells") }.trains(0, n)
    let b = try run(second.0) { try $0.setCurrents(second.1, of: "cells") }.trains(0, n)
    #expect(a.joined().count > 30)
    for i in 0..<n {
      #expect(a[i].count == b[order[i]].count)
      for (x, y) in zip(a[i], b[order[i]]) { #expect(abs(x - y) < 1e-10) }
    }
  }

  /// Twice 48 units, each of one side to all of the other, in populations of `size`: the bounds of large
  /// ones are found all at once.
  private func parted(_ size: Int, _ tau: Double, seed: UInt64) throws -> [[Double]] {
    let n = 48, parts = n / size
    let membrane = LIF(
      membraneTimeConstant: 12.ms, capacitance: 12, rest: 0, threshold: 1, reset: 0,
      refractoryTime: 2.ms, synapse: .exponential(excitatory: tau.ms, inhibitory: tau.ms))
    var populations: [Population] = [], projections: [Projection] = []
    var drive: [String: [Double]] = [:]
    for (side, other) in [("a", "b"), ("b", "a")] {
      let stream = Seed(seed).branch(side).value
      let weights = matrix(n, n, seed: stream), drives = drives(n, seed: stream ^ 7)
      for i in 0..<parts {
        let name = "\(side)\(i)"
        populations.append(Population(name, size: size, .lif(membrane)))
        drive[name] = Array(drives[i * size..<(i + 1) * size])
        for j in 0..<parts {
          var block: [Double] = []
          for row in 0..<size {
            let start = (i * size + row) * n + j * size
            block += weights[start..<start + size].map { 0.3 * $0 }
          }
          projections.append(
            Projection(
              from: name, to: "\(other)\(j)", weights: .explicit(block), delay: .uniform(1.ms)))
        }
      }
    }
    let network = Network(populations: populations, projections: projections)
    let batch = try run(network, until: 60) {
      for (name, values) in drive { try $0.setCurrents(values, of: name) }
    }
    return populations.indices.flatMap { batch.trains($0, size) }
  }

  @Test(arguments: [4.0, 12, 11.9, 30], [1, 2] as [UInt64])
  func `one large population fires like many small ones`(tau: Double, seed: UInt64) throws {
    let large = try parted(48, tau, seed: seed), small = try parted(8, tau, seed: seed)
    #expect(large.joined().count > 200)
    for (a, b) in zip(large, small) {
      #expect(a.count == b.count)
      for (x, y) in zip(a, b) { #expect(abs(x - y) < 1e-8) }
    }
  }

  /// Inputs to a chain of two populations, starting `shift` later.
  private func shifted(_ shift: Double, extra: [Projection] = []) -> Network {
    var stream = Seed(8).stream()
    let trains = (0..<6).map { _ in (0..<30).map { _ in stream.uniform(0, 100) + shift } }
    return Network(
      populations: [
        Population("in", size: 6, .source(.spikes(trains))),
        Population("a", size: 5, .lif(Self.membrane)),
        Population("b", size: 4, .lif(Self.membrane)),
      ],
      projections: [
        Projection(from: "in", to: "a", weights: .explicit(matrix(6, 5, seed: 1).map { 3 * $0 })),
        Projection(
          from: "a", to: "b", weights: .explicit(matrix(5, 4, seed: 2).map { 4 * $0 }),
          delay: .uniform(1.5.ms)),
        Projection(
          from: "b", to: "a", weights: .explicit(matrix(4, 5, seed: 3)), delay: .uniform(0.5.ms)),
      ] + extra)
  }

  @Test func `inputs that come later make spikes that come later by the same time`() throws {
    var now = try run(shifted(0), until: 130)
    let later = try run(shifted(77.25), until: 207.25)
    #expect(now.times(of: 1).count > 10)
    #expect(now.times(of: 2).count > 10)
    for k in now.times.indices { now.times[k] += 77.25 }
    #expect(try #require(now.distance(to: later)) < 1e-9)
  }

  @Test func `synapses of weight zero change nothing`() throws {
    let plain = try run(shifted(0))
    let more = try run(
      shifted(
        0,
        extra: [
          Projection(from: "in", to: "b", weights: .constant(0)),
          Projection(
            from: "b", to: "b", name: "more", connectivity: .probability(0.5),
            weights: .constant(0),
            delay: .uniform(0.3.ms)),
        ]))
    #expect(try #require(plain.distance(to: more)) < 1e-10)
  }

  @Test func `refractoriness bounds rates`() throws {
    let network = Network(
      populations: [
        Population("exact", size: 3, .lif(Self.membrane)),
        Population("integrated", size: 3, .membrane(LIFEquations(Self.membrane), Integration())),
      ],
      projections: [
        Projection(from: "exact", to: "integrated", weights: .constant(50)),
        Projection(from: "integrated", to: "exact", weights: .constant(50)),
      ])
    let spikes = try run(network) {
      try $0.setCurrents([5, 50, 5000], of: "exact")
      try $0.setCurrents([5, 50, 5000], of: "integrated")
    }
    for train in spikes.trains(0, 3) + spikes.trains(1, 3) {
      #expect(train.count > 30)
      #expect(train.count <= 60)
      for (a, b) in zip(train, train.dropFirst()) { #expect(b - a >= 2 - 1e-12) }
    }
  }

  @Test func `one matrix in both directions is two matrices`() throws {
    let w = matrix(5, 4, seed: 6)
    let transposed = (0..<20).map { w[$0 % 5 * 4 + $0 / 5] }
    let populations = [
      Population("a", size: 5, .lif(Self.membrane)), Population("b", size: 4, .lif(Self.membrane)),
    ]
    let prepare: (Simulation) throws -> Void = {
      try $0.setCurrents(self.drives(5, seed: 1), of: "a")
      try $0.setCurrents(self.drives(4, seed: 2), of: "b")
    }
    let one = try run(
      Network(
        populations: populations,
        projections: [
          Projection(
            from: "a", to: "b", weights: .explicit(w), delay: .uniform(1.ms), symmetric: true)
        ]), prepare)
    let two = try run(
      Network(
        populations: populations,
        projections: [
          Projection(from: "a", to: "b", weights: .explicit(w), delay: .uniform(1.ms)),
          Projection(from: "b", to: "a", weights: .explicit(transposed), delay: .uniform(1.ms)),
        ]), prepare)
    #expect(one.count > 50)
    #expect(one == two)
  }

  @Test(arguments: [false, true])
  func `dense, listed and singly delayed synapses are the same`(isSymmetric: Bool) throws {
    let w = matrix(5, 4, seed: 6)
    let pairs = (0..<20).map { Connectivity.Pair($0 / 4, $0 % 4) }
    func spikes(_ connectivity: Connectivity, _ delay: Delay) throws -> SpikeBatch {
      try run(
        Network(
          populations: [
            Population("a", size: 5, .lif(Self.membrane)),
            Population("b", size: 4, .lif(Self.membrane)),
          ],
          projections: [
            Projection(
              from: "a", to: "b", connectivity: connectivity, weights: .explicit(w), delay: delay,
              symmetric: isSymmetric)
          ])
      ) {
        try $0.setCurrents(self.drives(5, seed: 1), of: "a")
        try $0.setCurrents(self.drives(4, seed: 2), of: "b")
      }
    }
    for delay in [0, 1.25] {
      let single = Delay.perSynapse([Milliseconds](repeating: Milliseconds(delay), count: 20))
      let dense = try spikes(.dense, .uniform(Milliseconds(delay)))
      #expect(dense.count > 30)
      for (connectivity, delays) in [
        (Connectivity.list(pairs), Delay.uniform(Milliseconds(delay))), (.dense, single),
        (.list(pairs), single),
      ] {
        #expect(try #require(dense.distance(to: spikes(connectivity, delays))) < 1e-10)
      }
    }
  }

  @Test func `delays of single synapses are kept`() throws {
    var stream = Seed(3).stream()
    let delays = (0..<12).map { _ in stream.uniform(0, 9) }
    let network = Network(
      populations: [
        Population("in", size: 3, .source(.spikes([[1], [20], [40]]))),
        Population("out", size: 4, .lif(Tiny.relay)),
      ],
      projections: [
        Projection(
          from: "in", to: "out", weights: .constant(1e9),
          delay: .perSynapse(delays.map { Milliseconds($0) }))
      ])
    let trains = try run(network).trains(1, 4)
    for j in 0..<4 {
      #expect(trains[j] == [1 + delays[j], 20 + delays[4 + j], 40 + delays[8 + j]])
    }
  }
}
