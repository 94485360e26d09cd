/// The time in which synapses may change.
public enum Gate: String, Sendable, CaseIterable, Codable {
  /// Synapses change in the nudged phase only.
  case nudged
  /// Synapses change from the first moment of each sample to its end.
  case always
}

/// Synapses of limited precision: weights on a grid, and some that cannot change.
public struct SynapticDevice: Sendable, Equatable {
  /// Number of values that a weight can take, equally spaced in `range`; 0: any value.
  public var levels = 0
  /// The range of the grid.
  public var low = -1.0
  /// The upper end of the grid.
  public var high = 1.0
  /// Fraction of synapses that keep their initial weights.
  public var stuck = 0.0

  /// A device without limits.
  public init() {}

  /// The distance between two levels.
  public var step: Double { levels > 1 ? (high - low) / Double(levels - 1) : 0 }
}
