/// Units at their threshold.
extension MembraneKernel {
  /// The next key of a unit whose V is below the threshold by no more than the rounding error of V, where no bound makes
  /// progress: the slope decides. Nil for other units.
  func keyAtThreshold(_ v: Double, slope: Double) -> (kind: MembraneKey, wait: Double)? {
    guard context.threshold - v <= 4 * max(context.threshold.magnitude, context.reset.magnitude).ulp
    else { return nil }
    return slope > 0 ? (.crossing, 0) : (.trial, Self.shortestLook)
  }

  /// The time after which a unit that falls from its threshold is looked at again [ms]: the error of a crossing that comes
  /// before.
  static let shortestLook = 1e-6
}
