import Networks
import Quantities

/// The JSON files of a SONATA folder, version 2.4 of the format as libsonata reads it.
struct SONATAConfig {
  let circuit: Circuit
  let simulation: Simulation
  let nodeSets: [String: [String: String]]

  struct Circuit: Encodable {
    var version = "2.4"
    var manifest: [String: String] = [:]
    var networks: Networks
    var node_sets_file = "node_sets.json"
  }

  struct Networks: Encodable {
    var nodes: [Nodes]
    var edges: [Edges]
  }

  struct Nodes: Encodable {
    var nodes_file = "nodes.h5"
    var node_types_file: String?
    var populations: [String: Kind]

    func encode(to encoder: any Encoder) throws {
      var values = encoder.container(keyedBy: Keys.self)
      try values.encode(nodes_file, forKey: .nodes_file)
      try values.encode(node_types_file, forKey: .node_types_file)  // null must be there
      try values.encode(populations, forKey: .populations)
    }

    private enum Keys: String, CodingKey { case nodes_file, node_types_file, populations }
  }

  struct Edges: Encodable {
    var edges_file = "edges.h5"
    var edge_types_file: String?
    var populations: [String: Kind]

    func encode(to encoder: any Encoder) throws {
      var values = encoder.container(keyedBy: Keys.self)
      try values.encode(edges_file, forKey: .edges_file)
      try values.encode(edge_types_file, forKey: .edge_types_file)
      try values.encode(populations, forKey: .populations)
    }

    private enum Keys: String, CodingKey { case edges_file, edge_types_file, populations }
  }

  struct Kind: Encodable { var type: String }

  /// The name of the file with the spikes of sources.
  static let inputFile = "input_spikes.h5"

  /// The spikes of a virtual population; libsonata calls the file `spike_file`, bmtk `input_file`.
  struct Input: Encodable {
    var input_type = "spikes"
    var module = "synapse_replay"
    var delay = 0.0
    var duration: Double
    var node_set: String
    var spike_file = SONATAConfig.inputFile
    var input_file = SONATAConfig.inputFile
  }

  struct Simulation: Encodable {
    var version = "2.4"
    var manifest: [String: String] = [:]
    var network = "circuit_config.json"
    var node_sets_file = "node_sets.json"
    var run: Run
    var inputs: [String: Input]
    var output = Output()
  }

  struct Run: Encodable {
    var tstop: Double
    var dt: Double
    var random_seed: Int
    /// All 64 bits of the seed.
    var equispike_seed: String
  }

  struct Output: Encodable {
    var output_dir = "."
    var spikes_file = "spikes.h5"
    var spikes_sort_order = "by_time"
  }

  /// The configuration of `source`, whose edge populations are called `edges`.
  init(source: ExchangedNetwork, edges: [String]) {
    var nodes: [String: Kind] = [:]
    var sets: [String: [String: String]] = [:]
    let links = SONATA.links(source.network)
    for population in source.network.populations {
      let name = links[population.name]!
      nodes[name] = Kind(type: population.isSource ? "virtual" : "point_neuron")
      sets[name] = ["population": name]
    }
    let kinds = Dictionary(uniqueKeysWithValues: edges.map { ($0, Kind(type: "chemical")) })
    circuit = Circuit(
      networks: Networks(
        nodes: [Nodes(populations: nodes)],
        edges: edges.isEmpty ? [] : [Edges(populations: kinds)]))
    let stop = source.duration?.value ?? 1000
    var inputs: [String: Input] = [:]
    for population in source.network.populations {
      if case .source(.spikes) = population.units {
        let name = links[population.name]!
        inputs[name + "_spikes"] = Input(duration: stop, node_set: name)
      }
    }
    // Spike times are exact here; dt is for other simulators.
    simulation = Simulation(
      run: Run(
        tstop: stop, dt: 0.1,
        random_seed: Int(truncatingIfNeeded: source.seed.value & 0x7FFF_FFFF),
        equispike_seed: "\(source.seed.value)"), inputs: inputs)
    nodeSets = sets
  }
}
