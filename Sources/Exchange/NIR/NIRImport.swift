import Networks
public import Quantities

/// NIR graphs as networks that run.
///
/// `LIF` and `CubaLIF` become populations, `Input` a clamped source (or the kind that its metadata tell), and what
/// lies between two of them, `Linear`, `Affine`, convolutions, pooling, `Scale` and `Delay`, one projection; `LI` before
/// `LIF` is a synapse.
/// Inputs are held constant: they are currents behind `LIF`, and densities of spikes behind `CubaLIF`. *Errors*: a
/// node of another type, with its name; units of one node that differ in more than v_leak.
public struct NIRImport {
  let file: String
  let graph: NIRGraph
  var result: ExchangedNetwork
  /// The nodes before each node.
  private let previous: [String: [String]]
  /// Populations by node.
  var populations: [String: String] = [:]
  /// Constant currents that come from `Affine` and v_leak, by node.
  var extra: [String: [Double]] = [:]
  var membranes: [String: LIF] = [:]
  /// The resistance by which NIR's currents differ from the simulator's, by node.
  var words: [String: Words] = [:]
  private var populationNames = FreshNames()
  var projectionNames = FreshNames()

  /// `LI` nodes that are the currents of a `LIF`, with that node; and what they are.
  var portUnits: [String: String] = [:]
  var ports: [String: Port] = [:]

  /// The factors between a node's words and the membrane that it became.
  struct Words {
    /// What a weight of spikes is multiplied with.
    var spike: Double
    /// What an analogue input is multiplied with to be a current.
    var current: Double
  }

  /// The network in `graph`, which was read from `file`.
  public static func network(
    _ graph: NIRGraph, file: String, seed: Seed = Seed(1)
  ) throws(ExchangeError) -> ExchangedNetwork {
    var reading = NIRImport(file: file, graph: graph, seed: seed)
    return try reading.read()
  }

