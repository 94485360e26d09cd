import Engine
import Networks
import Quantities
import Testing

@testable import Exchange

/// Convolutions and average pooling of NIR files as shared weights.
@Suite struct NIRKernelTests {
  private func random(_ shape: [Int], _ seed: Int, _ low: Double, _ high: Double) -> NIRNode.Numbers
  {
    var stream = Seed(8).branch(seed).stream()
    return .init(shape: shape, (0..<shape.reduce(1, *)).map { _ in stream.uniform(low, high) })
  }

  private func node(_ type: String, _ parameters: [String: NIRNode.Numbers]) -> NIRNode {
    var node = NIRNode(type)
    node.parameters = parameters
    return node
  }

  private func convolution(_ weight: NIRNode.Numbers, padding: Double, bias: Double = 0) -> NIRNode
  {
    node(
      "Conv2d",
      [
        "weight": weight, "bias": .init(bias, count: weight.shape[0]),
        "stride": .init(1, count: 2), "padding": .init(padding, count: 2),
        "dilation": .init(1, count: 2), "groups": .init(shape: [], [1]),
      ])
  }

  private func pool(_ size: Double) -> NIRNode {
    node(
      "AvgPool2d",
      [
        "kernel_size": .init(size, count: 2), "stride": .init(size, count: 2),
        "padding": .init(0, count: 2),
      ])
  }

  private func units(_ shape: [Int]) -> NIRNode {
    let count = shape.reduce(1, *)
    func all(_ value: Double) -> NIRNode.Numbers {
      .init(shape: shape, [Double](repeating: value, count: count))
    }
    return node("LIF", ["tau": all(0.02), "r": all(1), "v_leak": all(0), "v_threshold": all(0.1)])
  }

  /// Spikes of 2 x 16 x 16, a convolution, pooling before another one, and pooling before a `Linear`.
  private var graph: NIRGraph {
    var graph = NIRGraph()
    graph.nodes = [
      "input": node("Input", ["shape": .init(shape: [3], [2, 16, 16])]),
      "conv1": convolution(random([4, 2, 5, 5], 1, -0.0005, 0.0012), padding: 2, bias: 0.05),
      "lif1": units([4, 16, 16]),
      "pool1": pool(2),
      "conv2": convolution(random([6, 4, 3, 3], 2, -0.001, 0.004), padding: 1),
      "lif2": units([6, 8, 8]),
      "pool2": pool(2),
      "flatten": node("Flatten", [:]),
      "linear": node("Linear", ["weight": random([10, 96], 3, -0.002, 0.008)]),
      "lif3": units([10]),
      "output": node("Output", ["shape": .init(shape: [1], [10])]),
    ]
    let names = [
      "input", "conv1", "lif1", "pool1", "conv2", "lif2", "pool2", "flatten", "linear", "lif3",
      "output",
    ]
    graph.edges = zip(names, names.dropFirst()).map { .init($0, $1) }
    return graph
  }

  private func imported(_ graph: NIRGraph) throws -> ExchangedNetwork {
    var result = try NIRImport.network(
      graph, file: "maps.nir", conventions: NIRConventions(inputs: .spikes))
    for index in result.network.populations.indices where result.network.populations[index].isSource
    {
      let size = result.network.populations[index].size
      result.network.populations[index].units = .source(
        .poisson(rates: (0..<size).map { 0.05 + 0.002 * Double($0 % 40) }))
    }
    return result
  }

  /// The same network with a list of synapses in place of each kernel, and the memory of both in bytes.
  private func unrolled(_ source: ExchangedNetwork) throws -> (
    network: ExchangedNetwork, shared: Int, single: Int
  ) {
    var result = source, shared = 0, single = 0
    for (index, projection) in source.network.projections.enumerated() {
      let wiring = try source.network.wiring(of: projection, seed: source.seed)
      var pairs: [Connectivity.Pair] = [], weights: [Double] = []
      wiring.forEach { i, j, weight, _ in
        pairs.append(.init(i, j))
        weights.append(weight)
      }
      result.network.projections[index].connectivity = .list(pairs)
      result.network.projections[index].weights = .explicit(weights)
      let other = try result.network.wiring(
        of: result.network.projections[index], seed: source.seed)
      func bytes(_ wiring: Wiring) -> Int {
        8 * (wiring.weights.count + wiring.rowStarts.count) + 4 * wiring.columns.count
      }
      shared += bytes(wiring)
      single += bytes(other)
    }
    return (result, shared, single)
  }

