import Networks
import Quantities
import Testing

@testable import Exchange

/// Files that other programs wrote.
@Suite struct NIRImportTests {
  @Test func `a file that the package nir wrote is read`() throws {
    let graph = try NIRFile.read(resource("by-nir.nir"))
    #expect(Set(graph.nodes.keys) == ["input", "fc", "lif", "output"])
    let source = try NIRImport.network(graph, file: "by-nir.nir")
    #expect(source.network.populations.map(\.name) == ["input", "lif"])
    guard case .lif(let membrane) = source.network.populations[1].units else {
      Issue.record("not a LIF population")
      return
    }
    #expect(membrane.membraneTimeConstant == 10.ms && membrane.synapse == .jump)
    #expect(membrane.threshold == 0.2 && membrane.reset == 0)
    // Inputs and the bias of Affine are currents: C = tau / r = tau.
    #expect(membrane.capacitance == 10)
    #expect(source.network.populations[1].currents == [0.5, 0.25, 0, -0.5])
    #expect(source.clamps == ["input": [1, 1, 1]])
    // The weights of numpy's default_rng(1), as 32 bits, sources first.
    guard case .explicit(let weights)? = source.network.projection("input->lif")?.weights else {
      Issue.record("no weights")
      return
    }
    #expect(weights.count == 12)
    #expect(weights[0] == Double(Float(0.345584192064786)))
    #expect(weights[1] == Double(Float(-1.303157231604361)))
    #expect(try !spikes(of: source, for: 100.ms).isEmpty)
  }

  @Test func `fixed-length texts, 32-bit numbers and compressed arrays are read`() throws {
    let graph = try NIRFile.read(resource("fixed-strings.nir"))
    let source = try NIRImport.network(graph, file: "fixed-strings.nir")
    let names = source.network.populations.map(\.name)
    #expect(names == ["input", "node_1", "node_4"])
    #expect(source.network.populations[1].currents != nil)
    let forward = try #require(source.network.projection("node_1->node_4"))
    #expect(forward.delay == .uniform(Milliseconds(Double(Float(1.5e-3)) * 1000)))
    #expect(forward.connectivity == .dense && !forward.isSymmetric)
    #expect(source.network.projection("node_4->node_1") != nil)
    #expect(source.outputs == ["node_4"])
    // Analogue inputs behind CubaLIF are densities of spikes: w_in = 2. A spike's jump is w_in / tau_syn.
    guard case .explicit(let inputs)? = source.network.projection("input->node_1")?.weights,
      case .explicit(let back)? = source.network.projection("node_4->node_1")?.weights
    else {
      Issue.record("no weights")
      return
    }
    #expect(inputs[0] == 2 * Double(Float(0.345584192064786)))
    let transposed = graph.nodes["back"]!.parameters["weight"]!.values
    #expect(abs(back[0] / transposed[0] - 2 / Double(Float(5e-3))) < 1e-9)
    #expect(try !spikes(of: source, for: 100.ms).isEmpty)
  }

  /// A chain of an input, weights, one more node and LIF units.
  private func chain(_ node: NIRNode, weight: [Double] = [1, 2, 3, 4]) -> NIRGraph {
    var graph = NIRGraph()
    graph.nodes["input"] = NIRNode("Input")
    graph.nodes["input"]!.parameters["shape"] = .init(shape: [1], [2])
    graph.nodes["w"] = NIRNode("Linear")
    graph.nodes["w"]!.parameters["weight"] = .init(shape: [2, 2], weight)
    graph.nodes["x"] = node
    graph.nodes["lif"] = NIRNode("LIF")
    for (key, value) in ["tau": 0.01, "r": 1, "v_leak": 0, "v_threshold": 1] {
      graph.nodes["lif"]!.parameters[key] = .init(value, count: 2)
    }
    graph.edges = [.init("input", "w"), .init("w", "x"), .init("x", "lif")]
    return graph
  }

  @Test func `Scale and Linear multiply, and Affine adds`() throws {
    var scale = NIRNode("Scale")
    scale.parameters["scale"] = .init(shape: [2], [10, 100])
    var network = try NIRImport.network(chain(scale), file: "a.nir").network
    // [target, source] = [[10, 20], [300, 400]], sources first here.
    #expect(network.projections[0].weights == .explicit([10, 300, 20, 400]))
    var affine = NIRNode("Affine")
    affine.parameters["weight"] = .init(shape: [2, 2], [0, 1, 1, 1])
    affine.parameters["bias"] = .init(shape: [2], [5, 6])
    network = try NIRImport.network(chain(affine), file: "a.nir").network
    #expect(network.projections[0].weights == .explicit([3, 4, 4, 6]))
    #expect(network.populations[1].currents == [5, 6])
  }

