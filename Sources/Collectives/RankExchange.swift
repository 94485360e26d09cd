/// Collective exchange among the processes (ranks) that share one computation.
///
/// All ranks run the same program on the same numbers. Each rank does its part of the work of a batch, gives its
/// results, and continues with the results of all ranks, combined in an order that does not depend on their number.
/// Every rank calls the same methods in the same order.
public protocol RankExchange: Sendable {
  /// The number of this process, from 0.
  var rank: Int { get }
  /// The number of processes.
  var count: Int { get }
  /// The values of all ranks, in the order of ranks; lengths may differ.
  func gather<Value: BitwiseCopyable & Sendable>(_ values: [Value]) -> [[Value]]
  /// Gives `parts[r]` to rank r; returns the parts that all ranks have for this one, in the order of ranks.
  func swap<Value: BitwiseCopyable & Sendable>(_ parts: [[Value]]) -> [[Value]]
}

extension RankExchange {
  /// The block of `0..<total` that belongs to this rank. Blocks follow the order of ranks; their sizes differ by 1 at
  /// most.
  public func share(of total: Int) -> Range<Int> { share(of: total, rank: rank) }

  /// The block of `0..<total` that belongs to `rank`.
  public func share(of total: Int, rank: Int) -> Range<Int> {
    total * rank / count..<total * (rank + 1) / count
  }

  /// The lists of all ranks, in the order of ranks.
  public func gather<Value: BitwiseCopyable & Sendable>(lists: [[Value]]) -> [[Value]] {
    if count == 1 { return lists }
    let counts = gather(lists.map(\.count)), values = gather(Array(lists.joined()))
    return zip(counts, values).flatMap { counts, values in
      var rest = values[...]
      return counts.map { count in
        defer { rest = rest.dropFirst(count) }
        return Array(rest.prefix(count))
      }
    }
  }

  /// True if `isTrue` holds at any rank.
  public func any(_ isTrue: Bool) -> Bool {
    count == 1 ? isTrue : gather([isTrue ? 1 : 0] as [UInt8]).contains { $0[0] != 0 }
  }
}

/// A process without partners: rank 0 of 1.
public struct SingleRank: RankExchange {
  public let rank = 0
  public let count = 1

  /// The only rank.
  public init() {}

  public func gather<Value: BitwiseCopyable & Sendable>(_ values: [Value]) -> [[Value]] { [values] }
  public func swap<Value: BitwiseCopyable & Sendable>(_ parts: [[Value]]) -> [[Value]] { parts }
}
