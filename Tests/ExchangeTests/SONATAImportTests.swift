import Foundation
import Measurements
import Networks
import Quantities
import Records
import Testing

@testable import Exchange

/// Circuits of SONATA are read as what they say, or refused with the name of what cannot be simulated.
@Suite struct SONATAImportTests {
  // MARK: The layout of the Allen Institute's examples

  /// A copy of the example in an empty folder, with texts of its files replaced.
  private func example<Result>(
    _ changes: [(file: String, old: String, new: String)] = [],
    _ body: (String) throws -> Result
  ) throws -> Result {
    try withFolder { folder in
      let copy = folder + "/circuit"
      try FileManager.default.copyItem(atPath: resource("aibs-circuit"), toPath: copy)
      for (file, old, new) in changes {
        let url = URL(fileURLWithPath: copy + "/" + file)
        let text = try String(contentsOf: url, encoding: .utf8)
        #expect(text.contains(old), "\(file) has no \(old)")
        try Data(text.replacingOccurrences(of: old, with: new).utf8).write(to: url)
      }
      return try body(copy)
    }
  }

  private func check(_ circuit: ExchangedNetwork) throws {
    let network = circuit.network
    #expect(network.populations.map(\.name) == ["v1_Exc_L4", "v1_Inh", "lgn"])
    #expect(network.populations.map(\.size) == [3, 2, 3])
    guard case .lif(let exc) = network.populations[0].units,
      case .lif(let inh) = network.populations[1].units,
      case .source(.spikes(let trains)) = network.populations[2].units
    else {
      Issue.record("\(network.populations)")
      return
    }
    #expect(
      exc
        == LIF(
          membraneTimeConstant: 20.ms, capacitance: 200, rest: -70, threshold: -55, reset: -65,
          refractoryTime: 3.ms, initial: .value(-70),
          synapse: .exponential(excitatory: 2.ms, inhibitory: 5.ms)))
    #expect(
      inh
        == LIF(
          membraneTimeConstant: 10.ms, capacitance: 100, rest: -70, threshold: -55, reset: -60,
          refractoryTime: 2.ms, current: 100, initial: .value(-70), synapse: .jump))
    #expect(trains == [[1, 10], [2.5, 10.5], [4, 20]])
    #expect(circuit.duration == 60.ms && circuit.warnings.isEmpty)
    func projection(_ name: String) throws -> Projection {
      try #require(network.projection(name), "\(name) of \(network.projections.map(\.name))")
    }
    // syn_weight times nsyns.
    let forward = try projection("lgn->v1_Exc_L4")
    #expect(forward.connectivity == .oneToOne && forward.weights == .explicit([400, 800, 400]))
    #expect(forward.delay == .uniform(1.5.ms))
    let other = try projection("lgn->v1_Inh")
    #expect(other.connectivity == .list([.init(0, 0), .init(1, 1)]))
    #expect(other.weights == .explicit([9, 27]) && other.delay == .uniform(2.ms))
    // A pair with two edges has them in two projections.
    let first = try projection("v1_Exc_L4->v1_Inh")
    #expect(first.connectivity == .list([.init(0, 0), .init(1, 1)]))
    #expect(first.weights == .explicit([30, 40]) && first.delay == .uniform(1.ms))
    #expect(try projection("v1_Exc_L4->v1_Inh-2").weights == .explicit([10]))
    let back = try projection("v1_Inh->v1_Exc_L4")
    #expect(back.weights == .explicit([-50, -60]) && back.delay == .uniform(0.5.ms))
    #expect(network.projections.count == 5)
  }

  @Test func `the layout of the examples of the Allen Institute is read`() throws {
    let folder = resource("aibs-circuit")
    try check(SONATANetwork.read(folder))
    try check(SONATANetwork.read(folder + "/circuit_config.json"))
    try check(SONATANetwork.read(folder + "/simulation_config.json"))
    for name in ["", "/circuit_config.json", "/simulation_config.json"] {
      #expect(SONATANetwork.isCircuit(folder + name))
    }
    #expect(!SONATANetwork.isCircuit(folder + "/components/cell_models/exc.json"))
  }

  @Test func `its spikes are those that follow from the equations`() throws {
    // V_inf = -70 + 10 x 100 / 100 = -60 mV, from -70 mV. Unit 0 gets 9 mV at 3 and 12 ms: V(12) = -60 + 1.59 e^-0.9
    // + 9 > -55. Unit 1 gets 27 mV at 4.5 and 12.5 ms. The cells of layer 4 get at most 6.2 mV.
    let found = try spikes(of: SONATANetwork.read(resource("aibs-circuit")), for: 60.ms)
      .filter { $0.population != "lgn" }
    #expect(found.map(\.population) == ["v1_Inh", "v1_Inh", "v1_Inh"])
    #expect(found.map(\.unit) == [1, 0, 1])
    #expect(found.map { Double(bitPattern: $0.time) } == [4.5, 12, 12.5])
  }

  @Test func `without configurations the files are found by their names`() throws {
    try withFolder { folder in
      let files = FileManager.default
      for part in ["network", "components/cell_models", "components/synaptic_models"] {
        let from = resource("aibs-circuit") + "/" + part
        for name in try files.contentsOfDirectory(atPath: from) {
          try files.copyItem(atPath: from + "/" + name, toPath: folder + "/" + name)
        }
      }
      #expect(SONATANetwork.isCircuit(folder))
      let circuit = try SONATANetwork.read(folder)
      #expect(Set(circuit.network.populations.map(\.name)) == ["v1_Exc_L4", "v1_Inh", "lgn"])
      #expect(circuit.network.projections.count == 5)
      // Nobody says what the virtual nodes do, nor for how long.
      #expect(circuit.warnings.count == 2)
      #expect(circuit.warnings[0].contains("'lgn'") && circuit.warnings[0].contains("silent"))
    }
  }

  @Test(arguments: ["mark", "CRLF", "comma", "tab"])
  func `tables of types are read however they were saved`(_ kind: String) throws {
    let table = "network/v1_node_types.csv"
    try example { folder in
      let url = URL(fileURLWithPath: folder + "/" + table)
      var text = try String(contentsOf: url, encoding: .utf8)
      switch kind {
      case "mark": text = "\u{FEFF}" + text + "\n\n"
      case "CRLF": text = text.replacingOccurrences(of: "\n", with: "\r\n")
      default:
        let mark = kind == "comma" ? "," : "\t"
        text = text.replacingOccurrences(of: "Exc L4", with: "Exc_L4")
          .replacingOccurrences(of: " ", with: mark).replacingOccurrences(of: "_L4", with: " L4")
      }
      try Data(text.utf8).write(to: url)
      try check(SONATANetwork.read(folder))
    }
  }

  /// A mistake in a circuit, and words of the refusal.
  struct Mistake: CustomTestStringConvertible, Sendable {
    var file: String
    var old: String
    var new: String
    var words: [String]
    var testDescription: String { "\(file): \(new)" }
    init(_ file: String, _ old: String, _ new: String, _ words: String...) {
      (self.file, self.old, self.new, self.words) = (file, old, new, words)
    }
  }

  static let mistakes = [
    Mistake(
      "network/v1_node_types.csv", "nest:iaf_psc_exp", "nest:glif_psc", "/nodes/v1", "type 100",
      "'nest:glif_psc'", "nest:iaf_psc_delta"),
    Mistake("network/v1_node_types.csv", "nest:iaf_psc_exp", "NULL", "the model ''", "type 100"),
    Mistake(
      "network/v1_node_types.csv", "point_neuron", "biophysical", "'biophysical'",
      "point neurons first"),
    Mistake("network/v1_node_types.csv", "exc.json", "none.json", "none.json", "no such file"),
    Mistake("network/v1_node_types.csv", "101 point", "102 point", "no type 101"),
    Mistake("network/v1_node_types.csv", "node_type_id", "type", "no column 'node_type_id'"),
    Mistake(
      "network/v1_node_types.csv", "inh.json Inh i", "inh.json Inh", "line 3",
      "5 fields for 6 columns"),
    Mistake(
      "components/cell_models/exc.json", "tau_m", "tau_x", "no parameter 'tau_x'", "tau_syn_ex"),
    Mistake("components/cell_models/exc.json", "20.0", "\"slow\"", "tau_m", "no number"),
    Mistake("components/cell_models/exc.json", "20.0", "-1", "tau_m is -1", "more than 0"),
    Mistake("components/cell_models/exc.json", "20.0", "20.0, \"rho\": 2", "rho 2"),
    Mistake("components/cell_models/exc.json", "{", "[", "not JSON"),
    Mistake(
      "components/synaptic_models/static_ExcToInh.json", "receptor_type", "U", "U",
      "parameters of synapses"),
    Mistake(
      "network/lgn_v1_edge_types.csv", "static_synapse", "stdp_synapse", "'stdp_synapse'",
      "nest:static_synapse"),
    Mistake("network/lgn_v1_edge_types.csv", " delay ", " wait ", "has no delay"),
    Mistake("network/lgn_v1_edge_types.csv", "400.0", "NULL", "has no syn_weight"),
    Mistake("network/lgn_v1_edge_types.csv", "400.0", "strong", "'strong'", "no number"),
    Mistake("network/lgn_v1_edge_types.csv", "1.5", "-1.5", "delay", "-1.5"),
    Mistake(
      "network/v1_v1_edge_types.csv", "wmax", "gaussianLL", "'gaussianLL'", "syn_weight"),
    Mistake("circuit_config.json", "/lgn_nodes.h5", "/none.h5", "none.h5", "no such file"),
    Mistake("circuit_config.json", "$NETWORK_DIR/lgn", "$NOWHERE/lgn", "'$NOWHERE/lgn"),
    Mistake("circuit_config.json", "nodes_file", "file", "no 'nodes_file'"),
    Mistake("simulation_config.json", "\"spikes\",", "\"current_clamp\",", "'current_clamp'"),
    Mistake("simulation_config.json", "60.0", "-1", "run.tstop"),
    Mistake("simulation_config.json", "/lgn_spikes.h5", "/none.h5", "none.h5"),
  ]

  @Test(arguments: mistakes)
  func `what cannot be simulated is refused by name`(_ mistake: Mistake) throws {
    try example([(mistake.file, mistake.old, mistake.new)]) { folder in
      let error = #expect(throws: ExchangeError.self) { try SONATANetwork.read(folder) }
      let text = error.map { "\($0)" } ?? ""
      for words in mistake.words { #expect(text.contains(words), "\(text)") }
    }
  }

  @Test func `a spike of a node that is not there is refused`() throws {
    try example { folder in
      let spikes = SpikeTable(
        populations: ["lgn"], sizes: [4], times: [1], population: [0], unit: [3])
      try SONATASpikes.write(spikes, to: folder + "/inputs/lgn_spikes.h5")
      let error = #expect(throws: ExchangeError.self) { try SONATANetwork.read(folder) }
      #expect(error.map { "\($0)" }?.contains("node 3, but 'lgn' has 3 nodes") == true)
    }
  }

  // MARK: What is written here

  /// Every kind of population, and projections of several forms.
  private static func all(seed: UInt64) -> ExchangedNetwork {
    func lif(_ synapse: Synapse, _ initial: InitialPotential? = nil) -> Population.Units {
      .lif(
        LIF(
          membraneTimeConstant: 10.ms, capacitance: 250, rest: -70, threshold: -55, reset: -68,
          refractoryTime: 2.ms, current: 310, initial: initial, synapse: synapse))
    }
    var adex = AdaptiveExponentialIF()
    adex.current = 700
    var result = ExchangedNetwork(
      name: "all",
      network: Network(
        populations: [
          Population("z/first", size: 2, .source(.spikes([[0.3, 7], [0.4]]))),
          Population("noise", size: 3, .source(.poisson(rates: [0.2, 0.3, 0.1]))),
          Population("clock", size: 2, .source(.regular(rates: [0.1, 0.2], phase: .aligned(0.5)))),
          Population("held", size: 2, .source(.clamp)),
          Population("jump", size: 2, lif(.jump)),
          Population(
            "exp", size: 3,
            lif(.exponential(excitatory: 2.ms, inhibitory: 3.ms), .uniform(-70, -60))),
          Population("cond", size: 2, .membrane(ConductanceLIF(), .quadrature)),
          Population("adex", size: 1, .membrane(adex, .taylor)),
        ],
        projections: [
          Projection(
            from: "z/first", to: "jump", connectivity: .oneToOne, weights: .constant(9),
            delay: .uniform(0.2.ms)),
          Projection(
            from: "noise", to: "exp", weights: .uniform(50, 100), delay: .random(1.ms, 2.ms)),
          Projection(from: "held", to: "exp", weights: .constant(20)),
          Projection(from: "clock", to: "cond", weights: .constant(30), delay: .uniform(1.ms)),
          Projection(
            from: "exp", to: "exp", name: "inside", connectivity: .probability(0.5),
            weights: .normal(mean: -40, deviation: 5), delay: .uniform(1.ms)),
          Projection(
            from: "jump", to: "exp", weights: .constant(60), delay: .uniform(0.5.ms),
            symmetric: true),
          Projection(from: "exp", to: "adex", weights: .constant(100), delay: .uniform(1.ms)),
        ]), seed: Seed(seed))
    result.currents["exp"] = [300, 310, 380]
    result.clamps["held"] = [0.5, 1]
    result.duration = 200.ms
    return result
  }

  @Test(arguments: [1, UInt64.max - 5] as [UInt64])
  func `a circuit that was written gives the spikes of the network`(_ seed: UInt64) throws {
    try withFolder { folder in
      let before = Self.all(seed: seed)
      let files = try SONATANetwork.write(before, to: folder)
      #expect(Set(files) == Set(try FileManager.default.contentsOfDirectory(atPath: folder)))
      let after = try SONATANetwork.read(folder)
      #expect(after.warnings.isEmpty && after.duration == 200.ms && after.seed == before.seed)
      #expect(after.network.populations.map(\.name) == before.network.populations.map(\.name))
      #expect(after.currents == before.currents && after.clamps == before.clamps)
      let wanted = try spikes(of: before, for: 200.ms), found = try spikes(of: after, for: 200.ms)
      #expect(wanted.count > 100 && Set(wanted.map(\.population)).count == 7)
      #expect(found == wanted)
    }
  }

  @Test func `weights per rate come back as those of single spikes`() throws {
    try withFolder { folder in
      let before = layers()
      try SONATANetwork.write(before, to: folder)
      var after = try SONATANetwork.read(folder)
      after.clamps = ["input": [0.2, 0.4, 0.6, 0.8, 1]]
      var described = before
      described.clamps = after.clamps
      let wanted = try spikes(of: described, for: 100.ms)
      let found = try spikes(of: after, for: 100.ms)
      #expect(wanted.count > 20 && found.map(\.unit) == wanted.map(\.unit))
      for (a, b) in zip(found, wanted) {
        #expect(abs(Double(bitPattern: a.time) - Double(bitPattern: b.time)) < 1e-9)
      }
    }
  }

  @Test func `inhibitory weights per rate are scaled by their own time constant`() throws {
    var unit = LIF.dimensionless(
      membraneTimeConstant: 20.ms, synapticTimeConstant: 4.ms)
    unit.synapse = .exponential(excitatory: 4.ms, inhibitory: 8.ms)
    let network = ExchangedNetwork(
      name: "two",
      network: Network(
        populations: [
          Population("x", size: 2, .source(.spikes([[1], [1]]))),
          Population("y", size: 1, .lif(unit), drive: .plain(0.5)),
        ],
        projections: [
          Projection(from: "x", to: "y", weights: .explicit([1, -1]), delay: .uniform(1.ms))
        ]), seed: Seed(1))
    try withFolder { folder in
      try SONATANetwork.write(network, to: folder)
      // w / (r_max tau_s)
      #expect(
        try SONATANetwork.read(folder).network.projections[0].weights
          == .explicit([1 / (0.5 * 4), -1 / (0.5 * 8)]))
    }
  }

  @Test func `membranes that no model of NEST has are not written`() throws {
    try withFolder { folder in
      let network = ExchangedNetwork(
        name: "eif",
        network: Network(
          populations: [Population("n", size: 1, .membrane(ExponentialIF(), Integration()))],
          projections: []), seed: Seed(1))
      let error = #expect(throws: ExchangeError.self) {
        try SONATANetwork.write(network, to: folder)
      }
      let text = error.map { "\($0)" } ?? ""
      #expect(text.contains("'n'") && text.contains("nest:aeif_psc_exp"))
    }
  }

  @Test func `weights of clamped values on a drive scale are written as currents`() throws {
    let unit = LIF(
      membraneTimeConstant: 20.ms, capacitance: 250, rest: -70, threshold: -55, reset: -70,
      refractoryTime: 2.ms, synapse: .exponential(excitatory: 5.ms, inhibitory: 5.ms))
    let network = ExchangedNetwork(
      name: "scaled",
      network: Network(
        populations: [
          Population("x", size: 1, .source(.clamp)),
          Population(
            "y", size: 1, .lif(unit), drive: DriveScale(maximumRate: 0.1, unit: 200, zero: 150)),
        ], projections: [Projection(from: "x", to: "y", weights: .explicit([0.3]))]), seed: Seed(1))
    try withFolder { folder in
      try SONATANetwork.write(network, to: folder)
      #expect(try SONATANetwork.read(folder).network.projections[0].weights == .explicit([60]))
    }
  }
}
