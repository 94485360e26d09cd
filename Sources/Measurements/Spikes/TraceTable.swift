/// Quantities that were sampled at the same times, for example membrane potentials.
public struct TraceTable: Sendable, Codable, Equatable {
  /// Sampling times [ms].
  public var times: [Double]
  /// The sampled quantities.
  public var columns: [Column] = []

  /// One sampled quantity.
  public struct Column: Sendable, Codable, Equatable {
    /// The name of the quantity, with its unit: `v output 3 (mV)`.
    public var name: String
    /// A value for each time.
    public var values: [Double]

    /// A sampled quantity.
    public init(name: String, values: [Double]) {
      self.name = name
      self.values = values
    }
  }

  /// A table with these times and no columns.
  public init(times: [Double], columns: [Column] = []) {
    self.times = times
    self.columns = columns
  }
}
