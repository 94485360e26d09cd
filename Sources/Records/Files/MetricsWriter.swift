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

  /// Appends a line with these fields in this order:
  ///
  ///     try metrics.append(["epoch": 3, "test_error": 0.0412, "stage": "test"])
  public func append(_ fields: KeyValuePairs<String, MetricValue>) throws(RecordError) {
    var line = "{"
    for (key, value) in fields {
      if line.count > 1 { line += "," }
      line += "\(MetricValue.quoted(key)):\(value.json)"
    }
    try append(line: Array("\(line)}\n".utf8))
  }

  /// Appends a line with the properties of `value`, sorted by name.
  public func append(record value: some Encodable) throws {
    try append(line: JSONText.encode(value, as: .line) + [UInt8(ascii: "\n")])
  }

  /// Appends bytes unchanged, for files of other formats that grow in the same way.
  public func append(bytes: [UInt8]) throws(RecordError) { try append(line: bytes) }

  /// True if the file was removed after it was opened; appended lines are lost then.
  public var isRemoved: Bool { output.isRemoved }

  /// Makes the lines durable and closes the file.
  public func close() throws(RecordError) {
    try output.synchronise()
    try output.close()
  }

  private func append(line: [UInt8]) throws(RecordError) {
    let whole = output.size
    do throws(RecordError) {
      try output.write(line)
    } catch {
      output.truncate(to: whole)
      throw error
    }
  }
}

/// One value in a line of metrics.
public enum MetricValue: Sendable, Equatable {
  /// A whole number.
  case integer(Int)
  /// A number; NaN and infinity are written as null.
  case number(Double)
  /// A text.
  case text(String)
  /// True or false.
  case truth(Bool)
  /// Not measured.
  case missing

  /// The value as JSON.
  var json: String {
    switch self {
    case .integer(let value): "\(value)"
    case .number(let value): value.isFinite ? "\(value)" : "null"
    case .text(let value): Self.quoted(value)
    case .truth(let value): "\(value)"
    case .missing: "null"
    }
  }

  /// `text` as a JSON string.
  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\r": result += "\\r"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}

extension MetricValue: ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByNilLiteral
{
  /// A whole number.
  public init(integerLiteral value: Int) { self = .integer(value) }
  /// A number.
  public init(floatLiteral value: Double) { self = .number(value) }
  /// A text.
  public init(stringLiteral value: String) { self = .text(value) }
  /// True or false.
  public init(booleanLiteral value: Bool) { self = .truth(value) }
  /// Not measured.
  public init(nilLiteral: ()) { self = .missing }
}
