import Networks
import Quantities

/// Networks as NIR graphs.
///
/// Populations become `CubaLIF` or `LIF` (see `NIRMembrane`), sources `Input`, projections `Linear` (after `Delay` and
/// `Scale` where needed), or `Conv2d` and `AvgPool2d` with shared weights. A symmetric projection becomes two `Linear`
/// nodes, W and its transpose, each with `metadata/tied_to`; the way back through a kernel is a `Linear`, since NIR has
/// no transposed convolution. Forward edges come first, and edges to `Output` before feedback. Metadata hold the
/// properties that NIR cannot express: refractory times, initial potentials, kinds of sources, the learning rule.
public struct NIRExport {
  let source: ExchangedNetwork
  private let isFeedforward: Bool
  private var graph = NIRGraph()
  private var names: [String: String] = [:]
  private var ranks: [String: Int] = [:]
  private var forward: [NIRGraph.Edge] = []
  private var backward: [NIRGraph.Edge] = []

  /// The graph of a network. With `feedforward`, edges that lead back are left out, for simulators that run chains
  /// only.
  ///
  /// *Errors*: a part that NIR cannot express.
  public static func graph(
    _ network: ExchangedNetwork, feedforward: Bool = false
  ) throws(ExchangeError) -> NIRGraph {
    var export = NIRExport(source: network, isFeedforward: feedforward)
    return try export.build()
  }

  private mutating func build() throws(ExchangeError) -> NIRGraph {
    let network = source.network
    try source.requireConstantInputs("NIR")
    try source.requireOneRate()
    rank()
    name()
    for (index, population) in network.populations.enumerated() {
      var node = try node(of: population)
      if let shape = population.shape { Self.arrange(&node, in: shape) }
      addPorts(population)
      node.metadata["population"] = .text(population.name)
      node.metadata["order"] = .number(Double(index))
      graph.nodes[names[population.name]!] = node
    }
    addSilentInput()
    for (index, projection) in network.projections.enumerated() {
      try add(projection, order: index)
    }
    let outputs = outputEdges()
    graph.edges = forward + outputs + backward
    dropLoose()
    graph.metadata = facts
    return graph
  }

  // MARK: Order and names

  /// Sets the ranks: distances of populations from the sources. An edge to a higher rank is forward.
  private mutating func rank() {
    let network = source.network
    for population in network.populations where population.isSource { ranks[population.name] = 0 }
    if ranks.isEmpty, let first = network.populations.first { ranks[first.name] = 0 }
    var isNew = true
    while isNew {
      isNew = false
      for projection in network.projections {
        if let rank = ranks[projection.source], ranks[projection.target] == nil {
          ranks[projection.target] = rank + 1
          isNew = true
        }
      }
    }
    let last = (ranks.values.max() ?? 0) + 1
    for population in network.populations where ranks[population.name] == nil {
      ranks[population.name] = last
    }
  }

  private func isForward(_ from: String, _ to: String) -> Bool { ranks[to]! > ranks[from]! }

  /// Chooses the names of nodes. Readers expect nodes called `input` and `output` to be of those types.
  private mutating func name() {
    let populations = source.network.populations
    let sources = populations.filter(\.isSource)
    for population in populations {
      let isTaken = ["input", "output"].contains(population.name) && !population.isSource
      names[population.name] = isTaken ? population.name + "_lif" : population.name
    }
    if sources.count == 1, !names.values.contains("input") { names[sources[0].name] = "input" }
  }

  // MARK: Nodes

  private func node(of population: Population) throws(ExchangeError) -> NIRNode {
    switch population.units {
    case .lif(let membrane):
      guard membrane.namedReceptors.isEmpty else {
        throw .inexpressible(
          format: "NIR", part: "population '\(population.name)'",
          reason:
            "its receptors have names; NIR's neurons have one synaptic current, or two by the sign of weights"
        )
      }
      return NIRMembrane(membrane, population.drive).node(
        currents: source.constantCurrents(of: population))
    case .membrane(let equations, _):
      throw .inexpressible(
        format: "NIR", part: "population '\(population.name)'",
        reason:
          "NIR has no node for its kind, '\(type(of: equations).name)'; it has LIF neurons only")
    case .source(let kind):
      var node = NIRNode("Input")
      node.parameters["shape"] = .init(shape: [1], [Double(population.size)])
      switch kind {
      case .clamp:
        node.metadata["kind"] = .text("clamp")
        if let values = source.clamps[population.name] {
          node.metadata["values"] = .numbers(values)
        }
      case .samples:
        throw .inexpressible(
          format: "NIR", part: "population '\(population.name)'",
          reason: "it plays the spikes of a data set; make it 'clamp', or give it times")
      case .poisson(let rates):
        node.metadata["kind"] = .text("poisson")
        node.metadata["rate_per_ms"] = .numbers(rates)
      case .regular(let rates, let phase):
        node.metadata["kind"] = .text("regular")
        node.metadata["rate_per_ms"] = .numbers(rates)
        if case .aligned(let fraction) = phase { node.metadata["phase"] = .number(fraction) }
      case .spikes(let trains):
        node.metadata["kind"] = .text("spikes")
        node.metadata["spike_times_ms"] = .numbers(trains.flatMap { $0 })
        node.metadata["spike_counts"] = .numbers(trains.map { Double($0.count) })
      }
      return node
    }
  }

