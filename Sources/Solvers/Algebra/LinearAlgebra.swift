internal import COpenBLAS

/// Products of dense matrices and vectors, by OpenBLAS on one thread.
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
          unsafe gemm(
            rows: m, columns: n, inner: k, alpha: alpha, a: pa, rowStrideA: a.columns,
            transposeA: transposeA, b: pb, rowStrideB: b.columns, transposeB: transposeB,
            beta: beta, c: pc, rowStrideC: c.columns)
        }
      }
    }
  }

  /// y ← α op(A) x + β y, where op(A) is A or its transpose.
  public static func gemv(
    alpha: Double = 1, _ a: Matrix, transposed: Bool = false, _ x: borrowing Span<Double>,
    beta: Double = 0, into y: inout MutableSpan<Double>
  ) {
    let (m, n) = transposed ? (a.columns, a.rows) : (a.rows, a.columns)
    precondition(x.count == n, "x has \(x.count) elements, op(A) \(n) columns.")
    precondition(y.count == m, "y has \(y.count) elements, op(A) \(m) rows.")
    unsafe a.storage.withUnsafeBufferPointer { pa in
      unsafe x.withUnsafeBufferPointer { px in
        unsafe y.withUnsafeMutableBufferPointer { py in
          guard let py = py.baseAddress else { return }
          let (pa, px) = unsafe (
            pa.baseAddress ?? UnsafePointer(py), px.baseAddress ?? UnsafePointer(py)
          )
          unsafe gemv(
            rows: a.rows, columns: a.columns, alpha: alpha, a: pa, rowStride: a.columns,
            transposed: transposed, x: px, beta: beta, y: py)
        }
      }
    }
  }

  /// A ← A + α x yᵀ.
  public static func ger(
    alpha: Double = 1, _ x: borrowing Span<Double>, _ y: borrowing Span<Double>,
    into a: inout Matrix
  ) {
    let (m, n) = (a.rows, a.columns)
    precondition(x.count == m && y.count == n, "A must be \(x.count) x \(y.count).")
    if m == 0 || n == 0 { return }
    unsafe x.withUnsafeBufferPointer { px in
      unsafe y.withUnsafeBufferPointer { py in
        unsafe a.storage.withUnsafeMutableBufferPointer { pa in
          unsafe ger(
            rows: m, columns: n, alpha: alpha, x: px.baseAddress!, y: py.baseAddress!,
            a: pa.baseAddress!, rowStride: n)
        }
      }
    }
  }

  /// Σ x_i y_i.
  public static func dot(_ x: borrowing Span<Double>, _ y: borrowing Span<Double>) -> Double {
    precondition(x.count == y.count, "x has \(x.count) elements, y \(y.count).")
    if x.isEmpty { return 0 }
    return unsafe x.withUnsafeBufferPointer { px in
      unsafe y.withUnsafeBufferPointer { py in
        unsafe dot(count: px.count, px.baseAddress!, py.baseAddress!)
      }
    }
  }

  /// y ← α x + y.
  public static func axpy(
    alpha: Double, _ x: borrowing Span<Double>, into y: inout MutableSpan<Double>
  ) {
    precondition(x.count == y.count, "x has \(x.count) elements, y \(y.count).")
    if x.isEmpty { return }
    unsafe x.withUnsafeBufferPointer { px in
      unsafe y.withUnsafeMutableBufferPointer { py in
        unsafe axpy(count: px.count, alpha: alpha, px.baseAddress!, into: py.baseAddress!)
      }
    }
  }

  /// √(Σ x_i²), without overflow on the way.
  public static func nrm2(_ x: borrowing Span<Double>) -> Double {
    if x.isEmpty { return 0 }
    return unsafe x.withUnsafeBufferPointer { px in
      unsafe nrm2(count: px.count, px.baseAddress!)
    }
  }
}
