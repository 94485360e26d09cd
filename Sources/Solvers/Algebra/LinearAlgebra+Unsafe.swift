internal import COpenBLAS

/// The same operations on buffers that are not a ``Matrix``; nothing is checked.
///
/// Matrices are row-major with `rowStride` elements from one row to the next, so that a block of a larger matrix is a
/// matrix, too. Fortran reads such a matrix as its transpose; the arguments are exchanged accordingly, and nothing is
/// copied. Buffers must be as long as the shapes require, results must not overlap operands, and counts must fit into
/// 32 bits.
extension LinearAlgebra {
  /// C ← α op(A) op(B) + β C, where C is `rows` × `columns` and each sum has `inner` products.
  @unsafe public static func gemm(
    rows: Int, columns: Int, inner: Int, alpha: Double, a: UnsafePointer<Double>,
    rowStrideA: Int, transposeA: Bool = false, b: UnsafePointer<Double>, rowStrideB: Int,
    transposeB: Bool = false, beta: Double, c: UnsafeMutablePointer<Double>, rowStrideC: Int
  ) {
    prepare()
    // Cᵀ = op(B)ᵀ op(A)ᵀ.
    var (opB, opA) = (flag(transposeB), flag(transposeA))
    var (n, m, k) = (CInt(columns), CInt(rows), CInt(inner))
    var (lda, ldb, ldc) = (stride(rowStrideA), stride(rowStrideB), stride(rowStrideC))
    var (alpha, beta) = (alpha, beta)
    unsafe dgemm_(&opB, &opA, &n, &m, &k, &alpha, b, &ldb, a, &lda, &beta, c, &ldc, 1, 1)
  }

  /// y ← α op(A) x + β y, with A `rows` × `columns`.
  @unsafe public static func gemv(
    rows: Int, columns: Int, alpha: Double, a: UnsafePointer<Double>, rowStride: Int,
    transposed: Bool = false, x: UnsafePointer<Double>, beta: Double,
    y: UnsafeMutablePointer<Double>
  ) {
    prepare()
    var op = flag(!transposed)
    var (m, n, lda, one) = (CInt(columns), CInt(rows), stride(rowStride), CInt(1))
    var (alpha, beta) = (alpha, beta)
    if m == 0 || n == 0 {
      // BLAS returns at once in this case, without β y.
      for i in 0..<(transposed ? columns : rows) { unsafe y[i] = beta == 0 ? 0 : beta * y[i] }
      return
    }
    unsafe dgemv_(&op, &m, &n, &alpha, a, &lda, x, &one, &beta, y, &one, 1)
  }

  /// A ← A + α x yᵀ, with A `rows` × `columns`.
  @unsafe public static func ger(
    rows: Int, columns: Int, alpha: Double, x: UnsafePointer<Double>, y: UnsafePointer<Double>,
    a: UnsafeMutablePointer<Double>, rowStride: Int
  ) {
    prepare()
    var (m, n, lda, one, alpha) = (
      CInt(columns), CInt(rows), stride(rowStride), CInt(1), alpha
    )
    unsafe dger_(&m, &n, &alpha, y, &one, x, &one, a, &lda)
  }

  /// Σ x_i y_i.
  @unsafe public static func dot(
    count: Int, _ x: UnsafePointer<Double>, _ y: UnsafePointer<Double>
  ) -> Double {
    prepare()
    var (n, one) = (CInt(count), CInt(1))
    return unsafe ddot_(&n, x, &one, y, &one)
  }

  /// y ← α x + y.
  @unsafe public static func axpy(
    count: Int, alpha: Double, _ x: UnsafePointer<Double>,
    into y: UnsafeMutablePointer<Double>
  ) {
    prepare()
    var (n, one, alpha) = (CInt(count), CInt(1), alpha)
    unsafe daxpy_(&n, &alpha, x, &one, y, &one)
  }

  /// √(Σ x_i²).
  @unsafe public static func nrm2(count: Int, _ x: UnsafePointer<Double>) -> Double {
    prepare()
    var (n, one) = (CInt(count), CInt(1))
    return unsafe dnrm2_(&n, x, &one)
  }

  private static func flag(_ isTransposed: Bool) -> CChar {
    CChar(bitPattern: UInt8(ascii: isTransposed ? "T" : "N"))
  }

  /// The stride as BLAS wants it: at least 1, also for a matrix without elements.
  private static func stride(_ rowStride: Int) -> CInt { CInt(max(1, rowStride)) }
}
