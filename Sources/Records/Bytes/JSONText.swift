import Foundation

/// JSON text with reproducible bytes: sorted keys, the shortest digits that read back exactly, NaN and infinity as
/// null.
public enum JSONText {
  /// The layout of the text.
  public enum Layout: Sendable {
    /// On one line, for `.jsonl`.
    case line
    /// Indented, for people.
    case page
  }

  /// `value` as UTF-8 JSON, without a newline at the end.
  public static func encode(_ value: some Encodable, as layout: Layout = .page) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    if layout == .page { encoder.outputFormatting.insert(.prettyPrinted) }
    // JSON has no NaN. A string that no name contains stands for it and is replaced by null.
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: notANumber, negativeInfinity: notANumber, nan: notANumber)
    let bytes = Array(try encoder.encode(value))
    return replace(Array("\"\(notANumber)\"".utf8), by: Array("null".utf8), in: bytes)
  }

  /// The value of UTF-8 JSON.
  public static func decode<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws
    -> Value
  {
    try JSONDecoder().decode(type, from: Data(bytes))
  }

  /// `value` as JSON on one line, for this program only: NaN and infinity are the words `nan`, `inf` and `-inf`, which
  /// `decodeExactly` reads back.
  static func encodeExactly(_ value: some Encodable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return Array(try encoder.encode(value))
  }

  /// The value of JSON from `encodeExactly`.
  static func decodeExactly<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws
    -> Value
  {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return try decoder.decode(type, from: Data(bytes))
  }

  private static let notANumber = "\u{F8F0}not a number\u{F8F1}"

  private static func replace(_ word: [UInt8], by other: [UInt8], in bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var at = 0
    while at < bytes.count {
      // The second byte distinguishes: no other string is likely to begin with U+F8F0.
      if bytes[at] == word[0], at + word.count <= bytes.count, bytes[at + 1] == word[1],
        bytes[at..<at + word.count].elementsEqual(word)
      {
        result += other
        at += word.count
      } else {
        result.append(bytes[at])
        at += 1
      }
    }
    return result
  }
}
