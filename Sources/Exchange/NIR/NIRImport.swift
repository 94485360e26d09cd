import Networks
public import Quantities

/// NIR graphs as networks that run.
///
/// `LIF`, `CubaLIF` and `IF` become populations; `LI`, `CubaLI` and `I` populations that never fire, whose potential
/// can be recorded; `Input` a clamped source, or spikes (see `NIRConventions`, and metadata). The nodes between two of
/// them, `Linear`, `Affine`, convolutions, pooling, `Scale` and `Delay`, become one projection. `LI` before `LIF` is a
/// synapse. The units of a node become several populations, `NAME_0`, `NAME_1`, ..., if one population cannot hold
/// them. Clamped inputs are currents for `LIF`, and densities of spikes for `CubaLIF`.
///
/// *Errors*: a node of another type, with its name.
public struct NIRImport: FilePart {
  let file: String
  let graph: NIRGraph
  let conventions: NIRConventions
  var result: ExchangedNetwork
  /// The predecessors and the successors of each node.
  private let previous: [String: [String]]
  let next: [String: [String]]
  /// The populations of each node.
  var parts: [String: [Part]] = [:]
  /// Constant currents from `Affine` and v_leak, by node.
  var extra: [String: [Double]] = [:]
  /// The part of `extra` that a synapse filters, by node.
  var filtered: [String: [Double]] = [:]
  /// The factors of weights and of analogue inputs, by node.
  var words: [String: Words] = [:]
  var shapes = NIRShapes(NIRGraph())
  var populationNames = FreshNames()
  var projectionNames = FreshNames()
  /// The recurrent connections from node to node.
  var recurrent: Set<NIRGraph.Edge> = []

  /// The `LI` nodes that are synapses, with the `LIF` behind each; and their properties.
  var portUnits: [String: String] = [:]
  var ports: [String: Port] = [:]

  /// A population of units of a node.
  struct Part {
    /// The name of the population.
    var population: String
    /// The numbers of its units in the node.
    var units: [Int]
    /// The membrane; nil for an input.
    var membrane: LIF?
    /// True if the population has all units of the node.
    var isWhole: Bool
  }

  /// The factors between the numbers of a node and those of its membranes, by unit.
  struct Words {
    /// The factor of a weight for spikes.
    var spike: [Double]
    /// The factor that makes a current of an analogue input.
    var current: [Double]

    /// The common factor of all units; nil if they differ.
    static func one(_ factors: [Double]) -> Double? {
      guard let first = factors.first, factors.allSatisfy({ $0 == first }) else { return nil }
      return first
    }
  }

  /// The network of `graph`, which was read from `file`.
  public static func network(
    _ graph: NIRGraph, file: String, conventions: NIRConventions = NIRConventions(),
    seed: Seed = Seed(1)
  ) throws(ExchangeError) -> ExchangedNetwork {
    var reading = NIRImport(file: file, graph: graph, conventions: conventions, seed: seed)
    return try reading.read()
  }

  private init(file: String, graph: NIRGraph, conventions: NIRConventions, seed: Seed) {
    self.file = file
    self.graph = graph
    self.conventions = conventions
    next = Dictionary(grouping: graph.edges, by: \.source).mapValues { $0.map(\.target) }
    previous = Dictionary(grouping: graph.edges, by: \.target).mapValues { $0.map(\.source) }
    let own = graph.metadata["seed"]?.text.flatMap(UInt64.init).map { Seed($0) }
    result = ExchangedNetwork(
      name: graph.metadata["name"]?.text ?? "imported",
      network: Network(populations: [], projections: []), seed: own ?? seed)
    result.duration = graph.metadata["duration_ms"]?.number.map { $0.ms }
  }

  private mutating func read() throws(ExchangeError) -> ExchangedNetwork {
    try checkEdges()
    portUnits = findPorts()
    try checkNodes()
    shapes = NIRShapes(graph)
    let order = order()
    for name in order { try population(name) }
    let readouts = Set(order.filter { NIRUnits.readouts.contains(graph.nodes[$0]!.type) })
    let ways = try NIRPaths(
      graph: graph, file: file, sources: Set(parts.keys).subtracting(readouts),
      ends: Set(parts.keys).union(ports.keys), shapes: shapes.shapes)
    if conventions.step != nil { recurrent = recurrentEdges(ways.paths, order: order) }
    try projections(ways.paths)
    try constants()
    for edge in graph.edges where graph.nodes[edge.target]?.type == "Output" {
      for source in origins(of: edge.source) {
        for part in parts[source] ?? [] where !result.outputs.contains(part.population) {
          result.outputs.append(part.population)
        }
      }
    }
    try checkNetwork()
    remark(on: ways, order)
    return result
  }

  private func checkNetwork() throws(ExchangeError) {
    guard let problem = result.network.problems().first else { return }
    var words = "\(problem)"
    if case .instantLoop = problem, conventions.step == nil {
      words =
        words.dropLast()
        + "; in a network of a clocked framework it has the delay of one step: say how long that is, --step 1ms"
    }
    throw unsupported("", words.hasSuffix(".") ? String(words.dropLast()) : words)
  }

