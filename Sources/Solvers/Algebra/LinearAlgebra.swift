internal import COpenBLAS

/// Products of dense matrices, by OpenBLAS on one thread.
///
/// This package runs samples in parallel; threads inside a product would wait for each other by spinning and make a
/// shared machine many times slower.
///
/// *Edge cases:* empty operands are allowed. With `beta` = 0 the old content of the result is not read, so that it may
/// be anything. Shapes that do not fit are a programming error and trap.
///
/// *Source:* J. J. Dongarra, J. Du Croz, S. Hammarling & I. Duff. A set of level 3 basic linear
/// algebra subprograms. *ACM Trans. Math. Softw.* 16, 1-17, 1990; Z. Xianyi, W. Qian & Z. Yunquan,
/// OpenBLAS, *ICPADS*, 2012.
public enum LinearAlgebra {
  /// Limits OpenBLAS to one thread, once per process, on first use.
  private static let oneThread: Void = openblas_set_num_threads(1)

  /// Sets the number of threads; every function calls it before OpenBLAS.
  @inline(__always) static func prepare() { _ = oneThread }

  /// C ← α op(A) op(B) + β C, where op(M) is M or its transpose.
  public static func gemm(
    alpha: Double = 1, _ a: Matrix, transposeA: Bool = false, _ b: Matrix,
    transposeB: Bool = false, beta: Double = 0, into c: inout Matrix
  ) {
    let (m, k) = transposeA ? (a.columns, a.rows) : (a.rows, a.columns)
    let (kb, n) = transposeB ? (b.columns, b.rows) : (b.rows, b.columns)
    precondition(k == kb, "op(A) has \(k) columns, op(B) \(kb) rows.")
    precondition(c.rows == m && c.columns == n, "C must be \(m) x \(n).")
    unsafe a.storage.withUnsafeBufferPointer { pa in
      unsafe b.storage.withUnsafeBufferPointer { pb in
        unsafe c.storage.withUnsafeMutableBufferPointer { pc in
          guard let pc = pc.baseAddress, m > 0, n > 0 else { return }
          // Arrays without elements have no address; BLAS reads nothing there, so any address will do.
          let (pa, pb) = unsafe (
            pa.baseAddress ?? UnsafePointer(pc), pb.baseAddress ?? UnsafePointer(pc)
          )
          unsafe Double.gemm(
            rows: m, columns: n, inner: k, alpha: alpha, a: pa, rowStrideA: a.columns,
            transposeA: transposeA, b: pb, rowStrideB: b.columns, transposeB: transposeB,
            beta: beta, c: pc, rowStrideC: c.columns)
        }
      }
    }
  }
}
