import Datasets
import Engine
import Networks
import Plasticity
import Protocols
import Quantities
import RateModel
import Testing

@testable import EquilibriumPropagation

@Suite struct ErrorTests {
  /// The error of learning after `change`.
  private func refusal(
    network: Network = Rig.network, data: Split = Rig.data(),
    _ change: (inout LearningSettings) -> Void
  ) -> LearningError? {
    var settings = Rig.settings()
    change(&settings)
    do throws(LearningError) {
      _ = try Learning(network: network, settings: settings, data: data, seed: Seed(1), threads: 1)
      return nil
    } catch { return error }
  }

  private func setting(_ error: LearningError?) -> String? {
    guard case .setting(let name, _, _) = error else { return nil }
    return name.rawValue
  }

  @Test func `settings outside their range are named`() {
    #expect(setting(refusal { $0.phases.free = 0.ms }) == "learning.phases.free")
    #expect(setting(refusal { $0.phases.nudged = (-1).ms }) == "learning.phases.nudged")
    #expect(setting(refusal { $0.phases.readout = 500.ms }) == "learning.phases.readout")
    #expect(setting(refusal { $0.phases.onset = 60.ms }) == "learning.phases.onset")
    #expect(setting(refusal { $0.nudging.beta = 0 }) == "learning.nudging.beta")
    #expect(setting(refusal { $0.nudging.beta = .nan }) == "learning.nudging.beta")
    #expect(setting(refusal { $0.nudging.beta = 1 }) == "learning.nudging.beta")
    #expect(setting(refusal { $0.batch = 0 }) == "learning.batch")
    #expect(setting(refusal { $0.epochs = -1 }) == "learning.epochs")
    #expect(refusal { $0.epochs = 3 } == nil)
    #expect(setting(refusal { $0.states = .persistent }) == "learning.states")
    #expect(setting(refusal { $0.lives = 2 }) == "learning.lives")
    #expect(
      setting(refusal { ($0.states, $0.lives, $0.batch) = (.continued, 5, 4) }) == "learning.lives")
    #expect(refusal { ($0.states, $0.lives, $0.batch) = (.continued, 4, 4) } == nil)
    // 12 samples.
    #expect(refusal { ($0.states, $0.lives, $0.batch) = (.continued, 12, 20) } == nil)
    guard
      case .size(_, 13, 12, _) = refusal({ ($0.states, $0.lives, $0.batch) = (.continued, 13, 20) })
    else {
      Issue.record("more lives than samples were taken")
      return
    }
    #expect(setting(refusal { $0.nudging.scheme = .circle }) == "learning.nudging.scheme")
  }

  @Test func `nudges alternate for rules that add something up at constant rates`() {
    func alternating(_ rule: any SpikeTimingRule) -> String? {
      setting(
        refusal {
          $0.nudging.scheme = .alternating
          $0.rule = rule
          $0.phases.onset = 30.ms
        })
    }
    #expect(alternating(Hebbian(tau: 10.ms)) == nil)
    #expect(alternating(Contrastive(tau: 10.ms)) == nil)
    // Windows of areas 1 and -1, a rule that reads two instants, and the pair that is antisymmetric.
    #expect(alternating(EqSpikeRule()) == "learning.rule")
    #expect(alternating(TraceProduct()) == "learning.rule")
    #expect(alternating(ZeroArea(fast: 10.ms, slow: 20.ms)) == "learning.rule")
    #expect(alternating(PairSTDP(tauPlus: 10.ms, tauMinus: 10.ms)) == "learning.rule")
  }

  @Test func `populations that are missing or of the wrong kind are named`() {
    for (role, change) in [
      ("input", { (s: inout LearningSettings) in s.input = "nowhere" }),
      ("output", { (s: inout LearningSettings) in s.output = "nowhere" }),
      ("input", { (s: inout LearningSettings) in s.input = "hidden" }),
      ("output", { (s: inout LearningSettings) in s.output = "input" }),
    ] {
      guard case .population(let found, _, let reason) = refusal(change) else {
        Issue.record("not refused")
        continue
      }
      #expect(found == role)
      #expect(!reason.isEmpty)
    }
  }

  @Test func `learning rates need a projection`() {
    #expect(
      refusal { $0.learningRates["hidden->nowhere"] = 1 }
        == .unknownProjection(
          name: "hidden->nowhere", known: ["input->hidden", "hidden->output"]))
  }

  @Test func `data must fit the network`() {
    let wide = Dataset(name: "wide", inputs: [0, 0, 0], labels: [0], classes: 2, width: 3)
    let split = Split(train: wide, validation: wide, test: wide)
    guard case .size(_, 3, 20, let remedy) = refusal(data: split, { _ in }) else {
      Issue.record("not refused")
      return
    }
    #expect(remedy.contains("3"))
    let many = Dataset(
      name: "many", inputs: [Double](repeating: 0, count: 20), labels: [8], classes: 9, width: 20)
    guard
      case .size(_, 9, 5, _) = refusal(
        data: Split(train: many, validation: many, test: many), { _ in })
    else {
      Issue.record("not refused")
      return
    }
  }

  @Test func `a network that cannot be run is refused with all that is wrong`() {
    var network = Rig.network
    network.populations[1].size = 0
    network.projections[1].target = "nowhere"
    guard case .network(let errors) = refusal(network: network, { _ in }) else {
      Issue.record("not refused")
      return
    }
    #expect(errors.count >= 2)
  }

  @Test func `rules that need spikes on both sides refuse clamped inputs`() {
    guard
      case .simulation(.rule(projection: "input->hidden", _)) = refusal({
        $0.rule = PairSTDP(pairing: .nearest)
      })
    else {
      Issue.record("not refused")
      return
    }
  }

  @Test func `units without a rate model are refused`() {
    var network = Rig.network
    guard case .lif(var membrane) = network.populations[1].units else { return }
    membrane.synapse = .jump
    network.populations[1].units = .lif(membrane)
    network.projections[1].delay = .uniform(1.ms)
    guard case .membrane("hidden", .synapse, "jump", _) = refusal(network: network, { _ in }) else {
      Issue.record("not refused")
      return
    }
  }

  @Test func `learning rates that are far too high are told, with the place`() throws {
    var settings = Rig.settings()
    settings.compareEvery = 0
    for projection in ["input->hidden", "hidden->output"] {
      settings.learningRates = [projection: .greatestFiniteMagnitude]
      do {
        _ = try Rig.learn(settings)
        Issue.record("nobody noticed")
      } catch let error as LearningError {
        switch error {
        // A weight itself, or a unit that gets finite weights beyond measure.
        case .overflow("network", let what, epoch: 1, let samples):
          #expect(what.contains("in '\(projection)'") && samples > 0 && samples <= 12)
        case .simulation(.notFinite(let population, let unit, let time)):
          #expect(["hidden", "output"].contains(population) && unit < 30 && time >= 0)
        default: throw error
        }
        #expect(error.description.contains("learning rates"))
      }
    }
  }

  @Test func `weights and biases that are not finite are found`() throws {
    let plan = try LearningPlan(Rig.network, Rig.settings(), seed: Seed(4))
    var parameters = try SpikingLearner(plan, threads: 1).parameters
    #expect(parameters.notFinite(plan) == nil)
    parameters.biases["output"]![4] = -.infinity
    #expect(parameters.notFinite(plan) == "the bias of unit 4 of 'output'")
    parameters.weights["hidden->output"]![5 * 7 + 3] = .nan
    #expect(
      parameters.notFinite(plan) == "the weight from unit 7 to unit 3 in 'hidden->output'")
  }

  @Test func `every error says something in one sentence or more`() {
    let errors: [LearningError] = [
      .network([]), .simulation(.unsupported(population: "p", what: "x")),
      .reference(.diverged(step: 3)), .population(role: "input", name: "a", reason: "is no source"),
      .size(what: "values", found: 1, expected: 2, remedy: "set it to 2"),
      .setting(name: .beta, value: "0", expected: "more"),
      .membrane(population: "a", property: .synapse, found: "jump", expected: "exponential"),
      .projection(name: "a", property: .feedback, found: "0.3", expected: "another"),
      .data("gone."),
      .unknownProjection(name: "a", known: ["b"]),
      .overflow(of: "network", what: "a weight", epoch: 1, samples: 3),
      .reference(.escaped(layer: "a", unit: 1, step: 2)),
      .reference(.overflow(parameter: "a->b", index: 3)),
    ]
    for error in errors.dropFirst() {
      #expect(error.description.hasSuffix("."))
      #expect(error.description.count > 10)
    }
  }
}
