import Engine
import Foundation
import Networks
import Quantities
import Testing

@testable import Exchange

/// Networks of clocked frameworks: length of a step, recurrence, spikes as input, initial values.
@Suite struct NIRClockedTests {
  private let tenth = NIRConventions(step: 0.1.ms)

  /// The spike times of a unit of a population [ms].
  private func times(
    _ source: ExchangedNetwork, _ name: String, for duration: Milliseconds, unit: Int = 0
  ) throws -> [Double] {
    try spikes(of: source, for: duration).filter { $0.population == name && $0.unit == unit }
      .map { Double(bitPattern: $0.time) }
  }

  private func expect(_ found: [Double], _ expected: [Double], within error: Double = 1e-6) {
    #expect(found.count == expected.count, "\(found)")
    for (a, b) in zip(found, expected) { #expect(abs(a - b) <= error, "\(a) for \(b)") }
  }

  /// A LIF unit that v_leak drives, and a CubaLIF unit behind it.
  private var chain: NIRGraph {
    var graph = NIRGraph()
    graph.nodes = [
      "a": node(
        "LIF",
        [
          "tau": .init(0.01, count: 1), "r": .init(1, count: 1), "v_leak": .init(1.2, count: 1),
          "v_threshold": .init(1, count: 1),
        ]), "w": node("Linear", ["weight": .init(shape: [1, 1], [1])]),
      "b": node(
        "CubaLIF",
        [
          "tau_mem": .init(0.01, count: 1), "tau_syn": .init(0.002, count: 1),
          "r": .init(1, count: 1), "v_leak": .init(0, count: 1), "w_in": .init(100, count: 1),
          "v_threshold": .init(0.5, count: 1),
        ]), "out": node("Output", ["shape": .init(1, count: 1)]),
    ]
    graph.edges = [.init("a", "w"), .init("w", "b"), .init("b", "out")]
    return graph
  }

  @Test func `with a step a spike has its area, and potentials begin at 0`() throws {
    let source = try NIRImport.network(chain, file: "a.nir", conventions: tenth)
    #expect(source.warnings.isEmpty)
    // From 0 towards 1.2, threshold 1: 10 ln 6 ms. The current of b jumps by w_in dt / tau_syn = 5; its times are the
    // roots of the closed form, by bisection.
    expect(try times(source, "a", for: 100.ms), (1...5).map { Double($0) * 10 * log(6) })
    expect(
      try times(source, "b", for: 100.ms),
      [19.497559, 36.944796, 54.777644, 72.678638, 90.592930])
  }

  @Test func `without a step a spike has the area of a second, which is told`() throws {
    let source = try NIRImport.network(chain, file: "a.nir")
    #expect(source.warnings.count == 1)
    #expect(source.warnings.first?.contains("impulses of area 1 s") == true)
    #expect(source.network.projection("a->b")?.weights == .explicit([100 / 0.002]))
    // V begins at v_leak, above threshold.
    #expect(try times(source, "a", for: 1.ms) == [0])
    // Our own files say so themselves, and the length of a step has no meaning for them.
    let own = try NIRExport.graph(source)
    let again = try NIRImport.network(own, file: "own.nir")
    #expect(again.warnings.isEmpty)
    let error = #expect(throws: ExchangeError.self) {
      try NIRImport.network(own, file: "own.nir", conventions: tenth)
    }
    #expect(error.map { "\($0)" }?.contains("leave out --step") == true)
  }

  @Test func `the step that r and w_in hint at is proposed`() throws {
    let source = try NIRImport.network(ClockedNetwork(seed: 1).graph, file: "a.nir")
    #expect(source.warnings.first?.contains("--step 0.1ms, to which r and w_in") == true)
    var graph = ClockedNetwork(seed: 1).graph
    graph.nodes["lif2"]!.parameters["w_in"] = .init(7, count: 3)
    let other = try NIRImport.network(graph, file: "a.nir")
    #expect(other.warnings.first?.contains("hint") == false)
  }

