internal import COpenBLAS

/// The number types that BLAS multiplies: `Float` for speed, `Double` for accuracy.
public protocol BLASScalar: BinaryFloatingPoint, SIMDScalar, Codable, Sendable {
  /// C ← α op(A) op(B) + β C, where C is `rows` × `columns` and each sum has `inner` products; nothing is checked.
  ///
  /// Matrices are row-major with a stride from one row to the next, so that a block of a larger matrix is a matrix, too.
  /// Buffers must be as long as the shapes require, C must not overlap A or B, and counts must fit into 32 bits.
  @unsafe static func gemm(
    rows: Int, columns: Int, inner: Int, alpha: Self, a: UnsafePointer<Self>, rowStrideA: Int,
    transposeA: Bool, b: UnsafePointer<Self>, rowStrideB: Int, transposeB: Bool, beta: Self,
    c: UnsafeMutablePointer<Self>, rowStrideC: Int)
}

extension Double: BLASScalar {
  @unsafe public static func gemm(
    rows: Int, columns: Int, inner: Int, alpha: Double, a: UnsafePointer<Double>,
    rowStrideA: Int, transposeA: Bool, b: UnsafePointer<Double>, rowStrideB: Int,
    transposeB: Bool, beta: Double, c: UnsafeMutablePointer<Double>, rowStrideC: Int
  ) {
    LinearAlgebra.prepare()
    var (n, m, k) = (CInt(columns), CInt(rows), CInt(inner))
    var (ldb, lda, ldc) = LinearAlgebra.strides(rowStrideB, rowStrideA, rowStrideC)
    var (opB, opA) = (LinearAlgebra.flag(transposeB), LinearAlgebra.flag(transposeA))
    var (alpha, beta) = (alpha, beta)
    unsafe dgemm_(&opB, &opA, &n, &m, &k, &alpha, b, &ldb, a, &lda, &beta, c, &ldc, 1, 1)
  }
}

extension Float: BLASScalar {
  @unsafe public static func gemm(
    rows: Int, columns: Int, inner: Int, alpha: Float, a: UnsafePointer<Float>,
    rowStrideA: Int, transposeA: Bool, b: UnsafePointer<Float>, rowStrideB: Int,
    transposeB: Bool, beta: Float, c: UnsafeMutablePointer<Float>, rowStrideC: Int
  ) {
    LinearAlgebra.prepare()
    var (n, m, k) = (CInt(columns), CInt(rows), CInt(inner))
    var (ldb, lda, ldc) = LinearAlgebra.strides(rowStrideB, rowStrideA, rowStrideC)
    var (opB, opA) = (LinearAlgebra.flag(transposeB), LinearAlgebra.flag(transposeA))
    var (alpha, beta) = (alpha, beta)
    unsafe sgemm_(&opB, &opA, &n, &m, &k, &alpha, b, &ldb, a, &lda, &beta, c, &ldc, 1, 1)
  }
}

/// Arguments of Fortran, which reads row-major arrays as transposes: Cᵀ = op(B)ᵀ op(A)ᵀ.
extension LinearAlgebra {
  fileprivate static func flag(_ isTransposed: Bool) -> CChar {
    CChar(bitPattern: UInt8(ascii: isTransposed ? "T" : "N"))
  }

  /// The strides as BLAS wants them: at least 1, also for a matrix without elements.
  fileprivate static func strides(_ b: Int, _ a: Int, _ c: Int) -> (CInt, CInt, CInt) {
    (CInt(max(1, b)), CInt(max(1, a)), CInt(max(1, c)))
  }
}

extension LinearAlgebra {
  /// C ← α op(A) op(B) + β C for arrays that hold row-major matrices: op(A) is `rows` x `inner`, op(B) is `inner` x
  /// `columns`. Arrays may be longer than that, never shorter.
  @inlinable
  public static func multiply<Scalar: BLASScalar>(
    rows: Int, columns: Int, inner: Int, alpha: Scalar = 1, _ a: [Scalar],
    transposeA: Bool = false, _ b: [Scalar], transposeB: Bool = false, beta: Scalar = 0,
    into c: inout [Scalar]
  ) {
    precondition(a.count >= rows * inner && b.count >= inner * columns && c.count >= rows * columns)
    if rows == 0 || columns == 0 || inner == 0 { return }
    unsafe a.withUnsafeBufferPointer { pa in
      unsafe b.withUnsafeBufferPointer { pb in
        unsafe c.withUnsafeMutableBufferPointer { pc in
          unsafe Scalar.gemm(
            rows: rows, columns: columns, inner: inner, alpha: alpha, a: pa.baseAddress!,
            rowStrideA: transposeA ? rows : inner, transposeA: transposeA, b: pb.baseAddress!,
            rowStrideB: transposeB ? inner : columns, transposeB: transposeB, beta: beta,
            c: pc.baseAddress!, rowStrideC: columns)
        }
      }
    }
  }
}
