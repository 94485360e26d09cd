import Records

/// The files of a SONATA circuit, named by a configuration or found in a folder.
///
/// *Reading* takes `circuit_config.json`, a simulation's configuration that names it or holds `networks` itself, or a
/// folder with either. A folder without them must hold files `*nodes*.h5`, `*edges*.h5` and `*node_types*.csv`,
/// `*edge_types*.csv`.
struct SONATACircuit: FilePart {
  /// An HDF5 file and its table of types.
  struct Pair {
    var file: String
    var types: String?
  }

  /// A spike input of a simulation.
  struct Input: FilePart {
    var place: String
    var file: String
    /// The population that receives the spikes; nil if it is not named.
    var population: String?
    /// The nodes that receive spikes; nil for all.
    var nodes: Set<Int>?
  }

  /// The file that messages name for mistakes in the circuit as a whole.
  var file: String
  var nodes: [Pair] = []
  var edges: [Pair] = []
  var inputs: [Input] = []
  /// Folders of parameter files by purpose: `point_neuron_models_dir`.
  var components: [String: String] = [:]
  /// The duration of the simulation [ms].
  var duration: Double?
  /// The seed of the simulation, from `equispike_seed` or `random_seed`.
  var seed: UInt64?
  /// True if a simulation was found.
  var hasSimulation = false

  /// True if a JSON file with this content is a configuration of SONATA.
  static func isMeant(by value: SONATAValue) -> Bool {
    value["networks"]?.object != nil || value["network"]?.text != nil
      || value["network"]?.object != nil && value["run"] != nil
      || value["manifest"] != nil && (value["run"] != nil || value["circuit"] != nil)
  }

  /// Finds the files of the circuit at `path`.
  init(_ path: String) throws(ExchangeError) {
    self.file = path
    guard let names = try? folderNames(path) else {
      try read(path)
      return
    }
    func file(_ name: String) -> String { path + "/" + name }
    let configurations = names.filter { $0.hasSuffix(".json") }
    let known = ["circuit_config.json", "config.json", "simulation_config.json"]
    let first = known.first(where: configurations.contains)
    if let first {
      try read(file(first))
    } else if let other = configurations.first(where: {
      (try? SONATAFile(file($0))).map { Self.isMeant(by: $0.value) } ?? false
    }) {
      try read(file(other))
    } else {
      collect(names, in: path)
      guard !nodes.isEmpty else {
        throw unsupported(
          "",
          "there is no circuit of SONATA in this folder: no circuit_config.json, and no "
            + "nodes.h5")
      }
    }
    if !hasSimulation, configurations.contains("simulation_config.json"),
      first != "simulation_config.json"
    {
      let simulation = try SONATAFile(file("simulation_config.json"))
      try readSimulation(simulation)
    }
  }

  /// Collects HDF5 files and tables by their names.
  private mutating func collect(_ names: [String], in folder: String) {
    func pairs(_ kind: String, _ types: String) -> [Pair] {
      let tables = names.filter { $0.hasSuffix(".csv") && $0.contains(types) }
      return names.filter { $0.hasSuffix(".h5") && $0.contains(kind) }.map { name in
        let stem = name.dropLast(3).replacing(kind, with: "")
        let table =
          tables.first { $0.dropLast(4).replacing(types, with: "") == stem }
          ?? (tables.count == 1 ? tables[0] : nil)
        return Pair(file: folder + "/" + name, types: table.map { folder + "/" + $0 })
      }
    }
    nodes = pairs("nodes", "node_types")
    edges = pairs("edges", "edge_types")
  }

  private mutating func read(_ path: String) throws(ExchangeError) {
    let file = try SONATAFile(path)
    if let text = file.value["network"]?.text ?? file.value["circuit"]?.text {
      let name = try file.path(of: text, at: "network")
      try readCircuit(try SONATAFile(name, inherited: file.manifest))
    } else if file.value["network"]?.object?["nodes"] != nil || file.value["networks"] != nil {
      try readCircuit(file)
    } else {
      throw unsupported(
        "", "it is no configuration of SONATA: it has neither 'networks' nor 'network'")
    }
    if file.value["run"] != nil || file.value["inputs"] != nil {
      try readSimulation(file)
    } else {
      let beside = file.folder + "/simulation_config.json"
      if let simulation = try? SONATAFile(beside), simulation.value["run"] != nil {
        try readSimulation(simulation)
      }
    }
  }

