import RealModule
import Testing

@testable import Solvers

@Suite struct SteffenSplineTests {
  static let x = (0...20).map { Double($0) * .pi / 10 }

  @Test func `a spline passes through its points and near the function`() throws {
    let spline = try SteffenSpline(x: Self.x, y: Self.x.map(Double.sin))
    for x in Self.x { #expect(abs(try spline.value(at: x) - Double.sin(x)) < 1e-15) }
    // Steffen's slopes vanish at extrema by design: second order there.
    let bound = 2e-2
    for k in 0..<200 {
      let x = 2 * .pi * (Double(k) + 0.5) / 200
      #expect(abs(try spline.value(at: x) - Double.sin(x)) < bound)
      #expect(abs(try spline.derivative(at: x) - Double.cos(x)) < 20 * bound)
    }
    #expect(abs(try spline.integral(from: 0, to: .pi) - 2) < 2 * bound)
    #expect(try spline.integral(from: 2, to: 1) == -spline.integral(from: 1, to: 2))
    #expect(try spline.integral(from: 1, to: 1) == 0)
  }

  @Test func `a step is not overshot`() throws {
    let spline = try SteffenSpline(x: [0, 1, 2, 3, 4, 5], y: [0, 0, 0, 1, 1, 1])
    for k in 0...500 {
      let value = try spline.value(at: Double(k) / 100)
      #expect(value >= 0 && value <= 1)
    }
    #expect(abs(try spline.value(at: 2.5) - 0.5) < 1e-15)
  }

  @Test func `many tasks may share one spline`() async throws {
    let spline = try SteffenSpline(x: Self.x, y: Self.x.map(Double.sin))
    let expected = try (0..<100).map { try spline.value(at: Double($0) / 20) }
    try await withThrowingTaskGroup(of: [Double].self) { group in
      for _ in 0..<8 {
        group.addTask { try (0..<100).map { try spline.value(at: Double($0) / 20) } }
      }
      for try await values in group { #expect(values == expected) }
    }
  }

  @Test func `unusable tables are refused with their numbers`() throws {
    #expect(throws: SolverError.tooFewPoints(found: 2, needed: 3)) {
      try SteffenSpline(x: [0, 1], y: [0, 0])
    }
    #expect(throws: SolverError.notIncreasing(index: 2, previous: 2, next: 1)) {
      try SteffenSpline(x: [0, 2, 1], y: [0, 0, 0])
    }
    #expect(throws: SolverError.wrongCount(of: "ordinates", found: 2, needed: 3)) {
      try SteffenSpline(x: [0, 1, 2], y: [0, 0])
    }
    let spline = try SteffenSpline(x: [0, 1, 2], y: [0, 1, 4])
    #expect(throws: SolverError.outsideTable(x: 2.5, lower: 0, upper: 2)) {
      try spline.value(at: 2.5)
    }
    #expect(throws: SolverError.self) { try spline.derivative(at: .nan) }
    #expect(spline.domain == 0...2)
  }
}
