import Experiments
import Foundation
import Networks
import Quantities
import Runs
import Testing

@testable import Exchange

@Suite struct NIRTests {
  private static let models = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Models").path

  /// A network through a file.
  private func back(_ source: ExchangedNetwork) throws -> ExchangedNetwork {
    try withFolder { folder in
      try NIRFile.write(try NIRExport.graph(source), to: folder + "/net.nir")
      return try NIRImport.network(
        try NIRFile.read(folder + "/net.nir"), file: "net.nir", seed: Seed(99))
    }
  }

  @Test(arguments: [
    ("xor", 60.0), ("lif-dc", 1000), ("digits", 20), ("brette2007-jump", 30),
    ("brette2007-cuba", 60),
    ("plausibility/input-poisson", 30), ("plausibility/sparse", 20),
    ("plausibility/feedback-random", 20),
  ])
  func `a shipped model comes back with the same spikes to the last bit`(
    _ name: String, duration: Double
  ) throws {
    let changes =
      name.hasPrefix("brette")
      ? [
        "network.populations.excitatory.size=320", "network.populations.inhibitory.size=80",
        "network.projections.excitatory->excitatory.connect={probability: 0.2}",
      ] : []
    let experiment = try ModelFile.load("\(Self.models)/\(name).yaml", overrides: changes)
    var source = try experiment.exchanged()
    for population in source.network.populations where population.isClamped {
      source.clamps[population.name] = (0..<population.size).map { 0.3 + 0.01 * Double($0 % 50) }
    }
    let before = try spikes(of: source, for: duration.ms)
    #expect(before.count > 10)
    let after = try spikes(of: try back(source), for: duration.ms)
    #expect(before == after)
  }

  @Test(arguments: [false, true])
  func `learned weights, biases and feedback come back with the same spikes`(jumps: Bool) throws {
    let source = layers(jumps: jumps)
    let before = try spikes(of: source, for: 200.ms)
    #expect(Set(before.map(\.population)) == ["hidden", "output"])
    let again = try back(source)
    #expect(try spikes(of: again, for: 200.ms) == before)
    #expect(again.network.projection("hidden->output")?.isSymmetric == true)
    #expect(again.outputs == ["output"])
  }

  @Test func `a symmetric projection is two tied matrices, and forward edges come first`() throws {
    let graph = try NIRExport.graph(layers())
    let forward = try #require(graph.nodes["hidden_to_output_lif"])
    let back = try #require(graph.nodes["output_lif_to_hidden"])
    #expect(forward.metadata["tied_to"] == .text("output_lif_to_hidden"))
    #expect(back.metadata["tied_to"] == .text("hidden_to_output_lif"))
    let w = try #require(forward.parameters["weight"]), t = try #require(back.parameters["weight"])
    #expect(w.shape == [3, 8] && t.shape == [8, 3])
    for i in 0..<3 { for j in 0..<8 { #expect(w.values[i * 8 + j] == t.values[j * 3 + i]) } }
    func first(_ node: String) -> String? { graph.edges.first { $0.source == node }?.target }
    #expect(first("input") == "input_to_hidden_scale")
    #expect(first("hidden") == "hidden_to_output_lif")
    #expect(first("output_lif") == "output")
  }

  @Test func `a chain has no edges that lead back`() throws {
    let graph = try NIRExport.graph(layers(), feedforward: true)
    #expect(
      graph.edges.map { "\($0.source) \($0.target)" } == [
        "input input_to_hidden_scale", "input_to_hidden_scale input_to_hidden",
        "input_to_hidden hidden", "hidden hidden_to_output_lif", "hidden_to_output_lif output_lif",
        "output_lif output",
      ])
    #expect(Set(graph.nodes.keys) == Set(graph.edges.flatMap { [$0.source, $0.target] }))
    #expect(graph.nodes["hidden_to_output_lif"]?.metadata["tied_to"] == nil)
  }

  @Test func `parameters are in seconds and mean what the simulator does`() throws {
    let source = layers()
    let node = try #require(try NIRExport.graph(source).nodes["hidden"])
    func one(_ name: String) -> Double { node.parameters[name]!.values[2] }
    #expect(node.type == "CubaLIF")
    #expect(one("tau_mem") == 20.3 / 1000 && one("tau_syn") == 4.9 / 1000 && one("r") == 1)
    // A spike of weight w makes the current jump by w / (r_max tau_s).
    #expect(abs(one("w_in") / one("tau_syn") - 1 / (1.1 * 4.9)) < 1e-12)
    #expect(one("v_leak") == source.currents["hidden"]![2])
    #expect(node.metadata["t_ref_ms"] == .number(0.3))
  }

  @Test func `parameters count for more than metadata`() throws {
    var graph = try NIRExport.graph(layers())
    graph.nodes["hidden"]!.parameters["v_threshold"] = .init(0.03, count: 8)
    graph.nodes["hidden"]!.parameters["tau_mem"] = .init(0.01, count: 8)
    let network = try NIRImport.network(graph, file: "changed.nir").network
    guard case .lif(let membrane) = network.populations[1].units else {
      Issue.record("not a LIF population")
      return
    }
    #expect(membrane.threshold == 0.03 && membrane.membraneTimeConstant == 10.ms)
  }

  @Test func `a network without sources has an Input that comes back as nothing`() throws {
    var source = layers()
    source.network.populations.removeFirst()
    source.network.projections.removeFirst()
    source.clamps = [:]
    let graph = try NIRExport.graph(source)
    #expect(graph.edges.first == .init("input", "hidden"))
    #expect(graph.nodes["input"]?.metadata["kind"] == .text("none"))
    let again = try back(source)
    #expect(again.network.populations.map(\.name) == ["hidden", "output"])
    #expect(again.clamps.isEmpty)
    #expect(again.network.populations[0].currents == source.currents["hidden"])
  }

  @Test func `the same network gives the same bytes`() throws {
    try withFolder { folder in
      for name in ["a", "b"] {
        try NIRFile.write(try NIRExport.graph(layers()), to: "\(folder)/\(name).nir")
      }
      let a = try Data(contentsOf: URL(fileURLWithPath: folder + "/a.nir"))
      #expect(a == (try Data(contentsOf: URL(fileURLWithPath: folder + "/b.nir"))))
    }
  }

  @Test func `what NIR cannot say is an error with the part`() throws {
    var source = layers()
    source.network.projections[0].delay = .uniform(.zero)
    source.network.projections[1].delay = .random(1.ms, 2.ms)
    #expect(
      throws: ExchangeError.inexpressible(
        format: "NIR", part: "projection 'hidden->output'",
        reason: "its delays differ from synapse to synapse, and Delay has one for each unit")
    ) { try NIRExport.graph(source) }
  }

