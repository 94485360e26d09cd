import Networks
import Quantities
import Records

/// A network as a SONATA folder: `nodes.h5`, `edges.h5`, `circuit_config.json`, `simulation_config.json`,
/// `node_sets.json`.
///
/// Populations are node populations (`point_neuron`, with `nest:` templates and `dynamics_params`; sources are
/// `virtual`), each projection an edge population `SOURCE__TARGET__NAME` sorted by target, then source. A symmetric
/// projection is two of them. *Units*: weights as in the simulator for each spike (pA, mV or 1), delays in ms.
public enum SONATANetwork {
  /// The names of the files.
  static let files = [
    "nodes.h5", "edges.h5", "circuit_config.json", "simulation_config.json", "node_sets.json",
  ]

  /// Writes all files into `folder`, which is there; their names.
  @discardableResult
  public static func write(
    _ source: ExchangedNetwork, to folder: String
  ) throws(ExchangeError) -> [String] {
    try source.requireConstantInputs("SONATA")
    try nodes(source, to: folder + "/nodes.h5")
    let names = try edges(source, to: folder + "/edges.h5")
    let config = SONATAConfig(source: source, edges: names)
    try put(try json(config.circuit), to: folder + "/circuit_config.json")
    try put(try json(config.simulation), to: folder + "/simulation_config.json")
    try put(try json(config.nodeSets), to: folder + "/node_sets.json")
    return files
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
      for population in source.network.populations {
        let group = "/nodes/" + links[population.name]!, count = population.size
        let zeros = [Int](repeating: 0, count: count)
        try writer.group(group)
        try writer.write(
          [Int](repeating: -1, count: count), shape: [count], at: group + "/node_type_id")
        try writer.write(Array(0..<count), shape: [count], at: group + "/node_id", as: .uint64)
        try writer.write(zeros, shape: [count], at: group + "/node_group_id", as: .uint32)
        try writer.write(
          Array(0..<count), shape: [count], at: group + "/node_group_index", as: .uint64)
        try writer.group(group + "/0")
        let (type, template) = words(of: population)
        try writer.group(group + "/0/@library")
        for (name, word) in [("model_type", type), ("model_template", template)] {
          guard let word else { continue }
          try writer.write(zeros, shape: [count], at: "\(group)/0/\(name)", as: .uint32)
          try writer.write([word], shape: [1], at: "\(group)/0/@library/\(name)")
        }
        let parameters = parameters(of: population, source)
        if !parameters.isEmpty { try writer.group(group + "/0/dynamics_params") }
        for (name, values) in parameters {
          try writer.write(values, shape: [count], at: "\(group)/0/dynamics_params/\(name)")
        }
      }
    }
  }

  /// `model_type` and `model_template`.
  private static func words(of population: Population) -> (String, String?) {
    switch population.units {
    case .source: ("virtual", nil)
    case .lif(let membrane):
      ("point_neuron", membrane.synapse == .jump ? "nest:iaf_psc_delta" : "nest:iaf_psc_exp")
    case .membrane(let equations, _):
      ("point_neuron", "equispike:" + type(of: equations).name)
    }
  }

  /// NEST's parameters, by name.
  private static func parameters(
    of population: Population, _ source: ExchangedNetwork
  ) -> [(String, [Double])] {
    guard case .lif(let membrane) = population.units else { return [] }
    func all(_ value: Double) -> [Double] { [Double](repeating: value, count: population.size) }
    var parameters = [
      ("C_m", all(membrane.capacitance)), ("E_L", all(membrane.rest)),
      ("I_e", source.constantCurrents(of: population)),
      ("V_reset", all(membrane.reset)), ("V_th", all(membrane.threshold)),
      ("t_ref", all(membrane.refractoryTime.value)),
      ("tau_m", all(membrane.membraneTimeConstant.value)),
    ]
    if case .exponential(let excitatory, let inhibitory) = membrane.synapse {
      parameters += [
        ("tau_syn_ex", all(excitatory.value)), ("tau_syn_in", all(inhibitory.value)),
      ]
    }
    return parameters
  }

  // MARK: Edges

  /// Writes all edge populations; their names.
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
      for (name, edges) in zip(names, all) { try edges.write(at: "/edges/" + name, writer) }
    }
    return names
  }
}
