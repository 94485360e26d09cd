import Datasets
import EquilibriumPropagation
import Foundation
import Measurements
import Networks
import Plasticity
import Protocols
import Quantities
import Runs
import Testing

@testable import Experiments

/// Units of what learning is told: targets, beta, weights, learning rates, and rules that move weights.
@Suite struct LearningUnitTests {
  /// Foundation has another.
  typealias Dimension = Experiments.Dimension

  /// A network in pA that learns; `activity` nudges s in place of the drive.
  private static func text(activity: Bool = false) -> String {
    let unit =
      "kind: lif, C_m: 100 pF, E_L: 0 mV, V_th: 5 mV, V_reset: -5 mV, t_ref: 0.5 ms, tau_syn: 5 ms, "
      + "weights: per-rate, r_max: 0.5 /ms"
    return """
      name: units
      network:
        populations:
          input: {size: 2, kind: clamp}
          hidden: {size: 3, \(unit), I_e: 60 pA}
          output: {size: 2, \(unit)}
        projections:
          - {from: input, to: hidden, weights: {glorot_uniform: {gain: 0.2 nA}}}
          - {from: hidden, to: output, symmetric: true, weights: {uniform: [-50 pA, 0.05 nA]}}
      data: {set: xor}
      learning:
        nudging: {form: \(activity ? "activity, beta: 0.05 nA" : "drive, beta: 0.5")}
        targets: \(activity ? "[0, 0.1 kHz]" : "[0, 0.1 nA]")
        rates: {input->hidden: \(activity ? "2 nA^2" : "0.04 nA"), hidden->output: \(activity ? 1000 : 20)}
        bias_rates: {hidden: \(activity ? "900 pA^2" : "20 pA")}
      """
  }
  /// The same in plain numbers.
  private static let bare = """
    name: units
    network:
      populations:
        input: {size: 2, kind: clamp}
        hidden: {size: 3, kind: lif, tau_m: 10 ms, tau_syn: 5 ms, r_max: 0.5 /ms}
        output: {size: 2, kind: lif, tau_m: 10 ms, tau_syn: 5 ms, r_max: 0.5 /ms}
      projections:
        - {from: input, to: hidden, weights: glorot_uniform}
        - {from: hidden, to: output, symmetric: true, weights: glorot_uniform}
    data: {set: xor}
    learning: {rates: {input->hidden: 0.1, hidden->output: 0.1}}
    """
  /// Populations whose spikes change weights in pA, mV, nS and of no unit.
  private static let plastic = """
    name: units
    network:
      populations:
        a: {size: 2, kind: poisson, rate: 10 Hz}
        pA: {size: 2, kind: lif, C_m: 100 pF}
        mV: {size: 2, kind: lif, C_m: 100 pF, synapse: jump}
        nS: {size: 2, kind: lif_cond}
        bare: {size: 2, kind: lif, tau_m: 10 ms, tau_syn: 5 ms, r_max: 1 /ms}
      projections:
        - {from: a, to: pA, weights: 20}
        - {from: a, to: mV, weights: 20}
        - {from: a, to: nS, weights: 20}
        - {from: a, to: bare, weights: 20}
    simulate: {duration: 10 ms}
    """

  private static func read(
    _ text: String, _ overrides: [String], check: ModelCheck? = ModelFile.refusals
  ) throws
    -> Experiment
  {
    try ModelFile.parse(text, file: "units.yaml", overrides: overrides, check: check)
  }

  private func learning(_ experiment: Experiment) throws -> LearningSettings {
    guard case .learn(let settings, _) = experiment.task else {
      Issue.record("it learns")
      return LearningSettings()
    }
    return settings
  }

  /// A key: the model, the override with `X` for the value, and what it measures.
  private struct Key: Sendable {
    var model: String
    var form: String
    var dimension: Dimension
    init(_ model: String, _ form: String, _ dimension: Dimension) {
      (self.model, self.form, self.dimension) = (model, form, dimension)
    }
  }

