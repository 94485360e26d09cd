import Datasets
import Engine
import Equations
import EquilibriumPropagation
import Experiments
import Measurements
import Networks
import Plasticity
import Protocols
import Quantities
import Runs

/// The code of Documentation/library.md and of the articles in Documentation: what stands between `// begin NAME` and
/// `// end` is what they show.
enum Snippets {
  /// A model file is run.
  static func run() throws -> RunOutcome {
    // begin run
    let model = try Model(
      file: "xor", changes: ["learning.epochs=3", "learning.nudging.beta=0.2"])
    let result = try model.run()
    print("test error", result.testError ?? .nan, "weights", result.weights.keys.sorted())
    if case .learning(let measured) = result.measured {
      for row in measured.agreements { print(row.projection, row.part, row.cosine) }
    }
    for warning in result.warnings { print("probably not meant:", warning) }
    // end
    return result
  }

  /// It is run for many values.
  static func sweep() throws -> Sweep {
    // begin sweep
    let sweep = try Sweep(["learning.epochs=3", "learning.nudging.beta=0.2,0.4"])
    for point in 1...sweep.points.count {
      let result = try Model(file: "xor", changes: sweep.overrides(at: point)).run(threads: 2)
      print(sweep.points[point - 1], result.testError ?? .nan)
    }
    // end
    return sweep
  }

  /// A network learns.
  static func learn() throws -> LearningResult {
    // begin learn
    let network = Network.layers([64, 40, 10])
    let data = try DatasetCatalog.load(
      DatasetRequest(.digits, size: 8, train: 400, validation: 50, test: 100))
    var settings = LearningSettings()
    settings.rule = ZeroArea(fast: 10.ms, slow: 100.ms)
    settings.learningRates = ["input->hidden": 0.3, "hidden->output": 0.08]
    settings.batch = 1
    let learning = try Learning(
      network: network, settings: settings, data: data, seed: Seed(1), threads: 2)
    let result = try learning.run()
    let summary = result.summary
    print("test error", summary.testError ?? .nan, "rate twin", summary.twinTestError ?? .nan)
    for finding in result.findings { print("probably not meant:", finding) }
    // end
    return result
  }

  /// A neuron fires.
  static func simulate() throws -> [Double] {
    // begin simulate
    let rates = [Double](repeating: 0.02, count: 100)  // [1/ms]
    let network = Network(
      populations: [
        Population("inputs", size: 100, .source(.poisson(rates: rates))),
        Population("neuron", size: 1, .lif(.equilibrium)),
      ], projections: [Projection(from: "inputs", to: "neuron", weights: .constant(0.02))])
    let simulation = try Simulation(network, seed: Seed(1))
    let recorder = SpikeRecorder()
    simulation.add(observer: recorder)
    try simulation.run(until: 1000.ms)
    print(recorder.times(of: 1).count, "spikes of the neuron in a second")
    // end
    return recorder.times(of: 1)
  }

  /// A rule is written down.
  static func rule() throws -> EquationRule {
    // begin rule
    let equations = RuleEquations(
      name: "mine", citation: "after Song, Miller & Abbott 2000",
      parameters: [.init("A_plus", 1), .init("A_minus", 1), .init("tau", 15, .time)],
      equations: """
        dx/dt = -x/tau : pre
        dy/dt = -y/tau : post
        """,
      onPre: "w -= A_minus*y; x += 1",
      onPost: "w += A_plus*x; y += 1")
    let rule = try EquationRule(equations)
    // end
    return rule
  }

  /// It is measured.
  static func measure(_ rule: EquationRule) throws -> (area: Double, drift: Double, gain: Double?) {
    // begin measure
    let laboratory = RuleLaboratory(rule, synapses: 1000, seed: Seed(1))
    let window = try laboratory.window(lags: [-10, 10])  // post 10 ms before, and after [ms]
    let area = try laboratory.moments().area
    let measured = try laboratory.measured()
    print("window", window, "area", area, "drift", measured.drift.value)
    print("forward", measured.post.value, "backward", measured.pre.value)
    print("gain of a tied weight", laboratory.predicted.tiedGain ?? 0)
    // end
    return (area, measured.drift.value, laboratory.predicted.tiedGain)
  }

  /// A rule of the program instead.
  static func balanced() throws -> Double? {
    // begin balanced
    let zeroArea = RuleLaboratory(ZeroArea(fast: 10.ms, slow: 100.ms), synapses: 1000)
    print("gain of a tied weight", zeroArea.predicted.tiedGain ?? 0)
    // end
    return zeroArea.predicted.tiedGain
  }

  /// The network and the phases of a paper.
  static func settings() -> (Network, LearningSettings) {
    // begin settings
    let network = Network.layers([64, 40, 10])
    var settings = LearningSettings()
    settings.nudging = Nudging(.symmetric, beta: 0.25)
    settings.phases.free = 80.ms
    settings.phases.nudged = 60.ms
    settings.learningRates = ["input->hidden": 0.1, "hidden->output": 0.1]
    // end
    return (network, settings)
  }

  /// Rules beside the update of rate EP.
  static func compare(
    _ network: Network, _ settings: LearningSettings
  ) throws -> [String: Double] {
    var cosines: [String: Double] = [:]
    // begin compare
    let data = try DatasetCatalog.load(DatasetRequest(.digits, size: 8, train: 100, test: 10))
    let comparison = RuleComparison(
      network: network, settings: settings, data: data.train, samples: 8, seeds: 1, seed: Seed(1),
      threads: 2)
    let standard = try comparison.standard()
    let rules: [any SpikeTimingRule] = [ZeroArea(fast: 10.ms, slow: 100.ms), PairSTDP()]
    for rule in rules {
      let candidate = ComparisonSettings.Candidate(label: rule.name, rule: rule)
      let point = try comparison.measure(candidate, against: standard)
      for score in point.rows where score.part == "total" {
        print(rule.name, score.projection, score.agreements[0].cosine)
        cosines["\(rule.name) \(score.projection)"] = score.agreements[0].cosine
      }
    }
    // end
    return cosines
  }
}
