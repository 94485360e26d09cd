import Engine
import EquilibriumPropagation
import Foundation
import Networks
import Plasticity
import RateModel
import Testing

@testable import Experiments

/// The time at which an error can occur; each new case must be classified here.
private enum Coming {
  /// `check` reports it; the names are those of broken models that show so.
  case beforehand([String])
  /// Only while something runs, or never from a model file.
  case later(because: String)
}

@Suite struct RefusalTests {
  @Test func `each refusal of the learner is told by check, or cannot be`() {
    var all: [LearningError] = [
      .network([]), .simulation(.unsupported(population: "a", what: "x")),
      .reference(.diverged(step: 1)), .size(what: "a", found: 1, expected: 2, remedy: "b"),
      .data("gone"), .unknownProjection(name: "a", known: []),
      .checkpoint(name: "a", found: 1, expected: 2),
      .overflow(of: "network", what: "a weight", epoch: 1, samples: 1),
      .elsewhere(rank: 1, reason: "x"),
    ]
    all += ["input", "output", "learning", "clamped", "driven", "noisy", "played", "Poisson"].map {
      .population(role: $0, name: "a", reason: "b")
    }
    all += MembraneProperty.allCases.map {
      .membrane(population: "a", property: $0, found: "b", expected: "c")
    }
    all += ProjectionProperty.allCases.map {
      .projection(name: "a", property: $0, found: "b", expected: "c")
    }
    all += LearningSetting.allCases.map { .setting(name: $0, value: "a", expected: "b") }
    for error in all { expect(coming(error), "\(error)") }
  }

  @Test func `each refusal of the engine is told by check, or cannot be`() {
    let refusals: [RuleRefusal] = [
      .clampedSource, .delays, .noSpikes, .noRule, .noTraces,
      .bounds(rule: 0...1, projection: 2...3),
    ]
    let all: [SimulationError] =
      [
        .network([]), .notFinite(population: "a", unit: 0, time: 0),
        .weight(projection: "a", source: 0, target: 0, time: 0),
        .integration(population: "a", unit: 0, time: 0, reason: "x"),
        .endlessInstant(population: "a", time: 0, spikes: 1), .tooManySpikes(limit: 1, time: 0),
        .unknownStepper(population: "a", name: "x", known: []),
        .unknown(what: "projection", name: "a", known: []),
        .count(what: "a", found: 1, expected: 2), .unsupported(population: "a", what: "x"),
      ] + refusals.map { .rule(projection: "a", reason: $0) }
    for error in all { expect(coming(error), "\(error)") }
  }

  @Test func `each refusal of a network is told by check, or cannot be`() {
    let problems: [ReceptorProblem] = [
      .unknown(name: "a", known: []), .missing(known: ["a"]), .twice(name: "a"),
      .fractions(sum: 2), .negative(name: "a"), .sign(name: "a", wanted: .inhibitory),
    ]
    let all: [NetworkError] =
      [
        .duplicateName("a"), .unknownPopulation(projection: "a", name: "b", known: []),
        .parameter(place: "a", name: "b", value: 1, expected: "c"),
        .sizes(projection: "a", sources: 1, targets: 2),
        .inDegree(projection: "a", degree: 2, available: 1),
        .selfConnections(projection: "a", unit: 0),
        .pair(projection: "a", pair: .init(0, 1), sources: 1, targets: 1),
        .values(projection: "a", what: "weights", found: 1, expected: 2), .instantLoop(path: ["a"]),
        .targetIsSource(projection: "a", population: "b"),
        .notTransposable(projection: "a", other: "b"), .clamped(projection: "a", what: "a delay"),
        .signs(
          projection: "a", source: "b", sourceSign: .excitatory, target: "c",
          targetSign: .inhibitory),
      ] + problems.map { .receptor(projection: "a", population: "b", problem: $0) }
    for error in all { expect(coming(error), "\(error)") }
  }

  @Test func `each refusal of a rate model is told by check, or cannot be`() {
    let all: [RateModelError] = [
      .noCurrent(population: "a"), .noCurve(population: "a"), .diverged(step: 1),
      .overflow(parameter: "a", index: 0), .escaped(layer: "a", unit: 0, step: 1),
      .notFinite(layer: "a", step: 1), .notHolomorphic("a"), .asynchronousAdjoint,
      .integration("x"),
    ]
    for error in all { expect(coming(error), "\(error)") }
  }