  @Test(arguments: [
    (
      "Sigma",
      "nodes of type 'Sigma' cannot be read; there are Input, Output, Linear, Affine, Scale, "
        + "Delay, Conv1d, Conv2d, SumPool2d, AvgPool2d, Flatten, LIF, CubaLIF, IF, LI, CubaLI and I"
    ),
    (
      "Threshold",
      "a node of type 'Threshold' cannot be run: it compares the values of one step, and without steps the sum "
        + "of impulses has no value; put IF or LIF in its place"
    ),
  ])
  func `a node that cannot be run is named`(type: String, words: String) {
    #expect(
      throws: ExchangeError.unsupported(file: "a.nir", place: "/node/nodes/x", what: words)
    ) { try NIRImport.network(chain(NIRNode(type)), file: "a.nir") }
  }

  @Test func `LI before LIF are its synaptic currents`() throws {
    var port = NIRNode("LI")
    for (key, value) in ["tau": 0.005, "r": 0.01, "v_leak": 0] {
      port.parameters[key] = .init(value, count: 2)
    }
    var graph = chain(port)
    // One more LIF population sends spikes to a second current, of the other sign.
    graph.nodes["other"] = graph.nodes["lif"]
    graph.nodes["in"] = port
    graph.nodes["in"]!.parameters["tau"] = .init(0.008, count: 2)
    graph.nodes["v"] = NIRNode("Linear")
    graph.nodes["v"]!.parameters["weight"] = .init(shape: [2, 2], [-1, -2, 0, -3])
    graph.edges += [.init("other", "v"), .init("v", "in"), .init("in", "lif")]
    let network = try NIRImport.network(graph, file: "a.nir").network
    let index = try #require(network.index(of: "lif"))
    guard case .lif(let membrane) = network.populations[index].units else {
      Issue.record("not a LIF population")
      return
    }
    #expect(membrane.synapse == .exponential(excitatory: 5.ms, inhibitory: 8.ms))
    // A clamped value becomes the current r w x, a spike makes it jump by r w / tau.
    #expect(network.projection("input->lif")?.weights == .explicit([0.01, 0.03, 0.02, 0.04]))
    guard case .explicit(let jumps)? = network.projection("other->lif")?.weights else {
      Issue.record("no weights")
      return
    }
    #expect(jumps == [-1, 0, -2, -3].map { $0 * (0.01 / 0.008) })
    graph.nodes["v"]!.parameters["weight"] = .init(shape: [2, 2], [-1, 2, 0, -3])
    #expect(throws: ExchangeError.self) { try NIRImport.network(graph, file: "a.nir") }
  }

  /// Input, these nodes, and one CubaLIF unit whose w_in is 1 / 200.
  private func scaled(_ nodes: [NIRNode]) throws -> [Double] {
    var graph = NIRGraph()
    graph.nodes["input"] = NIRNode("Input")
    graph.nodes["input"]!.parameters["shape"] = .init(shape: [1], [1])
    graph.nodes["lif"] = NIRNode("CubaLIF")
    for (key, value) in [
      "tau_mem": 0.01, "tau_syn": 0.005, "r": 1, "v_leak": 0, "v_threshold": 1, "w_in": 0.005,
    ] {
      graph.nodes["lif"]!.parameters[key] = .init(value, count: 1)
    }
    var last = "input"
    for (index, node) in nodes.enumerated() {
      graph.nodes["n\(index)"] = node
      graph.edges.append(.init(last, "n\(index)"))
      last = "n\(index)"
    }
    graph.edges.append(.init(last, "lif"))
    let network = try NIRImport.network(graph, file: "a.nir").network
    guard case .explicit(let weights)? = network.projection("input->lif")?.weights else {
      Issue.record("no weights")
      return []
    }
    return weights
  }

  private func node(_ type: String, _ values: [String: Double]) -> NIRNode {
    var node = NIRNode(type)
    for (key, value) in values {
      node.parameters[key] = .init(shape: key == "weight" ? [1, 1] : [1], [value])
    }
    return node
  }

  @Test func `the Scale of inputs and w_in multiply, whatever lies between them`() throws {
    let scale = node("Scale", ["scale": 200]), linear = node("Linear", ["weight": 3])
    let affine = node("Affine", ["weight": 3, "bias": 1])
    // [nodes, weight / (scale w_in)], with scale w_in = 1.
    let cases: [([NIRNode], Double)] = [
      ([scale, linear], 3), ([scale, affine], 3), ([scale], 1), ([linear], 3 * 0.005),
      ([scale, linear, node("Scale", ["scale": 2])], 6), ([scale, linear, linear], 9),
      ([scale, affine, linear], 9), ([linear, scale], 3),
    ]
    for (nodes, expected) in cases {
      let weights = try scaled(nodes)
      #expect(weights.count == 1)
      #expect(
        abs(weights[0] - expected) < 1e-12 * expected, "\(nodes.map(\.type)): \(weights[0])")
    }
  }

  @Test func `a graph with more ways than can be followed is refused`() {
    var graph = chain(node("Scale", ["scale": 1]))
    graph.edges = [.init("input", "s0")]
    // None of these 2^39 ways arrives.
    for i in 0..<40 {
      graph.nodes["s\(i)"] = node("Scale", ["scale": 1])
      for j in i + 1..<40 { graph.edges.append(.init("s\(i)", "s\(j)")) }
    }
    let error = #expect(throws: ExchangeError.self) {
      try NIRImport.network(graph, file: "a.nir")
    }
    #expect(error.map { "\($0)" }?.contains("too many ways") == true)
  }
}
