/// Random changes of files, the same for each number: the tests and `Fuzzing/damage.sh` make them.
struct Damage {
  private var state: UInt64

  /// The changes with this number.
  init(number: Int) { state = 0x9E37_79B9_7F4A_7C15 &* UInt64(number + 1) }

  /// The next random number (splitmix64).
  private mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  private mutating func below(_ count: Int) -> Int { count < 1 ? 0 : Int(next() % UInt64(count)) }

  /// `bytes` with some bits, bytes or numbers changed, parts copied to elsewhere, or the end cut off. Half of the
  /// changes are in the first kilobytes, where the structure of a file is.
  mutating func changed(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    if below(12) == 0 { return Array(bytes.prefix(below(bytes.count))) }
    for _ in 0..<1 + below(4) {
      let place = below(2) == 0 ? below(bytes.count) : below(min(bytes.count, 4096))
      switch below(6) {
      case 0, 1: bytes[place] ^= UInt8(1 << below(8))
      case 2: bytes[place] = UInt8(truncatingIfNeeded: next())
      case 3: bytes[place] = [0, 0xFF, 0x7F, 0x80, 1][below(5)]
      case 4:
        // A size or an address.
        let number = [0, 1, 0xFFFF, 1 << 31, .max, next(), UInt64(bytes.count)][below(7)]
        for k in 0..<[2, 4, 8][below(3)] where place + k < bytes.count {
          bytes[place + k] = UInt8(truncatingIfNeeded: number >> (8 * UInt64(k)))
        }
      default:
        let other = below(bytes.count), length = 1 + below(64)
        for k in 0..<length where place + k < bytes.count && other + k < bytes.count {
          bytes[place + k] = bytes[other + k]
        }
      }
    }
    return bytes
  }
}
