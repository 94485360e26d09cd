/// Desired values of output units.
public struct Targets: Sendable, Equatable {
  /// For units that are not the label's.
  public var off = 0.0
  /// For the label's unit.
  public var on = 1.0

  /// Targets 0 and 1.
  public init(off: Double = 0, on: Double = 1) {
    self.off = off
    self.on = on
  }

  /// The distance of the two targets: on - off.
  public var distance: Double { on - off }

  /// The targets of all output units for this label.
  public func values(label: Int, classes: Int) -> [Double] {
    (0..<classes).map { $0 == label ? on : off }
  }
}
