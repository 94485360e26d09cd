import Datasets
import Measurements
import Networks
import Protocols
import Quantities
import RateModel
import Testing

@testable import EquilibriumPropagation

/// Theorems, measured on models as users write them.
@Suite struct TheoremRunTests {
  private func run(
    _ experiment: RateExperiment, _ change: (inout TheoremSettings) -> Void = { _ in }
  ) throws -> TheoremReport {
    let data = try DatasetCatalog.load(
      DatasetRequest(.digits, size: 8, train: 10, validation: 0, test: 1))
    var settings = TheoremSettings()
    settings.samples = 4
    change(&settings)
    return try TheoremRun(
      experiment, settings: settings, data: data.train, seed: Seed(1)
    ).run { _, _ in }
  }

  private func experiment(
    _ dynamics: Dynamics, sizes: [Int] = [64, 20, 10],
    feedback: Architecture.Feedback = .tied
  ) -> RateExperiment {
    RateExperiment(
      architecture: Architecture(sizes: sizes, feedback: feedback), dynamics: dynamics,
      initialization: ParameterInitialization(.fanIn(gain: 1), drawsBiases: true))
  }

  @Test(arguments: Dynamics.Formulation.allCases)
  func `all checks pass in every formulation`(_ formulation: Dynamics.Formulation) throws {
    let report = try run(experiment(Dynamics(formulation, function: .tanh))) {
      if formulation != .prototypical { $0.phases = [RatePhases(free: 100, nudged: 15)] }
    }
    #expect(report.checks.count >= 10)
    for check in report.checks { #expect(check.passed, "\(check.name): \(check.measured)") }
  }

  @Test func `a free phase that is too short is told, with the remedy`() throws {
    let deep = experiment(Dynamics(.prototypical, function: .tanh), sizes: [64, 30, 30, 10])
    let report = try run(deep) {
      $0.theorems = [.stepByStep]
      $0.phases = [RatePhases(free: 12, nudged: 8)]
      $0.betas = [0.01]
    }
    #expect(report.warnings.contains { $0.contains("had not settled") })
    #expect(report.warnings.contains { $0.contains("free phase last longer") })
    #expect(report.checks.isEmpty)
  }

  @Test func `without tied weights EP is compared but not judged`() throws {
    let report = try run(
      experiment(Dynamics(.graded, function: .tanh), feedback: .untied)
    ) { $0.theorems = [.gradients, .energy] }
    #expect(report.warnings.contains { $0.contains("no energy") })
    #expect(!report.checks.contains { $0.name.hasPrefix("EP symmetric") })
    #expect(report.gradients.contains { $0.part == "EP symmetric" })
    for check in report.checks { #expect(check.passed, "\(check.name)") }
  }

  @Test func `the rate model of a spiking network is taken from its description`() throws {
    let unit = LIF.dimensionless(
      membraneTimeConstant: 20.ms, threshold: 0.025, reset: -0.025, refractoryTime: 0.3.ms,
      bias: 0, synapticTimeConstant: 5.ms)
    var biased = unit
    biased.current = 0.5
    let network = Network(
      populations: [
        Population("input", size: 64, .source(.clamp)),
        Population("hidden", size: 20, .lif(unit), drive: .plain(1)),
        Population("output", size: 10, .lif(biased), drive: .plain(1)),
      ],
      projections: [
        Projection(from: "input", to: "hidden", weights: .glorotUniform(gain: 0.5)),
        Projection(
          from: "hidden", to: "output", weights: .glorotUniform(gain: 0.3), symmetric: true),
      ])
    let experiment = try RateExperiment(network, input: "input", seed: Seed(1))
    #expect(experiment.architecture.connections.map(\.feedback) == [.none, .tied])
    #expect(experiment.initialization.given["output"] == Array(repeating: 0.5, count: 10))
    let report = try run(experiment) {
      $0.theorems = [.timeCourse, .energy]
      $0.targets = Targets(off: 0.1, on: 1)
    }
    for check in report.checks { #expect(check.passed, "\(check.name): \(check.measured)") }
  }

  @Test func `theorems are about the network that learns, with its clamps and failing synapses`()
    throws
  {
    let unit = LIF.dimensionless(
      membraneTimeConstant: 20.ms, threshold: 0.025, reset: -0.025, refractoryTime: 0.3.ms,
      bias: 0.5, synapticTimeConstant: 5.ms)
    var failing = Projection(
      from: "hidden", to: "output", weights: .uniform(-0.2, 0.2), symmetric: true)
    failing.release = 0.5
    let network = Network(
      populations: [
        Population("input", size: 64, .source(.clamp)),
        Population("bias", size: 2, .source(.clamp)),
        Population("hidden", size: 4, .lif(unit), drive: .plain(1)),
        Population("output", size: 10, .lif(unit), drive: .plain(1)),
      ],
      projections: [
        Projection(from: "input", to: "hidden", weights: .glorotUniform(gain: 0.5)),
        Projection(from: "bias", to: "hidden", weights: .uniform(0, 0.1)), failing,
      ])
    let experiment = try RateExperiment(
      network, input: "input", clamps: ["bias": [1, 0.5]], seed: Seed(1))
    let wirings = try network.wirings(seed: Seed(1))
    let given = experiment.initialization.given, held = wirings["bias->hidden"]!.weights
    #expect(given["hidden->output"] == wirings["hidden->output"]!.weights.map { 0.5 * $0 })
    #expect(given["input->hidden"] == wirings["input->hidden"]!.weights)
    let biases = (0..<4).map { (k: Int) -> Double in 0.5 + held[k] + 0.5 * held[4 + k] }
    #expect(given["hidden"] == biases)
    #expect(given.keys.sorted() == ["hidden", "hidden->output", "input->hidden", "output"])
    let report = try run(experiment) {
      $0.theorems = [.gradients, .energy]
      $0.samples = 1
    }
    for check in report.checks { #expect(check.passed, "\(check.name): \(check.measured)") }
    #expect(throws: LearningError.self) {
      try RateExperiment(network, input: "input", seed: Seed(1))
    }
  }

  @Test func `two kinds of neurons, adex with a measured curve and lif, have all gradients`() throws
  {
    var adex = AdaptiveExponentialIF()  // in nA and nF
    (adex.capacitance, adex.leak) = (0.281, 0.030)
    (adex.subthresholdAdaptation, adex.spikeAdaptation) = (0.004, 0.0805)
    (adex.refractoryTime, adex.current) = (10.ms, 3)
    let unit = LIF.dimensionless(
      membraneTimeConstant: 20.ms, threshold: 0.025, reset: -0.025, refractoryTime: 0.3.ms,
      bias: 0.5, synapticTimeConstant: 5.ms)
    let network = Network(
      populations: [
        Population("input", size: 64, .source(.clamp)),
        Population("hidden", size: 4, .membrane(adex, Integration())),
        Population("output", size: 10, .lif(unit), drive: .plain(1)),
      ],
      projections: [
        Projection(
          from: "input", to: "hidden", connectivity: .probability(0.5),
          weights: .glorotUniform(gain: 1)),
        Projection(
          from: "hidden", to: "output", weights: .glorotUniform(gain: 0.3), symmetric: true),
      ])
    let experiment = try RateExperiment(network, input: "input", seed: Seed(1))
    #expect(experiment.architecture.layers.map(\.timeConstant) == [5, 5])
    let report = try run(experiment) {
      $0.theorems = [.gradients, .energy]
      $0.samples = 1
    }
    let cosines = report.checks.filter { $0.name.contains("= RBP") || $0.name.contains("energy") }
    #expect(cosines.count == 4)
    for check in cosines { #expect(check.passed, "\(check.name): \(check.measured)") }
  }
}
