/// The header of a `.npy` file: type, order and shape of its numbers.
///
/// > NumPy Enhancement Proposal 1: *A simple file format for NumPy arrays.*
struct NumPyHeader {
  /// The sizes of the dimensions, slowest first.
  let shape: [Int]
  private let start: Int
  private let kind: Character
  private let width: Int
  private let isBigEndian: Bool
  private let isColumnMajor: Bool

  /// Reads the header; throws unless the file has as many bytes as it announces.
  init(_ bytes: [UInt8], path: String) throws(RecordError) {
    func damaged(_ reason: String) -> RecordError { .damaged(path: path, reason: reason) }
    guard bytes.starts(with: [0x93] + Array("NUMPY".utf8)), bytes.count >= 12 else {
      throw damaged("it does not begin with NumPy's mark")
    }
    guard (1...3).contains(bytes[6]) else {
      throw damaged("its format is \(bytes[6]).\(bytes[7]), not 1.0 to 3.0")
    }
    var length = Int(bytes[8]) | Int(bytes[9]) << 8
    if bytes[6] > 1 { length |= Int(bytes[10]) << 16 | Int(bytes[11]) << 24 }
    start = (bytes[6] > 1 ? 12 : 10) + length
    guard start <= bytes.count else { throw damaged("its header is cut off") }
    let header = String(decoding: bytes[(start - length)..<start], as: UTF8.self)
    guard let type = Self.value(of: "descr", in: header).map(Array.init), type.count >= 5,
      let width = Int(String(type[3..<type.count - 1]))
    else { throw damaged("its header does not say what its numbers are") }
    kind = type[2]
    isBigEndian = type[1] == ">"
    self.width = width
    let widths: [Character: [Int]] = [
      "f": [4, 8], "i": [1, 2, 4, 8], "u": [1, 2, 4, 8], "b": [1],
    ]
    guard widths[kind]?.contains(width) == true else {
      throw damaged(
        "its numbers are of type \(String(type)), not floats or integers of 64 bits or fewer")
    }
    isColumnMajor = Self.value(of: "fortran_order", in: header).map { $0 == "True" } ?? false
    guard let sizes = Self.value(of: "shape", in: header), sizes.hasPrefix("(") else {
      throw damaged("its header has no shape")
    }
    var shape: [Int] = [], count = 1, tooMany = false
    for size in sizes.dropFirst().split(separator: ",") {
      let digits = size.filter { $0 != " " }
      if digits.isEmpty { continue }
      guard let number = Int(digits), number >= 0 else { throw damaged("its shape is not numbers") }
      let (product, overflow) = count.multipliedReportingOverflow(by: number)
      (count, tooMany) = (product, tooMany || overflow)
      shape.append(number)
      guard shape.count <= 64 else { throw damaged("it has more than 64 dimensions") }
    }
    self.shape = shape
    let (needed, overflow) = count.multipliedReportingOverflow(by: width)
    guard !tooMany, !overflow, bytes.count - start == needed else {
      let size = tooMany || overflow ? "more bytes than there can be" : "\(needed) bytes"
      throw damaged("\(shape) needs \(size) of values, not \(bytes.count - start)")
    }
  }

  /// The text of a value in a Python dictionary; a tuple without its closing parenthesis.
  private static func value(of key: String, in header: String) -> String? {
    guard let found = header.firstRange(of: "'\(key)'") else { return nil }
    let rest = header[found.upperBound...].drop { $0 == ":" || $0 == " " }
    guard let first = rest.first else { return nil }
    if first == "(" { return rest.contains(")") ? String(rest.prefix { $0 != ")" }) : nil }
    return String(rest.prefix { $0 != "," && $0 != "}" }.filter { $0 != " " })
  }

  /// The numbers as doubles, last index fastest.
  func values(in bytes: [UInt8]) -> [Double] {
    let count = shape.reduce(1, *)
    let raw = (0..<count).map { number(bytes, at: start + width * $0) }
    guard isColumnMajor, shape.count > 1 else { return raw }
    var values = raw
    var index = [Int](repeating: 0, count: shape.count)
    for k in 0..<count {
      var place = 0
      for (size, i) in zip(shape, index).reversed() { place = place * size + i }
      values[k] = raw[place]
      var axis = shape.count - 1
      while axis >= 0 {
        index[axis] += 1
        if index[axis] < shape[axis] { break }
        index[axis] = 0
        axis -= 1
      }
    }
    return values
  }

  @inline(__always)
  private func number(_ bytes: [UInt8], at place: Int) -> Double {
    var bits: UInt64 = 0
    for k in 0..<width {
      bits |= UInt64(bytes[place + k]) << UInt64(8 * (isBigEndian ? width - 1 - k : k))
    }
    switch (kind, width) {
    case ("f", 8): return Double(bitPattern: bits)
    case ("f", _): return Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
    case ("i", _):
      let shift = UInt64(64 - 8 * width)
      return Double(Int64(bitPattern: bits << shift) >> Int64(shift))
    default: return Double(bits)
    }
  }
}
