/// A reader of the header and the body of an IDX file that checks both.
struct IDXReader {
  /// The content of a header.
  struct Header: Hashable {
    let element: IDXFile.Element
    let dimensions: [Int]
    /// The size of all elements [bytes].
    let bodySize: Int
  }

  let path: String
  let source: any ByteSource
  /// The number of bytes that were read.
  private var position = 0

  init(_ path: String, _ source: any ByteSource) {
    self.path = path
    self.source = source
  }

  /// The header; throws if it is wrong or announces more than the file can hold.
  mutating func header() throws(DatasetError) -> Header {
    let start = try take(4, "the four bytes that begin an IDX file")
    guard start[0] == 0 && start[1] == 0 else {
      throw error(
        .magic, at: 0, found: "bytes \(hex(start[0])) \(hex(start[1]))",
        expected: "0x00 0x00, the beginning of every IDX file",
        remedy: "Check that this is an IDX file, plain or compressed with gzip.")
    }
    guard let element = IDXFile.Element(rawValue: start[2]) else {
      let codes = IDXFile.Element.allCases.map { "\(hex($0.rawValue)) (\($0))" }
      throw error(
        .type, at: 2, found: "element type \(hex(start[2]))",
        expected: "one of " + codes.joined(separator: ", "),
        remedy: "Check that this is an IDX file.")
    }
    let rank = Int(start[3])
    guard rank > 0 else {
      throw error(
        .rank, at: 3, found: "rank 0", expected: "at least one dimension",
        remedy: "Write the array with the samples along its first dimension.")
    }
    var dimensions: [Int] = []
    var size = element.size
    let limit = source.atMost - (4 + 4 * rank)
    for number in 0..<rank {
      let offset = position
      let dimension = try take(4, "the size of dimension \(number + 1) of \(rank)")
        .reduce(0) { $0 << 8 | Int($1) }
      guard dimension > 0 else {
        throw error(
          .dimension, at: offset, found: "size 0 of dimension \(number + 1) of \(rank)",
          expected: "at least 1", remedy: "Leave the data set out if it is empty.")
      }
      dimensions.append(dimension)
      let (product, overflow) = size.multipliedReportingOverflow(by: dimension)
      guard !overflow && product <= limit else {
        let shape = dimensions.map(String.init).joined(separator: " x ")
        let more = number + 1 < rank ? " x ..." : ""
        throw error(
          // A truncated file and a wrong header cannot be told apart here.
          .size, at: offset, found: "\(shape)\(more) elements of \(element.size) bytes",
          expected: "at most the \(max(limit, 0)) bytes that this file can hold after its header",
          remedy: "The file is cut short or its header is damaged: copy or download it again.")
      }
      size = product
    }
    return Header(element: element, dimensions: dimensions, bodySize: size)
  }

  /// The `size` bytes after the header; throws if more or fewer follow.
  mutating func body(_ size: Int) throws(DatasetError) -> [UInt8] {
    var body: [UInt8] = []
    if !source.inflated { body.reserveCapacity(size) }
    while body.count < size {
      let piece = try source.read(min(size - body.count, 1 << 20))
      if piece.isEmpty { throw truncated("the remaining \(size - body.count) bytes of elements") }
      body.append(contentsOf: piece)
      position += piece.count
    }
    // The request for one more byte also makes gzip verify its check sum.
    guard try source.read(1).isEmpty else {
      throw error(
        .trailing, at: position, found: "more bytes", expected: "the end of the data",
        remedy: "The header announces \(size) bytes of elements: correct it or cut the file.")
    }
    return body
  }

  /// The next `count` bytes.
  private mutating func take(_ count: Int, _ what: String) throws(DatasetError) -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < count {
      let piece = try source.read(count - bytes.count)
      position += piece.count
      if piece.isEmpty { throw truncated(what) }
      bytes += piece
    }
    return bytes
  }

  private func truncated(_ what: String) -> DatasetError {
    error(
      .truncated, at: position, found: "the end of the file", expected: what,
      remedy: "Copy or download the file again.")
  }

  private func error(
    _ problem: DatasetError.Problem, at offset: Int, found: String, expected: String,
    remedy: String
  ) -> DatasetError {
    DatasetError(
      problem, in: path, at: offset, inflated: source.inflated, found: found, expected: expected,
      remedy: remedy)
  }

  private func hex(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16)
    return "0x" + (digits.count < 2 ? "0" : "") + digits
  }
}
