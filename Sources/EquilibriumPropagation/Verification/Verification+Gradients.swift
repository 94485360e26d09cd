import Measurements
import Networks
import Protocols
import Quantities
import RateModel

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
      let small = try problem.update(.symmetric, beta: 1e-3)
      let cosine = Agreement(
        projection: "all", part: "total", reference: "differences", update: small, reference: exact
      ).cosine
      let one = try problem.slope(.oneSided, [0.04, 0.02, 0.01], against: exact)
      let two = try problem.slope(.symmetric, [0.16, 0.08, 0.04], against: exact)
      let seconds = watch.seconds / 3
      let details =
        "network 5-\(scope.quick ? "6" : "8-6")-4 in its working range, all weights at once "
        + "(\(exact.count)), central differences with h = 1e-4, relaxation to 1e-14\n"
        + "relative errors, one-sided: \(one.text); symmetric: \(two.text)"
      checks.append(
        .cosine(
          "EP = finite differences (\(words)): cosine at beta 0.001", cosine, 0.9999,
          seconds: seconds, details: details))
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

/// A small network with one input and one target, whose units all fire in the range where f is smooth.
struct GradientProblem {
  let problem: RateProblem

  init(hidden: [Int], readsDrive: Bool, seed: Seed) throws(LearningError) {
    let network = Verification.layered(
      5, hidden, 4, inputGain: 0.3, gain: 0.4, hiddenBias: 0.8, outputBias: 0.8)
    var stream = seed.branch("gradients").branch("input").stream()
    problem = try Verification.problem(
      network, try Verification.wirings(network, seed: seed.branch("gradients")),
      input: (0..<5).map { _ in stream.uniform() }, targets: [0.2, 0.9, 0.4, 0.1],
      cost: readsDrive ? .matching : .squaredError)
  }

  /// -dC/dW of all weights by `method`, inputs first.
  private func descent(_ method: any GradientMethod) throws(LearningError) -> [Double] {
    let found = try reference { () throws(RateModelError) in try method.descent(problem) }
    return found.values.prefix(problem.architecture.connections.count).flatMap(\.self)
  }

  /// The update of equilibrium propagation.
  func update(_ scheme: Nudging.Scheme, beta: Double) throws(LearningError) -> [Double] {
    try descent(EquilibriumGradient(Nudging(scheme, beta: beta)))
  }

  /// -dC/dW by central differences.
  func differences() throws(LearningError) -> [Double] {
    try descent(FiniteDifferenceGradient(step: 1e-4))
  }

  /// The order p of the relative error ~ beta^p between the last two of these betas.
  func slope(
    _ scheme: Nudging.Scheme, _ betas: [Double], against exact: [Double]
  ) throws(LearningError) -> (order: Double, text: String) {
    var errors: [Double] = []
    let size = exact.reduce(0) { $0 + $1 * $1 }.squareRoot()
    for beta in betas {
      let found = try update(scheme, beta: beta)
      errors.append(
        zip(found, exact).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot() / size)
    }
    let order = TheoremRun.order(zip(betas, errors).suffix(2))
    let text = zip(betas, errors).map { "\(Number.text($1)) at beta \(Number.text($0))" }
    return (order, text.joined(separator: ", "))
  }
}
