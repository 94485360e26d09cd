public import Measurements

/// An array of doubles in NumPy's format 1.0, `.npy`: row-major, little-endian,
///
///     try run.write(NumPyArray(shape: [10, 100], values: weights).encoded(), as: "weights/W1.npy")
///
/// > NumPy Enhancement Proposal 1: *A simple file format for NumPy arrays.*
public struct NumPyArray: Sendable, Equatable {
  /// The sizes of the dimensions, slowest first.
  public var shape: [Int]
  /// The values, last index fastest.
  public var values: [Double]

  /// An array of this shape; its product is the number of values.
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

  /// Reads the bytes of a `.npy` file: numbers of any type but complex ones, in C or Fortran order, in formats
  /// 1.0 to 3.0.
  public init(decoding bytes: [UInt8], path: String = "array.npy") throws(RecordError) {
    let header = try NumPyHeader(bytes, path: path)
    shape = header.shape
    values = header.values(in: bytes)
  }
}

extension WeightTable {
  /// The weights as a NumPy array.
  public var array: NumPyArray { NumPyArray(shape: shape, values: values) }
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
