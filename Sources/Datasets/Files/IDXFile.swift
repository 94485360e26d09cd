/// An array of numbers of any rank in the IDX format, in which MNIST is published.
///
/// The file consists of two zero bytes, one byte with the element type, one byte with the rank, one 32-bit big-endian
/// size for each dimension, and the elements, big-endian, the last dimension running fastest. It may be compressed with
/// gzip; its first two bytes tell that, not its name.
///
/// *Edge cases*: a header that announces more than the file can hold is refused before elements are read; a compressed
/// file is refused as soon as it gives more than its header announced. The content of the file therefore bounds the
/// memory. Truncated files, bytes after the end, and dimensions of zero are refused.
///
/// > Y. LeCun, C. Cortes & C. J. C. Burges. *The MNIST database of handwritten digits.* 1998.
public struct IDXFile: Sendable {
  /// The types of elements, with their codes in the file.
  public enum Element: UInt8, Sendable, CaseIterable {
    case uint8 = 0x08
    case int8 = 0x09
    case int16 = 0x0B
    case int32 = 0x0C
    case float32 = 0x0D
    case float64 = 0x0E

    /// The size of an element [bytes].
    public var size: Int {
      switch self {
      case .uint8, .int8: 1
      case .int16: 2
      case .int32, .float32: 4
      case .float64: 8
      }
    }

    /// True if elements are integers.
    public var isInteger: Bool { self != .float32 && self != .float64 }
  }

  /// The path of the file.
  public let path: String
  /// True if the file is compressed.
  public let compressed: Bool
  /// The type of the elements.
  public let element: Element
  /// The sizes of the dimensions, slowest first; at least one, none zero.
  public let dimensions: [Int]
  /// The elements as in the file: big-endian, without the header.
  public let bytes: [UInt8]

  /// The array in the file at `path`.
  public init(reading path: String) throws(DatasetError) {
    var reader = IDXReader(path, try openBytes(path))
    let header = try reader.header()
    self.path = path
    compressed = reader.source.inflated
    element = header.element
    dimensions = header.dimensions
    bytes = try reader.body(header.bodySize)
  }

  /// The number of rows: the first dimension.
  public var count: Int { dimensions[0] }

  /// The number of elements in a row: the product of the other dimensions.
  public var rowLength: Int { dimensions.dropFirst().reduce(1, *) }

  /// The position of element `index` in the decompressed file [bytes].
  public func offset(of index: Int) -> Int { 4 + 4 * dimensions.count + index * element.size }

  /// Element `index`, in the order of the file.
  public func value(_ index: Int) -> Double {
    switch element {
    case .uint8: Double(bytes[index])
    case .int8: Double(Int8(bitPattern: bytes[index]))
    case .int16: Double(Int16(truncatingIfNeeded: word(index, 2)))
    case .int32: Double(Int32(truncatingIfNeeded: word(index, 4)))
    case .float32: Double(Float(bitPattern: UInt32(truncatingIfNeeded: word(index, 4))))
    case .float64: Double(bitPattern: word(index, 8))
    }
  }

  /// The elements of these rows, one row after the other.
  public func values(rows: some Collection<Int>) -> [Double] {
    let length = rowLength
    var values: [Double] = []
    values.reserveCapacity(rows.count * length)
    for row in rows {
      precondition(row >= 0 && row < count, "Row \(row) is not in 0..<\(count).")
      let first = row * length
      if element == .uint8 {
        // Bytes are the common case; they need no switch for each element.
        for byte in bytes[first..<first + length] { values.append(Double(byte)) }
      } else {
        for index in first..<first + length { values.append(value(index)) }
      }
    }
    return values
  }

  /// The big-endian word of `size` bytes at element `index`.
  private func word(_ index: Int, _ size: Int) -> UInt64 {
    bytes[index * size..<(index + 1) * size].reduce(0) { $0 << 8 | UInt64($1) }
  }
}
