/// The error allowed in component i of one step: absolute + relative · |y[i]|.
///
/// A step is repeated with a shorter length if its error estimate exceeds the bound by more than a tenth. The bound is
/// per step: errors of steps accumulate as the equation lets them.
///
/// *Edge cases:* one of the two may be zero, not both; a component that passes through zero needs an absolute bound.
///
/// *Units:* `absolute` has the unit of y; `relative` has none.
public struct ODETolerance: Sendable, Hashable, Codable {
  /// The absolute bound, which remains at y = 0.
  public var absolute: Double
  /// The bound relative to |y|.
  public var relative: Double

  /// A tolerance of these bounds.
  public init(absolute: Double = 1e-8, relative: Double = 1e-8) {
    self.absolute = absolute
    self.relative = relative
  }

  /// A tolerance with one value for `absolute` and `relative`.
  public init(_ both: Double) { self.init(absolute: both, relative: both) }

  /// Throws unless a solver can use the tolerance.
  func validate() throws(SolverError) {
    guard
      absolute >= 0 && relative >= 0 && absolute + relative > 0 && (absolute + relative).isFinite
    else { throw .unusableTolerance(absolute: absolute, relative: relative) }
  }
}
