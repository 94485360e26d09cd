import RealModule
import Testing

@testable import Solvers

/// Errors of solvers have number, place and remedy, and leave the last good state.
@Suite struct SolverErrorTests {
  @Test(arguments: Stepper.allCases.filter { $0.order > 2 })
  func `a solution that blows up is an error, not a value`(stepper: Stepper) throws {
    // y' = y^2, y(0) = 1 is 1 / (1 - t).
    var solver = try ODESolver(dimension: 1, stepper: stepper, tolerance: ODETolerance(1e-6)) {
      _, y, dydt in dydt[0] = y[0] * y[0]
    }
    var state = [1.0]
    var time = 0.0
    let error = #expect(throws: SolverError.self) {
      var y = state.mutableSpan
      try solver.advance(&y, time: &time, to: 2)
    }
    switch error {
    case .stepVanished(let at, _), .notFinite(let at, _, _):
      #expect(abs(at - 1) < 1e-2)
    default: Issue.record("\(stepper): \(error!)")
    }
    #expect(abs(time - 1) < 1e-2)
    #expect(state[0].isFinite)
  }

  @Test(arguments: Stepper.allCases)
  func `a right-hand side that is not a number is reported with its time`(stepper: Stepper) throws {
    var solver = try ODESolver(dimension: 2, stepper: stepper) { t, _, dydt in
      dydt[0] = 0
      dydt[1] = t > 0.5 ? .nan : 1
    }
    var state = [1.0, 0]
    var time = 0.0
    let error = #expect(throws: SolverError.self) {
      var y = state.mutableSpan
      try solver.advance(&y, time: &time, to: 1)
    }
    guard case .notFinite(let at, 1, _) = error else {
      Issue.record("\(stepper): \(String(describing: error))")
      return
    }
    #expect(abs(at - 0.5) < 1e-6)
    #expect(abs(state[1] - time) < 1e-9 && time <= 0.5)
  }

  @Test func `a trial step that leaves the domain is shortened`() throws {
    // y' = -sqrt(y) hits zero at t = 2; a long step lands below it.
    var solver = try ODESolver(dimension: 1, stepSize: 10) { _, y, dydt in
      dydt[0] = -y[0].squareRoot()
    }
    var state = [1.0]
    var y = state.mutableSpan
    var time = 0.0
    try solver.advance(&y, time: &time, to: 1.9)
    #expect(abs(y[0] - 0.0025) < 1e-6)
    #expect(solver.rejectedSteps > 0)
  }

  @Test(arguments: [0, 1e-9, 1e-6])
  func `a step below the shortest one has vanished`(shortest: Double) throws {
    // y = 1/(1 - t).
    var solver = try ODESolver(
      dimension: 1, stepper: .rk8pd, tolerance: ODETolerance(absolute: 1e-14, relative: 1e-14)
    ) { _, y, dydt in dydt[0] = y[0] * y[0] }
    solver.minimumStep = shortest
    var state = [1.0]
    var time = 0.0
    let error = #expect(throws: SolverError.self) {
      var y = state.mutableSpan
      try solver.advance(&y, time: &time, to: 2)
    }
    guard case .stepVanished(time, let stepSize) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(stepSize < max(shortest, 1e-15))
    // Some steps are left before the pole, as long as the shortest one.
    #expect(1 - time > shortest / 10 && 1 - time < max(100 * shortest, 1e-13))
  }

  @Test func `the solver works again after an error`() throws {
    var fails = true
    var solver = try ODESolver(dimension: 1) { _, y, dydt in dydt[0] = fails ? .infinity : -y[0] }
    var state = [1.0]
    var time = 0.0
    #expect(throws: SolverError.notFinite(time: 0, component: 0, stepSize: 1e-3)) {
      var y = state.mutableSpan
      try solver.advance(&y, time: &time, to: 1)
    }
    fails = false
    var y = state.mutableSpan
    try solver.advance(&y, time: &time, to: 1)
    #expect(abs(y[0] - Double.exp(-1)) < 1e-7)
  }

  @Test func `mistakes are refused with their numbers`() throws {
    #expect(throws: SolverError.unusableTolerance(absolute: -1, relative: 0)) {
      _ = try ODESolver(dimension: 1, tolerance: ODETolerance(absolute: -1, relative: 0)) {
        _, _, _ in
      }
    }
    #expect(throws: SolverError.unusableTolerance(absolute: 0, relative: 0)) {
      _ = try ODESolver(dimension: 1, tolerance: ODETolerance(0)) { _, _, _ in }
    }
    var solver = try ODESolver(dimension: 1) { _, _, dydt in dydt[0] = 1 }
    var state = [0.0]
    var time = 1.0
    #expect(throws: SolverError.endBehind(time: 1, end: 0.5)) {
      var y = state.mutableSpan
      try solver.advance(&y, time: &time, to: 0.5)
    }
    solver.stepLimit = 3
    solver.maximumStep = 0.01
    #expect(throws: SolverError.self) {
      var y = state.mutableSpan
      try solver.advance(&y, time: &time, to: 2)
    }
  }

  @Test func `each sentence has number, place and remedy`() {
    let sentences = [
      SolverError.stepVanished(time: 2, stepSize: 1e-16),
      .notFinite(time: 0.5, component: 3, stepSize: 0.1),
      .notBracketed(lower: 0, upper: 1, valueAtLower: 2, valueAtUpper: 3),
      .tooFewPoints(found: 2, needed: 3),
      .failed(status: 4, reason: "invalid argument", time: 1, stepSize: 0.1),
    ].map(\.description)
    #expect(
      sentences == [
        "The step size vanished (1e-16) at t = 2.0. The solution is singular or jumps there: stop "
          + "before that time, or loosen the tolerance.",
        "The right-hand side is not finite in component 3 at t = 0.5, also with step size 0.1. "
          + "Check the parameters and the state that enter the equation there.",
        "No sign change in [0.0, 1.0]: the function is 2.0 and 3.0 at the ends. Widen or move the "
          + "bracket.",
        "A steffen spline needs 3 points, but there are 2. Add points.",
        "GSL stopped with status 4 at t = 1.0 (step size 0.1): invalid argument.",
      ])
  }

  @Test func `GSL's own words are kept`() {
    GSL.prepare()
    let error = #expect(throws: SolverError.self) { try GSL.check(4) }
    #expect(error?.description.contains("invalid argument") == true)
  }
}
