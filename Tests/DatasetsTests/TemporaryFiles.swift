import Foundation

/// A directory of test files that goes away with this value.
final class TemporaryFiles {
  let directory: String

  init() throws {
    directory = NSTemporaryDirectory() + "equispike-datasets-" + UUID().uuidString
    try FileManager.default.createDirectory(
      atPath: directory, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: directory) }

  /// The path of a new file with these bytes.
  func write(_ name: String, _ bytes: [UInt8]) throws -> String {
    let path = directory + "/" + name
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    return path
  }
}

/// An IDX file: header and body.
func idx(_ type: UInt8, _ dimensions: [Int], _ body: [UInt8]) -> [UInt8] {
  [0, 0, type, UInt8(dimensions.count)] + dimensions.flatMap(bigEndian) + body
}

/// The four bytes of a 32-bit number, most significant first.
func bigEndian(_ number: Int) -> [UInt8] {
  (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) }
}

/// A gzip file that stores the bytes without compression (RFC 1951, 1952).
func gzipStored(_ bytes: [UInt8]) -> [UInt8] {
  precondition(bytes.count < 65536)
  let length = [UInt8(bytes.count & 255), UInt8(bytes.count >> 8)]
  return [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255, 1] + length + length.map { ~$0 } + bytes
    + bigEndian(Int(crc32(bytes))).reversed() + bigEndian(bytes.count).reversed()
}

/// The check sum of gzip.
func crc32(_ bytes: [UInt8]) -> UInt32 {
  ~bytes.reduce(~UInt32(0)) { sum, byte in
    (0..<8).reduce(sum ^ UInt32(byte)) { word, _ in
      word >> 1 ^ (word & 1 == 1 ? 0xEDB8_8320 : 0)
    }
  }
}