  private init(file: String, graph: NIRGraph, seed: Seed) {
    self.file = file
    self.graph = graph
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
    for name in order() { try population(name) }
    let paths = try NIRPaths(
      graph: graph, file: file, sources: Set(populations.keys),
      ends: Set(populations.keys).union(ports.keys)
    ).paths
    try projections(paths)
    try biases()
    for edge in graph.edges where graph.nodes[edge.target]?.type == "Output" {
      for source in origins(of: edge.source) {
        if let name = populations[source], !result.outputs.contains(name) {
          result.outputs.append(name)
        }
      }
    }
    if let problem = result.network.problems().first {
      throw .unsupported(file: file, place: "", what: "\(problem)")
    }
    return result
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

  /// Types that become something, with the reason why others do not.
  private static let reasons: [String: String] = [
    "IF": "membranes of the simulator leak",
    "LI": "units of the simulator spike",
    "CubaLI": "units of the simulator spike",
    "Threshold": "the simulator has no units without time",
    "I": "the simulator has no integrators without threshold",
  ]

  private func checkNodes() throws(ExchangeError) {
    for (name, node) in graph.nodes.sorted(by: { $0.key < $1.key }) {
      let place = "/node/nodes/\(name)"
      guard let needed = NIRLayout.types[node.type] else {
        throw .unsupported(
          file: file, place: place,
          what:
            "nodes of type '\(node.type)' cannot be read; there are Input, Output, Linear, Affine, "
            + "Scale, Delay, Conv1d, Conv2d, SumPool2d, AvgPool2d, Flatten, LIF and CubaLIF")
      }
      if let reason = Self.reasons[node.type], portUnits[name] == nil {
        throw .unsupported(
          file: file, place: place, what: "a node of type '\(node.type)' cannot be run: \(reason)")
      }
      for key in needed where node.parameters[key] == nil {
        throw .damaged(file: file, place: place, reason: "'\(key)' is missing")
      }
      for (key, numbers) in node.parameters {
        guard numbers.values.allSatisfy(\.isFinite) else {
          throw .damaged(file: file, place: "\(place)/\(key)", reason: "not every value is finite")
        }
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
    return ["Input", "LIF", "CubaLIF"].contains(graph.nodes[name]?.type)
  }

  /// As metadata number them, else as they lie behind the inputs.
  private func order() -> [String] {
    let names = graph.nodes.keys.filter(isUnit).sorted()
    let numbers = names.map { graph.nodes[$0]!.metadata["order"]?.number }
    if !numbers.contains(nil) {
      return zip(names, numbers).sorted { $0.1! < $1.1! }.map(\.0)
    }
    var next: [String: [String]] = [:]
    for edge in graph.edges { next[edge.source, default: []].append(edge.target) }
    var seen: [String] = [], waiting = names.filter { graph.nodes[$0]!.type == "Input" }
    var known = Set(waiting)
    while !waiting.isEmpty {
      let name = waiting.removeFirst()
      if isUnit(name) { seen.append(name) }
      for other in next[name] ?? [] where known.insert(other).inserted { waiting.append(other) }
    }
    return seen + names.filter { !known.contains($0) }
  }

  private mutating func population(_ name: String) throws(ExchangeError) {
    let node = graph.nodes[name]!
    let title = populationNames.take(
      FreshNames.plain(node.metadata["population"]?.text ?? name), numbered: "_")
    populations[name] = title
    if node.type == "Input" {
      try input(node, named: title, at: "/node/nodes/\(name)")
      return
    }
    let place = "/node/nodes/\(name)"
    let size = node.parameters["v_leak"]!.values.count
    guard size > 0, size <= 10_000_000 else {
      throw .damaged(file: file, place: place, reason: "it has \(size) units")
    }
    var membrane: LIF
    let synapse = try synapses(of: name, size: size)
    if let own = NIRMembrane.remembered(node), isOwn(own.membrane, name, size) {
      membrane = own.membrane
      if Set(own.currents).count > 1 { extra[name] = own.currents }
      let scale = NIRSplitMembrane(membrane) != nil ? 1 : NIRMembrane(membrane)!.clampScale
      words[name] = Words(spike: 1, current: 1 / scale)
      for port in portUnits where port.value == name { words[port.key]!.spike = 1 }
    } else {
      membrane = try foreign(node, name: name, size: size)
      if let synapse { membrane.synapse = synapse }
    }
    membranes[name] = membrane
    result.network.populations.append(Population(title, size: size, .lif(membrane)))
  }

  /// Whether the currents before a node are those that the membrane would be written with.
  private func isOwn(_ membrane: LIF, _ name: String, _ size: Int) -> Bool {
    let own = portUnits.filter { $0.value == name }.keys
    guard let split = NIRSplitMembrane(membrane) else { return own.isEmpty }
    return own.allSatisfy { port in
      let isInhibitory = ports[port]?.isInhibitory ?? false
      return graph.nodes[port]!.parameters
        == split.port(inhibitory: isInhibitory, count: size).parameters
    }
  }

  /// A membrane from the parameters alone.
  private mutating func foreign(
    _ node: NIRNode, name: String, size: Int
  ) throws(ExchangeError) -> LIF {
    let place = "/node/nodes/\(name)"
    func one(_ key: String, or standard: Double? = nil) throws(ExchangeError) -> Double {
      guard let values = node.parameters[key]?.values, let first = values.first else {
        return standard ?? 0
      }
      guard values.count == size || values.count == 1 else {
        throw .damaged(
          file: file, place: "\(place)/\(key)", reason: "\(values.count) values for \(size) units")
      }
      guard values.allSatisfy({ $0 == first }) else {
        throw .unsupported(
          file: file, place: "\(place)/\(key)",
          what:
            "units of one node differ, but a population has one \(key); use one node for each value"
        )
      }
      return first
    }
    let isCuba = node.type == "CubaLIF"
    let tau = try one(isCuba ? "tau_mem" : "tau"), r = try one("r")
    let threshold = try one("v_threshold"), reset = try one("v_reset", or: 0)
    guard tau > 0, r > 0 else {
      throw .damaged(file: file, place: place, reason: "tau and r must be more than 0")
    }
    let leaks = node.parameters["v_leak"]!.values
    let rest = leaks[0]
    if leaks.contains(where: { $0 != rest }) { extra[name] = leaks.map { ($0 - rest) / r } }
    let time = NIRMembrane.milliseconds(tau)
    var synapse = Synapse.jump
    var spike = r / tau, current = 1.0
    if isCuba {
      let synaptic = try one("tau_syn"), input = try one("w_in", or: 1)
      guard synaptic > 0 else {
        throw .damaged(file: file, place: place, reason: "tau_syn must be more than 0")
      }
      let constant = NIRMembrane.milliseconds(synaptic)
      synapse = .exponential(excitatory: constant, inhibitory: constant)
      (spike, current) = (input / synaptic, input)
    }
    words[name] = Words(spike: spike, current: current)
    return LIF(
      membraneTimeConstant: time, capacitance: r == 1 ? time.value : time.value / r, rest: rest,
      threshold: threshold, reset: reset,
      refractoryTime: (node.metadata["t_ref_ms"]?.number ?? 0).ms, current: 0, synapse: synapse)
  }
}
