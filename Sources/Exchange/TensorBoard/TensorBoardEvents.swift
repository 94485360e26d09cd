import Records

/// Events of a training in TensorBoard's file format,
///
///     u64 length, u32 mask(crc(length)), payload, u32 mask(crc(payload));  mask(c) = rotr(c, 15) + 0xA282EAD8
///
/// where the payload is a message `Event`: 1 wall time [s], 2 step, 3 file version or 5 summary.
///
/// > TensorFlow: `record_writer.cc`, `event.proto`, `summary.proto`.
public struct TensorBoardEvents: Sendable {
  /// The bytes that `take` has not returned yet.
  private(set) var bytes: [UInt8] = []
  /// The time of all further events [s since 1970].
  public var time: Double

  /// A file that begins at `time`; `step` is the first step of a training that is resumed.
  public init(at time: Double, resumingAt step: Int? = nil) {
    self.time = time
    var event = ProtocolBuffer()
    event.add(1, double: time)
    event.add(3, text: "brain.Event:2")
    record(event)
    if let step {
      // SessionLog START makes TensorBoard discard earlier events of this step and of later ones.
      var log = ProtocolBuffer()
      log.add(1, integer: 1)
      var event = ProtocolBuffer()
      event.add(1, double: time)
      event.add(2, integer: step)
      event.add(7, log)
      record(event)
    }
  }

  /// Adds a number; nil and numbers that are not finite are left out.
  public mutating func scalar(_ tag: String, _ value: Double?, step: Int) {
    guard let value, value.isFinite else { return }
    var item = ProtocolBuffer()
    item.add(1, text: tag)
    item.add(2, float: Float(value))
    summary(item, step: step)
  }

  /// Adds a text, which TensorBoard shows as Markdown.
  public mutating func text(_ tag: String, _ text: String, step: Int) {
    var shape = ProtocolBuffer(), length = ProtocolBuffer()
    length.add(1, integer: 1)
    shape.add(2, length)
    var tensor = ProtocolBuffer()
    tensor.add(1, integer: 7)
    tensor.add(2, shape)
    tensor.add(8, text: text)
    var plugin = ProtocolBuffer(), metadata = ProtocolBuffer()
    plugin.add(1, text: "text")
    metadata.add(1, plugin)
    var item = ProtocolBuffer()
    item.add(1, text: tag)
    item.add(8, tensor)
    item.add(9, metadata)
    summary(item, step: step)
  }

  /// Adds a histogram of values with 30 bins of equal width; one bin if all values are equal.
  public mutating func histogram(_ tag: String, _ values: [Double], step: Int) {
    let values = values.filter(\.isFinite)
    guard let low = values.min(), let high = values.max() else { return }
    let classes = low < high ? 30 : 1
    // The difference of two numbers may overflow; a quarter of it does not.
    let scale = (high - low).isFinite ? 1 : 0.25
    let width = low < high ? (high * scale - low * scale) / Double(classes) : 0
    var counts = [Double](repeating: 0, count: classes)
    for value in values {
      counts[width > 0 ? min(classes - 1, Int((value * scale - low * scale) / width)) : 0] += 1
    }
    var histogram = ProtocolBuffer()
    histogram.add(1, double: low)
    histogram.add(2, double: high)
    histogram.add(3, double: Double(values.count))
    histogram.add(4, double: values.reduce(0, +))
    histogram.add(5, double: values.reduce(0) { $0 + $1 * $1 })
    histogram.add(
      6,
      doubles: (1...classes).map {
        $0 == classes ? high : (low * scale + width * Double($0)) / scale
      })
    histogram.add(7, doubles: counts)
    var item = ProtocolBuffer()
    item.add(1, text: tag)
    item.add(5, histogram)
    summary(item, step: step)
  }

  private mutating func summary(_ item: ProtocolBuffer, step: Int) {
    var summary = ProtocolBuffer(), event = ProtocolBuffer()
    summary.add(1, item)
    event.add(1, double: time)
    event.add(2, integer: step)
    event.add(5, summary)
    record(event)
  }

  private mutating func record(_ event: ProtocolBuffer) {
    let length = little(event.bytes.count, 8)
    bytes += length + little(Self.masked(length), 4)
    bytes += event.bytes + little(Self.masked(event.bytes), 4)
  }

  static func masked(_ bytes: [UInt8]) -> UInt32 {
    let sum = CRC32.castagnoli(bytes)
    return (sum >> 15 | sum << 17) &+ 0xA282_EAD8
  }

  /// The bytes since the last call.
  public mutating func take() -> [UInt8] {
    defer { bytes.removeAll(keepingCapacity: true) }
    return bytes
  }
}
