import Networks
import Quantities
import Records

/// Circuits of SONATA as networks that run.
///
/// Point neurons become the populations that `SONATAModel` lists, `virtual` nodes become sources of spikes, edges
/// become projections. Nodes of one population that differ in model or parameters become several populations,
/// `NAME_TYPE`; I_e and V_m of `LIF` may differ within one. If a pair of nodes has several edges, they become several
/// projections. The weight of an edge is syn_weight times nsyns.
///
/// *Units*: weights as in `SONATAModel`, times in ms. *Errors*: a node or an edge that cannot be simulated, with file,
/// place and remedy; nothing is left out.
///
/// > K. Dai et al. *The SONATA data format for efficient description of large-scale network models.* PLoS
/// > Comput Biol 16:e1007696, 2020.
struct SONATAImport {
  let circuit: SONATACircuit
  var result: ExchangedNetwork
  var names = FreshNames()
  var nodes: [String: SONATANodes] = [:]
  /// Populations without spikes so far, by name.
  var silent: Set<String> = []
  /// Parameters by the name of their file.
  private var parameterFiles: [String: [String: Double]] = [:]
  /// The limit of populations from one node population.
  private static let mostParts = 256

  init(_ circuit: SONATACircuit, name: String) {
    self.circuit = circuit
    result = ExchangedNetwork(
      name: name, network: Network(populations: [], projections: []),
      seed: Seed(circuit.seed ?? 1))
    result.duration = circuit.duration?.ms
  }

  mutating func read() throws(ExchangeError) -> ExchangedNetwork {
    for pair in circuit.nodes { try readNodes(pair) }
    for pair in circuit.edges { try readEdges(pair) }
    try readInputs()
    for name in silent.sorted() {
      result.warnings.append(
        "population '\(name)' is virtual, and no simulation_config.json gives it spikes: it is silent; "
          + "give it 'times' or 'file' in the model")
    }
    if circuit.duration == nil {
      result.warnings.append(
        "no simulation_config.json says how long to run (run.tstop): 'simulate.duration' is 1000 ms"
      )
    }
    if let problem = result.network.problems().first {
      throw circuit.unsupported("", "\(problem)")
    }
    return result
  }

  // MARK: Nodes

  /// Reads all populations of a file.
  private mutating func readNodes(_ pair: SONATACircuit.Pair) throws(ExchangeError) {
    for nodes in try SONATAColumns.all(in: pair, kind: "node", \.columns, Nodes.init) {
      try add(nodes)
    }
  }

  /// A population of nodes in the file.
  private struct Nodes: Sendable {
    var columns: SONATAColumns
    var ids: [Int]?
    /// The parameters of each node, by name.
    var parameters: [String: [Double?]] = [:]

    init(
      _ reader: borrowing HDF5Reader, _ name: String, _ types: SONATATypes
    ) throws(ExchangeError) {
      columns = try SONATAColumns(
        reader, name, kind: "node", types: types,
        texts: ["model_type", "model_template", "dynamics_params", "pop_name", "model_name"])
      ids = try SONATAColumns.optional(reader, columns.path + "/node_id", columns.count)
      for parameter in try columns.names(in: "dynamics_params", reader) {
        parameters[parameter] = try columns.numbers("dynamics_params/" + parameter, reader)
      }
    }
  }

  /// The properties that the units of a population share.
  private struct Kind: Hashable {
    var type: String
    var template: String?
    var parameters: [String: Double] = [:]
  }

