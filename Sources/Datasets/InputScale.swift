/// The linear map of inputs to [0, 1].
public enum InputScale: String, Sendable, Hashable, Codable, CaseIterable {
  /// No change, whatever the numbers are.
  case none
  /// One map for all columns: the least and the greatest number of the training samples become 0 and 1.
  case all
  /// One map for each column: its least and its greatest number in the training samples become 0 and 1; a constant
  /// column becomes 0.
  case columns

  /// The map of each column, x -> (x - low) / width, for these values of the training samples.
  ///
  /// *Edge cases*: validation and test samples may lie outside [0, 1].
  func ranges(of values: [Double], columns: Int) -> [(low: Double, width: Double)] {
    guard self != .none, let first = values.first else {
      return Array(repeating: (0, 1), count: columns)
    }
    var low = [Double](repeating: first, count: columns), high = low
    if self == .columns { (low, high) = (Array(values[0..<columns]), Array(values[0..<columns])) }
    for (index, value) in values.enumerated() {
      let column = index % columns
      low[column] = min(low[column], value)
      high[column] = max(high[column], value)
    }
    if self == .all {
      let (least, most) = (low.min() ?? 0, high.max() ?? 1)
      (low, high) = (low.map { _ in least }, high.map { _ in most })
    }
    return zip(low, high).map { ($0, $1 > $0 ? $1 - $0 : 1) }
  }
}