  private static let keys: [Key] = {
    let drive = text(), activity = text(activity: true)
    var keys = [
      Key(drive, "learning.targets=[-1000000, X]", .current),
      Key(drive, "learning.rates.input->hidden=X", .current),
      Key(drive, "learning.rates.hidden->output=X", .current),
      Key(drive, "learning.bias_rates={output: X}", .current),
      Key(drive, "learning.rule={name: zero-area, amplitude: X}", .current),
      Key(drive, "learning.rule={name: pair, A_plus: X, A_minus: X}", .current),
      Key(drive, "learning.device={levels: 8, range: [-1000000, X]}", .current),
      Key(drive, "network.populations.hidden.I_e=X", .current),
      Key(drive, "network.populations.hidden.I_e=[X, 1, X]", .current),
      Key(drive, "network.projections.input->hidden.weights=X", .current),
      Key(drive, "network.projections.input->hidden.weights={uniform: [-1000000, X]}", .current),
      Key(
        drive, "network.projections.input->hidden.weights={normal: {mean: X, deviation: X}}",
        .current),
      Key(drive, "network.projections.input->hidden.weights={glorot_normal: {gain: X}}", .current),
      Key(drive, "network.projections.input->hidden.weights={list: [X, 1, 2, 3, 4, X]}", .current),
      Key(drive, "network.projections.input->hidden.bounds=[-1000000, X]", .current),
      Key(drive, "network.populations.output.r_max=X", .rate),
      Key(drive, "network.populations.output.V_th=X", .voltage),
      Key(drive, "learning.phases={free: X, readout: X}", .time),
      Key(activity, "learning.nudging.beta=X", .current),
      Key(activity, "learning.rates.hidden->output=X", .squaredCurrent),
      Key(activity, "learning.bias_rates.hidden=X", .squaredCurrent),
    ]
    for (population, dimension) in [
      ("pA", Dimension.current), ("mV", .voltage), ("nS", .conductance),
    ] {
      for rule in [
        "weight-dependent-pair, w_max: X", "triplet, A2_plus: X, A3_minus: X, w_max: X",
        "hebbian, amplitude: X",
        "inhibitory, eta: X", "nearest-reduced, A_plus: X, w_max: X", "power-law, w_0: X",
      ] {
        keys.append(
          Key(plastic, "simulate.plasticity={a->\(population): {name: \(rule)}}", dimension))
      }
    }
    keys += [
      Key(plastic, "simulate.plasticity={a->bare: {name: eqspike, eta: X}}", .time),
      Key(plastic, "simulate.plasticity={a->pA: {name: inhibitory, rho_0: X}}", .rate),
    ]
    return keys
  }()

  /// One value for each key, in three of its units; as many as EQUISPIKE_UNITS says, in each, when it is set.
  @Test(arguments: keys.indices)
  func `a value in any multiple of its unit is the plain number, to the last byte`(_ index: Int)
    throws
  {
    let key = Self.keys[index]
    let rounds = ProcessInfo.processInfo.environment["EQUISPIKE_UNITS"].flatMap { Int($0) }
    for _ in 0..<(rounds ?? 1) {
      for unit in key.dimension.units.shuffled().prefix(rounds == nil ? 3 : .max) {
        let digits = "\(Int.random(in: 1...9999))", places = Int.random(in: 0...3)
        func read(_ value: String) throws -> Experiment {
          try Self.read(key.model, [key.form.replacing("X", with: value)], check: nil)
        }
        let plain =
          unit.factor == 1
          ? "\(digits)e\(unit.power - places)"
          : "\(Double("\(digits)e-\(places)")! * unit.factor * Double("1e\(unit.power)")!)"
        let expected = try read(plain)
        let found = try read("\(digits)e-\(places) \(unit.name)")
        #expect(found.yaml == expected.yaml, "\(digits)e-\(places) \(unit.name)")
        // The written model is read back unchanged, with its units.
        #expect(try Self.read(found.yaml, [], check: nil).yaml == found.yaml)
      }
    }
  }

