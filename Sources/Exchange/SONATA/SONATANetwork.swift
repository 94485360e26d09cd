import Measurements
import Networks
import Quantities
import Records

/// A network as a SONATA folder: `nodes.h5`, `edges.h5`, `circuit_config.json`, `simulation_config.json`,
/// `node_sets.json`, and `input_spikes.h5` if sources have spikes. `read` gives the network back.
///
/// Populations become node populations: `point_neuron` with `nest:` templates and `dynamics_params`; sources are
/// `virtual`. Each projection becomes an edge population `SOURCE__TARGET__NAME`, sorted by target, then source; a
/// symmetric projection becomes two. Sources without spike times have templates of this program, `equispike:poisson`,
/// `regular` and `clamp`. The attributes `equispike_name` and `equispike_order` keep names and order.
///
/// *Units*: weights are the effects of one spike (pA, mV or 1), delays are in ms.
public enum SONATANetwork {
  /// The names of the files that are always written.
  static let files = [
    "nodes.h5", "edges.h5", "circuit_config.json", "simulation_config.json", "node_sets.json",
  ]

  /// Writes all files into `folder`, which must exist; returns their names.
  @discardableResult
  public static func write(
    _ source: ExchangedNetwork, to folder: String
  ) throws(ExchangeError) -> [String] {
    try source.requireConstantInputs("SONATA")
    try nodes(source, to: folder + "/nodes.h5")
    let input = spikes(of: source.network)
    if let input { try SONATASpikes.write(input, to: folder + "/" + SONATAConfig.inputFile) }
    let names = try edges(source, to: folder + "/edges.h5")
    let config = SONATAConfig(source: source, edges: names)
    try put(try json(config.circuit), to: folder + "/circuit_config.json")
    try put(try json(config.simulation), to: folder + "/simulation_config.json")
    try put(try json(config.nodeSets), to: folder + "/node_sets.json")
    return files + (input == nil ? [] : [SONATAConfig.inputFile])
  }

  /// The spikes of all sources with spike times; nil if there is no such source.
  private static func spikes(of network: Network) -> SpikeTable? {
    let links = SONATA.links(network)
    var table = SpikeTable(populations: [], sizes: [])
    for population in network.populations {
      guard case .source(.spikes(let trains)) = population.units else { continue }
      table.append(
        links[population.name]!, size: population.size,
        trains.enumerated().flatMap { [Int](repeating: $0, count: $1.count) },
        times: trains.flatMap(\.self))
    }
    return table.populations.isEmpty ? nil : table
  }

  private static func json(_ value: some Encodable) throws(ExchangeError) -> [UInt8] {
    do { return try JSONText.encode(value) + [UInt8(ascii: "\n")] } catch {
      throw .inexpressible(format: "JSON", part: "the network", reason: "\(error)")
    }
  }

  // MARK: Nodes

  private static func nodes(_ source: ExchangedNetwork, to path: String) throws(ExchangeError) {
    try HDF5.write(to: path) { (writer) throws(ExchangeError) in
      try SONATA.begin(writer)
      try writer.group("/nodes")
      let links = SONATA.links(source.network)
      for (order, population) in source.network.populations.enumerated() {
        let group = "/nodes/" + links[population.name]!, count = population.size
        let zeros = [Int](repeating: 0, count: count)
        try writer.group(group)
        try SONATA.mark(group, name: population.name, order: order, writer)
        try writer.write([Int](repeating: -1, count: count), at: group + "/node_type_id")
        try writer.write(Array(0..<count), at: group + "/node_id", as: .uint64)
        try writer.write(zeros, at: group + "/node_group_id", as: .uint32)
        try writer.write(Array(0..<count), at: group + "/node_group_index", as: .uint64)
        try writer.group(group + "/0")
        let (type, template) = try words(of: population)
        try writer.group(group + "/0/@library")
        for (name, word) in [("model_type", type), ("model_template", template)] {
          guard let word else { continue }
          try writer.write(zeros, at: "\(group)/0/\(name)", as: .uint32)
          try writer.write([word], at: "\(group)/0/@library/\(name)")
        }
        let parameters = parameters(of: population, source)
        if !parameters.isEmpty { try writer.group(group + "/0/dynamics_params") }
        for (name, values) in parameters {
          try writer.write(values, at: "\(group)/0/dynamics_params/\(name)")
        }
      }
    }
  }

