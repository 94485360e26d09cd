public import Measurements

/// A checkpoint: facts as JSON and arrays of numbers, with a checksum over everything.
///
/// The file consists of `EQUISPIKE-CHECKPOINT 3`, the length of the facts, the facts, the number of arrays, the arrays,
/// and the SHA-256 of all bytes before it. An array consists of its length, the size of a number (4 or 8 bytes), and
/// little-endian floating-point numbers. The file appears whole or not at all; the previous one is kept as
/// `NAME.previous`.
public struct CheckpointFile: Sendable, Equatable {
  /// The facts of the program as JSON.
  public var facts: [UInt8]
  /// The arrays of numbers, in the order in which they were given.
  public var arrays: [Numbers]

  /// A checkpoint of these facts and arrays.
  public init(facts: [UInt8], arrays: [Numbers]) {
    self.facts = facts
    self.arrays = arrays
  }

  /// A checkpoint of these facts, as JSON in which NaN and infinity are words, and arrays.
  ///
  /// *Errors*: those of the encoding.
  public init(encoding facts: some Encodable, arrays: [Numbers]) throws {
    self.init(facts: try JSONText.encodeExactly(facts), arrays: arrays)
  }

  /// The facts, equal bit for bit to those written; nil if they are not a `Facts`.
  public func facts<Facts: Decodable>(as type: Facts.Type) -> Facts? {
    try? JSONText.decodeExactly(type, from: facts)
  }

  private static let format = 3
  private static let anyFormat = Array("EQUISPIKE-CHECKPOINT ".utf8)
  private static let magic = anyFormat + Array("\(format)\n".utf8)
  private static let digestLength = 64

  /// The bytes of the file.
  public var encoded: [UInt8] {
    var bytes = Self.magic
    bytes.reserveCapacity(arrays.reduce(facts.count + 1024) { $0 + $1.byteCount + 16 })
    Self.append(facts.count, to: &bytes)
    bytes += facts
    Self.append(arrays.count, to: &bytes)
    for array in arrays {
      switch array {
      case .floats(let values):
        Self.append(values.count, to: &bytes)
        Self.append(4, to: &bytes)
        for value in values { Self.append(UInt64(value.bitPattern), 4, to: &bytes) }
      case .doubles(let values):
        Self.append(values.count, to: &bytes)
        Self.append(8, to: &bytes)
        for value in values { Self.append(value.bitPattern, 8, to: &bytes) }
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
    try file.commit(keepingOlderAs: path + ".previous")
  }

  /// Renames a damaged file at `path` to `NAME.damaged`, so that the next write does not keep it as the previous one.
  public static func setAside(_ path: String) {
    _ = SystemCalls.move(path, to: path + ".damaged")
  }

  /// Reads the file, or the previous one if the file is missing or damaged.
  ///
  /// - Parameter warn: Receives the fault of the newer file.
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

  /// The checkpoint of these bytes.
  init(_ bytes: [UInt8], path: String) throws(RecordError) {
    func damaged(_ reason: String) -> RecordError { .damaged(path: path, reason: reason) }
    guard bytes.starts(with: Self.magic) else {
      guard bytes.starts(with: Self.anyFormat) else { throw damaged("it is not a checkpoint") }
      let found = bytes.dropFirst(Self.anyFormat.count).prefix(8).prefix {
        $0 != UInt8(ascii: "\n")
      }
      throw damaged(
        "found checkpoint format \(String(decoding: found, as: UTF8.self)) of another version of this program, "
          + "expected format \(Self.format)")
    }
    let end = bytes.count - Self.digestLength
    guard end > Self.magic.count else { throw damaged("it is cut off") }
    guard Array(SHA256.digest(of: Array(bytes[..<end])).utf8) == Array(bytes[end...]) else {
      throw damaged("its checksum is wrong")
    }
    var position = Self.magic.count
    func number(_ width: Int) -> UInt64 {
      var value: UInt64 = 0
      for k in 0..<width { value |= UInt64(bytes[position + k]) << UInt64(8 * k) }
      position += width
      return value
    }
    func count(_ unit: Int) throws(RecordError) -> Int {
      guard end - position >= 8 else { throw damaged("it is cut off") }
      let value = number(8)
      guard value <= UInt64((end - position) / unit) else { throw damaged("a length is wrong") }
      return Int(value)
    }
    let length = try count(1)
    facts = Array(bytes[position..<position + length])
    position += length
    var arrays: [Numbers] = []
    for _ in 0..<(try count(16)) {
      let values = try count(1)
      guard end - position >= 8 else { throw damaged("it is cut off") }
      let width = Int(clamping: number(8))
      guard width == 4 || width == 8, values <= (end - position) / width else {
        throw damaged("a length is wrong")
      }
      arrays.append(
        width == 4
          ? .floats((0..<values).map { _ in Float(bitPattern: UInt32(number(4))) })
          : .doubles((0..<values).map { _ in Double(bitPattern: number(8)) }))
    }
    self.arrays = arrays
  }

  private static func append(_ count: Int, to bytes: inout [UInt8]) {
    append(UInt64(count), 8, to: &bytes)
  }

  @inline(__always)
  private static func append(_ value: UInt64, _ width: Int, to bytes: inout [UInt8]) {
    for k in 0..<width { bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(8 * k))) }
  }
}

extension Numbers {
  fileprivate var byteCount: Int {
    switch self {
    case .floats(let values): 4 * values.count
    case .doubles(let values): 8 * values.count
    }
  }
}
