import RealModule
import Testing

@testable import Solvers

@Suite struct CubicSplineTests {
  static let x = (0...20).map { Double($0) * .pi / 10 }

  @Test(arguments: CubicSpline.Kind.allCases)
  func `a spline passes through its points and near the function`(kind: CubicSpline.Kind) throws {
    let spline = try CubicSpline(x: Self.x, y: Self.x.map(Double.sin), kind: kind)
    for x in Self.x { #expect(abs(try spline.value(at: x) - Double.sin(x)) < 1e-15) }
    // Steffen's slopes vanish at extrema by design: second order there.
    let bound = kind == .natural ? 1e-4 : kind == .akima ? 2e-3 : 2e-2
    for k in 0..<200 {
      let x = 2 * .pi * (Double(k) + 0.5) / 200
      #expect(abs(try spline.value(at: x) - Double.sin(x)) < bound)
      #expect(abs(try spline.derivative(at: x) - Double.cos(x)) < 20 * bound)
    }
    #expect(abs(try spline.integral(from: 0, to: .pi) - 2) < 2 * bound)
    #expect(try spline.integral(from: 2, to: 1) == -spline.integral(from: 1, to: 2))
    #expect(try spline.integral(from: 1, to: 1) == 0)
  }

  @Test func `the natural spline of four points is the closed form`() throws {
    // Through 0, 1, 0, 1 at 0, 1, 2, 3: S'' at the inner points is -4 and 4... by symmetry
    // M1 = -M2 and 4 M1 + M2 = 6 (0 - 2 + 0), so M1 = -4; S(1/2) = 1/2 - M1 / 16.
    let spline = try CubicSpline(x: [0, 1, 2, 3], y: [0, 1, 0, 1])
    #expect(abs(try spline.value(at: 0.5) - 0.75) < 1e-15)
    #expect(abs(try spline.value(at: 1.5) - 0.5) < 1e-15)
    #expect(abs(try spline.derivative(at: 0) - (1 + 4.0 / 6)) < 1e-15)
  }

  @Test func `Steffen's spline does not overshoot a step`() throws {
    let x = [0.0, 1, 2, 3, 4, 5]
    let y = [0.0, 0, 0, 1, 1, 1]
    let steffen = try CubicSpline(x: x, y: y, kind: .steffen)
    let natural = try CubicSpline(x: x, y: y, kind: .natural)
    var overshoot = 0.0
    for k in 0...500 {
      let value = try steffen.value(at: Double(k) / 100)
      #expect(value >= 0 && value <= 1)
      overshoot = max(overshoot, try natural.value(at: Double(k) / 100) - 1)
    }
    #expect(overshoot > 0.05)
  }

  @Test func `many tasks may share one spline`() async throws {
    let spline = try CubicSpline(x: Self.x, y: Self.x.map(Double.sin))
    let expected = try (0..<100).map { try spline.value(at: Double($0) / 20) }
    try await withThrowingTaskGroup(of: [Double].self) { group in
      for _ in 0..<8 {
        group.addTask { try (0..<100).map { try spline.value(at: Double($0) / 20) } }
      }
      for try await values in group { #expect(values == expected) }
    }
  }

  @Test func `unusable tables are refused with their numbers`() throws {
    #expect(throws: SolverError.tooFewPoints(found: 4, needed: 5, kind: .akima)) {
      try CubicSpline(x: [0, 1, 2, 3], y: [0, 0, 0, 0], kind: .akima)
    }
    #expect(throws: SolverError.notIncreasing(index: 2, previous: 2, next: 1)) {
      try CubicSpline(x: [0, 2, 1], y: [0, 0, 0])
    }
    #expect(throws: SolverError.wrongCount(of: "ordinates", found: 2, needed: 3)) {
      try CubicSpline(x: [0, 1, 2], y: [0, 0])
    }
    let spline = try CubicSpline(x: [0, 1, 2], y: [0, 1, 4])
    #expect(throws: SolverError.outsideTable(x: 2.5, lower: 0, upper: 2)) {
      try spline.value(at: 2.5)
    }
    #expect(throws: SolverError.self) { try spline.derivative(at: .nan) }
    #expect(spline.domain == 0...2)
    for kind in CubicSpline.Kind.allCases {
      let x = (0..<kind.minimumPoints).map(Double.init)
      _ = try CubicSpline(x: x, y: x, kind: kind)
    }
  }
}
