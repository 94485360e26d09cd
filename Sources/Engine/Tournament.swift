/// The least of n keys that change one at a time: a winner tree.
///
/// Reading the winner is free, changing a key costs log2 n comparisons. Among equal keys the lowest
/// index wins, whatever the order of changes: that is the order of simultaneous events.
struct Tournament: ~Copyable {
  private let keys: Column<Double>
  private let winners: Column<Int32>
  private let leaves: Int

  init(_ count: Int) {
    var leaves = 1
    while leaves < count { leaves *= 2 }
    self.leaves = leaves
    keys = Column(leaves, .infinity)
    winners = Column(2 * leaves, 0)
    for leaf in 0..<leaves { winners[leaves + leaf] = Int32(leaf) }
    for node in stride(from: leaves - 1, to: 0, by: -1) { winners[node] = winners[2 * node] }
  }

  /// The index of the least key.
  var winner: Int { @inline(__always) get { Int(winners[1]) } }
  /// The least key.
  var least: Double { @inline(__always) get { keys[winner] } }

  subscript(index: Int) -> Double {
    @inline(__always) get { keys[index] }
    nonmutating set {
      keys[index] = newValue
      var node = (leaves + index) / 2
      while node > 0 {
        let left = winners[2 * node], right = winners[2 * node + 1]
        let winner = keys[Int(right)] < keys[Int(left)] ? right : left
        // A match that the index neither wins nor won looks the same from above.
        if winner == winners[node] && Int(winner) != index { return }
        winners[node] = winner
        node /= 2
      }
    }
  }

  func copy(from other: borrowing Tournament) {
    keys.copy(from: other.keys)
    winners.copy(from: other.winners)
  }
}
