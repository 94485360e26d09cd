import Collectives
import Datasets
import Measurements
import Networks
import Protocols
import Quantities
import RateModel
import Solvers

/// Checks of the rate reference itself: its Lyapunov function never rises, and all methods of integration agree.
extension Verification {
  static func relaxation(_ scope: Scope) throws(LearningError) -> [Check] {
    try energy(scope) + steppers(scope)
  }

  /// The least rise of F that counts: F is of order 1 to 100, with errors of rounding and quadrature.
  static let energyTolerance = 1e-9

  private static func energy(_ scope: Scope) throws(LearningError) -> [Check] {
    let watch = Stopwatch()
    let data = try digits(scope)
    let samples = scope.quick ? 2 : 4
    // Outputs rest well above the foot of the f-I curve. At the foot the slope is infinite: s changes by 0.003 when u
    // changes by 1e-9, and no tolerance on u bounds F.
    let network = layered(
      data.train.features, [scope.quick ? 40 : 100], 10, outputBias: 0.3)
    let wirings = try wirings(network, seed: scope.seed)
    let rises = try Parallel.map(samples, threads: scope.threads) {
      (_, index) throws(LearningError) in
      let problem = try problem(
        network, wirings, input: Array(data.train.row(index)),
        targets: (0..<10).map { $0 == data.train.labels[index] ? 1 : 0 })
      return try reference { () throws(RateModelError) in try Self.rises(problem) }
    }
    let violations = rises.reduce(0) { $0 + $1.violations }
    let steps = rises.reduce(0) { $0 + $1.steps }
    let largest = rises.map(\.largest).max() ?? 0
    return [
      .atMost(
        "energy of the reference: steps at which it rises", Double(violations), 0,
        measured: "\(violations) of \(steps)", seconds: watch.seconds,
        details:
          "\(samples) samples, free and then nudged with beta 0.5 and -0.5, drive and activity; "
          + "GSL rk8pd and rkf45 (tolerance 1e-9) and fixed steps of tau / 20; outputs biased by 0.3; a rise counts above "
          + "\(Number.text(energyTolerance)); largest change upward \(Number.text(largest))")
    ]
  }

  private static func rises(
    _ problem: RateProblem
  ) throws(RateModelError) -> (steps: Int, violations: Int, largest: Double) {
    var steps = 0, violations = 0, largest = -Double.infinity
    let parameters = problem.parameters
    let costs = [Dynamics.Cost.matching, .squaredError]
    for stepper in [Stepper.rk8pd, .rkf45, nil] {
      var free = problem.machine().state
      for cost in costs {
        var nudged = problem
        nudged.dynamics.cost = cost
        let machine = nudged.machine()
        machine.steps = machine.steps.map { _ in 0.05 }
        for beta in cost == .matching ? [0, 0.5, -0.5] : [0.5, -0.5] {
          let nudge = Complex(beta)
          machine.restore(free)
          var before = machine.energies(parameters, nudge: nudge)[0]
          func see() {
            let now = machine.energies(parameters, nudge: nudge)[0]
            steps += 1
            largest = max(largest, now - before)
            if now - before > energyTolerance { violations += 1 }
            before = now
          }
          if let stepper {
            try machine.integrate(parameters, for: 60, nudge: nudge, stepper: stepper) { _ in
              see()
            }
          } else {
            for _ in 0..<200 {
              machine.relax(parameters, limit: 1, nudge: nudge)
              see()
            }
          }
          if beta == 0 { free = machine.state }
        }
      }
    }
    return (steps, violations, largest)
  }

  private static func steppers(_ scope: Scope) throws(LearningError) -> [Check] {
    let watch = Stopwatch()
    let network = layered(20, [30], 5, hiddenBias: 0.1)
    let wirings = try wirings(network, seed: scope.seed.branch("steppers"))
    var stream = scope.seed.branch("steppers").branch("input").stream()
    let problem = try problem(
      network, wirings, input: (0..<20).map { _ in stream.uniform() })
    var worst = 0.0
    var lines: [String] = []
    var ratio = 0.0, pathError = 0.0
    try reference { () throws(RateModelError) in
      let machine = problem.machine(), parameters = problem.parameters
      machine.steps = machine.steps.map { _ in 0.25 }
      try machine.settle(parameters, limit: 4000, tolerance: 1e-14)
      let fixed = machine.u
      for stepper in Stepper.allCases {
        machine.rest()
        let tolerance: Double =
          switch stepper {
          case .rk1imp: 1e-4
          case .rk2, .rk2imp: 1e-6
          default: 1e-9
          }
        try machine.integrate(
          parameters, for: 300, stepper: stepper, tolerance: ODETolerance(tolerance))
        let error = largestDifference(machine.u, fixed)
        worst = max(worst, error / tolerance)
        lines.append(
          "\(stepper.rawValue) \(Number.text(error)) (tolerance \(Number.text(tolerance)))")
      }
      // The path at t = tau_s: fixed steps have half the error when they are halved.
      machine.rest()
      try machine.integrate(parameters, for: 5, tolerance: ODETolerance(1e-12))
      let path = machine.u
      var errors: [Double] = []
      for steps in [200, 400] {
        machine.rest()
        machine.steps = machine.steps.map { _ in 1 / Double(steps) }
        machine.relax(parameters, limit: steps)
        errors.append(largestDifference(machine.u, path))
      }
      ratio = errors[1] / errors[0]
      pathError = errors[1]
    }
    return [
      .atMost(
        "all \(Stepper.allCases.count) GSL steppers: |u - fixed point| / tolerance", worst, 10,
        seconds: watch.seconds / 2, details: "20-30-5, 60 tau_s: " + lines.joined(separator: ", ")),
      .within(
        "fixed-step path against GSL: error when the step is halved", ratio, 0.45...0.55,
        seconds: watch.seconds / 2,
        details: "largest |u - u_GSL| at t = tau_s is \(Number.text(pathError)) with 400 steps"),
    ]
  }

  private static func largestDifference(_ a: [[Double]], _ b: [[Double]]) -> Double {
    zip(a.joined(), b.joined()).map { ($0 - $1).magnitude }.max() ?? 0
  }

  /// The rate model of `network`, and one sample.
  static func problem(
    _ network: Network, _ wirings: [String: Wiring], input: [Double], targets: [Double] = [],
    cost: Dynamics.Cost = .matching
  ) throws(LearningError) -> RateProblem {
    try reference { () throws(RateModelError) in
      let architecture = try Architecture(network, input: "input", wirings: wirings)
      return RateProblem(
        architecture, Dynamics(.graded, step: 0.3 * architecture.fastest, cost: cost),
        parameters: ParameterSet(architecture, network, wirings: wirings), inputs: input,
        targets: targets, batch: 1,
        phases: RatePhases(free: 20_000, nudged: 20_000, tolerance: 1e-14))
    }
  }
}
