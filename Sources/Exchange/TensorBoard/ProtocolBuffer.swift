/// An encoder of a message in the protocol buffer format.
///
/// > Google. *Protocol Buffers: Encoding*, <https://protobuf.dev/programming-guides/encoding>.
struct ProtocolBuffer {
  private(set) var bytes: [UInt8] = []

  /// Adds an integer of variable length; 0, the default, is left out.
  mutating func add(_ field: Int, integer value: Int) {
    guard value != 0 else { return }
    key(field, 0)
    variable(UInt64(bitPattern: Int64(value)))
  }

  /// Adds a double.
  mutating func add(_ field: Int, double value: Double) {
    key(field, 1)
    bytes += little(value.bitPattern, 8)
  }

  /// Adds a float.
  mutating func add(_ field: Int, float value: Float) {
    key(field, 5)
    bytes += little(value.bitPattern, 4)
  }

  /// Adds a text in UTF-8.
  mutating func add(_ field: Int, text: String) { add(field, bytes: Array(text.utf8)) }

  /// Adds a message as a field of this one.
  mutating func add(_ field: Int, _ message: ProtocolBuffer) { add(field, bytes: message.bytes) }

  /// Adds doubles as a packed field.
  mutating func add(_ field: Int, doubles: [Double]) {
    add(field, bytes: doubles.flatMap { little($0.bitPattern, 8) })
  }

  private mutating func add(_ field: Int, bytes content: [UInt8]) {
    key(field, 2)
    variable(UInt64(content.count))
    bytes += content
  }

  private mutating func key(_ field: Int, _ type: Int) { variable(UInt64(field << 3 | type)) }

  private mutating func variable(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}
