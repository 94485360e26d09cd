import Testing

@testable import Exchange

@Suite struct TensorBoardTests {
  @Test func `the first record is TensorBoard's version, byte by byte`() {
    var events = TensorBoardEvents(at: 1.5)
    let bytes = events.take()
    // 9: wall time, 1A: text of 13 bytes. Checks from tensorboard's own writer.
    let payload: [UInt8] =
      [0x09, 0, 0, 0, 0, 0, 0, 0xF8, 0x3F, 0x1A, 13] + Array("brain.Event:2".utf8)
    #expect(Array(bytes[12..<12 + payload.count]) == payload)
    #expect(bytes.prefix(8) == [24, 0, 0, 0, 0, 0, 0, 0])
    #expect(bytes.count == 16 + 24)
    #expect(Array(bytes[8..<12]) == [0xA3, 0x7F, 0x4B, 0x22])
  }

  @Test func `a scalar is a float in a summary`() {
    var events = TensorBoardEvents(at: 0)
    _ = events.take()
    events.scalar("e", 0.5, step: 3)
    events.scalar("nothing", .nan, step: 3)
    let bytes = events.take()
    #expect(
      Array(bytes.dropFirst(12).dropLast(4)) == [
        0x09, 0, 0, 0, 0, 0, 0, 0, 0, 0x10, 3, 0x2A, 10, 0x0A, 8, 0x0A, 1, 0x65, 0x15, 0, 0, 0,
        0x3F,
      ])
  }

  @Test func `a histogram takes any finite numbers`() {
    let most = Double.greatestFiniteMagnitude
    let least = Double.leastNonzeroMagnitude
    for values in [[-1.7e308, 1.7e308], [-most, 0, most], [0, least], [1, .nan, .infinity]] {
      var events = TensorBoardEvents(at: 0)
      _ = events.take()
      events.histogram("w", values, step: 1)
      #expect(!events.take().isEmpty)
    }
  }
}