  /// The models are there, and each is refused with one message for the one mistake.
  private func expect(_ coming: Coming, _ error: String) {
    switch coming {
    case .later(let reason): #expect(reason.count > 20, "\(error)")
    case .beforehand(let names):
      #expect(!names.isEmpty, "\(error)")
      for name in names {
        guard let model = BrokenModel.named(name) else {
          Issue.record("there is no broken model '\(name)' for: \(error)")
          continue
        }
        let text = message(model.text)
        #expect(text.contains(" error: ") && text.hasPrefix("model.yaml:"), "\(name)")
        #expect(text.components(separatedBy: " error: ").count == 2, "\(name): \(text)")
      }
    }
  }

  private func coming(_ error: LearningError) -> Coming {
    switch error {
    case .network: .later(because: "its parts are told one by one, see the errors of networks")
    case .simulation: .later(because: "see the errors of the engine")
    case .reference: .later(because: "see the errors of rate models")
    case .population("input", _, _):
      .beforehand(["an input with given spikes", "an input that is no source"])
    case .population("output", _, _): .beforehand(["an output that is a source"])
    case .population("driven", _, _): .beforehand(["learning with a bias that changes in time"])
    case .population("noisy", _, _): .beforehand(["learning with a noise that has a mean"])
    case .population("played", _, _): .beforehand(["spikes of samples beside the input"])
    case .population("Poisson", _, _): .beforehand(["learning with a dead time"])
    case .population("clamped", _, _): .beforehand(["a clamp that learning does not set"])
    case .population: .beforehand(["biases of a source"])
    case .membrane(_, let property, _, _): coming(property)
    case .projection(_, .selfConnections, _, _):
      .beforehand(["units joined to themselves where they learn"])
    case .projection(_, .feedback, _, _):
      .beforehand([
        "scales of feedback that do not cancel around a loop",
        "a scale of feedback within a population",
      ])
    case .projection(_, .connectivity, _, _):
      .beforehand(["a pair that comes twice"])
    case .setting(let setting, _, _): coming(setting)
    case .unknownProjection: .beforehand(["unknown projection in rates"])
    case .size: .later(because: "samples of files are compared when they are read, by check too")
    case .data: .later(because: "only checks of the program read samples by themselves")
    case .checkpoint: .later(because: "it is about a folder, not about a model")
    case .overflow:
      .later(because: "weights grow while they learn, by how much depends on the data")
    case .elsewhere: .later(because: "another process met an error of these")
    }
  }

  private func coming(_ property: MembraneProperty) -> Coming {
    switch property {
    case .weights: .beforehand(["learning with weights per spike", "learning with adex"])
    case .synapse:
      .beforehand(["learning with voltage jumps", "learning with a membrane of one's own"])
    case .receptors: .beforehand(["receptors with names where the activity is nudged"])
    case .maximumRate:
      .beforehand([
        "learning with inputs that spike and another scale of rates",
        "a scale beyond the refractory time",
      ])
    }
  }

  private func coming(_ setting: LearningSetting) -> Coming {
    switch setting {
    case .free: .beforehand(["a free phase that is too short for a rule of both phases"])
    case .onset:
      .beforehand([
        "an onset of a rule that reads the transient", "an onset after the nudged phase",
        "a rule of a comparison that does not fit",
      ])
    case .readout:
      .beforehand([
        "a readout longer than the nudged phase", "a readout longer than what the onset leaves",
      ])
    case .tail: .beforehand(["no time for late potentiation"])
    case .beta: .beforehand(["a drive that is unstable under the negative beta"])
    case .rule:
      .beforehand(["a rule that changes nothing", "a rule without area where nudges alternate"])
    case .lives: .beforehand(["more lives than samples in a batch", "lives of fresh samples"])
    case .states:
      .later(because: "the reader knows fresh and continued only; ranks are no part of a model")
    case .gate: .beforehand(["plasticity without end where nudges alternate"])
    case .scheme: .later(because: "the reader knows schemes with real betas only")
    case .levels: .beforehand(["a grid of one level"])
    case .raster: .beforehand(["a raster of a test sample that is not there"])
    case .nudged, .batch, .epochs:
      .later(because: "model files cannot hold such values: their reader wants them positive")
    case .seeds: .later(because: "it is about a checkpoint with more seeds than are wanted")
    }
  }

