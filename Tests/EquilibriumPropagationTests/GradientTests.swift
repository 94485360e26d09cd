import Measurements
import Protocols
import Quantities
import Testing

@testable import EquilibriumPropagation

@Suite struct GradientTests {
  @Test(arguments: [[6], [6, 5]], [true, false])
  func `the update tends to the gradient of the cost`(_ hidden: [Int], _ readsDrive: Bool) throws {
    let problem = try GradientProblem(hidden: hidden, readsDrive: readsDrive, seed: Seed(1))
    let exact = try problem.differences()
    let found = try problem.update(Nudging(beta: 1e-3))
    let agreement = Agreement(
      projection: "", part: "", reference: "", update: found, reference: exact)
    #expect(agreement.cosine > 1 - 1e-8)
    #expect(abs(agreement.relativeSize - 1) < 1e-4)
    let one = try problem.slope([0.04, 0.02], against: exact, .oneSided)
    let two = try problem.slope([0.02, 0.01], against: exact, .symmetric)
    #expect((0.9...1.1).contains(one.order))
    #expect((1.8...2.2).contains(two.order))
  }
}
