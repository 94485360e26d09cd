import Networks
public import Quantities

/// NIR graphs as networks that run.
///
/// `LIF`, `CubaLIF` and `IF` become populations, and `LI`, `CubaLI` and `I` populations that never fire, whose potential
/// can be recorded; `Input` a clamped source, or spikes (see `NIRConventions`, or what its metadata tell). What lies
/// between two of them, `Linear`, `Affine`, convolutions, pooling, `Scale` and `Delay`, is one projection; `LI` before
/// `LIF` is a synapse. Units of one node that a population cannot hold together become several, `NAME_0`, `NAME_1`, ...
/// Clamped inputs are currents behind `LIF`, and densities of spikes behind `CubaLIF`. *Errors*: a node of another type,
/// with its name.
public struct NIRImport {
  let file: String
  let graph: NIRGraph
  let conventions: NIRConventions
  var result: ExchangedNetwork
  /// The nodes before each node, and behind it.
  private let previous: [String: [String]]
  let next: [String: [String]]
  /// Populations by node.
  var parts: [String: [Part]] = [:]
  /// Constant currents that come from `Affine` and v_leak, by node.
  var extra: [String: [Double]] = [:]
  /// The part of them that a synapse filters, by node.
  var filtered: [String: [Double]] = [:]
  /// The resistance by which NIR's currents differ from the simulator's, by node.
  var words: [String: Words] = [:]
  var shapes = NIRShapes(NIRGraph())
  var populationNames = FreshNames()
  var projectionNames = FreshNames()
  /// Recurrent connections, from node to node.
  var recurrent: Set<NIRGraph.Edge> = []

  /// `LI` nodes that are the currents of a `LIF`, with that node; and what they are.
  var portUnits: [String: String] = [:]
  var ports: [String: Port] = [:]

  /// A population that units of a node became.
  struct Part {
    /// The name of the population.
    var population: String
    /// Its units, by their numbers in the node.
    var units: [Int]
    /// Its membrane; nil for an input.
    var membrane: LIF?
    /// How many units the node has.
    var isWhole: Bool
  }

  /// The factors between a node's words and the membranes that it became, by unit.
  struct Words {
    /// What a weight of spikes is multiplied with.
    var spike: [Double]
    /// What an analogue input is multiplied with to be a current.
    var current: [Double]

    /// The factor of all units; nil where they differ.
    static func one(_ factors: [Double]) -> Double? {
      guard let first = factors.first, factors.allSatisfy({ $0 == first }) else { return nil }
      return first
    }
  }

  /// The network in `graph`, which was read from `file`.
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
    throw .unsupported(
      file: file, place: "", what: words.hasSuffix(".") ? String(words.dropLast()) : words)
  }

  /// A node, or those before it where it changes nothing.
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
      throw .unsupported(
        file: file, place: "/node/metadata/written_by",
        what:
          "equispike wrote this file, with spikes of area 1 s, so that the length of a step has no meaning; "
          + "leave out --step")
    }
    if conventions.inputs == .spikes, graph.metadata["written_by"]?.text == "equispike" {
      throw .unsupported(
        file: file, place: "/node/metadata/written_by",
        what: "equispike wrote this file, which says what its inputs are; leave out --input")
    }
    for (name, node) in graph.nodes.sorted(by: { $0.key < $1.key }) {
      let place = "/node/nodes/\(name)"
      guard let needed = NIRLayout.types[node.type] else {
        throw .unsupported(
          file: file, place: place,
          what:
            "nodes of type '\(node.type)' cannot be read; there are Input, Output, Linear, Affine, "
            + "Scale, Delay, Conv1d, Conv2d, SumPool2d, AvgPool2d, Flatten, LIF, CubaLIF, IF, LI, CubaLI and I"
        )
      }
      if node.type == "Threshold" {
        throw .unsupported(
          file: file, place: place,
          what:
            "a node of type 'Threshold' cannot be run: it compares the values of one step, and without steps the sum "
            + "of impulses has no value; put IF or LIF in its place")
      }
      for key in needed where node.parameters[key] == nil {
        throw .damaged(file: file, place: place, reason: "'\(key)' is missing")
      }
      for (key, numbers) in node.parameters {
        // An infinite threshold is never reached.
        let isThreshold = key == "v_threshold"
        guard
          !numbers.values.isEmpty,
          numbers.values.allSatisfy({ $0.isFinite || isThreshold && $0 == .infinity })
        else {
          throw .damaged(file: file, place: "\(place)/\(key)", reason: "not every value is finite")
        }
      }
      try checkReset(node, at: place)
      try checkReadout(name, node)
    }
  }

  /// NIR has no word for a reset by subtraction; whoever writes one as metadata is told.
  private func checkReset(_ node: NIRNode, at place: String) throws(ExchangeError) {
    for (key, value) in node.metadata where key.lowercased().contains("reset") {
      if let text = value.text, text.lowercased().contains("subtract") {
        throw .unsupported(
          file: file, place: "\(place)/metadata/\(key)",
          what:
            "it says '\(text)', but a spike sets V to v_reset here; train the network with a reset to a value, "
            + "or remove this metadata to run it so all the same")
      }
    }
  }

  /// What comes out of a readout is no spikes: it must not go on to other units.
  private func checkReadout(_ name: String, _ node: NIRNode) throws(ExchangeError) {
    guard NIRUnits.readouts.contains(node.type), portUnits[name] == nil else { return }
    var waiting = [name], known: Set<String> = []
    while let place = waiting.popLast() {
      for other in next[place] ?? [] where known.insert(other).inserted {
        guard let type = graph.nodes[other]?.type else { continue }
        if NIRUnits.types.contains(type) || type == "Threshold" {
          throw .unsupported(
            file: file, place: "/node/nodes/\(name)",
            what:
              "the potential of this \(node.type) goes on to '\(other)', but units send spikes only; LI can lead to one LIF "
              + "directly, then it is its synapse, and all others to an Output")
        }
        waiting.append(other)
      }
    }
  }

  /// Each edge stands once, as in NIR itself: what two would mean is not defined.
  private func checkEdges() throws(ExchangeError) {
    var known = Set<NIRGraph.Edge>()
    for edge in graph.edges where !known.insert(edge).inserted {
      throw .damaged(
        file: file, place: "/node/edges",
        reason: "the edge from '\(edge.source)' to '\(edge.target)' is there twice")
    }
  }

  private func isUnit(_ name: String) -> Bool {
    // Nothing comes from such an input.
    if graph.nodes[name]?.type == "Input", graph.nodes[name]?.metadata["kind"] == .text("none") {
      return false
    }
    let type = graph.nodes[name]?.type ?? ""
    return type == "Input" || NIRUnits.types.contains(type) && portUnits[name] == nil
  }

  /// As metadata number them, else as they lie behind the inputs.
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
