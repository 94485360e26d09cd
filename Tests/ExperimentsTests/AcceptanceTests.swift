import Datasets
import Engine
import EquilibriumPropagation
import Foundation
import Quantities
import Runs
import Testing

@testable import Experiments

/// Random models of parts that are right one by one: those that are read can be set up.
///
/// EQUISPIKE_SETUPS is how many of each kind are tried, 150 unless it is given.
@Suite struct AcceptanceTests {
  private static let count =
    ProcessInfo.processInfo.environment["EQUISPIKE_SETUPS"].flatMap(Int.init) ?? 150

  @Test func `a learning model that is read is one that the learner takes`() throws {
    var accepted = 0, refused = 0
    for number in 0..<Self.count {
      var pick = Picker(seed: Seed(7).branch("learning").branch(number))
      let text = Self.learning(&pick)
      guard let experiment = Self.read(text) else {
        refused += 1
        continue
      }
      accepted += 1
      guard case .learn(let settings, let request) = experiment.task else { continue }
      do {
        _ = try Learning(
          network: experiment.network, settings: settings, data: try DatasetCatalog.load(request),
          seed: experiment.seed, threads: 1)
      } catch { Issue.record("\(error)\n\(text)") }
    }
    // Both must come, else nothing was tried.
    #expect(accepted > Self.count / 20 && refused > Self.count / 20, "\(accepted), \(refused)")
  }

  @Test func `a simulation that is read is one that the engine takes`() throws {
    var accepted = 0, refused = 0
    for number in 0..<Self.count {
      var pick = Picker(seed: Seed(7).branch("simulation").branch(number))
      let text = Self.simulation(&pick)
      guard let experiment = Self.read(text) else {
        refused += 1
        continue
      }
      accepted += 1
      guard case .simulate(let settings) = experiment.task else { continue }
      do {
        let simulation = try Simulation(
          experiment.network, seed: experiment.seed, rules: settings.plasticity)
        for name in settings.plasticity.keys.sorted() {
          try simulation.setPlasticity(name, .open(modulation: 1))
          try simulation.movesWeights(of: name, rate: 1)
        }
        try simulation.clamp(settings.clamps)
        for probe in settings.probes {
          _ = try simulation.add(
            probe: Probe(
              .variable(population: probe.population, name: probe.variable, units: probe.units),
              every: probe.interval))
        }
      } catch { Issue.record("\(error)\n\(text)") }
    }
    #expect(accepted > Self.count / 20 && refused > Self.count / 20, "\(accepted), \(refused)")
  }

  private static func read(_ text: String) -> Experiment? {
    try? ModelFile.parse(text, file: "model.yaml")
  }

  // MARK: - Models

  private static let rules = RuleModel.all.map(\.name)

  private static func membrane(_ pick: inout Picker, likes sound: Int) -> String {
    if pick.chance(sound) { return "kind: lif, tau_m: 10 ms, tau_syn: 5 ms, r_max: 1 /ms" }
    return pick.one(of: [
      "kind: lif, tau_m: 10 ms, tau_syn: 5 ms, r_max: 2 /ms",
      "kind: lif, tau_m: 10 ms, tau_syn: 5 ms, t_ref: 0.5 ms",
      "kind: lif, tau_m: 10 ms, tau_syn_ex: 5 ms, tau_syn_in: 4 ms, r_max: 1 /ms",
      "kind: lif, tau_m: 10 ms, tau_syn: 5 ms, weights: per-spike",
      "kind: lif, tau_m: 10 ms, synapse: jump, r_max: 1 /ms", "kind: lif, E_L: -65 mV",
      "kind: lif_ode, tau_m: 10 ms, tau_syn: 5 ms, r_max: 1 /ms", "kind: adex", "kind: eif",
      "kind: lif_cond", "kind: lif_cond, solver: {method: rkf45}",
    ])
  }

  private static func source(_ pick: inout Picker) -> String {
    pick.one(of: [
      "kind: clamp", "kind: clamp", "kind: regular, rate: 50 Hz", "kind: poisson, rate: 50 Hz",
      "kind: spikes, times: [[1], [2]]",
    ])
  }

