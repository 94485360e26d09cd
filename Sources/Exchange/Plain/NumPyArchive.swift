public import Records

/// Several NumPy arrays in one file, `.npz`: an uncompressed ZIP archive of `NAME.npy`.
///
/// *Reading* takes archives of `numpy.savez`; those of `savez_compressed` are refused.
///
/// > PKWARE. *.ZIP file format specification* 6.3, sections 4.3.7, 4.3.12 and 4.3.16.
public struct NumPyArchive: Sendable, Equatable {
  /// The arrays in order.
  public var arrays: [Entry] = []

  /// An array with its name.
  public struct Entry: Sendable, Equatable {
    /// The name without `.npy`.
    public var name: String
    /// The array.
    public var array: NumPyArray

    /// An entry with this name.
    public init(name: String, array: NumPyArray) {
      self.name = name
      self.array = array
    }
  }

  /// An archive of these arrays.
  public init(_ arrays: [Entry] = []) { self.arrays = arrays }

  /// The array called `name`; nil if there is none.
  public subscript(name: String) -> NumPyArray? { arrays.first { $0.name == name }?.array }

  /// The bytes of the file. Each member has the date 1 January 1980, so that equal arrays give equal bytes.
  ///
  /// *Errors*: more than 65 534 arrays or 4 GiB, the limits of this form of archive.
  public func encoded() throws(ExchangeError) -> [UInt8] {
    let size = arrays.reduce(0) { $0 + 8 * $1.array.values.count + 512 + 2 * $1.name.utf8.count }
    guard arrays.count < 0xFFFF, size < 0xFFFF_FFFF else {
      throw .inexpressible(
        format: ".npz", part: "an archive of \(arrays.count) arrays in \(size >> 20) MiB",
        reason: "it has room for 65534 arrays and 4 GiB")
    }
    var bytes: [UInt8] = [], directory: [UInt8] = []
    for entry in arrays {
      let content = entry.array.encoded(), name = Array((entry.name + ".npy").utf8)
      let start = bytes.count
      let facts =
        little(20, 2) + little(0x0800, 2) + little(0, 2) + little(0, 2) + little(0x21, 2)
        + little(Int(CRC32.ieee(content)), 4) + little(content.count, 4) + little(content.count, 4)
        + little(name.count, 2) + little(0, 2)
      bytes += little(0x0403_4B50, 4) + facts + name + content
      directory +=
        little(0x0201_4B50, 4) + little(20, 2) + facts + little(0, 2) + little(0, 2) + little(0, 2)
        + little(0, 4) + little(start, 4) + name
    }
    let start = bytes.count
    bytes += directory
    bytes += little(0x0605_4B50, 4) + little(0, 2) + little(0, 2) + little(arrays.count, 2)
    bytes += little(arrays.count, 2) + little(directory.count, 4) + little(start, 4) + little(0, 2)
    return bytes
  }

  /// Reads an archive from the bytes of the file `path`.
  public init(decoding bytes: [UInt8], path: String) throws(ExchangeError) {
    func damaged(_ reason: String, _ place: String = "") -> ExchangeError {
      .damaged(file: path, place: place, reason: reason)
    }
    func number(_ place: Int, _ count: Int) -> Int {
      (0..<count).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) }
    }
    // The end record of the directory is the last part, before a comment of at most 65535 bytes.
    var end = bytes.count - 22
    while end >= max(0, bytes.count - 22 - 65535), number(end, 4) != 0x0605_4B50 { end -= 1 }
    guard end >= 0, bytes.count >= 22, number(end, 4) == 0x0605_4B50 else {
      throw damaged("it is not a ZIP archive, as .npz files are")
    }
    var place = number(end + 16, 4), total = 0
    for _ in 0..<number(end + 10, 2) {
      guard place + 46 <= end, number(place, 4) == 0x0201_4B50 else {
        throw damaged("its directory is cut off")
      }
      let method = number(place + 10, 2), size = number(place + 20, 4), sum = number(place + 16, 4)
      let length = number(place + 28, 2), header = number(place + 42, 4)
      let next = place + 46 + length + number(place + 30, 2) + number(place + 32, 2)
      guard place + 46 + length <= end, header + 30 <= end, number(header, 4) == 0x0403_4B50 else {
        throw damaged("its directory is wrong")
      }
      var name = String(decoding: bytes[place + 46..<place + 46 + length], as: UTF8.self)
      let start = header + 30 + number(header + 26, 2) + number(header + 28, 2)
      guard method == 0 else {
        throw .unsupported(
          file: path, place: name, what: "compressed archives cannot be read; use numpy.savez")
      }
      // Above 4 GiB the size is in a ZIP64 field, which is not read.
      guard size < 0xFFFF_FFFF, start + size <= end else { throw damaged("it is cut off", name) }
      // Overlapping members would make more data than the file has bytes.
      total += size
      guard total <= bytes.count else { throw damaged("its members overlap", name) }
      let content = Array(bytes[start..<start + size])
      guard Int(CRC32.ieee(content)) == sum else { throw damaged("its checksum is wrong", name) }
      if name.hasSuffix(".npy") { name.removeLast(4) }
      do {
        arrays.append(.init(name: name, array: try NumPyArray(decoding: content, path: path)))
      } catch { throw .record(error) }
      place = next
    }
    guard place == end else { throw damaged("its directory does not end where it should") }
  }
}

/// The `count` lowest bytes of a number, the lowest first.
func little(_ value: some BinaryInteger, _ count: Int) -> [UInt8] {
  (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
}
