import Measurements
import Protocols
import Testing

@testable import EquilibriumPropagation

@Suite struct ArithmeticTests {
  private func agreement(_ update: [Double], _ reference: [Double]) -> Agreement {
    Agreement(
      projection: "p", part: "total", reference: "r", update: update, reference: reference)
  }

  @Test func `twice the reference has cosine 1, size 2 and RMSE a half`() {
    let found = agreement([2, -4, 0], [1, -2, 0])
    #expect(abs(found.cosine - 1) < 1e-15)
    #expect(found.relativeSize == 2)
    #expect(found.rmse == 0.5)
    #expect(found.signAgreement == 1)
    #expect(found.count == 3)
  }

  @Test func `the opposite has cosine -1, and signs count only where the reference has one`() {
    #expect(agreement([-1, -2], [1, 2]).cosine == -1)
    let found = agreement([1, -1, 5, 0], [1, 1, 0, 3])
    #expect(abs(found.signAgreement - 1.0 / 3) < 1e-15)
  }

  @Test func `an update that vanishes agrees with nothing`() {
    let found = agreement([0, 0], [1, 2])
    #expect(found.cosine == 0)
    #expect(found.relativeSize == 0)
    #expect(found.rmse == 1)
  }

  @Test func `each scheme has its branches`() {
    func branches(_ scheme: Nudging.Scheme, sign: Double) -> [Double] {
      Nudging(scheme, beta: 0.3).contrast(sign: sign).betas
    }
    #expect(branches(.oneSided, sign: -1) == [0.3])
    #expect(branches(.randomSign, sign: -1) == [-0.3])
    #expect(branches(.randomSign, sign: 1) == [0.3])
    #expect(branches(.symmetric, sign: -1) == [0.3, -0.3])
    #expect(branches(.twin, sign: -1) == [0.3, 0])
    #expect(branches(.alternating, sign: 1) == [0.3, -0.3, -0.3, 0.3])
    #expect(branches(.alternating, sign: -1) == [-0.3, 0.3, 0.3, -0.3])
  }

  @Test(arguments: [
    (Nudging.Shape.step, [1.0, 1, 1]), (.ramp, [0, 0.5, 1]), (.wave, [0, 1, 0]),
    (.sawtooth, [1, 0.5, 0]),
  ])
  func `a shape has its course from the first to the last moment`(
    _ shape: Nudging.Shape, _ values: [Double]
  ) {
    for (x, value) in zip([0, 0.5, 1], values) { #expect(abs(shape.factor(x) - value) < 1e-15) }
  }

  @Test func `alternating nudges are one course, and symmetric nudging once they have settled`() {
    for sign in [1.0, -1.0] {
      let contrast = Nudging(.alternating, beta: 0.3).contrast(sign: sign)
      #expect(contrast.courses == [contrast.branches])
      let settled = contrast.settled, symmetric = Nudging(.symmetric, beta: 0.3).contrast()
      #expect(settled.courses.count == 2 && settled.distance == symmetric.distance)
      let states = settled.betas.map { [2 + 5 * $0 + 7 * $0 * $0] }
      let other = symmetric.betas.map { [2 + 5 * $0 + 7 * $0 * $0] }
      #expect(
        settled.difference(states, free: [0]) == symmetric.difference(other, free: [0]))
      // Drift that is linear in time cancels.
      #expect(contrast.difference([[1], [2], [3], [4]], free: [9]) == [0])
    }
    let symmetric = Nudging(.symmetric).contrast()
    #expect(symmetric.settled == symmetric && symmetric.courses.count == 2)
  }

  @Test(arguments: [Nudging.Scheme.oneSided, .randomSign, .twin, .symmetric, .alternating])
  func `coefficients of a scheme sum to 0, and those times betas to 1`(_ scheme: Nudging.Scheme) {
    for sign in [1.0, -1.0] {
      let contrast = Nudging(scheme, beta: 0.3).contrast(sign: sign)
      let coefficients = contrast.branches.map { contrast.coefficient($0).real }
      #expect(coefficients.reduce(0, +) + contrast.free * contrast.scale() == 0)
      // States that are linear in beta, s = 2 + 5 beta, have the derivative 5.
      let difference = contrast.difference(contrast.betas.map { [2 + 5 * $0] }, free: [2])
      #expect(abs(difference[0] * contrast.scale() - 5) < 1e-14)
      #expect(abs(difference[0] * contrast.scale(over: 2, 5) - 0.5) < 1e-15)
    }
  }

  @Test(arguments: [2, 5, 10])
  func `a circle gives the derivative of what is holomorphic, with conjugates once or twice`(
    points: Int
  ) {
    for usesSymmetry in [true, false] {
      let contrast = Nudging(.circle, beta: 0.1, points: points)
        .contrast(usesSymmetry: usesSymmetry)
      #expect(contrast.branches.count == (usesSymmetry ? points / 2 + 1 : points))
      // s = 2 + 5 beta.
      let sum = contrast.branches.reduce(0.0) { sum, branch in
        let c = contrast.coefficient(branch)
        return sum + c.real * (2 + 5 * branch.beta.real) - c.imaginary * 5 * branch.beta.imaginary
      }
      #expect(abs(sum - 5) < 1e-12)
    }
  }

  @Test func `learning rates fall as their schedule says`() {
    let linear = Schedule.linear
    #expect(linear.factor(progress: 0, epoch: 0) == 1)
    #expect(linear.factor(progress: 0.25, epoch: 0) == 0.75)
    #expect(linear.factor(progress: 1, epoch: 2) == 0)
    let exponential = Schedule.exponential(factor: 0.5)
    #expect(exponential.factor(progress: 0.3, epoch: 0) == 1)
    #expect(exponential.factor(progress: 0.7, epoch: 2) == 0.25)
    #expect(Schedule.constant.factor(progress: 0.7, epoch: 2) == 1)
    #expect(abs(Schedule.cosine.factor(progress: 0.5, epoch: 1) - 0.5) < 1e-15)
  }

  @Test(arguments: [
    (0.0, "0"), (0.98, "0.98"), (-0.85496, "-0.855"), (1e-9, "1.0e-9"), (12345.678, "12346"),
  ])
  func `numbers are told with four digits`(_ x: Double, _ text: String) {
    #expect(Number.text(x) == text)
  }
}
