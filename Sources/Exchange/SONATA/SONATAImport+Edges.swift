import Measurements
import Networks
import Quantities
import Records

extension SONATAImport {
  /// A population of edges in the file.
  private struct Edges: Sendable {
    var columns: SONATAColumns
    var source: String
    var target: String
    var sources: [Int]
    var targets: [Int]
    /// `syn_weight`, `delay` [ms], `nsyns`, `release_probability` of each edge.
    var numbers: [String: [Double?]] = [:]

    init(
      _ reader: borrowing HDF5Reader, _ name: String, _ types: SONATATypes
    ) throws(ExchangeError) {
      columns = try SONATAColumns(
        reader, name, kind: "edge", types: types,
        texts: ["model_template", "dynamics_params", "weight_function"])
      let path = columns.path
      source = try Self.end(reader, path + "/source_node_id")
      target = try Self.end(reader, path + "/target_node_id")
      guard
        let sources = try SONATAColumns.optional(reader, path + "/source_node_id", columns.count),
        let targets = try SONATAColumns.optional(reader, path + "/target_node_id", columns.count)
      else {
        throw reader.damaged(path, "source_node_id or target_node_id is missing")
      }
      (self.sources, self.targets) = (sources, targets)
      for word in ["syn_weight", "delay", "nsyns", "release_probability"] {
        numbers[word] = try columns.numbers(word, reader)
      }
      let own = try columns.names(in: "dynamics_params", reader)
      guard own.isEmpty else {
        throw reader.unsupported(
          path,
          "dynamics_params of single edges (\(own.joined(separator: ", "))) cannot be read; "
            + "weights and delays are the attributes syn_weight and delay")
      }
    }

    /// The name of the population at one end.
    private static func end(
      _ reader: borrowing HDF5Reader, _ path: String
    ) throws(ExchangeError) -> String {
      if let name = try reader.text("node_population", of: path) { return name }
      guard let name = try reader.text("network", of: path) else {
        throw reader.damaged(path, "its attribute 'node_population' is missing")
      }
      return name
    }

    /// The number of an edge's attribute, or that of its type.
    func number(_ name: String, _ row: Int) throws(ExchangeError) -> Double? {
      if let value = numbers[name]?[row] { return value }
      guard let text = columns.typeText(name, row) else { return nil }
      guard let value = Double(text), value.isFinite else {
        throw columns.damaged(
          columns.place(row),
          "\(name) is '\(text)', which is no number")
      }
      return value
    }
  }

  /// Reads all edge populations of a file.
  mutating func readEdges(_ pair: SONATACircuit.Pair) throws(ExchangeError) {
    for edges in try SONATAColumns.all(in: pair, kind: "edge", \.columns, Edges.init) {
      try add(edges)
    }
  }

  /// A synapse.
  private struct Synapse {
    var source: Int
    var target: Int
    var weight: Double
    var delay: Double
  }

  /// The populations at both ends and the release probability, which all synapses of a projection share.
  private struct Ends: Hashable {
    var source: Int
    var target: Int
    var release: Double
  }

  private mutating func add(_ edges: Edges) throws(ExchangeError) {
    try edges.columns.checkTypes()
    guard let sources = nodes[edges.source], let targets = nodes[edges.target] else {
      let missing = nodes[edges.source] == nil ? edges.source : edges.target
      throw edges.columns.damaged(
        edges.columns.path,
        "there is no population of nodes '\(missing)', but "
          + nodes.keys.sorted().joined(separator: ", "))
    }
    try checkModels(of: edges)
    var order: [Ends] = [], synapses: [Ends: [Synapse]] = [:]
    for row in 0..<edges.columns.count {
      guard let source = sources.place(of: edges.sources[row]) else {
        throw outside(edges, row, "source_node_id", edges.sources[row], sources)
      }
      guard let target = targets.place(of: edges.targets[row]) else {
        throw outside(edges, row, "target_node_id", edges.targets[row], targets)
      }
      let isClamped = result.network.populations[source.population].isClamped
      let weight = try required("syn_weight", edges, row)
      let delay = isClamped ? 0 : try required("delay", edges, row)
      guard delay >= 0 else {
        throw edges.columns.damaged(
          edges.columns.path, "the delay of edge \(row) is \(delay) ms; expected 0 ms or more")
      }
      let number = try edges.number("nsyns", row) ?? 1
      let ends = Ends(
        source: source.population, target: target.population,
        release: try edges.number("release_probability", row) ?? 1)
      if synapses[ends] == nil { order.append(ends) }
      synapses[ends, default: []].append(
        Synapse(
          source: source.unit, target: target.unit, weight: weight * number, delay: delay))
    }
    for ends in order { addProjections(ends, synapses[ends]!, edges, isAlone: order.count == 1) }
  }

  private func required(
    _ name: String, _ edges: Edges, _ row: Int
  ) throws(ExchangeError) -> Double {
    guard let value = try edges.number(name, row), value.isFinite else {
      throw edges.columns.damaged(
        edges.columns.place(row),
        "edge \(row) has no \(name); it is an attribute of the edges or a column of their types")
    }
    return value
  }

  private func outside(
    _ edges: Edges, _ row: Int, _ column: String, _ id: Int, _ nodes: SONATANodes
  ) -> ExchangeError {
    .damaged(
      file: edges.columns.file, place: "\(edges.columns.path)/\(column)",
      reason: "edge \(row) is of node \(id), but '\(nodes.name)' has no such node (it has "
        + "\(nodes.count))")
  }

