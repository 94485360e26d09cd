internal import COpenBLAS

/// P A = L U: the factorization of a square matrix, with which A x = b is solved for any number of b.
///
/// *Edge cases:* a matrix that is singular to rounding gives large numbers, not an error; check the residual where that
/// matters.
///
/// *Source:* E. Anderson et al. *LAPACK Users' Guide*, 3rd ed. SIAM, 1999 (`dgetrf`, `dgetrs`).
public struct LUFactorization: Sendable {
  /// The number of rows and columns.
  public let size: Int
  /// The factors of the transpose: LAPACK reads row-major storage column after column.
  private var factors: [Double]
  private var pivots: [Int32]

  /// Factorizes `matrix`.
  ///
  /// - Throws: ``SolverError/singularMatrix(pivot:size:)`` when a pivot is exactly zero.
  public init(_ matrix: Matrix) throws(SolverError) {
    precondition(matrix.rows == matrix.columns, "Only a square matrix has a solution for each b.")
    LinearAlgebra.prepare()
    size = matrix.rows
    factors = matrix.storage
    pivots = Array(repeating: 0, count: size)
    if size == 0 { return }
    var (n, info) = (CInt(size), CInt(0))
    var (rows, stride) = (n, n)
    unsafe dgetrf_(&rows, &n, &factors, &stride, &pivots, &info)
    precondition(info >= 0, "LAPACK refused argument \(-info).")
    if info > 0 { throw .singularMatrix(pivot: Int(info) - 1, size: size) }
  }

  /// The x for which A x = b.
  public func solution(for b: [Double]) -> [Double] {
    precondition(b.count == size, "b has \(b.count) elements, the matrix \(size) rows.")
    var x = b
    if size == 0 { return x }
    var op = CChar(bitPattern: UInt8(ascii: "T"))
    var (n, one, info) = (CInt(size), CInt(1), CInt(0))
    var stride = n
    unsafe dgetrs_(&op, &n, &one, factors, &stride, pivots, &x, &n, &info, 1)
    precondition(info == 0, "LAPACK refused argument \(-info).")
    return x
  }
}
