/// Mean, standard deviation with n - 1, and range of some numbers.
public struct Spread: Sendable, Codable, Equatable {
  /// Number of the numbers.
  public let count: Int
  /// Their mean.
  public let mean: Double
  /// Their standard deviation, with n - 1; nil for one number.
  public let deviation: Double?
  /// The least and the greatest.
  public let low: Double, high: Double

  /// The spread of `numbers`; nil when there are none.
  public init?(_ numbers: [Double]) {
    guard let low = numbers.min(), let high = numbers.max() else { return nil }
    count = numbers.count
    // Differences from the first number are averaged, so that the mean of equal numbers is exactly that number.
    let mean =
      numbers[0] + numbers.reduce(0) { $0 + ($1 - numbers[0]) } / Double(numbers.count)
    self.mean = mean
    let squares = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    deviation = numbers.count > 1 ? (squares / Double(numbers.count - 1)).squareRoot() : nil
    (self.low, self.high) = (low, high)
  }
}