  /// Adds the `LI` nodes of a membrane with two synaptic time constants, one for each current.
  private mutating func addPorts(_ population: Population) {
    guard case .lif(let membrane) = population.units,
      let split = NIRSplitMembrane(membrane, population.drive)
    else {
      return
    }
    let name = names[population.name]!
    for (ending, inhibitory) in [("_ex", false), ("_in", true)] {
      var port = split.port(inhibitory: inhibitory, count: population.size)
      if let shape = population.shape { Self.arrange(&port, in: shape) }
      graph.nodes[name + ending] = port
      forward.append(.init(name + ending, name))
    }
  }

  private func isSplit(_ name: String) -> Bool {
    guard let index = source.network.index(of: name),
      case .lif(let membrane) = source.network.populations[index].units
    else { return false }
    return NIRSplitMembrane(membrane, nil) != nil
  }

  private mutating func add(_ projection: Projection, order: Int) throws(ExchangeError) {
    let wiring = try source.wiring(of: projection)
    guard case .uniform(let delay) = projection.delay else {
      throw .inexpressible(
        format: "NIR", part: "projection '\(projection.name)'",
        reason: "its delays differ from synapse to synapse, and Delay has one for each unit")
    }
    let needsMatrix =
      wiring.map == nil || projection.isSymmetric && !isFeedforward
    let matrix = needsMatrix ? wiring.matrix(wiring.weights) : []
    var steps = Steps(linear: NIRNode("Linear"))
    if let map = wiring.map {
      steps = Self.steps(map, wiring.weights)
    } else {
      steps.linear.parameters["weight"] = .init(
        shape: [wiring.targets, wiring.sources], turned(matrix, rows: wiring.sources))
      steps.before = flatten(projection.source)
    }
    var linear = steps.linear
    linear.metadata["projection"] = .text(projection.name)
    linear.metadata["order"] = .number(Double(order))
    linear.metadata["connect"] = .text(projection.connectivity == .dense ? "dense" : "nonzero")
    if projection.omitsSelf { linear.metadata["self_connections"] = .number(0) }
    if projection.release < 1 { linear.metadata["release"] = .number(projection.release) }
    let name = fresh("\(names[projection.source]!)_to_\(names[projection.target]!)")
    let back = fresh("\(names[projection.target]!)_to_\(names[projection.source]!)")
    let isTied = !isFeedforward && !isSplit(projection.source) && !isSplit(projection.target)
    if projection.isSymmetric && isTied { linear.metadata["tied_to"] = .text(back) }
    let goesForward = isForward(projection.source, projection.target)
    steps.linear = linear
    chain(
      steps, name, from: projection.source, to: projection.target, delay: delay,
      isForward: goesForward)
    guard projection.isSymmetric, needsMatrix else { return }
    var transposed = NIRNode("Linear")
    transposed.parameters["weight"] = .init(shape: [wiring.sources, wiring.targets], matrix)
    transposed.metadata["connect"] = linear.metadata["connect"]
    transposed.metadata["self_connections"] = linear.metadata["self_connections"]
    if isTied { transposed.metadata["tied_to"] = .text(name) }
    transposed.metadata["projection"] = .text("\(projection.target)->\(projection.source)")
    chain(
      Steps(linear: transposed, before: flatten(projection.target)), back, from: projection.target,
      to: projection.source, delay: delay,
      isForward: !goesForward && isForward(projection.target, projection.source))
  }

  private func fresh(_ name: String) -> String {
    FreshNames.free(name) { graph.nodes[$0] != nil }
  }

  private func turned(_ matrix: [Double], rows: Int) -> [Double] {
    let columns = matrix.count / max(rows, 1)
    var result = matrix
    for i in 0..<rows { for j in 0..<columns { result[j * rows + i] = matrix[i * columns + j] } }
    return result
  }

