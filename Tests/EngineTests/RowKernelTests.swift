import Quantities
import Testing

@testable import Engine

/// Rows of synapses against one synapse after the other.
@Suite struct RowKernelTests {
  private static func values(_ count: Int, _ seed: UInt64) -> [Double] {
    var draws = Seed(seed).stream()
    return (0..<count).map { _ in draws.normal() }
  }

  @Test(arguments: [0, 1, 7, 10, 31, 32, 33, 64, 500])
  func `a row adds to currents and budgets, and tells whose budget is used up`(count: Int) {
    let w = Self.values(count, 1)
    let a = Column(Self.values(count, 2)), c = Column(Self.values(count, 3))
    let start = Self.values(count, 4).map { $0.magnitude }
    let budget = Column(start)
    let flagged = Column<Int32>(2 * count + 8, 0)
    let found = unsafe w.withUnsafeBufferPointer { w in
      guard let base = w.baseAddress else { return 0 }
      return addRow(
        count, base, a: a, c: c, budget: budget, fa: 1.5, fc: -0.25, s: 0.7, flagged: flagged,
        already: 0)
    }
    var used: [Int32] = []
    for j in 0..<count {
      #expect(a[j] == Self.values(count, 2)[j] + w[j] * 1.5)
      #expect(c[j] == Self.values(count, 3)[j] + w[j] * -0.25)
      let left = start[j] - max(w[j], 0) * 0.7
      #expect(budget[j] == left)
      if left < 0 { used.append(Int32(j)) }
    }
    #expect(found == used.count)
    #expect((0..<found).map { flagged[$0] } == used)
  }

  @Test(arguments: [1, 8, 9, 100, 513])
  func `keys below a limit are found in order`(count: Int) {
    let values = Self.values(count, 5)
    let keys = Column(values), found = Column<Int32>(count + 8, 0)
    for limit in [-10, -1, 0, 0.5, 10] {
      let total = findKeys(keys, below: limit, to: found)
      #expect((0..<total).map { Int(found[$0]) } == values.indices.filter { values[$0] < limit })
    }
    #expect(leastKey(keys) == values.min()!)
  }
}
