import Networks
import Protocols
import Quantities
import Testing

@testable import RateModel

/// States, couplings and steps.
@Suite struct RateMachineTests {
  @Test(arguments: 0..<21) func `the largest difference of anything that is not a number is none`(
    place: Int
  ) {
    var x = [Float](repeating: 1, count: 21)
    let y = (0..<21).map { Float($0) }
    #expect(Kernels.largestDifference(x, y, count: 21) == 19)
    x[place] = .nan
    #expect(Kernels.largestDifference(x, y, count: 21).isNaN)
  }

  @Test(
    arguments: Dynamics.Formulation.allCases.map { ($0, Architecture(sizes: [5, 4, 3])) } + [
      (.graded, Rig.kinds()), (.graded, Rig.scaled), (.hopfield, Rig.scaled),
    ], [0, 0.5, -0.5])
  func `dynamics never raise the energy, free and nudged`(
    _ kind: (formulation: Dynamics.Formulation, architecture: Architecture), beta: Double
  ) {
    var dynamics = Dynamics(kind.formulation, function: .sigmoid, step: 0.02)
    if kind.formulation == .prototypical { dynamics.formulation = .graded }
    dynamics.step = 0.02
    let problem = Rig.problem(kind.architecture, dynamics, gain: 1.5)
    let machine = problem.machine(), nudge = Complex(beta)
    var before = machine.energies(problem.parameters, nudge: nudge)
    let start = before
    for _ in 0..<500 {
      machine.relax(problem.parameters, limit: 1, nudge: nudge)
      let now = machine.energies(problem.parameters, nudge: nudge)
      for (old, new) in zip(before, now) { #expect(new <= old + 1e-13) }
      before = now
    }
    #expect(before[0] < start[0] - 1e-3)
  }

  @Test
  func `synchronous and asynchronous steps settle in the same state`() throws {
    var problem = Rig.problem(Dynamics(.prototypical, function: .tanh), sizes: [5, 4, 4, 3])
    let together = try problem.settled()
    problem.dynamics.order = .asynchronous
    let oneByOne = try problem.settled()
    for (a, b) in zip(together.s.joined(), oneByOne.s.joined()) { #expect(abs(a - b) < 1e-12) }
  }

  @Test
  func `all formulations that share a fixed point reach it`() throws {
    let whole = try Rig.problem(Dynamics(.prototypical, function: .tanh)).settled()
    let small = try Rig.problem(Dynamics(.graded, function: .tanh, step: 0.1)).settled()
    for (a, b) in zip(whole.s.joined(), small.s.joined()) { #expect(abs(a - b) < 1e-11) }
  }

  @Test(arguments: [(1, 0), (1, 1), (2, 0), (2, 1), (3, 4), (2, 5)])
  func `a convolution is a sum over its kernel, and its transpose is its adjoint`(
    stride: Int, padding: Int
  ) throws {
    let source = Shape(height: 6, width: 5, channels: 2)
    let form = Convolution(kernel: 3, stride: stride, padding: padding, pooling: .average)
    let target = try #require(form.target(of: source, channels: 3))
    var plan = ConvolutionPlan<Double>(source: source, target: target, form)
    var stream = Seed(1).stream()
    let s = (0..<2 * source.count).map { _ in stream.uniform(-1, 1) }
    let w = (0..<18 * 3).map { _ in stream.uniform(-1, 1) }
    var h = [Double](repeating: 0, count: 2 * target.count)
    plan.forward(s, weights: w, rows: 2, frozen: false, into: &h)
    for sample in 0..<2 {
      for y in 0..<target.height {
        for x in 0..<target.width {
          for channel in 0..<3 {
            var sum = 0.0
            for ky in 0..<3 {
              for kx in 0..<3 {
                let (row, column) = (y * stride + ky - padding, x * stride + kx - padding)
                guard (0..<6).contains(row), (0..<5).contains(column) else { continue }
                for c in 0..<2 {
                  let value = s[sample * source.count + (row * 5 + column) * 2 + c]
                  sum += value * w[((ky * 3 + kx) * 2 + c) * 3 + channel]
                }
              }
            }
            let found = h[sample * target.count + (y * target.width + x) * 3 + channel]
            #expect(abs(found - sum) < 1e-12)
          }
        }
      }
    }
    let r = (0..<2 * target.count).map { _ in stream.uniform(-1, 1) }
    var back = [Double](repeating: 0, count: s.count)
    plan.backward(r, weights: w, rows: 2, into: &back)
    let left = zip(h, r).reduce(0) { $0 + $1.0 * $1.1 }
    let right = zip(s, back).reduce(0) { $0 + $1.0 * $1.1 }
    #expect(abs(left - right) < 1e-11)
  }

  @Test
  func `max pooling passes the largest drive on, and feedback to where it was`() {
    let source = Shape(height: 4, width: 4, channels: 1)
    let target = Shape(height: 2, width: 2, channels: 1)
    var plan = ConvolutionPlan<Double>(
      source: source, target: target, Convolution(kernel: 1, window: 2))
    let s = [1.0, 2, 0, 0, 3, 4, 0, 9, 7, 1, 1, 1, 1, 1, 1, 5]
    var h = [Double](repeating: 0, count: 4)
    plan.forward(s, weights: [1], rows: 1, frozen: false, into: &h)
    #expect(h == [4, 9, 7, 5])
    var back = [Double](repeating: 0, count: 16)
    plan.backward([10, 20, 30, 40], weights: [1], rows: 1, into: &back)
    #expect(back == [0, 0, 0, 0, 0, 10, 0, 20, 30, 0, 0, 0, 0, 0, 0, 40])
  }

  @Test
  func `the fast hyperbolic tangent is right to 3e-7 at any length`() {
    for count in [1, 7, 8, 9, 1000] {
      let x = (0..<count).map { Float(-20 + 40 * Double($0) / Double(max(count - 1, 1))) }
      var y = [Float](repeating: 0, count: count)
      Kernels.activate(.tanh, x, count: count, into: &y)
      for (u, s) in zip(x, y) {
        #expect(abs(Double(s) - RateFunction.tanh.value(Double(u))) < 3e-7)
      }
    }
  }
}
