import Testing

@testable import Quantities

@Suite struct RandomStreamTests {
  @Test func `Philox gives the words of the published known answers`() {
    // Random123 kat_vectors: philox4x32 10.
    #expect(philox4x32(counter: (0, 0), key: 0) == (0xe169_c58d_6627_e8d5, 0x9b00_dbd8_bc57_ac4c))
    #expect(
      philox4x32(counter: (.max, .max), key: .max)
        == (0x41c8_3b0e_408f_276d, 0x6d54_51fd_a20b_c7c6))
  }

  @Test func `a stream resumes at its position`() {
    var stream = Seed(7).branch("a").stream()
    for count in 0..<9 {
      var resumed = RandomStream(key: stream.key, position: UInt64(count))
      #expect(resumed.next() == stream.next())
    }
  }

  @Test func `branches differ by name and by number`() {
    let root = Seed(1)
    let keys = [root, root.branch("a"), root.branch("b"), root.branch(0), root.branch(1)]
    #expect(Set(keys).count == keys.count)
  }

  @Test func `normal numbers have mean 0 and variance 1`() {
    var stream = Seed(3).stream()
    let draws = (0..<100_000).map { _ in stream.normal() }
    let mean = draws.reduce(0, +) / Double(draws.count)
    let variance = draws.reduce(0) { $0 + $1 * $1 } / Double(draws.count)
    #expect(abs(mean) < 0.015)
    #expect(abs(variance - 1) < 0.02)
  }

  @Test func `waiting times have the mean of their rate`() {
    var stream = Seed(4).stream()
    let mean = (0..<100_000).reduce(0) { sum, _ in sum + stream.exponential(rate: 4) } / 100_000
    #expect(abs(mean - 0.25) < 0.004)
    #expect(stream.exponential(rate: 0) == .infinity)
  }
}
