import Foundation
import Records

/// A picture of grey values in a few lines: PNG with 8 bits for each point, stored without compression.
///
/// > ISO/IEC 15948: *Portable Network Graphics.* RFC 1950 (zlib) and 1951 (stored blocks).
struct Picture: Sendable, Equatable {
  let width: Int
  let height: Int
  /// Row by row from the top, 0 black to 255 white.
  let values: [UInt8]

  /// A picture of this size with grey values from 0 to 1.
  init(_ width: Int, _ height: Int, _ value: (_ column: Int, _ row: Int) -> Double) {
    (self.width, self.height) = (width, height)
    values = (0..<height).flatMap { row in
      (0..<width).map { UInt8((255 * min(1, max(0, value($0, row)))).rounded()) }
    }
  }

  /// The bytes of the file.
  var png: [UInt8] {
    var rows: [UInt8] = []
    rows.reserveCapacity((width + 1) * height)
    for row in 0..<height {
      rows.append(0)
      rows += values[row * width..<(row + 1) * width]
    }
    var stream: [UInt8] = [0x78, 0x01]
    var start = 0
    repeat {
      let count = min(65_535, rows.count - start)
      stream.append(start + count == rows.count ? 1 : 0)
      stream += [
        UInt8(count & 255), UInt8(count >> 8), UInt8(~count & 255), UInt8(~count >> 8 & 255),
      ]
      stream += rows[start..<start + count]
      start += count
    } while start < rows.count
    stream += Self.bytes(Self.adler(rows))
    let size = Self.bytes(UInt32(width)) + Self.bytes(UInt32(height))
    return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
      + Self.chunk("IHDR", size + [8, 0, 0, 0, 0])
      + Self.chunk("IDAT", stream) + Self.chunk("IEND", [])
  }

  /// The file as the address of an image in a page.
  var address: String { "data:image/png;base64," + Data(png).base64EncodedString() }

  private static func bytes(_ value: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> UInt32($0)) }
  }

  private static func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
    let body = Array(name.utf8) + content
    return bytes(UInt32(content.count)) + body + bytes(CRC32.ieee(body))
  }

  private static func adler(_ bytes: [UInt8]) -> UInt32 {
    var a: UInt32 = 1, b: UInt32 = 0
    for byte in bytes {
      a = (a + UInt32(byte)) % 65_521
      b = (b + a) % 65_521
    }
    return b << 16 | a
  }
}
