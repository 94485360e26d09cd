internal import CVectorKernels
import RealModule
public import Solvers

/// The numbers that rate models run in: `Double` for checks, `Float` for training.
public protocol RateScalar: BLASScalar {
  /// y_i = tanh(a x_i + b), times `scale`, plus `offset`.
  @unsafe static func tanh(
    _ x: UnsafePointer<Self>, count: Int, a: Self, b: Self, scale: Self, offset: Self,
    into y: UnsafeMutablePointer<Self>)
}

extension Double: RateScalar {
  /// By the C library, to the last digit or so.
  @unsafe public static func tanh(
    _ x: UnsafePointer<Double>, count: Int, a: Double, b: Double, scale: Double, offset: Double,
    into y: UnsafeMutablePointer<Double>
  ) {
    for i in 0..<count { unsafe y[i] = offset + scale * Double.tanh(a * x[i] + b) }
  }
}

extension Float: RateScalar {
  /// By a loop for wide vectors, absolute error below 2e-7.
  @unsafe public static func tanh(
    _ x: UnsafePointer<Float>, count: Int, a: Float, b: Float, scale: Float, offset: Float,
    into y: UnsafeMutablePointer<Float>
  ) {
    unsafe vector_tanh_f32(x, count, a, b, scale, offset, y)
  }
}