  private mutating func readCircuit(_ file: SONATAFile) throws(ExchangeError) {
    self.file = file.file
    let networks = file.value["networks"] ?? file.value["network"]
    for (kind, key) in [("nodes", "node"), ("edges", "edge")] {
      for (index, entry) in (networks?[kind]?.list ?? []).enumerated() {
        let place = "networks.\(kind)[\(index)]"
        guard let name = entry["\(kind)_file"]?.text else {
          throw file.damaged(place, "it has no '\(kind)_file'")
        }
        var pair = Pair(file: try file.path(of: name, at: place))
        if let types = entry["\(key)_types_file"]?.text, !types.isEmpty, types != "NULL" {
          pair.types = try file.path(of: types, at: place)
        }
        if kind == "nodes" { nodes.append(pair) } else { edges.append(pair) }
      }
    }
    guard !nodes.isEmpty else {
      throw file.damaged("networks.nodes", "it names no nodes, so there is no network")
    }
    for (name, folder) in file.value["components"]?.object ?? [:] {
      if let folder = folder.text {
        components[name] = try file.path(of: folder, at: "components.\(name)")
      }
    }
  }

  private mutating func readSimulation(_ file: SONATAFile) throws(ExchangeError) {
    hasSimulation = true
    let run = file.value["run"]
    duration = run?["tstop"]?.number ?? run?["duration"]?.number
    if let duration, !(duration > 0 && duration.isFinite) {
      throw file.damaged("run.tstop", "it is \(duration); expected a time in ms")
    }
    seed =
      run?["equispike_seed"]?.text.flatMap { UInt64($0) }
      ?? run?["random_seed"]?.number.flatMap { UInt64(exactly: $0) }
    var sets = file.value["node_sets"]?.object ?? [:]
    if let name = file.value["node_sets_file"]?.text, !name.isEmpty {
      sets = try SONATAFile(try file.path(of: name, at: "node_sets_file")).value.object ?? [:]
    }
    for (name, folder) in file.value["components"]?.object ?? [:] where components[name] == nil {
      if let folder = folder.text {
        components[name] = try file.path(of: folder, at: "components.\(name)")
      }
    }
    for (name, input) in (file.value["inputs"]?.object ?? [:]).sorted(by: { $0.key < $1.key }) {
      let place = "inputs.\(name)"
      let kind = input["input_type"]?.text ?? "spikes"
      guard kind == "spikes" else {
        throw file.unsupported(
          place,
          "input of type '\(kind)' cannot be read; only spikes are (constant currents are the "
            + "parameter I_e of a node)")
      }
      guard let text = input["input_file"]?.text ?? input["spike_file"]?.text else {
        throw file.damaged(place, "it has no 'input_file' (or 'spike_file')")
      }
      if let trial = input["trial"], !trial.isEmpty {
        throw file.unsupported(
          place, "trials of NWB files cannot be read; write the spikes of one as .h5 of SONATA")
      }
      inputs.append(
        Input(
          place: "\(file.file), \(place)", file: try file.path(of: text, at: place),
          population: nil, nodes: nil))
      let chosen = try Self.nodes(input["node_set"], sets, file.file, place)
      (inputs[inputs.count - 1].population, inputs[inputs.count - 1].nodes) = chosen
    }
  }

  /// The population of a set of nodes, nil if it is not named; and its nodes, nil for all.
  private static func nodes(
    _ set: SONATAValue?, _ sets: [String: SONATAValue], _ file: String, _ place: String,
    depth: Int = 0
  ) throws(ExchangeError) -> (String?, Set<Int>?) {
    if let name = set?.text {
      guard depth < 8, let inner = sets[name] else { return (name, nil) }
      let (population, chosen) = try nodes(inner, sets, file, place, depth: depth + 1)
      return (population ?? name, chosen)
    }
    guard let keys = set?.object else { return (nil, nil) }
    let strangers = keys.keys.filter { !["population", "node_id"].contains($0) }.sorted()
    guard strangers.isEmpty, (keys["population"]?.list?.count ?? 1) == 1 else {
      let what = strangers.first.map { "'\($0)'" } ?? "several populations"
      throw .unsupported(
        file: file, place: place + ".node_set",
        what: "a set of nodes by \(what) cannot be read; name one 'population' and its 'node_id'")
    }
    let population = keys["population"]?.text ?? keys["population"]?.list?.first?.text
    guard let chosen = keys["node_id"] else { return (population, nil) }
    let numbers = chosen.list ?? [chosen]
    let ids = numbers.compactMap { $0.number.flatMap { Int(exactly: $0) } }
    guard ids.count == numbers.count else {
      throw .damaged(
        file: file, place: place + ".node_set", reason: "'node_id' is no list of whole numbers")
    }
    return (population, Set(ids))
  }
}
