import RealModule
import Testing

@testable import Solvers

/// Roots must agree with closed forms.
@Suite struct RootTests {
  @Test func `the threshold crossing of a charging membrane`() throws {
    // v(t) = 20 (1 - exp(-t / 10)) reaches 15 at t = 10 ln 4.
    let crossing = { (t: Double) in 20 * (1 - Double.exp(-t / 10)) - 15 }
    #expect(abs(try brentRoot(in: 0...100, of: crossing) - 10 * Double.log(4)) < 1e-11)
  }

  @Test(arguments: 1...40)
  func `a cubic`(shift: Int) throws {
    let cubic = { (x: Double) in x * x * x - Double(shift) }
    let exact = Double.root(Double(shift), 3)
    #expect(abs(try brentRoot(in: -10...10, of: cubic) - exact) < 1e-11)
    #expect(abs(try brentRoot(in: -10...10, tolerance: 0, of: cubic) - exact) <= 8 * exact.ulp)
  }

  @Test func `a flat spot, a root of order three and a step are no trap`() throws {
    let flat = try brentRoot(in: -3...0, tolerance: 0) { $0 * $0 * $0 - 2 * $0 + 2 }
    #expect(abs(flat + 1.7692923542386314) < 1e-14)
    let triple = try brentRoot(in: -1...3) { ($0 - 1) * ($0 - 1) * ($0 - 1) }
    #expect(abs(triple - 1) < 1e-5)
    let jump = try brentRoot(in: 0...1) { $0 < 0.3 ? -1 : 1 }
    #expect(abs(jump - 0.3) < 1e-11)
  }

  @Test func `few evaluations are needed`() throws {
    var evaluations = 0
    _ = try brentRoot(in: 0...2) {
      evaluations += 1
      return Double.cos($0) - $0
    }
    #expect(evaluations <= 10)
  }

  @Test func `a bracket without a sign change is refused`() {
    let refusal = SolverError.notBracketed(lower: 1, upper: 2, valueAtLower: 1, valueAtUpper: 2)
    #expect(throws: refusal) { try brentRoot(in: 1...2) { $0 } }
  }

  @Test func `a limit on iterations leaves a narrower bracket`() throws {
    let error = #expect(throws: SolverError.self) {
      try brentRoot(in: 0...100, iterationLimit: 3) { Double.exp($0) - 5 }
    }
    guard case .didNotConverge(3, let lower, let upper) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(lower < Double.log(5) && upper > Double.log(5) && upper - lower < 100)
  }

  @Test func `an end that is a root is the answer`() throws {
    #expect(try brentRoot(in: 0...1) { $0 } == 0)
    #expect(try brentRoot(in: -1...0) { $0 } == 0)
  }
}

@Suite struct HermiteInterpolantTests {
  @Test func `a cubic is its own interpolant`() {
    // p = 2 t^3 - 3 t^2 - t + 1 from 1 to 3.
    let p = { (t: Double) in ((2 * t - 3) * t - 1) * t + 1 }
    let slope = { (t: Double) in (6 * t - 6) * t - 1 }
    let cubic = HermiteInterpolant(
      start: EventSample(time: 1, value: p(1), slope: slope(1)),
      end: EventSample(time: 3, value: p(3), slope: slope(3)))
    for t in [1, 1.25, 2, 2.9, 3] { #expect(abs(cubic.value(at: t) - p(t)) < 1e-13) }
    #expect(cubic.value(at: 1) == p(1) && cubic.value(at: 3) == p(3))
  }

  @Test func `the error is of fourth order`() {
    let errors = [0.4, 0.2, 0.1].map { h in
      let cubic = HermiteInterpolant(
        start: EventSample(time: 1, value: Double.sin(1), slope: Double.cos(1)),
        end: EventSample(time: 1 + h, value: Double.sin(1 + h), slope: Double.cos(1 + h)))
      return abs(cubic.value(at: 1 + h / 2) - Double.sin(1 + h / 2))
    }
    for (coarse, fine) in zip(errors, errors.dropFirst()) {
      #expect(abs(Double.log2(coarse / fine) - 4) < 0.2)
    }
  }

  @Test func `turning points and the first rise are found`() {
    // p = (s - 0.25)(s - 0.5)(s - 0.75): below, above, below, above.
    let p = { (s: Double) in (s - 0.25) * (s - 0.5) * (s - 0.75) }
    let cubic = HermiteInterpolant(
      start: EventSample(time: 0, value: p(0), slope: 0.6875),
      end: EventSample(time: 1, value: p(1), slope: 0.6875))
    let (first, second) = cubic.turningPoints
    #expect(abs(first! - 0.35566243270259357) < 1e-14)
    #expect(abs(second! - 0.6443375672974064) < 1e-14)
    let rise = cubic.firstRise(slack: 0)
    #expect(rise?.from == 0 && rise?.to == first)
    let flat = HermiteInterpolant(
      start: EventSample(time: 0, value: 1, slope: 0),
      end: EventSample(time: 1, value: 1, slope: 0))
    #expect(flat.turningPoints == (nil, nil) && flat.firstRise(slack: 0) == nil)
  }
}