  @Test func `inputs are spikes when that is said`() throws {
    var graph = NIRGraph()
    graph.nodes = [
      "in": node("Input", ["shape": .init(2, count: 1)]),
      "w": node(
        "Affine",
        ["weight": .init(shape: [1, 2], [1, 3]), "bias": .init(shape: [], [0])]),
      "lif": node(
        "LIF",
        [
          "tau": .init(0.0025, count: 1), "r": .init(1, count: 1), "v_leak": .init(0, count: 1),
          "v_threshold": .init(1e6, count: 1),
        ]),
    ]
    graph.edges = [.init("in", "w"), .init("w", "lif")]
    for (step, area) in [(nil, 1.0), (0.1.ms, 1e-4)] as [(Milliseconds?, Double)] {
      let source = try NIRImport.network(
        graph, file: "a.nir", conventions: NIRConventions(step: step, inputs: .spikes))
      #expect(source.clamps.isEmpty && source.warnings.isEmpty == (step != nil))
      guard case .source(.spikes(let trains)) = source.network.populations[0].units else {
        Issue.record("no spikes")
        return
      }
      #expect(trains == [[], []])
      // V jumps by r w dt / tau.
      guard case .explicit(let weights)? = source.network.projection("in->lif")?.weights else {
        Issue.record("no weights")
        return
      }
      expect(weights, [1, 3].map { $0 / 0.0025 * area }, within: 1e-9)
    }
    // The kind in the metadata of an input comes before the convention.
    graph.nodes["in"]!.metadata["kind"] = .text("clamp")
    let told = try NIRImport.network(
      graph, file: "a.nir", conventions: NIRConventions(inputs: .spikes))
    #expect(told.clamps == ["in": [1, 1]])
  }

  @Test func `constant inputs of CubaLIF begin at 0 with a step, settled without`() throws {
    var graph = NIRGraph()
    graph.nodes = [
      "in": node("Input", ["shape": .init(1, count: 1)]),
      "w": node(
        "Affine", ["weight": .init(shape: [1, 1], [0]), "bias": .init(shape: [1], [0.9])]),
      "lif": node(
        "CubaLIF",
        [
          "tau_mem": .init(0.01, count: 1), "tau_syn": .init(0.005, count: 1),
          "r": .init(1, count: 1), "v_leak": .init(0, count: 1), "w_in": .init(2, count: 1),
          "v_threshold": .init(1, count: 1),
        ]),
    ]
    graph.edges = [.init("in", "w"), .init("w", "lif")]
    var conventions = NIRConventions(inputs: .spikes)
    let settled = try NIRImport.network(graph, file: "a.nir", conventions: conventions)
    expect(try times(settled, "lif", for: 10.ms), [10 * log(1.8 / 0.8)])
    conventions.step = 1.ms
    // 10 v' = -v + 1.8 (1 - exp(-t / 5)): the root of the closed form.
    let rising = try NIRImport.network(graph, file: "a.nir", conventions: conventions)
    expect(Array(try times(rising, "lif", for: 20.ms).prefix(1)), [13.678887582273711])
    // Behind a clamped input they are settled, which is told.
    let clamped = try NIRImport.network(
      graph, file: "a.nir", conventions: NIRConventions(step: 1.ms))
    #expect(clamped.warnings.contains { $0.contains("begin settled") })
  }

  // MARK: Recurrence

  private func lif(_ count: Int) -> NIRNode {
    node(
      "LIF",
      [
        "tau": .init(0.02, count: count), "r": .init(1, count: count),
        "v_leak": .init(0, count: count), "v_threshold": .init(0.1, count: count),
      ])
  }