  /// Adds the nodes and edges of a projection: source, delay, scale, weights and what is before and after them, target.
  private mutating func chain(
    _ steps: Steps, _ name: String, from: String, to: String, delay: Milliseconds,
    isForward: Bool
  ) {
    guard isForward || !isFeedforward else { return }
    let network = source.network
    let pre = network.populations[network.index(of: from)!]
    let post = network.populations[network.index(of: to)!]
    var path = [names[from]!]
    if delay > .zero {
      var node = NIRNode("Delay")
      node.parameters["delay"] = .init(delay.value / 1000, count: pre.size)
      node.metadata["delay_ms"] = .number(delay.value)
      graph.nodes[name + "_delay"] = node
      path.append(name + "_delay")
    }
    let scale: Double =
      if pre.isClamped, case .lif(let membrane) = post.units {
        NIRMembrane(membrane, post.drive).clampScale
      } else {
        1
      }
    if scale != 1 {
      var node = NIRNode("Scale")
      node.parameters["scale"] = .init(scale, count: pre.size)
      graph.nodes[name + "_scale"] = node
      path.append(name + "_scale")
    }
    let linear = steps.linear
    func add(_ nodes: [(ending: String, node: NIRNode)], to path: inout [String]) {
      for (ending, node) in nodes {
        graph.nodes[name + ending] = node
        path.append(name + ending)
      }
    }
    add(steps.before, to: &path)
    if !pre.isClamped && isSplit(to) {
      guard linear.parameters["weight"] != nil else {
        graph.nodes[name] = linear
        path.append(name)
        add(steps.after, to: &path)
        let isNegative = steps.after.contains { ($0.node.parameters["scale"]?.values[0] ?? 0) < 0 }
        connect(path + [names[to]! + (isNegative ? "_in" : "_ex")], isForward)
        return
      }
      let before = path
      for (ending, sign) in [("_ex", 1.0), ("_in", -1.0)] {
        var part = linear
        let all = linear.parameters["weight"]!
        part.parameters["weight"] = .init(
          shape: all.shape, all.values.map { $0 * sign > 0 ? $0 : 0 })
        if part.parameters["weight"]!.values.allSatisfy({ $0 == 0 }),
          !all.values.allSatisfy({ $0 == 0 })
        {
          continue
        }
        graph.nodes[name + ending] = part
        connect(before + [name + ending, names[to]! + ending], isForward)
      }
      return
    }
    graph.nodes[name] = linear
    path.append(name)
    add(steps.after, to: &path)
    connect(path + [names[to]!], isForward)
  }

  private mutating func connect(_ path: [String], _ isForward: Bool) {
    for (a, b) in zip(path, path.dropFirst()) {
      let edge = NIRGraph.Edge(a, b)
      if forward.contains(edge) || backward.contains(edge) { continue }
      if isForward { forward.append(edge) } else { backward.append(edge) }
    }
  }

  // MARK: Ends

  /// Adds an `Input` without activity to a network without sources, because readers start at one.
  private mutating func addSilentInput() {
    guard !source.network.populations.contains(where: \.isSource),
      let first = source.network.populations.first
    else { return }
    var node = NIRNode("Input")
    node.parameters["shape"] = .init(shape: [1], [Double(first.size)])
    node.metadata["kind"] = .text("none")
    let name = fresh("input")
    graph.nodes[name] = node
    forward.insert(.init(name, names[first.name]!), at: 0)
  }

  private mutating func outputEdges() -> [NIRGraph.Edge] {
    let network = source.network
    var ends = source.outputs
    if ends.isEmpty {
      let units = network.populations.filter { !$0.isSource }.map(\.name)
      ends = units.filter { name in
        !network.projections.contains { $0.source == name && isForward(name, $0.target) }
      }
      if ends.isEmpty { ends = units }
    }
    var edges: [NIRGraph.Edge] = []
    for end in ends {
      guard let index = network.index(of: end) else { continue }
      var node = NIRNode("Output")
      node.parameters["shape"] = .init(shape: [1], [Double(network.populations[index].size)])
      if let shape = network.populations[index].shape { Self.arrange(&node, in: shape) }
      let name = fresh(ends.count == 1 ? "output" : "output_\(end)")
      graph.nodes[name] = node
      edges.append(.init(names[end]!, name))
    }
    return edges
  }

  /// Removes nodes without edges, which other programs refuse.
  private mutating func dropLoose() {
    let reached = Set(graph.edges.map(\.target))
    graph.edges.removeAll { graph.nodes[$0.source]?.type == "LI" && !reached.contains($0.source) }
    let used = Set(graph.edges.flatMap { [$0.source, $0.target] })
    graph.nodes = graph.nodes.filter { used.contains($0.key) }
  }

  private var facts: [String: NIRValue] {
    var facts: [String: NIRValue] = [
      "name": .text(source.name), "seed": .text(String(source.seed.value)),
      "written_by": .text("equispike"),
      "form": .text(
        isFeedforward ? "feedforward: edges that lead back were left out" : "recurrent"),
      "conventions": .text(
        "Times in s. A spike is a Dirac impulse of area 1. CubaLIF: a spike of weight w makes the "
          + "current jump by w w_in / tau_syn. LIF: it makes v jump by r w / tau. An Input of kind clamp is a "
          + "constant; Scale turns it into the density of spikes with the same mean effect. Constant "
          + "currents are part of v_leak. Refractory times and the like are metadata."),
    ]
    if let duration = source.duration { facts["duration_ms"] = .number(duration.value) }
    for (name, text) in source.notes { facts[name] = .text(text) }
    return facts
  }
}
