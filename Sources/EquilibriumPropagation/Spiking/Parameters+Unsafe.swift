/// Sums over inputs that are mostly zero; rows of zero inputs are skipped.
enum SparseRows {
  /// y_j += sum_i x_i w_ij.
  static func add(_ x: ArraySlice<Double>, times w: [Double], to y: inout [Double]) {
    let columns = y.count
    precondition(w.count == x.count * columns)
    unsafe w.withUnsafeBufferPointer { w in
      unsafe y.withUnsafeMutableBufferPointer { y in
        for (i, xi) in x.enumerated() where xi != 0 {
          let row = unsafe w.baseAddress! + i * columns
          let sum = y.baseAddress!
          for j in 0..<columns { unsafe sum[j] += xi * row[j] }
        }
      }
    }
  }

  /// w_ij := clip(w_ij + scale x_i q_j).
  static func addOuter(
    _ x: ArraySlice<Double>, _ q: [Double], scale: Double, bounds: ClosedRange<Double>,
    to w: inout [Double]
  ) {
    let columns = q.count
    precondition(w.count == x.count * columns)
    let isBounded = bounds.lowerBound > -.infinity || bounds.upperBound < .infinity
    unsafe q.withUnsafeBufferPointer { q in
      unsafe w.withUnsafeMutableBufferPointer { w in
        for (i, xi) in x.enumerated() where xi != 0 {
          let factor = scale * xi
          let row = unsafe w.baseAddress! + i * columns
          let values = q.baseAddress!
          for j in 0..<columns { unsafe row[j] += factor * values[j] }
          if isBounded {
            for j in 0..<columns {
              unsafe row[j] = min(max(row[j], bounds.lowerBound), bounds.upperBound)
            }
          }
        }
      }
    }
  }
}