  private mutating func add(_ nodes: Nodes) throws(ExchangeError) {
    try nodes.columns.checkTypes()
    guard self.nodes[nodes.columns.name] == nil else {
      throw nodes.columns.damaged(
        nodes.columns.path, "another file has a population of this name")
    }
    if let ids = nodes.ids, Set(ids).count != ids.count {
      throw nodes.columns.damaged(nodes.columns.path + "/node_id", "two nodes have the same id")
    }
    var kinds: [Kind: Int] = [:], members: [[Int]] = [], all: [[String: Double]] = []
    all.reserveCapacity(nodes.columns.count)
    for row in 0..<nodes.columns.count {
      var (kind, parameters) = try kind(of: nodes, row)
      all.append(parameters)
      // Units of one population may differ in these parameters.
      if Self.differ(kind) { for name in ["I_e", "V_m"] { parameters[name] = nil } }
      kind.parameters = parameters
      if Self.isOwnSource(kind) { kind.parameters = [:] }
      if let index = kinds[kind] {
        members[index].append(row)
      } else {
        kinds[kind] = members.count
        members.append([row])
      }
      guard kinds.count <= Self.mostParts else {
        throw nodes.columns.unsupported(
          nodes.columns.path,
          "its nodes have more than \(Self.mostParts) different sets of parameters; units of a "
            + "population may differ in I_e and V_m only")
      }
    }
    var places = [SONATANodes.Place](
      repeating: .init(population: 0, unit: 0), count: nodes.columns.count)
    for (kind, index) in kinds.sorted(by: { $0.value < $1.value }) {
      let rows = members[index]
      let own = nodes.columns.own ?? FreshNames.plain(nodes.columns.name)
      let label =
        nodes.columns.text("pop_name", rows[0]) ?? nodes.columns.text("model_name", rows[0])
        ?? "\(nodes.columns.typeIDs[rows[0]])"
      let name = names.take(
        kinds.count == 1 ? own : FreshNames.plain("\(own)_\(label)"))
      for (unit, row) in rows.enumerated() {
        places[row] = .init(population: result.network.populations.count, unit: unit)
      }
      try addPopulation(name, kind, rows.map { all[$0] }, nodes)
    }
    self.nodes[nodes.columns.name] = SONATANodes(
      name: nodes.columns.name, places: places, ids: nodes.ids)
  }

  private static func differ(_ kind: Kind) -> Bool {
    guard let template = kind.template, kind.type != "virtual" else { return false }
    return [.delta, .exponential].contains(SONATAModel(template: template))
  }

  private static func isOwnSource(_ kind: Kind) -> Bool {
    kind.type == "virtual" && kind.template?.hasPrefix("equispike:") == true
  }

  private mutating func kind(
    of nodes: Nodes, _ row: Int
  ) throws(ExchangeError) -> (Kind, [String: Double]) {
    let place = nodes.columns.place(row)
    func refuse(_ what: String) -> ExchangeError {
      .unsupported(file: nodes.columns.file, place: place, what: what)
    }
    guard let type = nodes.columns.text("model_type", row) else {
      throw refuse(
        "there is no model_type, neither in the file nor in a table of types; expected point_neuron or "
          + "virtual")
    }
    let template = nodes.columns.text("model_template", row)
    if type == "virtual" {
      var parameters: [String: Double] = [:]
      if template?.hasPrefix("equispike:") == true {
        for (name, values) in nodes.parameters { parameters[name] = values[row] }
      }
      let own = template.flatMap { $0.hasPrefix("equispike:") ? $0 : nil }
      return (Kind(type: type, template: own), parameters)
    }
    guard ["point_neuron", "point_process", "point_soma", "intfire"].contains(type) else {
      throw refuse(
        "nodes of model_type '\(type)' cannot be simulated; point_neuron and virtual can. A model of "
          + "morphologies has to be replaced by point neurons first")
    }
    guard let template, let model = SONATAModel(template: template) else {
      throw refuse(
        "the model '\(template ?? "")' cannot be simulated exactly; those that can are "
          + SONATAModel.list + " (and their versions _ps)")
    }
    var parameters: [String: Double] = [:]
    if let file = nodes.columns.text("dynamics_params", row) {
      parameters = try self.parameters(in: file, of: nodes, place)
    }
    for (name, values) in nodes.parameters {
      if let value = values[row] { parameters[name] = value }
    }
    if let problem = model.problem(parameters) { throw refuse(problem) }
    parameters = parameters.filter { model.defaults[$0.key] != nil }
    return (Kind(type: type, template: "nest:" + model.rawValue), parameters)
  }

