/// The k-th number of SplitMix64 from `seed`: ten lines in any language, with which other programs draw the same
/// network.
///
/// > G. L. Steele, D. Lea & C. H. Flood. *Fast splittable pseudorandom number generators.* OOPSLA 2014.
public func splitMix(_ seed: UInt64, _ k: Int) -> UInt64 {
  var z = seed &+ (UInt64(k) &+ 1) &* 0x9E37_79B9_7F4A_7C15
  z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
  z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
  return z ^ (z >> 31)
}

/// The k-th number of SplitMix64 from `seed` as a number in [0, 1) with 53 random bits.
public func uniform(_ seed: UInt64, _ k: Int) -> Double {
  Double(splitMix(seed, k) >> 11) * 0x1p-53
}
