import RealModule
import Testing

@testable import Solvers

/// Each method on each problem that suits it, against the published solution.
@Suite struct StepperTests {
  @Test(arguments: Stepper.allCases, Problem.smooth)
  func `the error stays near the tolerance`(stepper: Stepper, problem: Problem) throws {
    let tolerance = stepper.order == 1 ? 1e-7 : stepper.order <= 2 ? 1e-6 : 1e-8
    let solved = try problem.solve(stepper, tolerance: ODETolerance(tolerance))
    // Errors add up over the steps: the more, the lower the order. Kepler's orbit amplifies them.
    let growth = Double(solved.accepted) * (problem.name == Problem.kepler.name ? 10 : 1)
    #expect(problem.error(solved.state) < 5 * tolerance * growth)
  }

  @Test(
    arguments: Stepper.allCases.filter { $0.needsJacobian && $0 != .rk1imp }, Problem.stiff)
  func `stiff problems reach their reference`(stepper: Stepper, problem: Problem) throws {
    let solved = try problem.solve(
      stepper, tolerance: ODETolerance(absolute: 1e-9, relative: 1e-6))
    #expect(problem.error(solved.state) < 2e-4)
  }

  @Test func `a stiff problem takes an explicit method a hundred times the steps`() throws {
    let tolerance = ODETolerance(absolute: 1e-9, relative: 1e-6)
    let explicit = try Problem.robertson.solve(.rkf45, tolerance: tolerance)
    let implicit = try Problem.robertson.solve(.msbdf, tolerance: tolerance)
    #expect(explicit.accepted > 100 * implicit.accepted)
  }

  @Test func `the Arenstorf orbit closes`() throws {
    let solved = try Problem.arenstorf.solve(.rk8pd, tolerance: ODETolerance(1e-13))
    #expect(Problem.arenstorf.error(solved.state) < 1e-8)
  }

  @Test(arguments: Stepper.allCases.filter { !$0.isMultistep })
  func `halving a fixed step divides the error by two to the order`(stepper: Stepper) throws {
    let problem = Problem.kepler
    // Steps coarse enough that rounding does not show, fine enough that the next order does not.
    let counts = stepper == .bsimp ? [5, 10] : stepper == .rk8pd ? [60, 120] : [400, 800]
    let duration = 2.0  // Not the period: errors of symmetric methods cancel over it.
    let exact = try Problem.keplerAtTwo.get()
    let errors = try counts.map { count in
      var solver = try ODESolver(
        dimension: 4, stepper: stepper, tolerance: ODETolerance(absolute: 1e-14, relative: 0),
        rightHandSide: problem.rightHandSide)
      var state = problem.start
      var y = state.mutableSpan
      var time = 0.0
      try solver.advance(&y, time: &time, step: duration / Double(count), count: count)
      #expect(abs(time - duration) < 1e-12)
      return abs(state[0] - exact[0])
    }
    let slope = Double.log2(errors[0] / errors[1])
    // GSL advances rk2 with the third-order solution of the pair.
    let order = stepper == .rk2 ? 3 : Double(stepper.order)
    #expect(slope > order - 0.25)
  }

  @Test(arguments: Stepper.allCases.filter(\.isMultistep))
  func `a tighter tolerance gives a smaller error`(stepper: Stepper) throws {
    let errors = try [1e-4, 1e-6, 1e-8, 1e-10].map {
      let solved = try Problem.kepler.solve(stepper, tolerance: ODETolerance($0))
      return Problem.kepler.error(solved.state)
    }
    for (coarse, fine) in zip(errors, errors.dropFirst()) { #expect(fine < coarse / 3) }
  }

  @Test func `the numbers say what the names promise`() {
    #expect(Stepper.allCases.count == 11)
    #expect(
      Stepper.allCases.filter(\.needsJacobian).map(\.rawValue) == [
        "rk1imp", "rk2imp", "rk4imp", "bsimp", "msbdf",
      ])
    #expect(Stepper.allCases.allSatisfy { $0.citation.contains { $0.isNumber } })
  }
}

/// Each promise of the documentation of ``ODESolver``.
@Suite struct ODESolverTests {
  @Test func `a step never passes its limit and says why it stopped`() throws {
    var solver = try ODESolver(dimension: 1, stepSize: 0.3) { _, y, dydt in dydt[0] = -y[0] }
    var state = [1.0]
    var y = state.mutableSpan
    var time = 0.0
    var outcomes: [StepOutcome] = []
    while outcomes.last != .reachedLimit {
      outcomes.append(try solver.step(&y, time: &time, limit: 1))
      #expect(time <= 1)
    }
    #expect(time == 1)
    #expect(outcomes.dropLast().allSatisfy { $0 == .accepted })
    #expect(try solver.step(&y, time: &time, limit: 1) == .reachedLimit)
    #expect(solver.acceptedSteps == outcomes.count)
  }

  @Test func `a short stretch does not forget the step size`() throws {
    var solver = try ODESolver(dimension: 1, stepSize: 0.25) { _, _, dydt in dydt[0] = 1 }
    var state = [0.0]
    var y = state.mutableSpan
    var time = 0.0
    try solver.advance(&y, time: &time, to: 1e-6)
    #expect(solver.stepSize == 0.25)
    solver.maximumStep = 0.01
    try solver.advance(&y, time: &time, to: 1)
    #expect(solver.acceptedSteps >= 100)
    #expect(solver.stepSize <= 0.01)
  }

  @Test(arguments: Stepper.allCases)
  func `a changed state is noticed without being told`(stepper: Stepper) throws {
    var solver = try ODESolver(
      dimension: 1, stepper: stepper, tolerance: ODETolerance(stepper.order < 3 ? 1e-6 : 1e-9)
    ) { _, y, dydt in dydt[0] = -y[0] }
    var state = [1.0]
    var time = 0.0
    for _ in 0..<5 {
      var y = state.mutableSpan
      try solver.advance(&y, time: &time, to: time + 1)
      state[0] = 1  // The jump.
    }
    var y = state.mutableSpan
    try solver.advance(&y, time: &time, to: time + 1)
    #expect(abs(state[0] - Double.exp(-1)) < (stepper.order < 3 ? 1e-3 : 1e-6))
  }

  @Test func `one evaluation is shared by the end of a step and the start of the next`() throws {
    var solver = try ODESolver(dimension: 1, stepper: .rkf45) { _, y, dydt in dydt[0] = -y[0] }
    var state = [1.0]
    var y = state.mutableSpan
    var time = 0.0
    for _ in 0..<10 { _ = try solver.step(&y, time: &time, limit: 100) }
    #expect(solver.evaluations == 1 + 6 * (10 + solver.rejectedSteps))
  }
}
