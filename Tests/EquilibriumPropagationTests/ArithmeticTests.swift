import Measurements
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
      Nudging(form: .drive, scheme: scheme, strength: 0.3).branches(sign: sign)
    }
    #expect(branches(.oneSided, sign: -1) == [0.3])
    #expect(branches(.randomSign, sign: -1) == [-0.3])
    #expect(branches(.randomSign, sign: 1) == [0.3])
    #expect(branches(.symmetric, sign: -1) == [0.3, -0.3])
    #expect(branches(.twin, sign: -1) == [0.3, 0])
  }

  @Test func `learning rates fall as their schedule says`() {
    let linear = Schedule.linear
    #expect(linear.factor(done: 0, epochs: 2) == 1)
    #expect(linear.factor(done: 0.5, epochs: 2) == 0.75)
    #expect(linear.factor(done: 2, epochs: 2) == 0)
    let exponential = Schedule.exponential(factor: 0.5)
    #expect(exponential.factor(done: 0.9, epochs: 3) == 1)
    #expect(exponential.factor(done: 2, epochs: 3) == 0.25)
  }

  @Test(arguments: [
    (0.0, "0"), (0.98, "0.98"), (-0.85496, "-0.855"), (1e-9, "1.0e-9"), (12345.678, "12346"),
  ])
  func `numbers are told with four digits`(_ x: Double, _ text: String) {
    #expect(Number.text(x) == text)
  }
}
