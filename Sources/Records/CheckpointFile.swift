/// A checkpoint: facts as JSON and arrays of numbers, with a checksum over everything.
///
/// The file is `EQUISPIKE-CHECKPOINT 1`, the length of the facts, the facts, the arrays as
/// little-endian 32-bit floating-point numbers in the order that the facts name, and the SHA-256 of all
/// before it. It appears whole or not at all; the one before is kept as `NAME.previous`.
public struct CheckpointFile: Sendable, Equatable {
  /// What the program wants to know, as JSON.
  public var facts: [UInt8]
  /// Numbers, in the order in which they were given.
  public var arrays: [[Float]]

  /// A checkpoint of these facts and arrays.
  public init(facts: [UInt8], arrays: [[Float]]) {
    self.facts = facts
    self.arrays = arrays
  }

  private static let magic = Array("EQUISPIKE-CHECKPOINT 1\n".utf8)
  private static let digestLength = 64

  /// The bytes of the file.
  public var encoded: [UInt8] {
    var bytes = Self.magic
    bytes.reserveCapacity(arrays.reduce(facts.count + 1024) { $0 + 4 * $1.count + 8 })
    Self.append(facts.count, to: &bytes)
    bytes += facts
    Self.append(arrays.count, to: &bytes)
    for array in arrays {
      Self.append(array.count, to: &bytes)
      for value in array {
        let bits = value.bitPattern
        for shift in stride(from: UInt32(0), to: 32, by: 8) {
          bytes.append(UInt8(truncatingIfNeeded: bits >> shift))
        }
      }
    }
    bytes += Array(SHA256.digest(of: bytes).utf8)
    return bytes
  }

  /// Writes the file; an older one of the same name becomes `NAME.previous`.
  public func write(to path: String) throws(RecordError) {
    let bytes = encoded
    let file = try AtomicFile(path, expecting: bytes.count)
    try file.write(bytes)
    _ = SystemCalls.move(path, to: path + ".previous")  // there may be none
    try file.commit()
  }

  /// Reads the file, or the one before it when this one is missing or damaged.
  ///
  /// - Parameter warn: Told what is wrong with the newer one.
  public static func read(
    from path: String, warn: (String) -> Void = { _ in }
  ) throws(RecordError) -> CheckpointFile {
    do throws(RecordError) {
      return try CheckpointFile(readBytes(of: path), path: path)
    } catch {
      let older = path + ".previous"
      guard let bytes = try? readBytes(of: older),
        let checkpoint = try? CheckpointFile(bytes, path: older)
      else { throw error }
      warn("\(error) The checkpoint before it is used.")
      return checkpoint
    }
  }

  /// The checkpoint that these bytes are.
  init(_ bytes: [UInt8], path: String) throws(RecordError) {
    func damaged(_ reason: String) -> RecordError { .damaged(path: path, reason: reason) }
    guard bytes.starts(with: Self.magic) else { throw damaged("it is not a checkpoint") }
    let end = bytes.count - Self.digestLength
    guard end > Self.magic.count else { throw damaged("it is cut off") }
    guard Array(SHA256.digest(of: Array(bytes[..<end])).utf8) == Array(bytes[end...]) else {
      throw damaged("its checksum is wrong")
    }
    var position = Self.magic.count
    func count(_ unit: Int) throws(RecordError) -> Int {
      guard end - position >= 8 else { throw damaged("it is cut off") }
      var value: UInt64 = 0
      for k in 0..<8 { value |= UInt64(bytes[position + k]) << UInt64(8 * k) }
      position += 8
      guard value <= UInt64((end - position) / unit) else { throw damaged("a length is wrong") }
      return Int(value)
    }
    let length = try count(1)
    facts = Array(bytes[position..<position + length])
    position += length
    var arrays: [[Float]] = []
    for _ in 0..<(try count(8)) {
      let values = try count(4)
      arrays.append(
        (0..<values).map { k in
          var bits: UInt32 = 0
          for byte in 0..<4 { bits |= UInt32(bytes[position + 4 * k + byte]) << UInt32(8 * byte) }
          return Float(bitPattern: bits)
        })
      position += 4 * values
    }
    self.arrays = arrays
  }

  private static func append(_ count: Int, to bytes: inout [UInt8]) {
    for shift in stride(from: UInt64(0), to: 64, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: UInt64(count) >> shift))
    }
  }
}
