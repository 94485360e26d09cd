import Datasets
import Measurements
import Networks
import Protocols
import Quantities
import RateModel

/// Checks of the rate reference in all its formulations, on small networks: EP, recurrent backpropagation,
/// backpropagation through time and finite differences give the same gradient. And checks of the statements of
/// the three source papers on a network of the size that they use.
extension Verification {
  static func theorems(_ scope: Scope) throws(LearningError) -> [Check] {
    var checks = try everyFormulation(scope)
    let data = try digits(scope)
    let samples = scope.quick ? 4 : 20
    for (formulation, function) in [
      (Dynamics.Formulation.prototypical, RateFunction.tanh), (.hopfield, .sigmoid),
    ] {
      let experiment = RateExperiment(
        architecture: Architecture(
          sizes: [data.train.features, scope.quick ? 64 : 512, 10]),
        dynamics: Dynamics(formulation, function: function, step: 0.5),
        initialization: ParameterInitialization(.fanIn(gain: 1), drawsBiases: true))
      var settings = TheoremSettings()
      settings.theorems = [.stepByStep, .timeCourse]
      settings.samples = samples
      settings.betas = [0.01]
      if formulation == .hopfield { settings.phases = [RatePhases(free: 100, nudged: 20)] }
      let report = try TheoremRun(
        experiment, settings: settings, data: data.train, seed: scope.seed
      ).run { _, _ in }
      checks += report.checks.map { check in
        var check = check
        check.name += ", \(formulation.rawValue) \(function.name)"
        return check
      }
    }
    return checks
  }

  /// Each formulation with each activation and cost that it has, fully connected and convolutional.
  private static func everyFormulation(_ scope: Scope) throws(LearningError) -> [Check] {
    let watch = Stopwatch()
    var rows: [(name: String, ep: Double, differences: Double)] = []
    for formulation in Dynamics.Formulation.allCases {
      for function in [RateFunction.tanh, .sigmoid, .shiftedSigmoid, .hardSigmoid] {
        for cost in [Dynamics.Cost.squaredError, .matching, .crossEntropy] {
          if cost == .matching, formulation.descendsEnergy { continue }
          let dynamics = Dynamics(formulation, function: function, cost: cost)
          for (name, architecture) in architectures {
            let problem = small(architecture, dynamics, scope.seed)
            let (ep, differences) = try agreement(problem)
            rows.append(
              (
                "\(formulation.rawValue), \(function.name), \(cost.rawValue), \(name)", ep,
                differences
              ))
          }
        }
      }
    }
    let details = rows.map {
      "\($0.name): EP 1 - \(Number.text(1 - $0.ep)), differences 1 - \(Number.text(1 - $0.differences))"
    }.joined(separator: "\n")
    func check(_ name: String, _ values: [Double]) -> Check {
      .cosine(
        "\(name), \(values.count) kinds of networks: least cosine", values.min() ?? 0, 0.9999,
        seconds: watch.seconds / 2, details: details)
    }
    return [
      check("EP at beta 0.001 = finite differences", rows.map(\.ep)),
      check("recurrent backpropagation = finite differences", rows.map(\.differences)),
    ]
  }

  /// Cosines with finite differences of EP, and of recurrent backpropagation.
  private static func agreement(
    _ problem: RateProblem
  ) throws(LearningError) -> (ep: Double, exact: Double) {
    try reference { () throws(RateModelError) in
      let differences = try FiniteDifferenceGradient(step: 1e-5).descent(problem)
      let ep = try EquilibriumGradient(Nudging(.symmetric, beta: 1e-3)).descent(problem)
      let exact = try RecurrentBackpropagation().descent(problem)
      func cosine(_ other: ParameterSet<Double>) -> Double {
        Agreement(
          projection: "all", part: "total", reference: "differences",
          update: other.values.flatMap(\.self), reference: differences.values.flatMap(\.self)
        ).cosine
      }
      return (cosine(ep), cosine(exact))
    }
  }

  /// 5-4-3; with skips and connections within a layer; and two convolutions.
  private static let architectures: [(String, Architecture)] = {
    var graph = Architecture(sizes: [5, 4, 3])
    graph.connections.append(.init(name: "input->output", pre: nil, post: 1, feedback: .none))
    graph.connections.append(.init(name: "hidden->hidden", pre: 0, post: 0))
    let input = Shape(height: 8, width: 8, channels: 1)
    let first = Convolution(kernel: 3).target(of: input, channels: 2)!
    func convolutional(_ pooling: Convolution.Pooling) -> Architecture {
      let pooled = Convolution(kernel: 3, pooling: pooling, window: 2)
      let second = pooled.target(of: first, channels: 2)!
      return Architecture(
        input: input,
        layers: [
          .init(name: "conv1", shape: first), .init(name: "conv2", shape: second),
          .init(name: "output", shape: Shape(3)),
        ],
        connections: [
          .init(
            name: "input->conv1", pre: nil, post: 0,
            form: .convolution(Convolution(kernel: 3, pooling: pooling)), feedback: .none),
          .init(name: "conv1->conv2", pre: 0, post: 1, form: .convolution(pooled)),
          .init(name: "conv2->output", pre: 1, post: 2),
        ])
    }
    return [
      ("5-4-3", Architecture(sizes: [5, 4, 3])), ("5-4-4-3", Architecture(sizes: [5, 4, 4, 3])),
      ("graph", graph), ("convolutions, max", convolutional(.max)),
      ("convolutions, average", convolutional(.average)),
    ]
  }()

  /// One sample; biases keep hard sigmoids inside (0, 1).
  private static func small(
    _ architecture: Architecture, _ dynamics: Dynamics, _ seed: Seed
  ) -> RateProblem {
    let root = seed.branch("theorems")
    let bias: Double =
      switch dynamics.function {
      case .hardSigmoid, .shiftedSigmoid: 0.4
      default: 0.1
      }
    var biases: [String: Double] = [:]
    for layer in architecture.layers { biases[layer.name] = bias }
    let readsOut = dynamics.cost == .crossEntropy
    let parameters: ParameterSet<Double> = ParameterInitialization(
      .glorot(gain: 0.3), biases: biases
    ).parameters(architecture, readout: readsOut ? 3 : nil, seed: root)
    var stream = root.branch("input").stream()
    return RateProblem(
      architecture, dynamics, parameters: parameters,
      inputs: (0..<architecture.input.count).map { _ in stream.uniform() },
      targets: readsOut ? [0, 1, 0] : [0.2, 0.8, 0.3], batch: 1, classes: 3,
      phases: RatePhases(free: 20_000, nudged: 20_000, tolerance: 1e-14))
  }
}
