import Collectives
import Foundation
import Synchronization

/// Ranks that are threads of one process and exchange through memory: what MPI does, without MPI.
final class ThreadRanks: RankExchange {
  let rank: Int
  let count: Int
  private let board: Board

  private init(rank: Int, count: Int, board: Board) {
    (self.rank, self.count, self.board) = (rank, count, board)
  }

  /// The results of `body` at `count` ranks, in the order of ranks.
  static func run<Value: Sendable>(
    _ count: Int, _ body: @escaping @Sendable (any RankExchange) -> Value
  ) -> [Value] {
    let board = Board(count)
    let results = Mutex<[Int: Value]>([:])
    let group = DispatchGroup()
    for rank in 0..<count {
      group.enter()
      let thread = Thread {
        let value = body(ThreadRanks(rank: rank, count: count, board: board))
        results.withLock { $0[rank] = value }
        group.leave()
      }
      thread.stackSize = 8 << 20
      thread.start()
    }
    group.wait()
    return results.withLock { found in (0..<count).map { found[$0]! } }
  }

  func gather<Value: BitwiseCopyable & Sendable>(_ values: [Value]) -> [[Value]] {
    board.exchange(values, rank: rank).map { $0 as! [Value] }
  }

  func swap<Value: BitwiseCopyable & Sendable>(_ parts: [[Value]]) -> [[Value]] {
    board.exchange(parts, rank: rank).map { ($0 as! [[Value]])[rank] }
  }

  /// The place of exchange among ranks.
  private final class Board: @unchecked Sendable {
    private let condition = NSCondition()
    private let count: Int
    private var things: [(any Sendable)?]
    private var arrived = 0, round = 0
    private var last: [any Sendable] = []

    init(_ count: Int) {
      self.count = count
      things = Array(repeating: nil, count: count)
    }

    func exchange(_ thing: some Sendable, rank: Int) -> [any Sendable] {
      condition.lock()
      defer { condition.unlock() }
      let mine = round
      things[rank] = thing
      arrived += 1
      if arrived == count {
        last = things.map { $0! }
        arrived = 0
        round += 1
        condition.broadcast()
      } else {
        while round == mine { condition.wait() }
      }
      return last
    }
  }
}
