import Quantities
import Testing

@testable import Engine

/// The queue of keys against a search through all of them.
@Suite struct KeyQueueTests {
  @Test(arguments: [1, 2, 10, 32, 33, 100, 700])
  func `the winner is the least key, the lowest index among equals`(count: Int) {
    var queue = KeyQueue(count)
    var keys = [Double](repeating: .infinity, count: count)
    var draws = Seed(UInt64(count)).stream()
    var now = 0.0
    for step in 0..<20_000 {
      // Half of the time the least key moves on, as when a unit fires; often to a value that others have.
      let index = draws.uniform() < 0.5 ? queue.winner : draws.below(count)
      let wait = [0, 1e-3, 0.1, 3, 500, .infinity][draws.below(6)]
      let key = now + (draws.uniform() < 0.3 ? wait : wait * draws.uniform())
      queue[index] = key.isNaN ? .infinity : key
      keys[index] = queue[index]
      if step % 5000 == 4999 {
        // As when a sample ends: everything anew, earlier than before.
        queue.clear()
        now = 0
        for i in 0..<count {
          keys[i] = draws.uniform() * 10
          queue[i] = keys[i]
        }
      }
      let least = keys.min()!
      #expect(queue.least == least)
      if least < .infinity { #expect(queue.winner == keys.firstIndex(of: least)) }
      now = max(now, least < .infinity ? least : now)
    }
  }

  @Test(arguments: [300, 3000]) func `of many equal keys the lowest index comes first`(count: Int) {
    var queue = KeyQueue(count)
    var keys = [Double](repeating: .infinity, count: count)
    var draws = Seed(UInt64(count)).stream()
    func set(_ index: Int, _ key: Double) {
      queue[index] = key
      keys[index] = key
    }
    for index in (0..<count).reversed() { set(index, 1) }
    for step in 0..<2500 {
      let winner = queue.winner
      #expect(queue.least == keys.min()!)
      #expect(winner == keys.firstIndex(of: queue.least))
      // Most fire and are gone; some go back among the equal ones, or before them.
      set(winner, step % 50 == 7 ? keys[winner] : 1 + Double(1 + draws.below(3)))
      if step % 40 == 3 { set(draws.below(count), 1) }
      if step % 90 == 4 { set(draws.below(count), 0.5) }
      if step == 1200 { for index in 0..<count where draws.uniform() < 0.7 { set(index, 1) } }
    }
  }

  @Test func `a copy goes on alike`() {
    var queue = KeyQueue(200), other = KeyQueue(200)
    var draws = Seed(7).stream()
    for index in 0..<200 {
      queue[index] = draws.uniform()
      other[index] = 5 + draws.uniform()
    }
    _ = (queue.winner, other.winner)
    other.copy(from: queue)
    for _ in 0..<1000 {
      let index = queue.winner
      #expect(other.winner == index && other.least == queue.least)
      let key = queue.least + draws.uniform()
      queue[index] = key
      other[index] = key
    }
  }

  @Test func `keys that are never due are never due`() {
    for count in [5, 500] {
      var queue = KeyQueue(count)
      #expect(queue.least == .infinity && queue.winner == 0)
      queue[count - 1] = 3
      #expect(queue.least == 3 && queue.winner == count - 1)
      queue[count - 1] = .infinity
      #expect(queue.least == .infinity)
    }
  }
}
