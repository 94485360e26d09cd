import Foundation
import Testing

@testable import Datasets

@Suite struct GzipTests {
  let files: TemporaryFiles

  init() throws { files = try TemporaryFiles() }

  func error(_ bytes: [UInt8]) throws -> DatasetError {
    let path = try files.write("broken.gz", bytes)
    return try #require(throws: DatasetError.self) { try IDXFile(reading: path) }
  }

  let intact = gzipStored(idx(8, [40], [UInt8](0..<40)))

  @Test func `a compressed file cut short anywhere is refused`() throws {
    for length in 2..<intact.count {
      let error = try error(Array(intact.prefix(length)))
      #expect(error.problem == .truncated, "cut to \(length) bytes")
      #expect(error.offset == length)
      #expect(!error.inflated)
    }
  }

  @Test func `a wrong check sum is reported in the words of zlib`() throws {
    var bytes = intact
    bytes[bytes.count - 7] ^= 1
    let error = try error(bytes)
    #expect(error.problem == .corrupt)
    #expect(error.found.contains("incorrect data check"))
  }

  @Test func `a wrong length is reported in the words of zlib`() throws {
    var bytes = intact
    bytes[bytes.count - 4] ^= 1
    #expect(try error(bytes).found.contains("incorrect length check"))
  }

  @Test func `a changed byte in the middle is found by the check sum`() throws {
    var bytes = intact
    bytes[40] ^= 0x10
    #expect(try error(bytes).problem == .corrupt)
  }

  @Test func `bytes after the compressed data are refused`() throws {
    let error = try error(intact + [0])
    #expect(error.problem == .trailing)
    #expect(error.offset == intact.count)
  }

  @Test func `a compressed header that announces more than gzip could hold is refused`() throws {
    let error = try error(gzipStored(idx(8, [1 << 30, 1 << 30], [0])))
    #expect(error.problem == .size)
    #expect(error.inflated)
    #expect(error.offset == 4)
  }

  @Test func `a compressed body that ends early is refused`() throws {
    let error = try error(gzipStored(idx(8, [41], [UInt8](0..<40))))
    #expect(error.problem == .truncated)
    #expect(error.inflated)
    #expect(error.offset == 48)
  }

  @Test func `a gzip bomb is stopped when it gives more than its header announced`() throws {
    // 10 elements announced, 200000 delivered. The end is cut off, so whoever decompresses to the
    // end meets another error.
    let text =
      "H4sIAAAAAAACA+3BMREAMAgAsWfr4V8wGronqTfVBg" + String(repeating: "A", count: 256)
      + "B8O/sXHA1IDQMA"
    let bomb = [UInt8](try #require(Data(base64Encoded: text)))
    let error = try error(bomb.dropLast(12))
    #expect(error.problem == .trailing)
    #expect(error.inflated)
    #expect(error.offset == 18)
  }
}
