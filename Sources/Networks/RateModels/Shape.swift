/// The arrangement of units: `height` x `width` places with `channels` units each. In the layers of rate models the
/// channels of one place are adjacent in memory; in populations the places of one channel are.
public struct Shape: Sendable, Hashable, Codable {
  /// Rows of places.
  public var height: Int
  /// Columns of places.
  public var width: Int
  /// Units at each place.
  public var channels: Int

  /// A row of `count` units.
  public init(_ count: Int) { self.init(height: 1, width: 1, channels: count) }

  /// A map with `channels` units at each of `height` x `width` places.
  public init(height: Int, width: Int, channels: Int) {
    precondition(height > 0 && width > 0 && channels > 0, "A layer has units.")
    self.height = height
    self.width = width
    self.channels = channels
  }

  /// The number of units.
  public var count: Int { height * width * channels }
  /// The number of places.
  public var places: Int { height * width }
}

extension Shape: CustomStringConvertible {
  public var description: String {
    places == 1 ? "\(channels)" : "\(height)x\(width)x\(channels)"
  }
}
