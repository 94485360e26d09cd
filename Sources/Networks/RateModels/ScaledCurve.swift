/// An f-I curve in the numbers of a drive scale, s = f(u_0 + a u~).
public struct ScaledCurve: Activation {
  private let curve: any Activation
  private let unit: Double, zero: Double

  /// The curve f of drives [pA or 1] on the scale `drive`.
  public init(_ curve: any Activation, _ drive: DriveScale) {
    self.curve = curve
    unit = drive.unit ?? 1
    zero = drive.zero ?? 0
  }

  public func value(_ u: Double) -> Double { curve.value(zero + unit * u) }
  public func slope(_ u: Double) -> Double { unit * curve.slope(zero + unit * u) }
  public func curvature(_ u: Double) -> Double { unit * unit * curve.curvature(zero + unit * u) }
  public func primitive(_ u: Double) -> Double { curve.primitive(zero + unit * u) / unit }
}