  @Test
  func
    `convolutions and pooling are read as kernels, with a twentieth of the memory and the same spikes`()
    throws
  {
    let source = try imported(graph)
    let kernels = source.network.projections.map(\.connectivity)
    #expect(
      kernels == [
        .convolution(Kernel(size: 5, padding: 2)),
        .convolution(Kernel(size: 3, padding: 1, window: 2)),
        .convolution(Kernel(size: 4, window: 2)),
      ])
    #expect(source.network.populations[1].shape == Shape(height: 16, width: 16, channels: 4))
    // The bias of a Conv2d is a constant current of its units.
    #expect(source.network.populations[1].constantCurrents.allSatisfy { $0 > 0 })
    let (other, shared, single) = try unrolled(source)
    #expect(20 * shared <= single)
    let own = try spikes(of: source, for: 60.ms)
    #expect(own.contains { $0.population == "lif3" })
    #expect(try spikes(of: other, for: 60.ms) == own)
  }

  @Test func `kernels are written as Conv2d and AvgPool2d, and come back with the same spikes`()
    throws
  {
    let source = try imported(graph)
    let graph = try NIRExport.graph(source)
    var types: [String: Int] = [:]
    for node in graph.nodes.values { types[node.type, default: 0] += 1 }
    #expect(types["Conv2d"] == 2 && types["AvgPool2d"] == 2 && types["Linear"] == 1)
    #expect(types["Flatten"] == 1)
    let first = try #require(
      graph.nodes.values.first { $0.parameters["weight"]?.shape == [4, 2, 5, 5] })
    #expect(first.parameters["padding"]?.values == [2, 2])
    #expect(first.parameters["input_shape"]?.values == [16, 16])
    let again = try withFolder { folder in
      try NIRFile.write(graph, to: folder + "/net.nir")
      return try NIRImport.network(
        try NIRFile.read(folder + "/net.nir"), file: "net.nir", seed: source.seed)
    }
    #expect(
      again.network.projections.map(\.connectivity)
        == source.network.projections.map(\.connectivity))
    #expect(again.network.populations.map(\.shape) == source.network.populations.map(\.shape))
    #expect(try spikes(of: again, for: 40.ms) == spikes(of: source, for: 40.ms))
  }

  @Test func `tied feedback through kernels and pooling units come back with the same spikes`()
    throws
  {
    var source = ExchangedNetwork(
      name: "maps",
      network: Network(
        populations: [
          Population("input", size: 36, .source(.clamp)),
          Population("hidden", size: 48, .lif(.equilibrium), drive: .plain(1)),
          Population("means", size: 12, .lif(.equilibrium), drive: .plain(1)),
          Population("output", size: 5, .lif(.equilibrium), drive: .plain(1)),
        ],
        projections: [
          Projection(
            from: "input", to: "hidden",
            connectivity: .convolution(Kernel(size: 3, padding: 0)),
            weights: .glorotUniform(gain: 1)),
          Projection(
            from: "hidden", to: "means", connectivity: .averagePooling(Kernel(size: 2, stride: 2)),
            weights: .constant(0.9), symmetric: true),
          Projection(
            from: "hidden", to: "output", connectivity: .convolution(Kernel(size: 2, window: 2)),
            weights: .uniform(-0.1, 0.8), symmetric: true),
        ]), seed: Seed(3))
    source.network.populations[0].shape = Shape(height: 6, width: 6, channels: 1)
    source.network.populations[1].shape = Shape(height: 4, width: 4, channels: 3)
    source.network.populations[2].shape = Shape(height: 2, width: 2, channels: 3)
    source.clamps["input"] = (0..<36).map { 0.02 * Double($0) }
    let before = try spikes(of: source, for: 60.ms)
    #expect(Set(before.map(\.population)) == ["hidden", "means", "output"])
    let graph = try NIRExport.graph(source)
    let again = try withFolder { folder in
      try NIRFile.write(graph, to: folder + "/net.nir")
      return try NIRImport.network(
        try NIRFile.read(folder + "/net.nir"), file: "net.nir", seed: Seed(99))
    }
    #expect(
      again.network.projections.map(\.connectivity)
        == source.network.projections.map(\.connectivity))
    #expect(again.network.projections.map(\.isSymmetric) == [false, true, true])
    #expect(try spikes(of: again, for: 60.ms) == before)
  }

  @Test func `a kernel whose outputs differ within a channel becomes a list of synapses`() throws {
    var graph = graph
    let factors = (0..<1024).map { 1 + 0.001 * Double($0 % 5) }
    graph.nodes["scale"] = node("Scale", ["scale": .init(shape: [4, 16, 16], factors)])
    graph.edges.removeAll { $0.source == "conv1" }
    graph.edges += [.init("conv1", "scale"), .init("scale", "lif1")]
    let source = try imported(graph)
    guard case .list(let pairs) = source.network.projections[0].connectivity else {
      Issue.record("It is \(source.network.projections[0].connectivity).")
      return
    }
    #expect(
      pairs.count
        == KernelMap(
          Kernel(size: 5, padding: 2), source: Shape(height: 16, width: 16, channels: 2),
          target: Shape(height: 16, width: 16, channels: 4), isPooling: false
        ).synapses)
  }
}