  @Test func `recurrent connections take a step, forward ones none`() throws {
    var graph = NIRGraph()
    graph.nodes = [
      "in": node("Input", ["shape": .init(3, count: 1)]), "lif": lif(3), "next": lif(3),
      "rec": node(
        "Linear", ["weight": .init(shape: [3, 3], [0, 0, 0.5, 0, 0.2, 0, 0.5, 0, 0])]),
      "fb": node("Linear", ["weight": .init(shape: [3, 3], [Double](repeating: 1, count: 9))]),
      "fw": node("Linear", ["weight": .init(shape: [3, 3], [Double](repeating: 1, count: 9))]),
      "out": node("Output", ["shape": .init(3, count: 1)]),
    ]
    graph.edges = [
      .init("in", "lif"), .init("lif", "rec"), .init("rec", "lif"), .init("lif", "fw"),
      .init("fw", "next"), .init("next", "fb"), .init("fb", "lif"), .init("next", "out"),
    ]
    let network = try NIRImport.network(graph, file: "a.nir", conventions: tenth).network
    let recurrent = try #require(network.projection("lif->lif"))
    #expect(recurrent.delay == .uniform(0.1.ms))
    // Zeros of a dense matrix, also those on its diagonal, are synapses that may learn.
    #expect(recurrent.isFull)
    guard case .explicit(let weights) = recurrent.weights else {
      Issue.record("not weights of a file")
      return
    }
    let jump = 1e-4 / 0.02
    #expect(weights.map { $0 / jump } == [0, 0, 0.5, 0, 0.2, 0, 0.5, 0, 0])
    #expect(network.projection("next->lif")?.delay == .uniform(0.1.ms))
    #expect(network.projection("lif->next")?.delay == .uniform(.zero))
    #expect(network.projection("in->lif")?.delay == .uniform(.zero))
    // Without a step the refusal says what would help.
    let error = #expect(throws: ExchangeError.self) { try NIRImport.network(graph, file: "a.nir") }
    #expect(error.map { "\($0)" }?.contains("--step") == true)
    // A Delay in the loop stays when it is longer.
    for (delay, expected) in [(3e-3, 3.0), (2e-5, 0.1)] {
      graph.nodes["d"] = node("Delay", ["delay": .init(shape: [], [delay])])
      graph.edges = graph.edges.filter {
        $0 != .init("lif", "rec") && $0.source != "d" && $0.target != "d"
      }
      graph.edges += [.init("lif", "d"), .init("d", "rec")]
      let late = try NIRImport.network(graph, file: "a.nir", conventions: tenth).network
      #expect(late.projection("lif->lif")?.delay == .uniform(expected.ms))
    }
  }

  @Test func `with a step no graph has a loop without delay`() throws {
    for seed in 0..<200 {
      var stream = Seed(UInt64(seed)).stream()
      var graph = NIRGraph()
      let count = 2 + stream.below(6)
      graph.nodes["in"] = node("Input", ["shape": .init(1, count: 1)])
      for i in 0..<count { graph.nodes["n\(i)"] = lif(1) }
      var forward = 0
      for i in 0..<count {
        if stream.below(3) == 0 || i == 0 { graph.edges.append(.init("in", "n\(i)")) }
        for j in 0..<count where stream.below(3) == 0 {
          graph.nodes["w\(i)-\(j)"] = node("Linear", ["weight": .init(shape: [1, 1], [1])])
          graph.edges += [.init("n\(i)", "w\(i)-\(j)"), .init("w\(i)-\(j)", "n\(j)")]
          forward += 1
        }
      }
      let network = try NIRImport.network(graph, file: "a.nir", conventions: tenth).network
      #expect(network.projections.count { $0.source != "in" } == forward)
      // Not more delays than needed: with any one of them at 0 there is a loop again.
      for index in network.projections.indices
      where network.projections[index].delay == .uniform(0.1.ms) {
        var shorter = network
        shorter.projections[index].delay = .uniform(.zero)
        #expect(!shorter.problems().isEmpty, "seed \(seed)")
      }
    }
  }

  // MARK: Against a clocked simulation

  /// Mean difference of the counts of outputs, and the part of equal decisions.
  private func distance(
    _ network: ClockedNetwork, trials: Int, refinements: [Int], isEuler: Bool = false
  ) throws -> [(difference: Double, equal: Double)] {
    let source = try NIRImport.network(
      network.graph, file: "a.nir",
      conventions: NIRConventions(step: 0.1.ms, inputs: .spikes, isEuler: isEuler))
    var sums = [(difference: Double, equal: Double)](repeating: (0, 0), count: refinements.count)
    for trial in 0..<trials {
      let raster = network.raster(seed: UInt64(trial), steps: 200, probability: 0.3)
      var driven = source
      driven.network.populations[0].units = .source(
        .spikes(
          (0..<network.inputs).map { unit in
            raster.indices.filter { raster[$0][unit] }.map { Double($0) / 10 }
          }))
      var counts = [Int](repeating: 0, count: network.outputs)
      for spike in try spikes(of: driven, for: 20.ms) where spike.population == "lif2" {
        counts[spike.unit] += 1
      }
      for (k, refinement) in refinements.enumerated() {
        let clocked = network.counts(raster, refinement: refinement)
        sums[k].difference += Double(zip(counts, clocked).reduce(0) { $0 + abs($1.0 - $1.1) })
        let winner = clocked.firstIndex(of: clocked.max()!)
        if counts.firstIndex(of: counts.max()!) == winner { sums[k].equal += 1 }
      }
    }
    let n = Double(trials)
    return sums.map { ($0.difference / n / Double(network.outputs), $0.equal / n) }
  }

