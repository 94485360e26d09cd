/// An array of doubles in NumPy's format 1.0, `.npy`: rows first, little-endian.
///
///     try run.write(NumPyArray(shape: [10, 100], values: weights).encoded(), as: "weights/W1.npy")
///
/// > NumPy Enhancement Proposal 1: *A simple file format for NumPy arrays.*
public struct NumPyArray: Sendable, Equatable {
  /// Sizes, slowest first.
  public var shape: [Int]
  /// The values, last index fastest.
  public var values: [Double]

  /// An array of this shape; as many values as the shape says.
  public init(shape: [Int], values: [Double]) {
    precondition(shape.reduce(1, *) == values.count, "A shape says how many values there are.")
    self.shape = shape
    self.values = values
  }

  /// The bytes of the file: a header of a multiple of 64 bytes, then `<f8` values.
  public func encoded() -> [UInt8] {
    let list = shape.map { "\($0)" }.joined(separator: ", ") + (shape.count == 1 ? "," : "")
    let facts = "{'descr': '<f8', 'fortran_order': False, 'shape': (\(list)), }"
    let padding = (64 - (10 + facts.utf8.count + 1) % 64) % 64
    let header = facts + String(repeating: " ", count: padding) + "\n"
    var bytes: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0]
    bytes += [UInt8(header.utf8.count & 0xff), UInt8(header.utf8.count >> 8)]
    bytes += Array(header.utf8)
    bytes.reserveCapacity(bytes.count + 8 * values.count)
    for value in values {
      let bits = value.bitPattern
      for shift in stride(from: UInt64(0), to: 64, by: 8) {
        bytes.append(UInt8(truncatingIfNeeded: bits >> shift))
      }
    }
    return bytes
  }

  /// Reads the bytes of a `.npy` file of doubles in C order.
  public init(decoding bytes: [UInt8], path: String = "array.npy") throws(RecordError) {
    func damaged(_ reason: String) -> RecordError { .damaged(path: path, reason: reason) }
    guard bytes.starts(with: [0x93] + Array("NUMPY".utf8)), bytes.count >= 10 else {
      throw damaged("it does not begin with NumPy's mark")
    }
    guard bytes[6] == 1 else { throw damaged("its format is \(bytes[6]).\(bytes[7]), not 1.0") }
    let start = 10 + Int(bytes[8]) + Int(bytes[9]) << 8
    guard start <= bytes.count else { throw damaged("its header is cut off") }
    let header = String(decoding: bytes[10..<start], as: UTF8.self)
    guard header.contains("'<f8'") else { throw damaged("its numbers are not 64-bit floats") }
    guard header.contains("'fortran_order': False") else { throw damaged("columns come first") }
    guard let open = header.firstIndex(of: "("), let end = header.firstIndex(of: ")"), open < end
    else { throw damaged("its header has no shape") }
    var shape: [Int] = []
    for size in header[header.index(after: open)..<end].split(separator: ",") {
      let digits = size.drop { $0 == " " }
      if digits.isEmpty { continue }
      guard let number = Int(digits), number >= 0 else { throw damaged("its shape is not numbers") }
      shape.append(number)
    }
    let count = shape.reduce(1) { $0.multipliedReportingOverflow(by: $1).partialValue }
    guard bytes.count - start == 8 * count else {
      throw damaged("\(shape) needs \(8 * count) bytes of values, not \(bytes.count - start)")
    }
    self.shape = shape
    values = (0..<count).map { index in
      var bits: UInt64 = 0
      for byte in 0..<8 { bits |= UInt64(bytes[start + 8 * index + byte]) << UInt64(8 * byte) }
      return Double(bitPattern: bits)
    }
  }
}

/// The weights of one projection.
public struct WeightTable: Sendable, Codable, Equatable {
  /// The projection.
  public var projection: String
  /// Rows and columns of a full matrix, or the number of synapses.
  public var shape: [Int]
  /// The weights, last index fastest.
  public var values: [Double]

  /// Weights of `projection`, in this shape.
  public init(projection: String, shape: [Int], values: [Double]) {
    self.projection = projection
    self.shape = shape
    self.values = values
  }

  /// The weights as a NumPy array.
  public var array: NumPyArray { NumPyArray(shape: shape, values: values) }

  /// A file name made of the projection's: `hidden-output.npy`.
  public var fileName: String { safeFileName(projection) + ".npy" }
}

/// `name` with only letters, digits, `-`, `_` and `.`, not beginning with a dot; never empty.
public func safeFileName(_ name: String) -> String {
  var result = ""
  for scalar in name.unicodeScalars {
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9", "_", "-", ".": result.unicodeScalars.append(scalar)
    default: if !result.hasSuffix("-") { result += "-" }
    }
  }
  result = String(result.drop { $0 == "." || $0 == "-" }.prefix(80))
  while result.hasSuffix("-") { result.removeLast() }
  return result.isEmpty ? "unnamed" : result
}