  /// Throws for plastic synapses and for weights that are functions, which cannot be simulated.
  private func checkModels(of edges: Edges) throws(ExchangeError) {
    var seen: Set<[String?]> = []
    for row in 0..<edges.columns.count {
      let (template, function) = (
        edges.columns.text("model_template", row), edges.columns.text("weight_function", row)
      )
      let parameters = edges.columns.text("dynamics_params", row)
      guard seen.insert([template, function, parameters]).inserted else { continue }
      func refuse(_ what: String) -> ExchangeError {
        .unsupported(
          file: edges.columns.file,
          place: edges.columns.place(row), what: what)
      }
      let name = template.map { String($0.trimmingPrefix("nest:")) }
      guard name == nil || ["static_synapse", "static_synapse_lbl"].contains(name) else {
        throw refuse(
          "synapses '\(template!)' cannot be simulated; nest:static_synapse can, which has a weight and "
            + "a delay")
      }
      guard function == nil || function == "wmax" else {
        throw refuse(
          "weights by the function '\(function!)' are not in the file; write them out as syn_weight of "
            + "each edge")
      }
      guard let parameters else { continue }
      let folders =
        [circuit.components["synaptic_models_dir"]].compactMap(\.self)
        + [SONATAFile.folder(of: edges.columns.file), SONATAFile.folder(of: circuit.file)]
      let file = folders.lazy.compactMap { try? SONATAFile($0 + "/" + parameters) }.first
      guard let file else {
        throw refuse(
          "the file '\(parameters)' of dynamics_params is not in "
            + folders.map { "'\($0)'" }.joined(separator: ", "))
      }
      for (key, value) in file.value.object ?? [:] where key != "manifest" {
        guard key == "receptor_type", value.number == 0 || value.number == 1 else {
          throw file.unsupported(
            key,
            "parameters of synapses cannot be read; a weight and a delay are the attributes "
              + "syn_weight and delay of edges or columns of their types")
        }
      }
    }
  }

  // MARK: Projections

  /// Adds one projection, or several if a pair has more than one synapse.
  private mutating func addProjections(
    _ ends: Ends, _ synapses: [Synapse], _ edges: Edges, isAlone: Bool
  ) {
    let order = synapses.indices.sorted {
      let (a, b) = (synapses[$0], synapses[$1])
      return (a.source, a.target, $0) < (b.source, b.target, $1)
    }
    var layers: [[Synapse]] = []
    var depth = 0
    for (position, index) in order.enumerated() {
      let synapse = synapses[index]
      if position > 0 {
        let before = synapses[order[position - 1]]
        let isSame = before.source == synapse.source && before.target == synapse.target
        depth = isSame ? depth + 1 : 0
      }
      if layers.count == depth { layers.append([]) }
      layers[depth].append(synapse)
    }
    let source = result.network.populations[ends.source]
    let target = result.network.populations[ends.target]
    for layer in layers {
      let plain = "\(source.name)->\(target.name)"
      let name = names.take(
        isAlone ? edges.columns.own ?? plain : plain, numbered: "-")
      let delays = layer.map(\.delay)
      let isUniform = delays.allSatisfy { $0 == delays[0] }
      result.network.projections.append(
        Projection(
          from: source.name, to: target.name, name: name,
          connectivity: Self.connectivity(layer, source, target),
          weights: .explicit(layer.map(\.weight)),
          delay: isUniform ? .uniform(delays[0].ms) : .perSynapse(delays.map(\.ms)),
          release: ends.release))
    }
  }

  private static func connectivity(
    _ layer: [Synapse], _ source: Population, _ target: Population
  ) -> Connectivity {
    if source.name != target.name, layer.count == source.size * target.size { return .dense }
    let isDiagonal = layer.indices.allSatisfy {
      layer[$0].source == $0 && layer[$0].target == $0
    }
    if isDiagonal, layer.count == source.size, source.size == target.size { return .oneToOne }
    return .list(layer.map { .init($0.source, $0.target) })
  }

  // MARK: Input

  /// Reads the spikes of virtual populations from the files of the simulation.
  mutating func readInputs() throws(ExchangeError) {
    for input in circuit.inputs {
      let spikes = try SpikeFile.read(input.file)
      for (index, name) in spikes.populations.enumerated() {
        let rows = spikes.population.indices.filter { spikes.population[$0] == index }
        let wanted = nodes[name] != nil ? name : input.population
        guard let wanted, let nodes = nodes[wanted] else {
          throw input.damaged(
            name, "its spikes are of '\(name)', which is no population of nodes (\(input.place))")
        }
        // If a file has several populations, an input takes its own.
        if let own = input.population, self.nodes[own] != nil, own != wanted { continue }
        let chosen = rows.filter { input.nodes?.contains(spikes.unit[$0]) ?? true }
        try add(chosen.map { (spikes.unit[$0], spikes.times[$0]) }, to: nodes, input)
      }
    }
  }

  private mutating func add(
    _ spikes: [(id: Int, time: Double)], to nodes: SONATANodes, _ input: SONATACircuit.Input
  ) throws(ExchangeError) {
    for place in nodes.all {
      silent.remove(result.network.populations[place.population].name)
    }
    var trains: [Int: [[Double]]] = [:]
    for (id, time) in spikes {
      guard let place = nodes.place(of: id) else {
        throw input.damaged(
          nodes.name, "it has spikes of node \(id), but '\(nodes.name)' has \(nodes.count) nodes")
      }
      if trains[place.population] == nil {
        guard
          case .source(.spikes(let known)) = result.network.populations[place.population].units
        else {
          throw input.unsupported(
            nodes.name,
            "spikes can be given to virtual nodes only, and '\(nodes.name)' are not "
              + "(\(input.place))")
        }
        trains[place.population] = known
      }
      trains[place.population]![place.unit].append(time)
    }
    for (population, trains) in trains {
      result.network.populations[population].units = .source(.spikes(trains))
    }
  }
}
