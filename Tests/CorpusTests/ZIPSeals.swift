@testable import Records

/// Archives with the right check sums, so that a fuzzer gets beyond them.
enum ZIPSeals {
  /// `bytes` with the CRC-32 of each member where its directory has it, as far as there is a directory.
  static func renewed(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    func number(_ place: Int, _ count: Int) -> Int {
      (0..<count).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) }
    }
    let mark: [UInt8] = [0x50, 0x4B, 1, 2]
    var place = 0
    while place + 46 <= bytes.count {
      guard bytes[place..<place + 4].elementsEqual(mark) else {
        place += 1
        continue
      }
      let size = number(place + 20, 4), header = number(place + 42, 4)
      if header + 30 <= bytes.count {
        let start = header + 30 + number(header + 26, 2) + number(header + 28, 2)
        if start + size <= bytes.count {
          let sum = CRC32.ieee(Array(bytes[start..<start + size]))
          for k in 0..<4 {
            bytes[place + 16 + k] = UInt8(truncatingIfNeeded: sum >> (8 * UInt32(k)))
          }
        }
      }
      place += 46
    }
    return bytes
  }
}