  private static func connect(_ pick: inout Picker) -> String {
    if pick.chance(70) { return "" }
    return pick.one(of: [
      ", connect: {probability: 0.5}", ", connect: {in_degree: 1}",
      ", connect: one-to-one", ", connect: {list: [[0, 0], [1, 1]]}",
      ", connect: {list: [[0, 0], [0, 0]]}",
    ])
  }

  private static func rest(_ pick: inout Picker) -> String {
    if pick.chance(70) { return "" }
    return pick.one(of: [
      ", delay: 1 ms", ", delay: {uniform: [1 ms, 2 ms]}", ", symmetric: true",
      ", bounds: [0, 1]", ", bounds: [-2, -1]", ", release: 0.5", ", self_connections: false",
    ])
  }

  private static func rule(_ pick: inout Picker) -> String {
    let name = pick.one(of: rules)
    return pick.chance(70) ? name : "{name: \(name), pairing: nearest}"
  }

  private static func learning(_ pick: inout Picker) -> String {
    let lateral = pick.chance(20)
    let rates =
      ["input->hidden: 0.1", "hidden->output: 0.1"]
      + (lateral && pick.chance(30) ? ["hidden->hidden: 0.1"] : [])
    return """
      name: random
      network:
        populations:
          input: {size: 2, \(source(&pick))}
          \(pick.chance(10) ? "more: {size: 2, \(source(&pick))}" : "")
          hidden: {size: 2, \(membrane(&pick, likes: 88))}
          output: {size: 2, \(membrane(&pick, likes: 88))}
        projections:
          - {from: input, to: hidden, weights: 0.5\(connect(&pick))\(rest(&pick))}
          - {from: hidden, to: output, weights: 0.5\(connect(&pick))\(rest(&pick))}
          \(lateral ? "- {from: hidden, to: hidden, weights: 0.1\(connect(&pick))\(rest(&pick))}" : "")
      data: {set: xor}
      learning:
        rule: \(pick.chance(75) ? "zero-area" : rule(&pick))
        nudging: {form: \(pick.one(of: ["drive", "activity"])), scheme: \(pick.one(of: ["one-sided", "symmetric", "twin"])), beta: \(pick.one(of: ["0.5", "0.5", "0.5", "2"]))}
        phases: {free: 40 ms, nudged: \(pick.one(of: ["60 ms", "60 ms", "60 ms", "20 ms"])), onset: \(pick.one(of: ["0 ms", "0 ms", "0 ms", "0 ms", "10 ms", "50 ms"])), readout: \(pick.one(of: ["10 ms", "10 ms", "10 ms", "30 ms"]))}
        rates: {\(rates.joined(separator: ", "))}
        bias_rates: {output: 0.1}
      """
  }

  private static func simulation(_ pick: inout Picker) -> String {
    """
    name: random
    network:
      populations:
        a: {size: 2, \(source(&pick))}
        b: {size: 2, \(membrane(&pick, likes: 30))}
        c: {size: 2, \(membrane(&pick, likes: 30))}
      projections:
        - {from: a, to: b, weights: 0.5\(connect(&pick))\(rest(&pick))}
        - {from: b, to: c, weights: 0.5\(connect(&pick))\(rest(&pick))}
        - {from: c, to: c, weights: 0.1, delay: 1 ms\(connect(&pick))}
    simulate:
      duration: 1 ms
      \(pick.chance(50) ? "clamps: {a: 0.5}" : "")
      plasticity: {\(pick.one(of: ["a->b", "b->c", "c->c"])): \(rule(&pick))}
      probes: [{population: \(pick.one(of: ["a", "b", "c"])), variable: \(pick.one(of: ["V", "V", "I", "I_ex", "w"]))}]
    """
  }
}

/// Draws from lists.
private struct Picker {
  private var stream: RandomStream

  init(seed: Seed) { stream = seed.stream() }

  mutating func one<Value>(of values: [Value]) -> Value { values[stream.below(values.count)] }

  /// True in so many of a hundred cases.
  mutating func chance(_ percent: Int) -> Bool { stream.below(100) < percent }
}