  @Test(arguments: keys.indices)
  func `a value in another unit is refused with both, and at its place`(_ index: Int) throws {
    let key = Self.keys[index]
    for other in Dimension.allCases
    where other != key.dimension && !other.unit.isEmpty {
      let change = key.form.replacing("X", with: "5 \(other.unit)")
      let message = try message(key.model, change)
      #expect(
        message.contains(
          "must be a \(key.dimension.rawValue) in \(key.dimension.unit), ")
          && message.contains(
            "but '\(other.unit)' is a unit of \(other.rawValue)"),
        "\(change): \(message)")
      #expect(message.hasPrefix("override '\(change)': error: "))
    }
  }

  /// Keys without a unit, in networks of both kinds.
  private static let plainKeys = [
    (text(), "learning.nudging.beta"), (text(), "learning.phases.settle"),
    (text(), "network.populations.input.size"),
    (bare, "learning.nudging.beta"), (bare, "learning.targets"),
    (bare, "learning.rates.input->hidden"),
    (bare, "learning.bias_rates.hidden"), (bare, "network.populations.hidden.bias"),
    (bare, "network.populations.hidden.threshold"),
    (bare, "network.projections.input->hidden.weights"),
    (bare, "network.projections.input->hidden.bounds"), (bare, "learning.rule.amplitude"),
    (plastic, "simulate.plasticity.a->bare.w_max"), (plastic, "simulate.plasticity.a->pA.lambda"),
  ]

  @Test(arguments: plainKeys.indices)
  func `a unit where a key has none is refused`(_ index: Int) throws {
    let (model, key) = Self.plainKeys[index]
    let rule = "{name: weight-dependent-pair}"
    let model2 =
      key.hasPrefix("learning.rule")
      ? model.replacing("learning: {", with: "learning: {rule: zero-area, ") : model
    for unit in ["pA", "mV", "ms", "Hz", "nS", "pA^2"] {
      let isList = key.hasSuffix("targets") || key.hasSuffix("bounds")
      let change = "\(key)=\(isList ? "[0, 1 \(unit)]" : "1 \(unit)")"
      let overrides =
        key.hasPrefix("simulate.plasticity")
        ? ["\(key.split(separator: ".").dropLast().joined(separator: "."))=\(rule)"] : []
      let message = try message(model2, change, overrides)
      #expect(
        message.contains("must be a number without unit, but '\(unit)' is a unit of ")
          && message.hasSuffix("; leave the unit out")
          || key.hasSuffix("size") && message.contains("whole number"), "\(change): \(message)")
    }
  }

  private func message(_ model: String, _ change: String, _ others: [String] = []) throws -> String
  {
    do {
      _ = try Self.read(model, others + [change], check: nil)
      return ""
    } catch ModelError.problems(let problems) {
      return problems.first.map(\.description) ?? ""
    }
  }

  @Test func `a file has values with units at line and column`() throws {
    let text = Self.text().replacing("targets: [0, 0.1 nA]", with: "targets: [0, 0.1 mV]")
    let error = try #require(throws: ModelError.self) { try Self.read(text, []) }
    #expect(
      error.description.hasPrefix(
        "units.yaml:13:16: error: a value of 'targets' must be a current in pA, nA, uA, fA, but 'mV' is a unit of "
          + "voltage: with 'form: drive' it is a drive of 'output'\n"))
  }

  @Test func `drives, weights and learning rates of a network in pA are in pA`() throws {
    let settings = try learning(try Self.read(Self.text(), []))
    #expect(settings.targets == Targets(off: 0, on: 100) && settings.nudging.beta == 0.5)
    #expect(settings.learningRates == ["input->hidden": 40, "hidden->output": 20])
    #expect(settings.biasRates == ["hidden": 20])
    let network = try Self.read(Self.text(), []).network
    #expect(network.projections.map(\.weights) == [.glorotUniform(gain: 200), .uniform(-50, 50)])
  }

  @Test func `where the activity is nudged beta is a current and targets are rates`() throws {
    let settings = try learning(try Self.read(Self.text(activity: true), []))
    // 100 Hz of 500 Hz.
    #expect(settings.targets == Targets(off: 0, on: 0.2) && settings.nudging.beta == 50)
    #expect(settings.learningRates == ["input->hidden": 2e6, "hidden->output": 1000])
    #expect(settings.biasRates == ["hidden": 900])
    #expect(
      try message(Self.text(activity: true), "learning.targets=[0, 5 pA]").hasSuffix(
        "a value of 'targets' must be a rate in /ms, kHz, Hz, /s, but 'pA' is a unit of current: with 'form: activity' it "
          + "is a rate, or a number, the rate over r_max"))
    for targets in ["[0 Hz, 250 Hz]", "[0, 0.25 kHz]", "[0, 0.5]", "[0, 250 /s]"] {
      let found = try learning(
        try Self.read(Self.text(activity: true), ["learning.targets=\(targets)"]))
      #expect(found.targets == Targets(off: 0, on: 0.5))
    }
  }

  /// Keeps the weights of each epoch.
  private final class Log: TrainingObserver {
    var weights: [[String: [Double]]] = []
    var isCancelled: Bool { false }
    func advanced(_ progress: TrainingProgress) {}
    func finished(_ epoch: Epoch) {}
    func learned(_ weights: [String: [Double]], epoch: Int) { self.weights.append(weights) }
  }

  /// The weights at the start and after an epoch, where all currents of a network are `scale` times as large, and beta and
  /// learning rates as their units say.
  private func learned(scale: Double, activity: Bool) throws -> [[String: [Double]]] {
    func pA(_ value: Double, _ power: Double = 1) -> String {
      let factor = power == 1 ? scale : scale * scale
      return "\(value * factor) \(power == 1 ? "pA" : "pA^2")"
    }
    let unit =
      "kind: lif, C_m: \(100 * scale) pF, E_L: 0 mV, V_th: 5 mV, V_reset: -5 mV, t_ref: 0.5 ms, tau_syn: 5 ms, "
      + "weights: per-rate, r_max: 1 /ms, I_e: \(pA(60))"
    let rate = { (value: Double) in activity ? pA(50 * value, 2) : pA(value) }
    let text = """
      name: units
      network:
        populations:
          input: {size: 2, kind: clamp}
          hidden: {size: 8, \(unit)}
          output: {size: 2, \(unit)}
        projections:
          - {from: input, to: hidden, weights: {glorot_uniform: {gain: \(pA(200))}}}
          - {from: hidden, to: output, symmetric: true, weights: {glorot_normal: {gain: \(pA(50))}}}
      data: {set: xor, train: 8, validation: 4, test: 4}
      learning:
        nudging: {form: \(activity ? "activity, beta: \(pA(50))" : "drive, beta: 0.5")}
        targets: \(activity ? "[0 Hz, 300 Hz]" : "[0, \(pA(100))]")
        phases: {free: 40 ms, nudged: 30 ms}
        batch: 2
        rates: {input->hidden: \(rate(40)), hidden->output: \(rate(20))}
        bias_rates: {hidden: \(rate(20)), output: \(rate(20))}
        twin: false
      """
    guard case .learn(let settings, let request) = try Self.read(text, []).task else {
      throw LearningError.data("It learns.")
    }
    let log = Log()
    _ = try Learning(
      network: try Self.read(text, []).network, settings: settings,
      data: try DatasetCatalog.load(request), seed: Seed(3), threads: 1
    ).run(observer: log)
    return log.weights
  }

  @Test(arguments: [false, true])
  func `currents that are four times as large learn weights that are four times as large`(
    _ activity: Bool
  ) throws {
    // Factors of two change no digit, so that each spike is at the same time.
    let small = try learned(scale: 1, activity: activity)
    let large = try learned(scale: 4, activity: activity)
    #expect(small.count == 2 && large == small.map { $0.mapValues { $0.map { 4 * $0 } } })
    for (name, weights) in small[0] {
      #expect(zip(weights, small[1][name] ?? []).contains { $0 != $1 }, "\(name) has learned")
    }
  }

  @Test func `a rule that several projections have takes no unit where their weights differ`()
    throws
  {
    let text = Self.bare.replacing(
      "output: {size: 2, kind: lif, tau_m: 10 ms",
      with: "output: {size: 2, kind: lif, C_m: 10 pF, tau_m: 10 ms, weights: per-rate")
    let both = "learning.rule={name: zero-area, amplitude: 2 pA}"
    #expect(try message(text, both).hasSuffix("is a unit of current; leave the unit out"))
    // One that learns alone.
    let alone = ["learning.rates.input->hidden=null"]
    #expect(try message(text, both, alone) == "")
    // Each learning rate has the unit of its own weights.
    #expect(try message(text, "learning.rates.hidden->output=2 nA") == "")
    #expect(try message(text, "learning.rates.input->hidden=2 nA").contains("plain numbers"))
  }

  @Test(arguments: ["output", "hidden"])
  func `a population of an unknown kind is one mistake, whatever units its weights have`(
    _ population: String
  ) throws {
    for text in [Self.text(), Self.text(activity: true), Self.plastic] {
      let name = text == Self.plastic ? "pA" : population
      let rest = text == Self.plastic ? "" : "learning.rule={name: zero-area, amplitude: 1 nA}"
      let others =
        text == Self.plastic
        ? [
          "simulate.plasticity={a->pA: {name: pair, A_plus: 1 pA}}",
          "simulate.probes=[{population: pA, variable: V}]",
          "network.projections.a->pA.weights={uniform: [1 pA, 2 nA]}",
        ] : [rest]
      do {
        _ = try Self.read(text, others + ["network.populations.\(name).kind=liff"])
        Issue.record("there is no kind liff")
      } catch ModelError.problems(let problems) {
        #expect(problems.map(\.message) == ["'kind' cannot be 'liff'; did you mean 'lif'?"])
      }
    }
  }

  @Test func `equal values of a sweep are equal in any unit`() throws {
    let key = "learning.rates.input->hidden"
    #expect(try Sweep(["\(key)=40 pA,0.05 nA,60"]).points == [["40 pA"], ["50 pA"], ["60 pA"]])
    #expect(try Sweep(["\(key)=40 pA,50 pA"]).points == [["40 pA"], ["50 pA"]])
    #expect(try Sweep(["\(key)=40 pA,5 ms"]).points == [["40 pA"], ["5 ms"]])
    #expect(throws: SweepError.sameValue(key: key, value: "40 pA")) {
      try Sweep(["\(key)=40 pA,0.04 nA"])
    }
    #expect(throws: SweepError.self) { try Sweep(["\(key)=40,0.04 nA"]) }
    let sweep = try Sweep(["\(key)=linspace(10 pA,30 pA,3),0.04 nA"])
    let rates = try (1...4).map {
      try learning(try Self.read(Self.text(), sweep.overrides(at: $0))).learningRates[
        "input->hidden"]
    }
    #expect(rates == [10, 20, 30, 40])
  }
}
