import TestSupport
import Testing

@testable import Solvers

@Suite(.serialized) struct AllocationTests {
  @Test func `the counter counts`() {
    var kept: [[Int]] = []
    kept.reserveCapacity(10)
    let seen = allocations { for n in 1...5 { kept.append(Array(repeating: n, count: n * 100)) } }
    #expect(seen == (5, 0))
    #expect(redirection > 5)
  }

  @Test(arguments: Stepper.allCases)
  func `a step allocates nothing but what GSL needs to factorize`(stepper: Stepper) throws {
    for problem in [Problem.kepler, .robertson] where stepper.needsJacobian || !problem.isStiff {
      var solver = try ODESolver(
        dimension: problem.start.count, stepper: stepper, tolerance: ODETolerance(1e-5),
        rightHandSide: problem.rightHandSide)
      var state = problem.start
      var y = state.mutableSpan
      let seen = try allocations {
        for i in problem.start.indices { y[i] = problem.start[i] }
        var time = 0.0
        solver.stepSize = 1e-3
        for _ in 0..<50 { _ = try solver.step(&y, time: &time, limit: .infinity) }
        solver.reset()
        try solver.advance(&y, time: &time, to: time + 0.1)
      }
      #expect(seen.all == seen.byGSL, "\(problem.name)")
      // GSL 2.6 and later: three blocks for the pivots of each LU decomposition.
      #expect(seen.byGSL.isMultiple(of: 3))
      #expect((seen.byGSL == 0) == !stepper.needsJacobian)
      #expect(solver.acceptedSteps > 5)
    }
  }

  @Test(arguments: Stepper.allCases.filter { !$0.needsJacobian })
  func `finding a crossing allocates nothing`(stepper: Stepper) throws {
    var solver = try ODESolver(
      dimension: 2, stepper: stepper, tolerance: ODETolerance(1e-5),
      rightHandSide: Problem.oscillator.rightHandSide)
    var state = [-1.0, 0]
    var y = state.mutableSpan
    var time = 0.0
    var crossings = 0
    let seen = try allocations {
      for _ in 0..<6 {
        let outcome = try solver.advance(
          &y, time: &time, to: time + 7, component: 0, threshold: 0)
        if case .crossed = outcome { crossings += 1 }
      }
    }
    #expect(seen == (0, 0))
    #expect(crossings == 12)
  }

  @Test func `evaluating a spline, finding a root and multiplying allocate nothing`() throws {
    let spline = try SteffenSpline(x: [0, 1, 2, 3, 4], y: [0, 1, 4, 9, 16])
    var sum = 0.0
    let a = Matrix.identity(8)
    var c = Matrix(rows: 8, columns: 8)
    let seen = try allocations {
      sum += try spline.value(at: 2.5) + spline.integral(from: 0, to: 3)
      sum += try brentRoot(in: 0...2) { $0 * $0 - 2 }
      LinearAlgebra.gemm(a, a, into: &c)
    }
    #expect(seen == (0, 0))
    #expect(sum > 0 && c == a)
  }
}
