/// A node of a tree of independent random streams.
///
/// The name of a branch is its purpose, never the time of its use: the numbers for sample 17 do not depend on the
/// thread that simulates it, nor on earlier draws.
///
///     let noise = seed.branch("encoder").branch(sample).stream()
public struct Seed: Sendable, Hashable, Codable {
  /// The 64-bit key of this branch.
  public let value: UInt64

  /// The root of the tree with this number.
  public init(_ value: UInt64) { self.value = value }

  /// The branch called `name`.
  public func branch(_ name: String) -> Seed {
    // FNV-1a of the name, mixed with this key.
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return Seed(mix(value ^ mix(hash)))
  }

  /// The branch with this number.
  public func branch(_ index: Int) -> Seed {
    Seed(mix(value &+ (UInt64(bitPattern: Int64(index)) &+ 1) &* 0x9e37_79b9_7f4a_7c15))
  }

  /// The stream of random numbers of this branch, from its beginning.
  public func stream() -> RandomStream { RandomStream(key: value) }

  public init(from decoder: any Decoder) throws {
    self.init(try decoder.singleValueContainer().decode(UInt64.self))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(value)
  }
}

/// The finalizer of SplitMix64 (Steele, Lea & Flood 2014): a bijection of 64-bit words in which each
/// input bit flips each output bit with probability close to one half.
@inlinable
public func mix(_ word: UInt64) -> UInt64 {
  var z = word &+ 0x9e37_79b9_7f4a_7c15
  z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
  z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
  return z ^ (z >> 31)
}
