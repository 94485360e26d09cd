import Engine
import Foundation
import Networks
import Quantities
import Testing

@testable import Exchange

/// Parameters without shape, units that differ, and units that integrate or never fire.
@Suite struct NIRUnitsTests {
  private func times(
    _ source: ExchangedNetwork, _ name: String, for duration: Milliseconds
  ) throws -> [Double] {
    try spikes(of: source, for: duration).filter { $0.population == name }
      .map { Double(bitPattern: $0.time) }
  }

  private func expect(_ found: [Double], _ expected: [Double], within error: Double = 1e-6) {
    #expect(found.count == expected.count, "\(found)")
    for (a, b) in zip(found, expected) { #expect(abs(a - b) <= error, "\(a) for \(b)") }
  }

  /// Input, weights [units, 1], and one node of units.
  private func graph(_ unit: NIRNode, weights: [Double] = [1]) -> NIRGraph {
    var graph = NIRGraph()
    graph.nodes = [
      "input": node("Input", ["shape": .init(1, count: 1)]),
      "w": node("Linear", ["weight": .init(shape: [weights.count, 1], weights)]), "unit": unit,
      "output": node("Output", ["shape": .init(Double(weights.count), count: 1)]),
    ]
    graph.edges = [.init("input", "w"), .init("w", "unit"), .init("unit", "output")]
    return graph
  }

  private func problem(_ graph: NIRGraph, step: Milliseconds? = nil) -> String {
    do {
      _ = try NIRImport.network(graph, file: "a.nir", conventions: NIRConventions(step: step))
      return "no error"
    } catch { return "\(error)" }
  }

  @Test func `parameters without shape and of length 1 stand for all units that are reached`()
    throws
  {
    let parameters = [
      "tau_mem": 0.01, "tau_syn": 0.002, "r": 1, "v_leak": 0.1, "v_threshold": 0.5, "w_in": 2,
    ]
    func network(_ shape: (String) -> [Int]) throws -> ExchangedNetwork {
      var unit = NIRNode("CubaLIF")
      for (key, value) in parameters {
        let shape = shape(key)
        unit.parameters[key] = .init(
          shape: shape, [Double](repeating: value, count: shape.reduce(1, *)))
      }
      return try NIRImport.network(graph(unit, weights: [1, 2, 3]), file: "a.nir")
    }
    let all = try network { _ in [3] }
    #expect(all.network.populations.map(\.size) == [1, 3])
    let mixed: [String: [Int]] = ["r": [3], "v_leak": [1], "w_in": [3, 1]]
    for other in [
      try network { _ in [] }, try network { _ in [1] }, try network { mixed[$0] ?? [] },
    ] {
      #expect("\(other.network.populations)" == "\(all.network.populations)")
      #expect("\(other.network.projections)" == "\(all.network.projections)")
    }
    // A file of these, with Scale and Delay of one number, and a bias of one number.
    let source = try NIRImport.network(
      try NIRFile.read(resource("scalars.nir")), file: "scalars.nir",
      conventions: NIRConventions(step: 1.ms))
    #expect(
      source.network.populations.map { "\($0.name) \($0.size)" } == ["input 2", "lif1 3", "lif2 3"])
    #expect(
      source.network.projection("lif1->lif2")?.delay
        == .uniform(Milliseconds(Double(Float(0.003)) * 1000)))
  }

  @Test func `parameters of a channel stand for all of its places`() throws {
    let numbers = NIRNode.Numbers(shape: [2, 1, 1], [1, 2])
    #expect(numbers.spread(over: [2, 2, 2]) == [1, 1, 1, 1, 2, 2, 2, 2])
    #expect(NIRNode.Numbers(shape: [2], [1, 2]).spread(over: [3, 2]) == [1, 2, 1, 2, 1, 2])
    #expect(
      NIRNode.Numbers(shape: [2, 1, 3], [1, 2, 3, 4, 5, 6]).spread(over: [2, 2, 3])
        == [1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6])
    #expect(numbers.spread(over: [3, 2, 2]) == nil && numbers.spread(over: [4]) == nil)
    #expect(NIRNode.Numbers(shape: [], [7]).spread(over: [2]) == [7, 7])
    var graph = NIRGraph()
    graph.nodes["input"] = node("Input", ["shape": .init(shape: [3], [2, 3, 4])])
    graph.nodes["if"] = node(
      "IF", ["r": .init(shape: [], [1]), "v_threshold": .init(shape: [2, 1, 1], [1, 2])])
    graph.edges = [.init("input", "if")]
    let parts = try NIRImport.network(graph, file: "a.nir").parts
    #expect(parts.map(\.units) == [Array(0..<12), Array(12..<24)])
  }

  @Test func `units that differ become populations, and their sum is the whole`() throws {
    var unit = NIRNode("LIF")
    unit.parameters = [
      "tau": .init(shape: [3], [0.01, 0.02, 0.03]), "r": .init(1, count: 3),
      "v_leak": .init(0, count: 3), "v_threshold": .init(0.5, count: 3),
    ]
    let source = try NIRImport.network(graph(unit, weights: [1, 1, 1]), file: "a.nir")
    #expect(source.network.populations.map(\.name) == ["input", "unit_0", "unit_1", "unit_2"])
    #expect(source.outputs == ["unit_0", "unit_1", "unit_2"])
    #expect(
      source.remarks == ["'unit': units differ in tau, so they are 3 populations, unit_0 to unit_2"]
    )
    for k in 0..<3 {
      let period = 10 * Double(k + 1) * log(2)
      expect(
        try times(source, "unit_\(k)", for: 62.ms),
        (1...Int(62 / period)).map { Double($0) * period })
    }
  }

  @Test func `each parameter may differ from unit to unit, and recurrence finds its units`() throws
  {
    let source = try NIRImport.network(
      try NIRFile.read(resource("taus.nir")), file: "taus.nir",
      conventions: NIRConventions(step: 0.1.ms))
    let names = source.network.populations.map { "\($0.name) \($0.size)" }
    #expect(names == ["in_put 1", "lif___0_0 2", "lif___0_1 1", "lif___0_2 1"])
    #expect(source.network.populations[1].currents?.count == 2)
    #expect(source.parts.map(\.units) == [[0, 2], [1], [3]])
    #expect(source.parts.map(\.node) == ["lif-\u{e4}.0", "lif-\u{e4}.0", "lif-\u{e4}.0"])
    // weights[target][source] = (4 target + source) / 16, jumps by w r dt / tau.
    let members = [[0, 2], [1], [3]], tau = [0.01, 0.02, 0.01, 0.01], r = [1, 1, 1, 2.0]
    for (a, from) in members.enumerated() {
      for (b, to) in members.enumerated() {
        let projection = try #require(source.network.projection("lif___0_\(a)->lif___0_\(b)"))
        #expect(projection.delay == .uniform(0.1.ms))
        guard case .explicit(let weights) = projection.weights else { continue }
        var expected: [Double] = []
        for i in from {
          for j in to {
            expected.append(Double(4 * j + i) / 16 * r[j] * 1e-4 / tau[j])
          }
        }
        expect(weights, expected, within: 1e-12)
      }
    }
  }

  @Test func `r, thresholds, resets, leaks and w_in of single units act on these alone`() throws {
    // v' = (v_leak - v + r x) / tau from 0, x = 1: the period from reset to threshold is known.
    let count = 24
    var stream = Seed(8).stream()
    func draw(_ low: Double, _ high: Double) -> [Double] {
      (0..<count).map { _ in stream.uniform(low, high) }
    }
    let tau = (0..<count).map { [0.01, 0.02, 0.015][$0 % 3] },
      r = (0..<count).map { [1, 1.5][$0 / 3 % 2] }
    let leak = draw(-0.2, 0.2), threshold = draw(0.3, 0.7), reset = draw(-0.3, 0.1)
    var unit = NIRNode("LIF")
    for (key, values) in [
      "tau": tau, "r": r, "v_leak": leak, "v_threshold": threshold, "v_reset": reset,
    ] {
      unit.parameters[key] = .init(shape: [count], values)
    }
    for step in [nil, 1.ms] as [Milliseconds?] {
      let source = try NIRImport.network(
        graph(unit, weights: [Double](repeating: 1, count: count)), file: "a.nir",
        conventions: NIRConventions(step: step))
      let all = try spikes(of: source, for: 60.ms)
      for part in source.parts {
        for (index, k) in part.units.enumerated() {
          func time(from v: Double) -> Double {
            1000 * tau[k] * log((leak[k] + r[k] - v) / (leak[k] + r[k] - threshold[k]))
          }
          let own = all.filter { $0.population == part.population && $0.unit == index }
            .map { Double(bitPattern: $0.time) }
          let start = time(from: step == nil ? leak[k] : 0), period = time(from: reset[k])
          expect(own, (0..<own.count).map { start + Double($0) * period })
          #expect(own.count == Int((60 - start) / period) + 1, "unit \(k)")
        }
      }
    }
  }

  @Test func `v_leak that differs is where each potential begins`() throws {
    var unit = NIRNode("LIF")
    for (key, value) in ["tau": 0.01, "r": 1, "v_threshold": 1] {
      unit.parameters[key] = .init(value, count: 2)
    }
    unit.parameters["v_leak"] = .init(shape: [2], [0.25, -0.5])
    let network = try NIRImport.network(graph(unit, weights: [0, 0]), file: "a.nir").network
    guard case .lif(let membrane) = network.populations[1].units else {
      Issue.record("not a LIF population")
      return
    }
    #expect(membrane.initial == .perUnit([0.25, -0.5]))
  }

  // MARK: Units without leak or threshold

  private func one(_ type: String, _ values: [String: Double]) -> NIRNode {
    node(type, values.mapValues { NIRNode.Numbers($0, count: 1) })
  }

  @Test func `IF integrates exactly`() throws {
    let source = try NIRImport.network(graph(one("IF", ["r": 1, "v_threshold": 1])), file: "a.nir")
    expect(try times(source, "unit", for: 10_500.ms), (1...10).map { 1000 * Double($0) })
    // Quarters of spikes, over minutes, add up to the threshold.
    var driven = try NIRImport.network(
      graph(one("IF", ["r": 1, "v_threshold": 1]), weights: [0.25]), file: "a.nir",
      conventions: NIRConventions(inputs: .spikes))
    driven.network.populations[0].units = .source(.spikes([(1...8).map { 20_000 * Double($0) }]))
    expect(try times(driven, "unit", for: 200_000.ms), [80_000, 160_000], within: 0)
  }

  @Test func `convolutions and pooling between IF units of one number are those of sinabs`() throws
  {
    let graph = try NIRFile.read(resource("pooling.nir"))
    // A step of 1 s: a spike of weight w makes V jump by w.
    var source = try NIRImport.network(
      graph, file: "pooling.nir", conventions: NIRConventions(step: 1000.ms, inputs: .spikes))
    #expect(
      source.network.populations.map { "\($0.name) \($0.size)" } == [
        "input 9", "node_1 4", "node_5 2",
      ])
    let events = [4, 0, 4, 8, 4, 4, 1, 4, 4, 3, 4, 4]
    source.network.populations[0].units = .source(
      .spikes(
        (0..<9).map { unit in events.indices.filter { events[$0] == unit }.map { Double($0 + 1) } })
    )
    let all = try spikes(of: source, for: 13.ms)
    // Computed with numpy by the definitions.
    #expect(
      all.filter { $0.population == "node_1" }.map {
        "\(Int(Double(bitPattern: $0.time))) \($0.unit)"
      }.sorted()
        == ["3 2", "6 1", "6 2", "6 3", "9 2", "10 0", "11 1", "12 2", "12 3"].sorted())
    // Each spike reaches the threshold of the second unit.
    #expect(
      Set(
        all.filter { $0.population == "node_5" && $0.unit == 1 }.map { Double(bitPattern: $0.time) }
      )
        == [3, 6, 9, 10, 11, 12])
  }

  private func potential(_ source: ExchangedNetwork, _ name: String, at time: Double) throws
    -> Double
  {
    let source = source.described
    let simulation = try Simulation(source.network, seed: source.seed)
    if !source.clamps.isEmpty { try simulation.clamp(source.clamps) }
    try simulation.run(until: time.ms)
    return try #require(simulation.value("V", of: 0, in: name))
  }

  @Test func `the potential of LI, CubaLI and I can be read, and they never fire`() throws {
    // Spikes of weight 3 at 1 and 4 ms, steps of 1 ms, read at 6 ms.
    func network(_ unit: NIRNode) throws -> ExchangedNetwork {
      var source = try NIRImport.network(
        graph(unit, weights: [3]), file: "a.nir",
        conventions: NIRConventions(step: 1.ms, inputs: .spikes))
      source.network.populations[0].units = .source(.spikes([[1, 4]]))
      #expect(source.remarks.contains { $0.contains("never fires: record V of unit") })
      #expect(try times(source, "unit", for: 10.ms).isEmpty)
      return source
    }
    let tau = 20.0
    let li = try network(one("LI", ["tau": 0.02, "r": 2, "v_leak": 0.5]))
    let jump = 3 * 2 * 1 / tau
    let leak = 0.5 * (1 - exp(-6 / tau))
    #expect(
      abs(try potential(li, "unit", at: 6) - leak - jump * (exp(-5 / tau) + exp(-2 / tau))) < 1e-8)
    let cuba = try network(
      one("CubaLI", ["tau_mem": 0.02, "tau_syn": 0.005, "r": 2, "v_leak": 0, "w_in": 4]))
    func response(_ d: Double) -> Double {
      // I jumps by w w_in dt / tau_syn.
      2 * (3 * 4 / 5.0) * 5 / (tau - 5) * (exp(-d / tau) - exp(-d / 5))
    }
    #expect(abs(try potential(cuba, "unit", at: 6) - response(5) - response(2)) < 1e-8)
    let integrator = try network(one("I", ["r": 7]))
    #expect(abs(try potential(integrator, "unit", at: 6) - 2 * 3 * 7e-3) < 1e-12)
    // A LIF whose threshold is infinite is an LI.
    var endless = one("LIF", ["tau": 0.02, "r": 2, "v_leak": 0.5])
    endless.parameters["v_threshold"] = .init(.infinity, count: 1)
    var same = try NIRImport.network(
      graph(endless, weights: [3]), file: "a.nir",
      conventions: NIRConventions(step: 1.ms, inputs: .spikes))
    same.network.populations[0].units = .source(.spikes([[1, 4]]))
    #expect(try potential(same, "unit", at: 6) == potential(li, "unit", at: 6))
  }

  @Test func `a readout as Norse exports it is read`() throws {
    let source = try NIRImport.network(
      try NIRFile.read(resource("readout.nir")), file: "readout.nir",
      conventions: NIRConventions(step: 1.ms))
    #expect(source.network.populations.map(\.name) == ["input", "node_1", "node_3"])
    #expect(source.outputs == ["node_3"] && source.network.populations[2].isSilent)
    // Both LIF units fire at 10 ln 2 ms: jumps of 100 - 50 times dt / tau.
    let tau = Double(Float(0.02)) * 1000, first = Double(Float(0.01)) * 1000 * log(2)
    let expected = 0.25 * (1 - exp(-10 / tau)) + 50 / tau * exp(-(10 - first) / tau)
    #expect(abs(try potential(source, "node_3", at: 10) - expected) < 1e-6)
  }

  // MARK: Refusals

  @Test func `what cannot be run is refused by name with a remedy`() {
    #expect(
      problem(graph(one("Threshold", ["threshold": 1]))).contains(
        "/node/nodes/unit: a node of type 'Threshold'"))
    #expect(
      problem(graph(one("LIF", ["tau": 0, "r": 1, "v_leak": 0, "v_threshold": 1]))).contains(
        "tau and r must be more than 0"))
    #expect(
      problem(
        graph(one("CubaLIF", ["tau_mem": 1, "tau_syn": -1, "r": 1, "v_leak": 0, "v_threshold": 1]))
      )
      .contains("tau_syn must be more than 0"))
    var wrong = one("LIF", ["tau": 1, "r": 1, "v_leak": 0, "v_threshold": 1])
    wrong.parameters["v_reset"] = .init(0, count: 2)
    wrong.parameters["r"] = .init(1, count: 3)
    #expect(
      problem(graph(wrong, weights: [1, 1, 1])).contains(
        "unit/v_reset: values in shape [2] for 3 units"))
    var subtracting = one("LIF", ["tau": 1, "r": 1, "v_leak": 0, "v_threshold": 1])
    subtracting.metadata["reset_mechanism"] = .text("subtract")
    #expect(
      problem(graph(subtracting)).contains("it says 'subtract', but a spike sets V to v_reset"))
    // The potential of a readout is no spike train.
    var passing = graph(one("LI", ["tau": 1, "r": 1, "v_leak": 0]))
    passing.nodes["again"] = node("Linear", ["weight": .init(shape: [1, 1], [1])])
    passing.nodes["other"] = one("LIF", ["tau": 1, "r": 1, "v_leak": 0, "v_threshold": 1])
    passing.edges += [.init("unit", "again"), .init("again", "other")]
    #expect(problem(passing).contains("the potential of this LI goes on to 'other'"))
    // Constant values have no delay.
    var late = graph(one("LIF", ["tau": 1, "r": 1, "v_leak": 0, "v_threshold": 1]))
    late.nodes["d"] = one("Delay", ["delay": 0.001])
    late.edges = [.init("input", "d"), .init("d", "w"), .init("w", "unit")]
    #expect(problem(late).contains("/node/nodes/d: values that are held constant have no delay"))
  }

  @Test func `weights before an Output are left out with a warning`() throws {
    var network = graph(one("LIF", ["tau": 0.01, "r": 1, "v_leak": 0, "v_threshold": 0.5]))
    network.nodes["last"] = node("Linear", ["weight": .init(shape: [1, 1], [1])])
    network.edges = [
      .init("input", "w"), .init("w", "unit"), .init("unit", "last"), .init("last", "output"),
    ]
    let source = try NIRImport.network(network, file: "a.nir")
    #expect(
      source.warnings.count == 1
        && source.warnings[0].hasPrefix("'last' leads from no unit to another"))
  }

  @Test func `a Delay behind weights belongs to the units that it leads to`() throws {
    var network = graph(one("LIF", ["tau": 0.01, "r": 1, "v_leak": 0, "v_threshold": 0.5]))
    for (name, parameter) in [("tau", 0.01), ("r", 1), ("v_leak", 0), ("v_threshold", 0.5)] {
      network.nodes["unit"]!.parameters[name] = .init(parameter, count: 2)
    }
    network.nodes["w"]!.parameters["weight"] = .init(shape: [2, 1], [1, 1])
    network.nodes["d"] = node("Delay", ["delay": .init(shape: [2], [0.001, 0.002])])
    network.edges = [.init("input", "w"), .init("w", "d"), .init("d", "unit")]
    let spikes = NIRConventions(inputs: .spikes)
    let read = try NIRImport.network(network, file: "a.nir", conventions: spikes)
    #expect(read.network.projection("input->unit")?.delay == .perSynapse([1.ms, 2.ms]))
    // Summed once more they would not be.
    network.nodes["w2"] = node("Linear", ["weight": .init(shape: [2, 2], [1, 1, 1, 1])])
    network.edges = [.init("input", "w"), .init("w", "d"), .init("d", "w2"), .init("w2", "unit")]
    #expect(throws: ExchangeError.self) {
      try NIRImport.network(network, file: "a.nir", conventions: spikes)
    }
    network.nodes["d"]!.parameters["delay"] = .init(0.002, count: 2)
    let same = try NIRImport.network(network, file: "a.nir", conventions: spikes)
    #expect(same.network.projection("input->unit")?.delay == .uniform(2.ms))
  }
}
