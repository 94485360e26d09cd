import Measurements
import Networks
import Protocols
import Quantities
import RateModel
import RealModule

/// Gradient methods against each other, and errors of EP against beta.
extension TheoremRun {
  func gradients(_ report: inout TheoremReport) throws(LearningError) {
    let watch = Stopwatch()
    let units = experiment.architecture.layers.reduce(0) { $0 + $1.shape.count }
    let isLarge = units > 1200
    var problem = problem(
      samples: isLarge ? 1 : min(settings.samples, 2),
      phases: RatePhases(free: 20_000, nudged: 20_000, tolerance: 1e-14))
    if problem.dynamics.order == .asynchronous { problem.dynamics.order = .synchronous }
    // Smaller steps have the same fixed points, and converge where whole steps oscillate.
    if problem.dynamics.formulation == .prototypical, problem.dynamics.cost != .outside {
      problem.dynamics.formulation = .graded
    }
    problem.dynamics.step = 0.3 * problem.architecture.fastest
    let exact: any GradientMethod =
      isLarge ? RecurrentBackpropagationByRelaxation() : RecurrentBackpropagation()
    let gradient = try descend(exact, problem)
    let differences = FiniteDifferenceGradient(
      step: 1e-4, chosen: Self.chosen(gradient, isLarge ? 4 : max(4, 4000 / max(units, 1))))
    let small = problem.dynamics.function.name == "f-I curve" ? 1e-4 : 1e-3
    let methods: [any GradientMethod] = [
      differences, BackpropagationThroughTime(steps: 2000),
      EquilibriumGradient(Nudging(.symmetric, beta: small)),
    ]
    for method in methods {
      var unrolled = problem
      if method is BackpropagationThroughTime {
        unrolled.phases = RatePhases(free: isLarge ? 300 : 2000, nudged: 1)
      }
      let found = try descend(method, unrolled)
      let rows = Self.rows(
        method.name, found, exact.name, gradient,
        chosen: (method as? FiniteDifferenceGradient)?.chosen)
      report.gradients += rows
      let isEquilibrium = method is EquilibriumGradient
      guard isExact || !isEquilibrium, let worst = rows.min(by: { $0.cosine < $1.cosine }) else {
        continue
      }
      report.checks.append(
        .atLeast(
          "\(method.name) = \(exact.name): least cosine", worst.cosine, 0.9999,
          measured: worst.cosine > 0.9999 ? "1 - \(Number.text(max(1 - worst.cosine, 0)))" : nil,
          seconds: watch.seconds,
          details: rows.map {
            "\($0.projection): cosine \(Number.text($0.cosine)), size "
              + "\(Number.text($0.relativeSize)), of \($0.count)"
          }.joined(separator: "\n")))
    }
    if isExact { try orders(problem, gradient, &report) }
  }

  /// About `count` numbers of each array: those with the largest gradients, and some all over.
  private static func chosen(_ gradient: ParameterSet<Double>, _ count: Int) -> [[Int]] {
    gradient.values.map { values in
      if values.count <= count { return Array(values.indices) }
      let large = values.indices.sorted { values[$0].magnitude > values[$1].magnitude }
      let spread = (0..<count / 2).map { $0 * values.count / max(count / 2, 1) }
      return Set(large.prefix(count - count / 2) + spread).sorted()
    }
  }

  private func orders(
    _ problem: RateProblem, _ exact: ParameterSet<Double>, _ report: inout TheoremReport
  ) throws(LearningError) {
    let betas = TheoremSettings.gradientBetas
    var schemes: [(Nudging, ClosedRange<Double>)] = [
      (Nudging(.oneSided, beta: 1), 0.9...1.1),
      (Nudging(.symmetric, beta: 1), 1.8...2.2),
    ]
    if problem.dynamics.isHolomorphic(problem.architecture) {
      schemes.append((Nudging(.circle, beta: 1, points: 4), 3.6...4.4))
    }
    for (nudging, range) in schemes {
      let watch = Stopwatch()
      var errors: [(beta: Double, error: Double)] = []
      let name =
        nudging.scheme == .circle ? "circle of \(nudging.points)" : nudging.scheme.rawValue
      for beta in betas {
        var scaled = nudging
        scaled.beta = beta
        let found = try descend(EquilibriumGradient(scaled), problem)
        let error = Self.distance(found, exact)
        errors.append((beta, error))
        report.errors.append(TheoremReport.Error(beta: beta, scheme: name, error: error))
      }
      // Errors well above rounding.
      let usable = errors.filter { $0.error > 1e-9 && $0.beta <= 0.1 }
      let pair = Array(usable.prefix(usable.count >= 4 ? 4 : usable.count).suffix(2))
      guard pair.count == 2, problem.dynamics.function.name != "hard-sigmoid" else { continue }
      report.checks.append(
        .within(
          "error of EP, \(name): order in beta", Self.order(pair), range, seconds: watch.seconds,
          details: errors.map {
            "relative error \(Number.text($0.error)) at beta \(Number.text($0.beta))"
          }.joined(separator: "\n")))
    }
  }

  private func descend(
    _ method: any GradientMethod, _ problem: RateProblem
  ) throws(LearningError) -> ParameterSet<Double> {
    try reference { () throws(RateModelError) in try method.descent(problem) }
  }

  private static func distance(_ a: ParameterSet<Double>, _ b: ParameterSet<Double>) -> Double {
    var (difference, size) = (0.0, 0.0)
    for (x, y) in zip(a.values.joined(), b.values.joined()) {
      difference += (x - y) * (x - y)
      size += y * y
    }
    return (difference / size).squareRoot()
  }

  private static func rows(
    _ method: String, _ a: ParameterSet<Double>, _ reference: String, _ b: ParameterSet<Double>,
    chosen: [[Int]]?
  ) -> [Agreement] {
    a.names.indices.compactMap { k in
      let indices = chosen?[k] ?? Array(a.values[k].indices)
      var (dot, a2, b2, d2, same) = (0.0, 0.0, 0.0, 0.0, 0)
      for i in indices {
        let (x, y) = (a.values[k][i], b.values[k][i])
        dot += x * y
        a2 += x * x
        b2 += y * y
        d2 += (x - y) * (x - y)
        if x * y > 0 || x == y { same += 1 }
      }
      // Parameters that do not move (fixed feedback, inputs that are 0 in all samples) cannot be compared.
      guard a2 > 0, b2 > 0 else { return nil }
      return Agreement(
        projection: a.names[k], part: method, reference: reference,
        cosine: dot / (a2 * b2).squareRoot(),
        signAgreement: Double(same) / Double(indices.count), relativeSize: (a2 / b2).squareRoot(),
        rmse: (d2 / max(a2, b2)).squareRoot(), count: indices.count)
    }
  }
}
