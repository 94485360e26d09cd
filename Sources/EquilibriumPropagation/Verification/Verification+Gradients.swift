import Measurements
import Networks
import Protocols
import Quantities
import RateModel
import RealModule
import Solvers

/// The update of the rate reference against finite differences of the cost at the free fixed point,
///
///     lim beta -> 0 of the update = -dC(s^0(W)) / dW,
///
/// C = sum (u s - G(u) - y s) over the output where the drive is nudged (the matching cost), 1/2 |s - y|^2
/// where the activity is. The error falls as beta with one branch and as beta^2 with two of opposite sign.
///
/// > A. Laborieux et al. *Scaling equilibrium propagation to deep convnets by drastically reducing
/// > its gradient estimator bias.* Front Neurosci 15:633674, 2021.
extension Verification {
  static func gradients(_ scope: Scope) throws(LearningError) -> [Check] {
    var checks: [Check] = []
    for readsDrive in [true, false] {
      let watch = Stopwatch()
      let problem = try GradientProblem(
        hidden: scope.quick ? [6] : [8, 6], readsDrive: readsDrive, seed: scope.seed)
      let exact = try problem.differences()
      let words = readsDrive ? "e = y - u" : "e = y - s"
      let small = try problem.update(Nudging(beta: 1e-3))
      let cosine = Agreement(
        projection: "all", part: "total", reference: "differences", update: small, reference: exact
      ).cosine
      let one = try problem.slope([0.04, 0.02, 0.01], against: exact, .oneSided)
      let two = try problem.slope([0.16, 0.08, 0.04], against: exact, .symmetric)
      let seconds = watch.seconds / 3
      let details =
        "network 5-\(scope.quick ? "6" : "8-6")-4 in its working range, all weights at once "
        + "(\(exact.count)), central differences with h = 1e-4, relaxation to 1e-14\n"
        + "relative errors, one-sided: \(one.text); symmetric: \(two.text)"
      checks.append(
        .atLeast(
          "EP = finite differences (\(words)): cosine at beta 0.001", cosine, 0.9999,
          measured: cosine > 0.9999 ? "1 - \(Number.text(1 - cosine))" : nil, seconds: seconds,
          details: details))
      checks.append(
        .within(
          "EP one-sided (\(words)): order in beta", one.order, 0.9...1.1, seconds: seconds,
          details: details))
      checks.append(
        .within(
          "EP symmetric (\(words)): order in beta", two.order, 1.8...2.2, seconds: seconds,
          details: details))
    }
    return checks
  }
}

/// A small network whose units all fire, one input and one target.
struct GradientProblem {
  private(set) var model: RateNetwork
  let input: [String: Matrix]
  let targets: Matrix
  let readsDrive: Bool

  /// Far in the working range, where f is smooth.
  private static let relaxation = RelaxationSettings(step: 0.3, limit: 20000, tolerance: 1e-14)

  init(hidden: [Int], readsDrive: Bool, seed: Seed) throws(LearningError) {
    let network = Verification.layered(
      5, hidden, 4, inputGain: 0.3, gain: 0.4, hiddenBias: 0.8, outputBias: 0.8)
    let wirings = try Verification.wirings(network, seed: seed.branch("gradients"))
    model = try reference { () throws(RateModelError) in
      try RateNetwork(network, wirings: wirings, weights: [:])
    }
    var stream = seed.branch("gradients").branch("input").stream()
    input = [
      "input": Matrix(rows: 1, columns: 5, storage: (0..<5).map { _ in stream.uniform() })
    ]
    targets = Matrix(rows: 1, columns: 4, storage: [0.2, 0.9, 0.4, 0.1])
    self.readsDrive = readsDrive
  }

  private var output: Int { model.layers.count - 1 }

  /// The update of all weights, inputs first, one after another.
  func update(_ nudging: Nudging) throws(LearningError) -> [Double] {
    let update = try reference { () throws(RateModelError) in
      try model.update(
        inputs: input, targets: targets, output: output, contrast: nudging.contrast(),
        readsDrive: readsDrive, settings: Self.relaxation)
    }
    return names.flatMap { update.weights[$0]!.storage }
  }

  private var names: [String] { model.inputs.map(\.name) + model.couplings.map(\.name) }

  /// The cost at the free fixed point.
  func cost() throws(LearningError) -> Double {
    var state = model.start(input)
    try reference { () throws(RateModelError) in
      try model.relax(&state, settings: Self.relaxation)
    }
    var sum = 0.0
    for k in 0..<targets.columns {
      let u = state.drives[output].storage[k], s = state.activities[output].storage[k]
      let y = targets.storage[k]
      sum +=
        readsDrive
        ? u * s - model.layers[output].activation.primitive(u) - y * s : 0.5 * (s - y) * (s - y)
    }
    return sum
  }

  /// -dC/dW by central differences, in the order of `update`.
  func differences(step h: Double = 1e-4) throws(LearningError) -> [Double] {
    var result: [Double] = []
    func difference(
      _ move: (inout GradientProblem, Double) -> Void
    ) throws(LearningError) -> Double {
      var up = self, down = self
      move(&up, h)
      move(&down, -h)
      return -(try up.cost() - down.cost()) / (2 * h)
    }
    for index in model.inputs.indices {
      for k in model.inputs[index].weights.storage.indices {
        result.append(try difference { $0.model.inputs[index].weights.storage[k] += $1 })
      }
    }
    for index in model.couplings.indices {
      for k in model.couplings[index].weights.storage.indices {
        result.append(try difference { $0.model.couplings[index].weights.storage[k] += $1 })
      }
    }
    return result
  }

  /// The order p of the relative error ~ beta^p between the last two of these betas.
  func slope(
    _ betas: [Double], against exact: [Double], _ scheme: Nudging.Scheme
  ) throws(LearningError) -> (order: Double, text: String) {
    var errors: [Double] = []
    let size = exact.reduce(0) { $0 + $1 * $1 }.squareRoot()
    for beta in betas {
      let found = try update(Nudging(scheme, beta: beta))
      errors.append(
        zip(found, exact).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot() / size)
    }
    let n = errors.count
    let order = Double.log(errors[n - 2] / errors[n - 1]) / Double.log(betas[n - 2] / betas[n - 1])
    let text = zip(betas, errors).map { "\(Number.text($1)) at beta \(Number.text($0))" }
    return (order, text.joined(separator: ", "))
  }
}
