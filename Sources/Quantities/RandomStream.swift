/// A counter-based stream of random numbers: block n is Philox4x32-10(counter n, key).
///
/// The state consists of a key and a position, so that a stream can be saved, forked and resumed exactly.
///
/// > J. K. Salmon, M. A. Moraes, R. O. Dror & D. E. Shaw. *Parallel random numbers: as easy as 1, 2,
/// > 3.* SC'11, 2011. Passes BigCrush.
public struct RandomStream: RandomNumberGenerator, Sendable, Hashable, Codable {
  /// The key, by which streams differ.
  public let key: UInt64
  /// The number of 64-bit words that were drawn.
  public private(set) var position: UInt64
  private var spare: UInt64 = 0

  /// The stream with this key after `position` words.
  public init(key: UInt64, position: UInt64 = 0) {
    self.key = key
    self.position = position
    if position % 2 == 1 { spare = philox4x32(counter: position / 2, key: key).1 }
  }

  public mutating func next() -> UInt64 {
    defer { position &+= 1 }
    if position % 2 == 1 { return spare }
    let block = philox4x32(counter: position / 2, key: key)
    spare = block.1
    return block.0
  }
}

/// One block of Philox4x32-10: 128 random bits.
@usableFromInline
func philox4x32(counter: UInt64, key: UInt64) -> (UInt64, UInt64) {
  philox4x32(counter: (counter, 0), key: key)
}

/// One block of Philox4x32-10 for a 128-bit counter (low and high word).
func philox4x32(counter: (UInt64, UInt64), key: UInt64) -> (UInt64, UInt64) {
  var x0 = UInt32(truncatingIfNeeded: counter.0)
  var x1 = UInt32(truncatingIfNeeded: counter.0 >> 32)
  var x2 = UInt32(truncatingIfNeeded: counter.1)
  var x3 = UInt32(truncatingIfNeeded: counter.1 >> 32)
  var k0 = UInt32(truncatingIfNeeded: key)
  var k1 = UInt32(truncatingIfNeeded: key >> 32)
  for _ in 0..<10 {
    let p0 = UInt64(0xD251_1F53) &* UInt64(x0)
    let p1 = UInt64(0xCD9E_8D57) &* UInt64(x2)
    (x0, x1, x2, x3) = (
      UInt32(truncatingIfNeeded: p1 >> 32) ^ x1 ^ k0, UInt32(truncatingIfNeeded: p1),
      UInt32(truncatingIfNeeded: p0 >> 32) ^ x3 ^ k1, UInt32(truncatingIfNeeded: p0)
    )
    k0 &+= 0x9E37_79B9
    k1 &+= 0xBB67_AE85
  }
  return (UInt64(x1) << 32 | UInt64(x0), UInt64(x3) << 32 | UInt64(x2))
}
