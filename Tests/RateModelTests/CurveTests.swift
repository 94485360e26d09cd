import Networks
import Quantities
import Solvers
import Testing

@testable import RateModel

@Suite struct CurveTests {
  static let membranes: [LIF] = [
    .dimensionless(
      membraneTimeConstant: 20.ms, threshold: 0.025, reset: -0.025, refractoryTime: 0.3.ms,
      synapticTimeConstant: 5.ms),
    .dimensionless(
      membraneTimeConstant: 10.ms, threshold: 1, reset: 0, synapticTimeConstant: 5.ms),
    LIF(
      membraneTimeConstant: 10.ms, capacitance: 250, rest: -70, threshold: -55, reset: -70,
      refractoryTime: 2.ms, synapse: .exponential(excitatory: 2.ms, inhibitory: 2.ms)),
  ]

  /// Drives from just above to 20 times the rheobase.
  static func drives(_ curve: LIFCurve) -> [Double] {
    [1.01, 1.1, 1.5, 2, 4, 8, 20].map { $0 * curve.rheobase }
  }

  @Test(arguments: 0..<3)
  func `the slope of the LIF curve is its derivative`(_ which: Int) {
    let curve = LIFCurve(Self.membranes[which], maximumRate: 1)
    for u in Self.drives(curve) {
      let h = 1e-5 * (u - curve.rheobase)
      let difference = (curve.value(u + h) - curve.value(u - h)) / (2 * h)
      #expect(abs(curve.slope(u) / difference - 1) < 1e-6)
    }
    #expect(curve.slope(0.9 * curve.rheobase) == 0)
  }

  @Test(arguments: 0..<3)
  func `the inverse of the LIF curve undoes it`(_ which: Int) {
    let curve = LIFCurve(Self.membranes[which], maximumRate: 1)
    for u in Self.drives(curve) { #expect(abs(curve.inverse(curve.value(u)) / u - 1) < 1e-10) }
    if which != 1 { #expect(curve.inverse(1e9) == .infinity) }
  }

  @Test(arguments: 0..<3)
  func `the derivative of the primitive of the LIF curve is its value`(_ which: Int) {
    let curve = LIFCurve(Self.membranes[which], maximumRate: 1)
    for u in Self.drives(curve) {
      let h = 1e-3 * (u - curve.rheobase)
      let difference = (curve.primitive(u + h) - curve.primitive(u - h)) / (2 * h)
      #expect(abs(curve.slope(u)) > 0)
      #expect(abs(difference / curve.value(u) - 1) < 1e-6)
    }
    #expect(curve.primitive(0.9 * curve.rheobase) == 0)
  }

  @Test func `a LIF unit is silent below threshold and fires at most every refractory time`() {
    let curve = LIFCurve(Self.membranes[2], maximumRate: 0.5)
    #expect(curve.rheobase == 375)
    #expect(curve.value(375) == 0)
    #expect(curve.value(1e12) <= 1)
    #expect(curve.value(1e12) > 0.999)
  }

  @Test func `a tabulated curve meets its points, its slope and its primitive`() throws {
    let u = (0...40).map { 0.05 * Double($0) }
    let curve = try TabulatedCurve(drives: u, activities: u.map { $0 * $0 })
    for x in u { #expect(abs(curve.value(x) - x * x) < 1e-12) }
    for x in [0.52, 1.03, 1.77] {
      #expect(abs(curve.value(x) - x * x) < 1e-3)
      let h = 1e-5
      #expect(
        abs((curve.value(x + h) - curve.value(x - h)) / (2 * h) - curve.slope(x)) < 1e-6)
      #expect(
        abs((curve.primitive(x + h) - curve.primitive(x - h)) / (2 * h) - curve.value(x)) < 1e-6)
    }
    #expect(curve.value(-1) == 0)
    // Linear beyond the last point.
    #expect(abs(curve.value(4) - 2 * curve.value(3) + curve.value(2)) < 1e-9)
  }
}
