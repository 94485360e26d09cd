/// Several processes that compute one thing together, and how what they have comes to the others.
///
/// All ranks run the same program on the same numbers; each does a part of the work of a batch, gives what it
/// found, and goes on with what all have found, put together in an order that does not depend on how many
/// there are. Every rank calls the same methods in the same order.
public protocol RankExchange: Sendable {
  /// Which of the processes this is, from 0.
  var rank: Int { get }
  /// How many there are.
  var count: Int { get }
  /// The values of all ranks, in the order of ranks; lengths may differ.
  func gather<Value: BitwiseCopyable & Sendable>(_ values: [Value]) -> [[Value]]
  /// Gives `parts[r]` to rank r; what each rank had for this one, in the order of ranks.
  func swap<Value: BitwiseCopyable & Sendable>(_ parts: [[Value]]) -> [[Value]]
}

extension RankExchange {
  /// The part of `0..<total` that is this rank's: blocks in the order of ranks, as equal as can be.
  public func share(of total: Int) -> Range<Int> { share(of: total, rank: rank) }

  /// The part of `0..<total` that belongs to a rank.
  public func share(of total: Int, rank: Int) -> Range<Int> {
    total * rank / count..<total * (rank + 1) / count
  }

  /// Whether any rank says so.
  public func any(_ isTrue: Bool) -> Bool {
    count == 1 ? isTrue : gather([isTrue ? 1 : 0] as [UInt8]).contains { $0[0] != 0 }
  }
}

/// One process that works for itself.
public struct SingleRank: RankExchange {
  public let rank = 0
  public let count = 1

  /// The only rank.
  public init() {}

  public func gather<Value: BitwiseCopyable & Sendable>(_ values: [Value]) -> [[Value]] { [values] }
  public func swap<Value: BitwiseCopyable & Sendable>(_ parts: [[Value]]) -> [[Value]] { parts }
}
