import Foundation
import Testing

@testable import Datasets

@Suite struct IDXFileTests {
  let files: TemporaryFiles

  init() throws { files = try TemporaryFiles() }

  /// The error that reading these bytes gives.
  func error(_ bytes: [UInt8], _ name: String = "broken") throws -> DatasetError {
    let path = try files.write(name, bytes)
    return try #require(throws: DatasetError.self) { try IDXFile(reading: path) }
  }

  @Test func `a list of bytes has its count and values`() throws {
    let file = try IDXFile(reading: files.write("list", idx(8, [3], [0, 7, 255])))
    #expect(file.dimensions == [3])
    #expect(file.element == .uint8)
    #expect(file.values(rows: 0..<3) == [0, 7, 255])
  }

  @Test func `rows follow one another, the last dimension fastest`() throws {
    let body = [UInt8](0..<24)
    let file = try IDXFile(reading: files.write("cube", idx(8, [2, 3, 4], body)))
    #expect(file.count == 2)
    #expect(file.rowLength == 12)
    #expect(file.values(rows: [1, 0]) == (body[12...] + body[..<12]).map(Double.init))
  }

  @Test func `every type is read as big-endian`() throws {
    func values(_ type: UInt8, _ count: Int, _ body: [UInt8]) throws -> [Double] {
      let file = try IDXFile(reading: files.write("type\(type)", idx(type, [count], body)))
      return file.values(rows: 0..<count)
    }
    #expect(try values(0x09, 2, [0x7f, 0x80]) == [127, -128])
    #expect(try values(0x0B, 3, [1, 2, 0x80, 0, 0xff, 0xff]) == [258, -32768, -1])
    #expect(try values(0x0C, 2, [0, 1, 0, 0, 0xff, 0xff, 0xff, 0xfe]) == [65536, -2])
    #expect(try values(0x0D, 2, [0x3f, 0x80, 0, 0, 0xbe, 0x80, 0, 0]) == [1, -0.25])
    #expect(try values(0x0E, 1, [0x40, 0x09, 0x21, 0xfb, 0x54, 0x44, 0x2d, 0x18]) == [.pi])
  }

  @Test func `a compressed file gives what the plain file gives, whatever its name`() throws {
    let bytes = idx(8, [1, 2, 150], (0..<300).map { UInt8($0 % 251) })
    let plain = try IDXFile(reading: files.write("plain.gz", bytes))
    let compressed = try IDXFile(reading: files.write("compressed", gzipStored(bytes)))
    #expect(!plain.compressed && compressed.compressed)
    #expect(plain.dimensions == compressed.dimensions)
    #expect(plain.bytes == compressed.bytes)
  }

  @Test func `what gzip itself wrote is read`() throws {
    let gzip = try #require(
      Data(base64Encoded: "H4sIAAAAAAACA2Ng4GBkYGDgYmBkYmZhZWPn4AQAXmy66RIAAAA="))
    let file = try IDXFile(reading: files.write("list.gz", [UInt8](gzip)))
    #expect(file.values(rows: 0..<10) == (0..<10).map(Double.init))
  }

  @Test(arguments: 0..<8)
  func `a header that is cut short is refused at its end`(length: Int) throws {
    let error = try error(Array(idx(8, [3], [1, 2, 3]).prefix(length)))
    #expect(error.problem == .truncated)
    #expect(error.offset == length)
  }

  @Test func `a body that is cut short is refused`() throws {
    let error = try error(idx(8, [2, 2], [1, 2, 3]))
    #expect(error.problem == .size)
    #expect(error.offset == 8)
    #expect(error.expected.contains("3 bytes"))
  }

  @Test func `bytes after the end are refused`() throws {
    let error = try error(idx(8, [2, 2], [1, 2, 3, 4, 5]))
    #expect(error.problem == .trailing)
    #expect(error.offset == 16)
  }

  @Test func `a file of another kind is refused by its first bytes`() throws {
    let error = try error([UInt8]("PNG picture".utf8))
    #expect(error.problem == .magic)
    #expect(error.offset == 0)
    #expect(error.found.contains("0x50 0x4e"))
  }

  @Test func `an unknown type is refused with the list of types`() throws {
    let error = try error(idx(0x0A, [1], [1]))
    #expect(error.problem == .type)
    #expect(error.offset == 2)
    #expect(error.expected.contains("0x0b (int16)"))
  }

  @Test func `a file without dimensions is refused`() throws {
    #expect(try error(idx(8, [], [1])).problem == .rank)
  }

  @Test func `a dimension of zero is refused wherever it is`() throws {
    #expect(try error(idx(8, [0], [])).problem == .dimension)
    #expect(try error(idx(8, [0, 1 << 31], [])).problem == .dimension)
    let error = try error(idx(8, [1, 0, 3], [1]))
    #expect(error.problem == .dimension)
    #expect(error.offset == 8)
  }

  @Test func `a small file that claims 10^18 elements is refused at once`() throws {
    let body = [UInt8](repeating: 0, count: 84)
    let error = try error(idx(8, [1_000_000, 1_000_000, 1_000_000], body))
    #expect(error.problem == .size)
    #expect(error.offset == 4)
  }

  @Test func `a product of dimensions beyond 64 bits is refused`() throws {
    #expect(try error(idx(0x0E, [Int](repeating: 1 << 31, count: 9), [])).problem == .size)
    #expect(try error(idx(8, [Int](repeating: 1, count: 255), [])).problem == .size)
  }

  @Test func `a file that does not exist, a directory and a device are refused`() throws {
    let missing = try #require(throws: DatasetError.self) { try IDXFile(reading: "/no/such") }
    #expect(missing.problem == .missing)
    let folder = try #require(throws: DatasetError.self) {
      try IDXFile(reading: files.directory)
    }
    #expect(folder.problem == .unreadable)
    #expect(folder.found == "a directory")
    let device = try #require(throws: DatasetError.self) { try IDXFile(reading: "/dev/zero") }
    #expect(device.found == "a pipe or a device")
  }

  @Test func `an error names the file, the place, what is there and what to do`() throws {
    let error = try error(idx(8, [2, 2], [1, 2, 3, 4, 5]))
    #expect(
      error.description == """
        \(files.directory)/broken, byte 16: found more bytes, expected the end of the data. The \
        header announces 4 bytes of elements: correct it or cut the file.
        """)
  }
}
