/// Text files of editors and other programs: with a byte order mark, or with lines that end in CR LF or CR.
public enum PlainText {
  /// The bytes in UTF-8 without a byte order mark, each line ended by LF; nil for UTF-16.
  public static func normalized(_ bytes: [UInt8]) -> [UInt8]? {
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) { return nil }
    let start = bytes.starts(with: mark) ? mark.count : 0
    let carriageReturn = UInt8(ascii: "\r"), newline = UInt8(ascii: "\n")
    guard bytes.contains(carriageReturn) else { return start == 0 ? bytes : Array(bytes[start...]) }
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    for index in start..<bytes.count {
      let byte = bytes[index]
      if byte != carriageReturn {
        result.append(byte)
      } else if index + 1 == bytes.count || bytes[index + 1] != newline {
        result.append(newline)
      }
    }
    return result
  }

  /// The text without a byte order mark, each line ended by LF.
  public static func normalized(_ text: String) -> String {
    guard text.utf8.starts(with: mark) || text.utf8.contains(UInt8(ascii: "\r")) else {
      return text
    }
    return String(decoding: normalized(Array(text.utf8)) ?? [], as: UTF8.self)
  }

  /// The reason that UTF-16 is refused, with the remedy.
  public static let isUTF16 = "it is text in UTF-16; save it as UTF-8"

  private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
}

/// The names in the folder `path`, sorted.
public func folderNames(_ path: String) throws(RecordError) -> [String] {
  try FolderContents.names(in: path)
}