  private func coming(_ error: SimulationError) -> Coming {
    switch error {
    case .network: .later(because: "its parts are told one by one, see the errors of networks")
    case .rule(_, let reason):
      switch reason {
      case .clampedSource:
        .beforehand([
          "a rule that is not linear at clamped inputs",
          "a rule with nearest spikes at clamped inputs",
        ])
      case .delays:
        .beforehand([
          "learning with delays of synapses of their own",
          "weights that move behind delays of their own",
        ])
      case .noSpikes: .beforehand(["weights that move at a clamp"])
      case .sharedWeights: .beforehand(["shared weights that move at spikes"])
      case .pooling: .beforehand(["pooling that learns"])
      case .bounds:
        .beforehand([
          "no range for a projection and its rule",
          "no range for a projection and its rule, where it learns",
        ])
      case .noRule, .noTraces: .later(because: "only programs ask projections without rules")
      }
    case .unknownStepper, .unknown:
      .later(because: "model files cannot hold such names: their reader knows all that there are")
    case .notFinite, .weight, .integration, .endlessInstant, .tooManySpikes:
      .later(because: "states depend on all that happened before")
    case .count, .unsupported:
      .later(
        because: "only programs pass lists and populations; the reader compares sizes and kinds")
    }
  }

  private func coming(_ error: NetworkError) -> Coming {
    switch error {
    case .duplicateName: .beforehand(["two projections of one name"])
    case .unknownPopulation: .beforehand(["unknown population"])
    case .parameter: .beforehand(["reset above threshold"])
    case .sizes: .beforehand(["one-to-one between unequal sizes"])
    case .inDegree:
      .beforehand([
        "in-degree larger than the source", "more sources than there are without a unit itself",
      ])
    case .selfConnections:
      .beforehand([
        "a listed pair of a unit with itself without self-connections",
        "one-to-one within a population without self-connections",
      ])
    case .pair: .beforehand(["pair out of range"])
    case .values: .beforehand(["too few explicit weights"])
    case .instantLoop: .beforehand(["jumps without delay in a loop"])
    case .targetIsSource: .beforehand(["a projection into a source"])
    case .notTransposable:
      .beforehand(["transposed weights of a projection that goes the same way"])
    case .maps:
      .beforehand([
        "a convolution of units without a shape", "a kernel that is larger than its source",
        "a convolution onto maps of another size", "a convolution with delays of its own",
        "pooling with drawn weights", "a convolution within a population",
      ])
    case .signs: .beforehand(["one weight between excitatory and inhibitory units"])
    case .clamped:
      .beforehand(["delay of a clamped input", "a receptor for clamped values"])
    case .receptor(_, _, let problem):
      switch problem {
      case .unknown:
        .beforehand([
          "a receptor that is not there", "a receptor of a membrane without names of receptors",
          "a receptor that the other end of a tied projection lacks",
        ])
      case .missing: .beforehand(["no receptor where they have names"])
      case .twice: .later(because: "a key is written once")
      case .fractions: .beforehand(["fractions of receptors that do not add up"])
      case .negative: .beforehand(["negative weights through a conductance"])
      case .sign: .beforehand(["numbers of any sign through a conductance"])
      }
    }
  }

  private func coming(_ error: RateModelError) -> Coming {
    switch error {
    case .noCurrent: .beforehand(["learning with voltage jumps"])
    case .noPopulation: .beforehand(["an output that is a source"])
    case .perSpike: .beforehand(["learning with weights per spike"])
    case .noWiring: .later(because: "all projections of a network that learns are written out")
    case .secondSource: .later(because: "only verify asks for a model of all sources")
    case .noCurve: .later(because: "only lif learns, whose curve has a closed form")
    case .diverged, .overflow, .escaped, .notFinite, .integration:
      .later(because: "states depend on weights and samples")
    case .notHolomorphic: .beforehand(["circle without complex continuation"])
    case .asynchronousAdjoint: .beforehand(["asynchronous theorem"])
    }
  }
}
