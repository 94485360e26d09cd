import Foundation

/// A writer of measurements, one JSON object a line: `metrics.jsonl`.
///
/// Each line is written immediately, so that `tail -f` shows it and an aborted run keeps it. If a line does not fit on
/// the disk, its part is removed: the file always consists of whole lines. One thread at a time may use it.
public final class MetricsWriter {
  private var output: OutputDescriptor

  /// Opens the file at `path` to append lines; creates it if it does not exist.
  public init(_ path: String) throws(RecordError) {
    output = try OutputDescriptor(
      opening: path, flags: O_WRONLY | O_CREAT | O_APPEND, reportedAs: path)
  }

  /// Appends a line with the properties of `value`, sorted by name:
  ///
  ///     try metrics.append(record: epoch)
  public func append(record value: some Encodable) throws {
    try append(bytes: JSONText.encode(value, as: .line) + [UInt8(ascii: "\n")])
  }

  /// Appends bytes unchanged, for files of other formats that grow in the same way.
  public func append(bytes: [UInt8]) throws(RecordError) {
    let whole = output.size
    do throws(RecordError) {
      try output.write(bytes)
    } catch {
      output.truncate(to: whole)
      throw error
    }
  }

  /// True if the file was removed after it was opened; appended lines are lost then.
  public var isRemoved: Bool { output.isRemoved }

  /// Makes the lines durable and closes the file.
  public func close() throws(RecordError) {
    try output.finish()
  }
}
