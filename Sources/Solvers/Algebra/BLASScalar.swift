internal import COpenBLAS

/// The number types that BLAS multiplies: `Float` for speed, `Double` for accuracy.
public protocol BLASScalar: BinaryFloatingPoint, SIMDScalar, Codable, Sendable {
  /// C ← α op(A) op(B) + β C for row-major matrices with the given strides; nothing is checked.
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
    unsafe LinearAlgebra.gemm(
      rows: rows, columns: columns, inner: inner, alpha: alpha, a: a, rowStrideA: rowStrideA,
      transposeA: transposeA, b: b, rowStrideB: rowStrideB, transposeB: transposeB, beta: beta,
      c: c, rowStrideC: rowStrideC)
  }
}

extension Float: BLASScalar {
  @unsafe public static func gemm(
    rows: Int, columns: Int, inner: Int, alpha: Float, a: UnsafePointer<Float>,
    rowStrideA: Int, transposeA: Bool, b: UnsafePointer<Float>, rowStrideB: Int,
    transposeB: Bool, beta: Float, c: UnsafeMutablePointer<Float>, rowStrideC: Int
  ) {
    LinearAlgebra.prepare()
    // Fortran reads the row-major arrays as transposes: Cᵀ = op(B)ᵀ op(A)ᵀ.
    func flag(_ isTransposed: Bool) -> CChar {
      CChar(bitPattern: UInt8(ascii: isTransposed ? "T" : "N"))
    }
    var (opB, opA) = (flag(transposeB), flag(transposeA))
    var (n, m, k) = (CInt(columns), CInt(rows), CInt(inner))
    var (lda, ldb, ldc) = (
      CInt(max(1, rowStrideA)), CInt(max(1, rowStrideB)), CInt(max(1, rowStrideC))
    )
    var (alpha, beta) = (alpha, beta)
    unsafe sgemm_(&opB, &opA, &n, &m, &k, &alpha, b, &ldb, a, &lda, &beta, c, &ldc, 1, 1)
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