  @Test func `receptors with names fit neither NIR nor SONATA`() throws {
    var source = layers()
    guard case .lif(var membrane) = source.network.populations[1].units else { return }
    membrane.synapse = .receptors([
      Receptor("ampa", timeConstant: 2.ms), Receptor("nmda", timeConstant: 100.ms),
    ])
    source.network.populations[1].units = .lif(membrane)
    source.network.projections[1].receptors = [ReceptorShare("nmda")]
    #expect(
      throws: ExchangeError.inexpressible(
        format: "NIR", part: "population 'hidden'",
        reason:
          "its receptors have names; NIR's neurons have one synaptic current, or two by the sign of weights"
      )
    ) { try NIRExport.graph(source) }
    #expect(SONATAModel.parameters(of: .lif(membrane)) == nil)
    var adaptive = AdaptiveExponentialIF()
    #expect(SONATAModel.parameters(of: .membrane(adaptive, Integration())) != nil)
    adaptive.namedReceptors = [Receptor("ampa", timeConstant: 2.ms)]
    #expect(SONATAModel.parameters(of: .membrane(adaptive, Integration())) == nil)
  }

  @Test func `scaled feedback fits neither NIR nor SONATA`() throws {
    var source = layers()
    source.network.projections[1].feedback = 0.5
    for format in ["NIR", "SONATA"] {
      let expected = ExchangeError.inexpressible(
        format: format, part: "projection 'hidden->output'",
        reason: "its backward direction has other weights; leave 'feedback' out")
      #expect(throws: expected) {
        if format == "NIR" {
          _ = try NIRExport.graph(source)
        } else {
          _ = try withFolder { try SONATANetwork.write(source, to: $0) }
        }
      }
    }
  }

  @Test func `NIR refuses populations of different r_max and symmetric projections within one`()
    throws
  {
    var source = layers()
    source.network.populations[2].drive = .plain(0.9)
    #expect(throws: ExchangeError.self) { try NIRExport.graph(source) }
    source = layers()
    source.network.projections[2].isSymmetric = true
    #expect(throws: ExchangeError.self) { try NIRExport.graph(source) }
    source.network.projections[2].isSymmetric = false
    _ = try NIRExport.graph(source)
  }
}
