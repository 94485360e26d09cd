import Networks
import Quantities

/// The JSON files of a SONATA folder, version 2.4 of the format as libsonata reads it.
struct SONATAConfig {
  let circuit: SONATAValue
  let simulation: SONATAValue
  let nodeSets: SONATAValue

  /// The name of the file with the spikes of sources; libsonata calls it `spike_file`, bmtk `input_file`.
  static let inputFile = "input_spikes.h5"

  /// The configuration of `source`, whose edge populations are called `edges`.
  init(source: ExchangedNetwork, edges: [String]) {
    let stop = source.duration?.value ?? 1000
    let links = SONATA.links(source.network)
    var nodes: [String: SONATAValue] = [:], sets = nodes, inputs = nodes
    for population in source.network.populations {
      let name = links[population.name]!
      nodes[name] = ["type": population.isSource ? "virtual" : "point_neuron"]
      sets[name] = ["population": .text(name)]
      if case .source(.spikes) = population.units {
        inputs[name + "_spikes"] = [
          "input_type": "spikes", "module": "synapse_replay", "delay": 0, "duration": .number(stop),
          "node_set": .text(name), "spike_file": .text(Self.inputFile),
          "input_file": .text(Self.inputFile),
        ]
      }
    }
    /// The entry of a file of nodes or edges; libsonata wants the null.
    func file(_ kind: String, _ populations: [String: SONATAValue]) -> SONATAValue {
      .list([
        .object([
          kind + "s_file": .text(kind + "s.h5"), kind + "_types_file": .nothing,
          "populations": .object(populations),
        ])
      ])
    }
    let kinds = Dictionary(
      uniqueKeysWithValues: edges.map { ($0, ["type": "chemical"] as SONATAValue) })
    circuit = [
      "version": "2.4", "manifest": [:], "node_sets_file": "node_sets.json",
      "networks": [
        "nodes": file("node", nodes), "edges": edges.isEmpty ? .list([]) : file("edge", kinds),
      ],
    ]
    // Spike times are exact here; dt is for other simulators. `equispike_seed` has all 64 bits of the seed.
    simulation = [
      "version": "2.4", "manifest": [:], "node_sets_file": "node_sets.json",
      "network": "circuit_config.json",
      "run": [
        "tstop": .number(stop), "dt": 0.1,
        "random_seed": .number(Double(source.seed.value & 0x7FFF_FFFF)),
        "equispike_seed": .text("\(source.seed.value)"),
      ], "inputs": .object(inputs),
      "output": [
        "output_dir": ".", "spikes_file": "spikes.h5", "spikes_sort_order": "by_time",
      ],
    ]
    nodeSets = .object(sets)
  }
}
