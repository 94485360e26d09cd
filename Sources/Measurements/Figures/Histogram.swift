/// Distributions of values, for example weights, projection by projection.
public struct Histogram: Sendable, Codable, Equatable {
  /// The projections.
  public var panels: [Panel]
  /// Label of the horizontal axis, with its unit: `weight (mV)`.
  public var axis: String

  /// One projection.
  public struct Panel: Sendable, Codable, Equatable {
    /// The projection.
    public var name: String
    /// Values to show.
    public var values: [Double]
    /// Earlier values for comparison, for example before learning; nil if there are none.
    public var before: [Double]?

    /// One projection.
    public init(name: String, values: [Double], before: [Double]? = nil) {
      self.name = name
      self.values = values
      self.before = before
    }
  }

  /// Distributions along `axis`.
  public init(panels: [Panel], axis: String) {
    self.panels = panels
    self.axis = axis
  }
}