  /// The parameters in a JSON file of the folder of point neurons, of the nodes' file, or of the circuit.
  private mutating func parameters(
    in name: String, of nodes: Nodes, _ place: String
  ) throws(ExchangeError) -> [String: Double] {
    if let known = parameterFiles[name] { return known }
    let folders =
      [circuit.components["point_neuron_models_dir"]].compactMap(\.self)
      + [SONATAFile.folder(of: nodes.columns.file), SONATAFile.folder(of: circuit.file)]
    var file: SONATAFile?
    var missing: ExchangeError?
    for folder in folders where file == nil {
      do { file = try SONATAFile(folder + "/" + name) } catch {
        guard case .record(.refused) = error else { throw error }
        missing = missing ?? error
      }
    }
    guard let file else { throw missing! }
    var result: [String: Double] = [:]
    for (key, value) in file.value.object ?? [:] {
      guard let number = value.number else {
        throw file.unsupported(key, "it is no number (dynamics_params of \(place))")
      }
      result[key] = number
    }
    parameterFiles[name] = result
    return result
  }

  private mutating func addPopulation(
    _ name: String, _ kind: Kind, _ all: [[String: Double]], _ nodes: Nodes
  ) throws(ExchangeError) {
    let size = all.count
    func column(_ name: String, or standard: Double) -> [Double] {
      all.map { $0[name] ?? standard }
    }
    var units: Population.Units
    switch kind.template {
    case "equispike:poisson": units = .source(.poisson(rates: column("rate", or: 0)))
    case "equispike:regular":
      let phase = all.first?["phase"]
      units = .source(
        .regular(rates: column("rate", or: 0), phase: phase.map { .aligned($0) } ?? .random))
    case "equispike:clamp":
      units = .source(.clamp)
      result.clamps[name] = column("value", or: 0)
    case let template? where kind.type != "virtual":
      let model = SONATAModel(template: template)!
      units = model.units(kind.parameters)
      if case .lif(var membrane) = units {
        let currents = column("I_e", or: model.defaults["I_e"]!)
        let starts = column("V_m", or: model.defaults["V_m"]!)
        let isUniform = currents.allSatisfy { $0 == currents[0] }
        membrane.current = isUniform ? currents[0] : 0
        if !isUniform { result.currents[name] = currents }
        membrane.initial =
          starts.allSatisfy { $0 == starts[0] } ? .value(starts[0]) : .perUnit(starts)
        units = .lif(membrane)
      }
    case let template? where template != "equispike:spikes":
      throw nodes.columns.unsupported(
        nodes.columns.path, "nodes of model_template '\(template)' cannot be read")
    default:
      units = .source(.spikes([[Double]](repeating: [], count: size)))
      silent.insert(name)
    }
    result.network.populations.append(Population(name, size: size, units))
  }
}

extension SONATANetwork {
  /// Reads a circuit from a configuration, or from a folder with one.
  public static func read(_ path: String) throws(ExchangeError) -> ExchangedNetwork {
    let circuit = try SONATACircuit(path)
    let last = path.split(separator: "/").last.map(String.init) ?? "circuit"
    var reading = SONATAImport(
      circuit, name: last.hasSuffix(".json") ? String(last.dropLast(5)) : last)
    return try reading.read()
  }

  /// True if `path` is a configuration of SONATA, or a folder with a circuit.
  public static func isCircuit(_ path: String) -> Bool {
    if let names = try? folderNames(path) {
      if names.contains("circuit_config.json") { return true }
      if names.contains(where: { $0.hasSuffix(".h5") && $0.contains("nodes") }) { return true }
      return names.contains { $0.hasSuffix(".json") && isConfiguration(path + "/" + $0) }
    }
    return path.hasSuffix(".json") && isConfiguration(path)
  }

  private static func isConfiguration(_ path: String) -> Bool {
    (try? SONATAFile(path)).map { SONATACircuit.isMeant(by: $0.value) } ?? false
  }
}
