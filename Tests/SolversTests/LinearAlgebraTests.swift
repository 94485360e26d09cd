import Testing

@testable import Solvers

@Suite struct LinearAlgebraTests {
  /// Numbers without pattern, always the same.
  static func matrix(_ rows: Int, _ columns: Int, seed: Int) -> Matrix {
    var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1
    return Matrix(
      rows: rows, columns: columns,
      storage: (0..<rows * columns).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Double(state >> 11) * 0x1p-53 - 0.5
      })
  }

  static func product(_ a: Matrix, _ b: Matrix) -> Matrix {
    var c = Matrix(rows: a.rows, columns: b.columns)
    for i in 0..<a.rows {
      for j in 0..<b.columns { for k in 0..<a.columns { c[i, j] += a[i, k] * b[k, j] } }
    }
    return c
  }

  static func distance(_ a: Matrix, _ b: Matrix) -> Double {
    zip(a.storage, b.storage).map { abs($0 - $1) }.max() ?? 0
  }

  @Test(arguments: [(1, 1, 1), (3, 4, 5), (7, 1, 2), (17, 33, 9), (64, 64, 64)])
  func `a product is the sum over rows and columns`(m: Int, n: Int, k: Int) {
    let (a, b) = (Self.matrix(m, k, seed: 1), Self.matrix(k, n, seed: 2))
    let naive = Self.product(a, b)
    for transposeA in [false, true] {
      for transposeB in [false, true] {
        var c = Matrix(rows: m, columns: n, repeating: .nan)
        LinearAlgebra.gemm(
          transposeA ? a.transposed : a, transposeA: transposeA,
          transposeB ? b.transposed : b, transposeB: transposeB, into: &c)
        #expect(Self.distance(c, naive) < 1e-13)
      }
    }
    var c = Matrix(rows: m, columns: n, repeating: 1)
    LinearAlgebra.gemm(alpha: 2, a, b, beta: -3, into: &c)
    #expect(abs(c[m - 1, n - 1] - (2 * naive[m - 1, n - 1] - 3)) < 1e-13)
  }

  @Test func `nothing is something, too`() {
    let (a, b) = (Matrix(rows: 2, columns: 0), Matrix(rows: 0, columns: 3))
    var c = Matrix(rows: 2, columns: 3, repeating: 7)
    LinearAlgebra.gemm(a, b, into: &c)
    #expect(c == Matrix(rows: 2, columns: 3))
    var none = Matrix(rows: 0, columns: 3)
    LinearAlgebra.gemm(Matrix(rows: 0, columns: 2), Matrix(rows: 2, columns: 3), into: &none)
  }

  @Test(arguments: [1, 2, 5, 30])
  func `a linear system is solved`(n: Int) throws {
    let a = Self.matrix(n, n, seed: 5)
    let x = Self.matrix(n, 1, seed: 6)
    let factors = try LUFactorization(a)
    let solution = factors.solution(for: Self.product(a, x).storage)
    #expect(Self.distance(Matrix(rows: n, columns: 1, storage: solution), x) < 1e-11)
  }

  @Test func `a singular matrix is refused`() {
    #expect(throws: SolverError.singularMatrix(pivot: 1, size: 2)) {
      try LUFactorization(Matrix(rows: 2, columns: 2, storage: [1, 2, 2, 4]))
    }
  }

  @Test func `the libraries say their versions`() {
    #expect(NumericalLibraries.openBLAS.contains("OpenBLAS"))
    #expect(NumericalLibraries.gsl.hasPrefix("2."))
  }

  @Test func `a block of a matrix is a matrix`() {
    let a = Self.matrix(6, 6, seed: 7)
    var c = Matrix(rows: 2, columns: 2)
    unsafe a.storage.withUnsafeBufferPointer { pa in
      unsafe c.storage.withUnsafeMutableBufferPointer { pc in
        // Rows 1-2, columns 2-4 times rows 3-5, columns 0-1.
        unsafe Double.gemm(
          rows: 2, columns: 2, inner: 3, alpha: 1, a: pa.baseAddress! + 8, rowStrideA: 6,
          transposeA: false, b: pa.baseAddress! + 18, rowStrideB: 6, transposeB: false, beta: 0,
          c: pc.baseAddress!, rowStrideC: 2)
      }
    }
    let expected = (0..<3).map { a[2, 2 + $0] * a[3 + $0, 1] }.reduce(0, +)
    #expect(abs(c[1, 1] - expected) < 1e-15)
  }
}
