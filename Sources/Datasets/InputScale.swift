/// The scaling that makes inputs in [0, 1] of numbers of any size.
public enum InputScale: String, Sendable, Hashable, Codable, CaseIterable {
  /// They stay as they are, whatever they are.
  case none
  /// All alike: from the least to the greatest number of the training file, to [0, 1].
  case all
  /// Each column by itself, from its least to its greatest number in the training file, to [0, 1]; columns that do not
  /// change become 0.
  case columns

  /// The map of each column, x -> (x - low) / width, as the training file has it.
  ///
  /// *Edge cases*: test samples may lie outside of [0, 1].
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
