/// The weights of one projection.
public struct WeightTable: Sendable, Codable, Equatable {
  /// The projection.
  public var projection: String
  /// Rows and columns of a full matrix, or the number of synapses.
  public var shape: [Int]
  /// The weights, last index fastest.
  public var values: [Double]

  /// Weights of `projection`, in this shape.
  public init(projection: String, shape: [Int], values: [Double]) {
    self.projection = projection
    self.shape = shape
    self.values = values
  }
}