  /// The `model_type` and `model_template` of a population.
  private static func words(
    of population: Population
  ) throws(ExchangeError) -> (String, String?) {
    if let (model, _) = SONATAModel.parameters(of: population.units) {
      return ("point_neuron", "nest:" + model.rawValue)
    }
    switch population.units {
    case .source(.spikes), .source(.samples): return ("virtual", nil)
    case .source(.poisson): return ("virtual", "equispike:poisson")
    case .source(.regular): return ("virtual", "equispike:regular")
    case .source(.clamp): return ("virtual", "equispike:clamp")
    case .lif, .membrane:
      guard population.namedReceptors.isEmpty else {
        throw .inexpressible(
          format: "SONATA", part: "population '\(population.name)'",
          reason:
            "its receptors have names, and the models that can be written have two: \(SONATAModel.list)"
        )
      }
      throw .inexpressible(
        format: "SONATA", part: "population '\(population.name)'",
        reason: "no model of NEST has its equations; models that can be written are "
          + SONATAModel.list)
    }
  }

  /// NEST's parameters by name, or those of a source of this program.
  private static func parameters(
    of population: Population, _ source: ExchangedNetwork
  ) -> [(String, [Double])] {
    func all(_ value: Double) -> [Double] { [Double](repeating: value, count: population.size) }
    switch population.units {
    case .source(.spikes), .source(.samples): return []
    case .source(.poisson(let rates)): return [("rate", rates)]
    case .source(.regular(let rates, let phase)):
      guard case .aligned(let fraction) = phase else { return [("rate", rates)] }
      return [("phase", all(fraction)), ("rate", rates)]
    case .source(.clamp):
      return [("value", source.clamps[population.name] ?? all(0))]
    case .lif, .membrane: break
    }
    guard let (_, values) = SONATAModel.parameters(of: population.units) else { return [] }
    var parameters = values.mapValues(all)
    parameters["I_e"] = source.constantCurrents(of: population)
    if let membrane = SONATAModel.membrane(of: population.units) {
      parameters["V_m"] = potentials(of: population, membrane, source)
    }
    return parameters.sorted { $0.key < $1.key }
  }

  /// V at t = 0; random values are those of the first run of a simulation.
  private static func potentials(
    of population: Population, _ membrane: LIF, _ source: ExchangedNetwork
  ) -> [Double] {
    switch membrane.initial {
    case .value(let value): return [Double](repeating: value, count: population.size)
    case .perUnit(let values): return values
    case .uniform(let low, let high):
      let index = source.network.index(of: population.name) ?? 0
      var stream = source.seed.branch("initial").branch(0).branch(index).stream()
      return (0..<population.size).map { _ in low + (high - low) * stream.uniform() }
    }
  }

  // MARK: Edges

  /// Writes all edge populations; returns their names.
  private static func edges(
    _ source: ExchangedNetwork, to path: String
  ) throws(ExchangeError) -> [String] {
    var sets: [SONATAEdges] = []
    for projection in source.network.projections {
      let wiring = try source.wiring(of: projection)
      sets.append(SONATAEdges(projection, wiring, in: source.network, backward: false))
      if projection.isSymmetric {
        sets.append(SONATAEdges(projection, wiring, in: source.network, backward: true))
      }
    }
    let names = SONATA.names(sets.map(\.name))
    let all = sets
    try HDF5.write(to: path) { (writer) throws(ExchangeError) in
      try SONATA.begin(writer)
      try writer.group("/edges")
      for (order, (name, edges)) in zip(names, all).enumerated() {
        try edges.write(at: "/edges/" + name, order: order, writer)
      }
    }
    return names
  }
}
