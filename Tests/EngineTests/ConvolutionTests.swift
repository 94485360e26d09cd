import Networks
import Plasticity
import Quantities
import Testing

@testable import Engine

/// Convolutions and pooling against the same synapses in a list.
@Suite struct ConvolutionTests {
  /// A kernel, the shape of its source and the channels of its target.
  struct Case: Sendable, CustomTestStringConvertible {
    var kernel: Kernel
    var source: Shape
    var channels: Int
    var isPooling = false
    var testDescription: String { "\(kernel) on \(source)\(isPooling ? ", pooling" : "")" }

    var target: Shape {
      let places = kernel.places(of: source)
      return Shape(height: places.height, width: places.width, channels: channels)
    }
    var map: KernelMap {
      KernelMap(kernel, source: source, target: target, isPooling: isPooling)
    }
  }

  static let cases = [
    Case(kernel: Kernel(size: 3), source: Shape(height: 5, width: 6, channels: 2), channels: 3),
    Case(
      kernel: Kernel(size: 3, stride: 2, padding: 1),
      source: Shape(height: 6, width: 5, channels: 2),
      channels: 2),
    Case(
      kernel: Kernel(size: 2, padding: 1, window: 2),
      source: Shape(height: 5, width: 6, channels: 3),
      channels: 2),
    Case(
      kernel: Kernel(size: 5, stride: 3, padding: 2),
      source: Shape(height: 4, width: 7, channels: 1),
      channels: 4),
    Case(
      kernel: Kernel(size: 1, window: 4), source: Shape(height: 4, width: 4, channels: 2),
      channels: 5),
    Case(
      kernel: Kernel(size: 2, stride: 2), source: Shape(height: 5, width: 6, channels: 3),
      channels: 3, isPooling: true),
    Case(
      kernel: Kernel(size: 3, stride: 1, padding: 1),
      source: Shape(height: 4, width: 4, channels: 2), channels: 2, isPooling: true),
  ]

  /// All synapses of a definition that knows nothing of rows.
  private func synapses(_ given: Case) -> [(source: Int, target: Int, weight: Int)] {
    let (kernel, source, target) = (given.kernel, given.source, given.target)
    var found: [(source: Int, target: Int, weight: Int)] = []
    for i in 0..<source.count {
      let c = i / source.places, y = i / source.width % source.height, x = i % source.width
      for j in 0..<target.count {
        let o = j / target.places, ty = j / target.width % target.height, tx = j % target.width
        if given.isPooling && o != c { continue }
        if y / kernel.window >= source.height / kernel.window { continue }
        if x / kernel.window >= source.width / kernel.window { continue }
        let ky = y / kernel.window - ty * kernel.stride + kernel.padding
        let kx = x / kernel.window - tx * kernel.stride + kernel.padding
        guard (0..<kernel.size).contains(ky), (0..<kernel.size).contains(kx) else { continue }
        let weight = ((o * source.channels + c) * kernel.size + ky) * kernel.size + kx
        found.append((i, j, given.isPooling ? 0 : weight))
      }
    }
    return found
  }

  @Test(arguments: cases)
  func `rows of sources and of targets hold the synapses of the definition`(_ given: Case) {
    let expected = synapses(given), map = given.map
    var found: [(source: Int, target: Int, weight: Int)] = []
    map.forEach { found.append(($0, $1, $2)) }
    #expect(found.elementsEqual(expected) { $0 == $1 })
    #expect(map.synapses == expected.count)
    let row = KernelRow(KernelTable(map))
    for i in 0..<map.source.count {
      row.fill(i, onSource: true)
      let own = expected.filter { $0.source == i }
      #expect((0..<row.count).map { Int(row.units[$0]) } == own.map(\.target))
      #expect((0..<row.count).map { Int(row.weights[$0]) } == own.map(\.weight))
    }
    for j in 0..<map.target.count {
      row.fill(j, onSource: false)
      let own = expected.filter { $0.target == j }
      #expect((0..<row.count).map { Int(row.units[$0]) } == own.map(\.source))
      #expect((0..<row.count).map { Int(row.weights[$0]) } == own.map(\.weight))
    }
  }

  /// Relays that random trains fire, joined with other units by the synapses in question.
  private func network(_ given: Case, listed: Bool) -> Network {
    let map = given.map
    var stream = Seed(5).stream()
    let weights =
      given.isPooling ? [0.9] : (0..<map.count).map { _ in stream.uniform(-0.3, 0.6) }
    var connectivity =
      given.isPooling
      ? Connectivity.averagePooling(given.kernel) : .convolution(given.kernel)
    var values = weights
    if listed {
      var pairs: [Connectivity.Pair] = []
      values = []
      map.forEach { i, j, k in
        pairs.append(.init(i, j))
        values.append(map.share * weights[k])
      }
      connectivity = .list(pairs)
    }
    let unit = LIF.dimensionless(
      membraneTimeConstant: 20.ms, threshold: 0.025, reset: -0.025, refractoryTime: 0.3.ms,
      bias: 0.03, initial: .uniform(-0.02, 0.02), synapticTimeConstant: 5.ms)
    var source = Population("source", size: map.source.count, .lif(unit), drive: .plain(1))
    source.shape = map.source
    var target = Population("target", size: map.target.count, .lif(unit), drive: .plain(1))
    target.shape = map.target
    return Network(
      populations: [
        Population(
          "noise", size: map.source.count,
          .source(.poisson(rates: [Double](repeating: 0.3, count: map.source.count)))),
        source, target,
      ],
      projections: [
        Projection(
          from: "noise", to: "source", connectivity: .oneToOne, weights: .constant(0.8)),
        Projection(
          from: "source", to: "target", name: "maps", connectivity: connectivity,
          weights: .explicit(values), delay: .uniform(0.5.ms), symmetric: true),
      ])
  }

