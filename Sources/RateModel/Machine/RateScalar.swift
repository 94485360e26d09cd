internal import CVectorKernels
public import Networks
import RealModule
public import Solvers

/// The floating-point numbers of rate models: `Double` for checks, `Float` for training.
public protocol RateScalar: BLASScalar {
  /// y_i = tanh(a x_i + b), times `scale`, plus `offset`.
  @unsafe static func tanh(
    _ x: UnsafePointer<Self>, count: Int, a: Self, b: Self, scale: Self, offset: Self,
    into y: UnsafeMutablePointer<Self>)
  /// y_i = f(x_i) for the first `count` numbers.
  static func apply(_ f: any Activation, _ x: [Self], count: Int, into y: inout [Self])
}

extension Double: RateScalar {
  /// y_i by the C library, to about the last digit.
  @unsafe public static func tanh(
    _ x: UnsafePointer<Double>, count: Int, a: Double, b: Double, scale: Double, offset: Double,
    into y: UnsafeMutablePointer<Double>
  ) {
    for i in 0..<count { unsafe y[i] = offset + scale * Double.tanh(a * x[i] + b) }
  }

  /// y_i by the curve itself, all at once.
  public static func apply(
    _ f: any Activation, _ x: [Double], count: Int, into y: inout [Double]
  ) {
    guard x.count == count, y.count == count else {
      for i in 0..<count { y[i] = f.value(x[i]) }
      return
    }
    var values = y.mutableSpan
    f.apply(x.span, into: &values)
  }
}

extension Float: RateScalar {
  /// y_i by a loop for wide vectors; absolute error below 2e-7.
  @unsafe public static func tanh(
    _ x: UnsafePointer<Float>, count: Int, a: Float, b: Float, scale: Float, offset: Float,
    into y: UnsafeMutablePointer<Float>
  ) {
    unsafe vector_tanh_f32(x, count, a, b, scale, offset, y)
  }

  /// y_i in double precision, unit by unit.
  public static func apply(_ f: any Activation, _ x: [Float], count: Int, into y: inout [Float]) {
    for i in 0..<count { y[i] = Float(f.value(Double(x[i]))) }
  }
}
