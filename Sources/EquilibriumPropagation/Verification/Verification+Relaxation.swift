import Datasets
import Measurements
import Networks
import Quantities
import RateModel
import Solvers

/// The rate reference itself: its Lyapunov function never rises, and all ways to integrate it agree.
extension Verification {
  static func relaxation(_ scope: Scope) throws(LearningError) -> [Check] {
    try energy(scope) + steppers(scope)
  }

  /// A rise counts when it exceeds this; F is of order 1 to 100, known to rounding and quadrature.
  static let energyTolerance = 1e-9

  private static func energy(_ scope: Scope) throws(LearningError) -> [Check] {
    let watch = Stopwatch()
    let data = try digits(scope)
    let samples = scope.quick ? 2 : 4
    // Outputs rest well above the foot of the f-I curve: there the slope is infinite, s changes by
    // 0.003 when u changes by 1e-9, and no tolerance on u bounds F.
    let network = layered(
      data.train.features, [scope.quick ? 40 : 100], 10, outputBias: 0.3)
    let wirings = try wirings(network, seed: scope.seed)
    let model = try reference { () throws(RateModelError) in
      try RateNetwork(network, wirings: wirings, weights: [:])
    }
    let rises = try Parallel.map(samples, threads: scope.threads) {
      (_, index) throws(LearningError) in
      try reference { () throws(RateModelError) in
        let x = Matrix(
          rows: 1, columns: data.train.features, storage: Array(data.train.row(index)))
        let y = Matrix(
          rows: 1, columns: 10,
          storage: (0..<10).map { $0 == data.train.labels[index] ? 1 : 0 })
        return try Self.rises(model, x, y)
      }
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
    _ model: RateNetwork, _ x: Matrix, _ y: Matrix
  ) throws(RateModelError) -> (steps: Int, violations: Int, largest: Double) {
    var steps = 0, violations = 0, largest = -Double.infinity
    let output = model.layers.count - 1
    for stepper in [Stepper.rk8pd, .rkf45, nil] {
      var free = model.start(["input": x])
      for readsDrive in [true, false] {
        for beta in readsDrive ? [0, 0.5, -0.5] : [0.5, -0.5] {
          let nudge =
            beta == 0
            ? nil
            : RateNudge(layer: output, beta: beta, targets: y, readsDrive: readsDrive)
          var state = free
          var before = model.energy(state, nudge: nudge)[0]
          func see(_ state: RateState) {
            let now = model.energy(state, nudge: nudge)[0]
            steps += 1
            largest = max(largest, now - before)
            if now - before > energyTolerance { violations += 1 }
            before = now
          }
          if let stepper {
            try model.integrate(&state, for: 60.ms, nudge: nudge, stepper: stepper) { see($1) }
          } else {
            for _ in 0..<200 {
              try model.relax(
                &state, nudge: nudge,
                settings: RelaxationSettings(step: 0.05, limit: 1, tolerance: 0))
              see(state)
            }
          }
          if beta == 0 { free = state }
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
    let x = Matrix(rows: 1, columns: 20, storage: (0..<20).map { _ in stream.uniform() })
    var worst = 0.0
    var lines: [String] = []
    var ratio = 0.0, pathError = 0.0
    try reference { () throws(RateModelError) in
      let model = try RateNetwork(network, wirings: wirings, weights: [:])
      var fixed = model.start(["input": x])
      try model.relax(
        &fixed, settings: RelaxationSettings(step: 0.25, limit: 4000, tolerance: 1e-14))
      for stepper in Stepper.allCases {
        var state = model.start(["input": x])
        let tolerance: Double =
          switch stepper {
          case .rk1imp: 1e-4
          case .rk2, .rk2imp: 1e-6
          default: 1e-9
          }
        try model.integrate(
          &state, for: 300.ms, stepper: stepper, tolerance: ODETolerance(tolerance))
        let error = largestDifference(state, fixed)
        worst = max(worst, error / tolerance)
        lines.append(
          "\(stepper.rawValue) \(Number.text(error)) (tolerance \(Number.text(tolerance)))")
      }
      // The path at t = tau_s: fixed steps come twice as near when they are halved.
      var path = model.start(["input": x])
      try model.integrate(&path, for: 5.ms, tolerance: ODETolerance(1e-12))
      var errors: [Double] = []
      for steps in [200, 400] {
        var state = model.start(["input": x])
        try model.relax(
          &state,
          settings: RelaxationSettings(step: 1 / Double(steps), limit: steps, tolerance: 0))
        errors.append(largestDifference(state, path))
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

  private static func largestDifference(_ a: RateState, _ b: RateState) -> Double {
    zip(a.drives, b.drives).map { a, b in
      zip(a.storage, b.storage).map { ($0 - $1).magnitude }.max() ?? 0
    }.max() ?? 0
  }
}