  static let rules: [any SpikeTimingRule & Sendable] = [
    ZeroArea(fast: 10.ms, slow: 60.ms),
    PairSTDP(potentiation: 0.8, depression: 1.1, tauPlus: 15.ms, tauMinus: 25.ms), Hebbian(),
  ]

  @Test(arguments: cases, rules.indices)
  func
    `a list of the synapses has the same spikes, and its changes add up to those of the shared weights`(
      _ given: Case, _ rule: Int
    ) throws
  {
    var logs: [SpikeLog] = [], changes: [WeightChanges] = [], events: [Int] = []
    for listed in [false, true] {
      let rules = given.isPooling ? [:] : ["maps": Self.rules[rule]]
      let simulation = try Simulation(
        network(given, listed: listed), seed: Seed(3), rules: rules)
      let log = SpikeLog()
      simulation.add(observer: log)
      try simulation.run(until: 30.ms)
      if !given.isPooling { try simulation.setPlasticity("maps", .open(modulation: 1)) }
      try simulation.run(until: 120.ms)
      logs.append(log)
      events.append(simulation.synapticEvents)
      if !given.isPooling { changes.append(try simulation.changes(of: "maps")) }
    }
    #expect(logs[0].batch.count > 200)
    #expect(logs[0].batch.times == logs[1].batch.times)
    #expect(logs[0].batch.units == logs[1].batch.units)
    #expect(logs[0].times(ofPopulation: 2).count > 20)
    #expect(events[0] == events[1])
    guard !given.isPooling else { return }
    guard case .synapses(let shared, let back) = changes[0],
      case .synapses(let single, let singleBack) = changes[1]
    else { throw CancellationError() }
    compare(shared, single, given.map)
    #expect((back == nil) == (singleBack == nil))
    if let back, let singleBack { compare(back, singleBack, given.map) }
  }

  /// Compares changes of shared weights with the sums of those of single synapses.
  private func compare(_ shared: [Double], _ single: [Double], _ map: KernelMap) {
    var sums = [Double](repeating: 0, count: map.count), place = 0
    map.forEach { _, _, k in
      sums[k] += map.share * single[place]
      place += 1
    }
    let size = sums.map(\.magnitude).max() ?? 0
    #expect(size > 0)
    for (a, b) in zip(shared, sums) { #expect((a - b).magnitude <= 1e-12 * size) }
  }

  @Test func `values of a clamped source act through the kernel`() throws {
    for given in Self.cases {
      let map = given.map
      var drives: [[Double]] = []
      for listed in [false, true] {
        var network = network(given, listed: listed)
        network.populations[1].units = .source(.clamp)
        network.projections.removeFirst()
        network.projections[0].isSymmetric = false
        network.projections[0].delay = .uniform(.zero)
        let simulation = try Simulation(network, seed: Seed(3))
        try simulation.clamp(["source": (0..<map.source.count).map { 0.01 * Double($0 % 7) }])
        try simulation.run(until: 40.ms)
        drives.append(try #require(simulation.values("u", in: "target")))
      }
      for (a, b) in zip(drives[0], drives[1]) { #expect((a - b).magnitude < 1e-12) }
    }
  }

  @Test func `a store holds the weights of the kernel and nothing for each synapse`() throws {
    let shape = Shape(height: 64, width: 64, channels: 8)
    var network = network(
      Case(kernel: Kernel(size: 5, padding: 2), source: shape, channels: 8), listed: false)
    network.projections.removeFirst()
    let store = try Simulation.stores(of: network, seed: Seed(1))[0]
    #expect(store.forward.count == 8 * 8 * 25)
    #expect(store.wiring.map?.synapses ?? 0 > 6_000_000)
    let lists = [
      store.backward.count, store.columnStarts.count, store.columnSources.count,
      store.columnOrder.count, store.wiring.columns.count, store.wiring.rowStarts.count,
      store.acting.count,
    ]
    #expect(lists.allSatisfy { $0 == 0 })
  }

  @Test func `what shared weights cannot have is refused`() throws {
    var network = network(Self.cases[0], listed: false)
    func refusal() -> String { network.problems().map(\.description).joined() }
    #expect(refusal().isEmpty)
    network.projections[1].delay = .random(1.ms, 2.ms)
    #expect(refusal().contains("have one delay"))
    network.projections[1].delay = .uniform(1.ms)
    network.populations[2].shape = Shape(height: 3, width: 3, channels: 4)
    #expect(refusal().contains("give it shape: [4, 3, 4]"))
    network.populations[2].shape = Shape(height: 3, width: 4, channels: 3)
    network.projections[1].connectivity = .convolution(Kernel(size: 9))
    #expect(refusal().contains("does not fit"))
    network.populations[1].shape = nil
    #expect(refusal().contains("has no shape"))
    network.populations[1].shape = Shape(height: 5, width: 5, channels: 2)
    #expect(refusal().contains("expected 50"))
  }

  @Test func `rules that need a weight for each synapse, and pooling that learns, are refused`()
    throws
  {
    let network = network(Self.cases[0], listed: false)
    let rule = PairSTDP(potentiation: 0.8, depression: 1.1, tauPlus: 15.ms, tauMinus: 25.ms)
    #expect(
      network.problems(rules: ["maps": rule]) == [
        .rule(
          projection: "maps", reason: .sharedWeights("plasticity that moves weights at spikes"))
      ])
    let pooled = self.network(Self.cases[5], listed: false)
    #expect(throws: SimulationError.rule(projection: "maps", reason: .pooling)) {
      try Simulation(pooled, seed: Seed(1), rules: ["maps": rule])
    }
  }
}