  @Test func `a recurrent network comes near to its clocked simulation as steps are refined`()
    throws
  {
    let network = ClockedNetwork(seed: 3)
    let found = try distance(network, trials: 12, refinements: [1, 4, 16, 64])
    let text = found.map { "\($0)" }.joined(separator: " ")
    // A step of Euler's method errs by its first power.
    #expect(found[1].difference < 0.75 * found[0].difference, "\(text)")
    #expect(found[2].difference < 0.5 * found[1].difference, "\(text)")
    #expect(found[3].difference < 0.5 * found[2].difference, "\(text)")
    #expect(found[3].equal >= 10.0 / 12, "\(text)")
    // Imitated, Euler's steps are met at once.
    let euler = try distance(network, trials: 12, refinements: [1], isEuler: true)[0]
    #expect(
      euler.difference < 0.5 * found[0].difference && euler.equal >= 10.0 / 12, "\(euler); \(text)")
  }

  @Test func `imitated steps of Euler's method decay as they do`() throws {
    let conventions = NIRConventions(step: 1.ms, isEuler: true)
    for tau in [1.5e-3, 2e-3, 0.01, 1] {
      let time = try #require(conventions.timeConstant(tau))
      #expect(abs(exp(-1e-3 / time) - (1 - 1e-3 / tau)) < 1e-15)
    }
    #expect(conventions.timeConstant(1e-3) == nil && tenth.timeConstant(1e-5) == 1e-5)
    let network = try NIRImport.network(chain, file: "a.nir", conventions: conventions).network
    guard case .lif(let membrane) = network.populations[0].units else {
      Issue.record("not a LIF population")
      return
    }
    #expect(membrane.refractoryTime == 0.5.ms)
    #expect(abs(membrane.membraneTimeConstant.value + 1 / log(0.9)) < 1e-12)
    var short = chain
    short.nodes["b"]!.parameters["tau_syn"] = .init(0.001, count: 1)
    let error = #expect(throws: ExchangeError.self) {
      try NIRImport.network(short, file: "a.nir", conventions: conventions)
    }
    #expect(
      error.map { "\($0)" }?.contains("/node/nodes/b/tau_syn: it is not longer than a step") == true
    )
  }

  @Test func `a recurrent network as snnTorch exports it is read`() throws {
    let graph = try NIRFile.read(resource("recurrent.nir"))
    let source = try NIRImport.network(
      graph, file: "recurrent.nir", conventions: NIRConventions(step: 0.1.ms, inputs: .spikes))
    #expect(
      source.network.populations.map { "\($0.name) \($0.size)" } == [
        "input 3", "lif1_lif 4", "lif2 2", "lif1_lif_onset 1",
      ])
    // Currents that differ from unit to unit are the population's own.
    #expect(source.network.populations[1].currents?.count == 4)
    #expect(source.network.projection("lif1_lif->lif1_lif")?.delay == .uniform(0.1.ms))
    // A spike makes the current of a unit jump by w w_in dt / tau_syn = w.
    let weight = try #require(graph.nodes["fc1"]?.parameters["weight"]).values
    guard case .explicit(let jumps)? = source.network.projection("input->lif1_lif")?.weights else {
      Issue.record("no weights")
      return
    }
    for j in 0..<3 { for i in 0..<4 { #expect(abs(jumps[j * 4 + i] - weight[i * 3 + j]) < 1e-12) } }
  }
}
