import RealModule
import Testing

@testable import Solvers

/// Crossings are found, all of them, once, and as exactly as the tolerance promises.
@Suite struct EventTests {
  /// A membrane charging towards 20 crosses 15 at t = 10 ln 4.
  static let charging:
    @Sendable (Double, borrowing Span<Double>, inout MutableSpan<Double>) -> Void =
      { _, y, dydt in dydt[0] = (20 - y[0]) / 10 }
  static let exact = 10 * Double.log(4)

  @Test(arguments: Stepper.allCases.filter { $0 != .rk1imp })
  func `a tighter tolerance gives a more exact time`(stepper: Stepper) throws {
    var errors: [Double] = []
    for tolerance in [1e-4, 1e-6, 1e-8, 1e-10] {
      var solver = try ODESolver(
        dimension: 1, stepper: stepper, tolerance: ODETolerance(tolerance), stepSize: 0.1,
        rightHandSide: Self.charging)
      var state = [0.0]
      var y = state.mutableSpan
      var time = 0.0
      let outcome = try solver.advance(&y, time: &time, to: 100, component: 0, threshold: 15)
      #expect(outcome == .crossed(time))
      #expect(y[0] == 15)
      errors.append(abs(time - Self.exact))
    }
    // Time error = state error / slope (1/2 per ms here), times the steps it adds up over.
    for (error, tolerance) in zip(errors, [1e-4, 1e-6, 1e-8, 1e-10]) {
      #expect(error < 1e4 * tolerance)
    }
    for (coarse, fine) in zip(errors, errors.dropFirst()) where coarse > 1e-13 {
      #expect(fine < coarse / 10)
    }
  }

  @Test func `the time is limited by the step, not by the interpolant`() throws {
    // One step of rk8pd over a whole quarter of a wave: the cubic alone is off by 1e-2.
    var solver = try ODESolver(
      dimension: 2, stepper: .rk8pd, tolerance: ODETolerance(1e-11), stepSize: 0.5,
      rightHandSide: Problem.oscillator.rightHandSide)
    var state = [-1.0, 0]
    var y = state.mutableSpan
    var time = 0.0
    let outcome = try solver.advance(&y, time: &time, to: 3, component: 0, threshold: 0)
    #expect(outcome == .crossed(time))
    #expect(abs(time - .pi / 2) < 1e-11)
  }

  @Test(arguments: Stepper.allCases.filter { $0.order > 2 })
  func `every crossing is found once`(stepper: Stepper) throws {
    var solver = try ODESolver(
      dimension: 2, stepper: stepper, tolerance: ODETolerance(1e-8),
      rightHandSide: Problem.oscillator.rightHandSide)
    var state = [0.0, 1]
    var y = state.mutableSpan
    var time = 0.0
    var times: [Double] = []
    while case .crossed(let at) = try solver.advance(
      &y, time: &time, to: 60, component: 0, threshold: 0.9)
    {
      times.append(at)
      #expect(y[0] == 0.9)
    }
    #expect(times.count == 10)
    for (k, at) in times.enumerated() {
      #expect(abs(at - Double.asin(0.9) - 2 * .pi * Double(k)) < 1e-3)
    }
  }

  @Test(arguments: [Stepper.rk4, .rkf45, .rkck, .rk8pd, .rk4imp, .bsimp])
  func `up and down again inside one step is a crossing`(stepper: Stepper) throws {
    // y = 1 - (t - 1)^2 seen from a step over [0, 2]: both ends at 0, the top at 1.
    for threshold in [0.5, 0.99, 0.999999] {
      var solver = try ODESolver(
        dimension: 1, stepper: stepper, tolerance: ODETolerance(1e-9), stepSize: 2
      ) { t, _, dydt in dydt[0] = 2 * (1 - t) }
      var state = [0.0]
      var y = state.mutableSpan
      var time = 0.0
      let outcome = try solver.advance(&y, time: &time, to: 2, component: 0, threshold: threshold)
      #expect(outcome == .crossed(time))
      #expect(abs(time - (1 - (1 - threshold).squareRoot())) < 1e-9)
    }
  }

  @Test func `down and up again inside one step is a crossing`() throws {
    var solver = try ODESolver(dimension: 1, tolerance: ODETolerance(1e-9), stepSize: 2) {
      t, _, dydt in dydt[0] = 2 * (t - 1)
    }
    var state = [1.0]
    var y = state.mutableSpan
    var time = 0.0
    let outcome = try solver.advance(&y, time: &time, to: 2, component: 0, threshold: 0.25)
    #expect(outcome == .crossed(time))
    #expect(abs(time - 1.5) < 1e-9)
  }

  @Test func `a solution that only nearly touches does not cross`() throws {
    // sin t against thresholds around its top.
    for (threshold, crosses) in [(1 - 1e-7, true), (1 + 1e-7, false), (1 + 1e-3, false)] {
      for stepper in Stepper.allCases where stepper.order > 2 {
        var solver = try ODESolver(
          dimension: 2, stepper: stepper, tolerance: ODETolerance(1e-11),
          rightHandSide: Problem.oscillator.rightHandSide)
        var state = [0.0, 1]
        var y = state.mutableSpan
        var time = 0.0
        let outcome = try solver.advance(
          &y, time: &time, to: 3, component: 0, threshold: threshold)
        if crosses {
          #expect(outcome == .crossed(time), "\(stepper)")
          #expect(abs(time - Double.asin(threshold)) < 1e-4)
        } else {
          #expect(outcome == .reached(3), "\(stepper)")
          #expect(abs(y[0] - Double.sin(3)) < 1e-7)
        }
      }
    }
  }

  @Test func `a start above the threshold is not a crossing`() throws {
    var solver = try ODESolver(dimension: 1, rightHandSide: Self.charging)
    for start in [15.0, 16, 19] {
      var state = [start]
      var y = state.mutableSpan
      var time = 0.0
      let outcome = try solver.advance(&y, time: &time, to: 10, component: 0, threshold: 15)
      #expect(outcome == .reached(10))
    }
  }

  @Test(arguments: [Stepper.rkf45, .rk8pd, .msadams, .msbdf])
  func `an integrate-and-fire neuron keeps its period`(stepper: Stepper) throws {
    var solver = try ODESolver(
      dimension: 1, stepper: stepper, tolerance: ODETolerance(1e-9), rightHandSide: Self.charging)
    var state = [0.0]
    var time = 0.0
    var last = 0.0
    for _ in 0..<20 {
      var y = state.mutableSpan
      let outcome = try solver.advance(&y, time: &time, to: 1e3, component: 0, threshold: 15)
      #expect(outcome == .crossed(time))
      #expect(abs(time - last - Self.exact) < 1e-5)
      last = time
      state[0] = 0  // Reset; the solver notices.
    }
  }

  @Test(arguments: Stepper.allCases.filter { !$0.needsJacobian && $0 != .msadams })
  func `a crossing between neighbouring times is found`(stepper: Stepper) throws {
    let start = 1e6
    var solver = try ODESolver(dimension: 1, stepper: stepper, stepSize: start.ulp) { _, _, dydt in
      dydt[0] = 1e9
    }
    solver.maximumStep = start.ulp
    var state = [0.0], time = start
    var y = state.mutableSpan
    let outcome = try solver.advance(
      &y, time: &time, to: start + 20 * start.ulp, component: 0, threshold: 1.05)
    #expect(outcome == .crossed(time))
    #expect(y[0] == 1.05 && abs(time - start - 1.05e-9) <= start.ulp)
  }
}
