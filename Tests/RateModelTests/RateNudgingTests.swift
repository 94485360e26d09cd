import Networks
import Protocols
import Quantities
import Testing

@testable import RateModel

/// The effects of beta.
@Suite struct RateNudgingTests {
  private func error(_ nudging: Nudging, _ problem: RateProblem) throws -> Double {
    let exact = try RecurrentBackpropagation().descent(problem)
    return distance(try EquilibriumGradient(nudging).descent(problem), exact)
  }

  private let problem = Rig.problem(Dynamics(.graded, function: .tanh, step: 0.5))

  @Test
  func
    `the error of one branch falls as beta, of two as beta squared, of four as beta to the fourth`()
    throws
  {
    for (scheme, points, factor) in [
      (Nudging.Scheme.oneSided, 0, 2.0), (.symmetric, 0, 4.0), (.circle, 4, 16.0),
    ] {
      let wide = try error(Nudging(scheme, beta: 0.1, points: points), problem)
      let narrow = try error(Nudging(scheme, beta: 0.05, points: points), problem)
      #expect(abs(wide / narrow / factor - 1) < 0.15, "\(scheme): \(wide / narrow)")
    }
  }

  @Test
  func `two points of a circle are symmetric nudging`() throws {
    let circle = try EquilibriumGradient(Nudging(.circle, beta: 0.3, points: 2))
      .descent(problem)
    let symmetric = try EquilibriumGradient(Nudging(.symmetric, beta: 0.3))
      .descent(problem)
    #expect(distance(circle, symmetric) < 1e-12)
  }

  @Test func `nudges that alternate are symmetric nudging where they settle`() throws {
    let alternating = try EquilibriumGradient(Nudging(.alternating, beta: 0.3)).descent(problem)
    let symmetric = try EquilibriumGradient(Nudging(.symmetric, beta: 0.3)).descent(problem)
    #expect(distance(alternating, symmetric) < 1e-9)
    // Short nudges have not followed.
    var short = problem
    short.phases.nudged = 2
    let early = try EquilibriumGradient(Nudging(.alternating, beta: 0.3)).descent(short)
    let copies = try EquilibriumGradient(Nudging(.symmetric, beta: 0.3)).descent(short)
    #expect(distance(early, copies) > 0.01)
  }

  @Test
  func `many points are right where two are not`() throws {
    let two = try error(Nudging(.symmetric, beta: 0.3), problem)
    let ten = try error(Nudging(.circle, beta: 0.3, points: 10), problem)
    #expect(ten < two / 100)
  }

  @Test
  func `complex betas are refused where the activation has no complex continuation`() throws {
    let circle = EquilibriumGradient(Nudging(.circle, beta: 0.3))
    for dynamics in [
      Dynamics(.prototypical, function: .hardSigmoid), Dynamics(.hopfield, function: .tanh),
      Dynamics(.graded, function: .tanh, cost: .crossEntropy),
    ] {
      #expect(throws: RateModelError.self) { try circle.descent(Rig.problem(dynamics)) }
    }
    let pooled = Rig.problem(
      Rig.convolutional(.max, layers: 2), Dynamics(.graded, function: .tanh))
    #expect(throws: RateModelError.notHolomorphic("tanh")) { try circle.descent(pooled) }
  }

  @Test
  func `a twin branch cancels what had not settled`() throws {
    var problem = problem
    problem.phases = RatePhases(free: 6, nudged: 12)
    let exact = try RecurrentBackpropagation().descent(self.problem)
    func cosineOf(_ scheme: Nudging.Scheme) throws -> Double {
      cosine(
        try EquilibriumGradient(Nudging(scheme, beta: 0.01)).descent(problem), exact)
    }
    #expect(try cosineOf(.oneSided) < 0.9)
    #expect(try cosineOf(.twin) > 0.99)
    #expect(try cosineOf(.symmetric) > 0.99)
  }

  @Test func `continual updates tend to one-sided ones as their rate does to zero`() throws {
    let oneSided = try EquilibriumGradient(Nudging(.oneSided, beta: 0.01))
      .descent(problem)
    var errors: [Double] = []
    for rate in [2e-5, 1e-5, 1e-8] {
      let found = try ContinualEquilibriumGradient(beta: 0.01, rate: rate).descent(problem)
      errors.append(distance(found, oneSided))
    }
    #expect(abs(errors[0] / errors[1] - 2) < 0.1)
    #expect(errors[2] < 1e-4)
  }
}