  /// The node `name`; for a node that changes nothing, the nodes before it.
  private func origins(of name: String) -> [String] {
    var waiting = [name], known: Set = [name], found: [String] = []
    while let next = waiting.popLast() {
      guard ["Identity", "Flatten"].contains(graph.nodes[next]?.type) else {
        found.append(next)
        continue
      }
      for source in previous[next] ?? [] where known.insert(source).inserted {
        waiting.append(source)
      }
    }
    return found.sorted()
  }

  // MARK: Nodes

  private func checkNodes() throws(ExchangeError) {
    if conventions.step != nil, graph.metadata["written_by"]?.text == "equispike" {
      throw unsupported(
        "/node/metadata/written_by",
        "equispike wrote this file, with spikes of area 1 s, so that the length of a step has no meaning; "
          + "leave out --step")
    }
    if conventions.inputs == .spikes, graph.metadata["written_by"]?.text == "equispike" {
      throw unsupported(
        "/node/metadata/written_by",
        "equispike wrote this file, which says what its inputs are; leave out --input")
    }
    for (name, node) in graph.nodes.sorted(by: { $0.key < $1.key }) {
      let place = "/node/nodes/\(name)"
      guard let needed = NIRLayout.types[node.type] else {
        throw unsupported(
          place,
          "nodes of type '\(node.type)' cannot be read; there are Input, Output, Linear, Affine, "
            + "Scale, Delay, Conv1d, Conv2d, SumPool2d, AvgPool2d, Flatten, LIF, CubaLIF, IF, LI, CubaLI and I"
        )
      }
      if node.type == "Threshold" {
        throw unsupported(
          place,
          "a node of type 'Threshold' cannot be run: it compares the values of one step, and without steps the sum "
            + "of impulses has no value; put IF or LIF in its place")
      }
      for key in needed where node.parameters[key] == nil {
        throw damaged(place, "'\(key)' is missing")
      }
      for (key, numbers) in node.parameters {
        // An infinite threshold is never reached.
        let isThreshold = key == "v_threshold"
        guard
          !numbers.values.isEmpty,
          numbers.values.allSatisfy({ $0.isFinite || isThreshold && $0 == .infinity })
        else {
          throw damaged("\(place)/\(key)", "not every value is finite")
        }
      }
      try checkReset(node, at: place)
      try checkReadout(name, node)
    }
  }

  /// Throws if metadata ask for a reset by subtraction, which NIR's nodes cannot express.
  private func checkReset(_ node: NIRNode, at place: String) throws(ExchangeError) {
    for (key, value) in node.metadata where key.lowercased().contains("reset") {
      if let text = value.text, text.lowercased().contains("subtract") {
        throw unsupported(
          "\(place)/metadata/\(key)",
          "it says '\(text)', but a spike sets V to v_reset here; train the network with a reset to a value, "
            + "or remove this metadata to run it so all the same")
      }
    }
  }

  /// Throws if the potential of a readout leads to other units: they receive spikes only.
  private func checkReadout(_ name: String, _ node: NIRNode) throws(ExchangeError) {
    guard NIRUnits.readouts.contains(node.type), portUnits[name] == nil else { return }
    var waiting = [name], known: Set<String> = []
    while let place = waiting.popLast() {
      for other in next[place] ?? [] where known.insert(other).inserted {
        guard let type = graph.nodes[other]?.type else { continue }
        if NIRUnits.types.contains(type) || type == "Threshold" {
          throw unsupported(
            node: name,
            "the potential of this \(node.type) goes on to '\(other)', but units send spikes only; LI can lead to one LIF "
              + "directly, then it is its synapse, and all others to an Output")
        }
        waiting.append(other)
      }
    }
  }

  /// Throws if an edge occurs twice: NIR does not define its meaning.
  private func checkEdges() throws(ExchangeError) {
    var known = Set<NIRGraph.Edge>()
    for edge in graph.edges where !known.insert(edge).inserted {
      throw damaged(
        "/node/edges", "the edge from '\(edge.source)' to '\(edge.target)' is there twice")
    }
  }

  private func isUnit(_ name: String) -> Bool {
    // An Input of kind 'none' has no activity.
    if graph.nodes[name]?.type == "Input", graph.nodes[name]?.metadata["kind"] == .text("none") {
      return false
    }
    let type = graph.nodes[name]?.type ?? ""
    return type == "Input" || NIRUnits.types.contains(type) && portUnits[name] == nil
  }

  /// The nodes of units in the order of their metadata; otherwise by distance from the inputs.
  private func order() -> [String] {
    let names = graph.nodes.keys.filter(isUnit).sorted()
    let numbers = names.map { graph.nodes[$0]!.metadata["order"]?.number }
    if !numbers.contains(nil) {
      return zip(names, numbers).sorted { $0.1! < $1.1! }.map(\.0)
    }
    var seen: [String] = [], waiting = names.filter { graph.nodes[$0]!.type == "Input" }
    var known = Set(waiting)
    while !waiting.isEmpty {
      let name = waiting.removeFirst()
      if isUnit(name) { seen.append(name) }
      for other in next[name] ?? [] where known.insert(other).inserted { waiting.append(other) }
    }
    return seen + names.filter { !known.contains($0) }
  }
}
