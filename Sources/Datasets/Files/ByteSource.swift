import Foundation

/// The bytes of a file, plain or decompressed, from first to last.
protocol ByteSource: AnyObject {
  /// An upper bound of the number of bytes.
  var atMost: Int { get }
  /// True if the bytes are decompressed.
  var inflated: Bool { get }
  /// The next bytes, at least one and at most `limit`; none at the end.
  func read(_ limit: Int) throws(DatasetError) -> [UInt8]
}

/// The bytes of a file as they are.
final class PlainBytes: ByteSource {
  let path: String
  /// The size of the file [bytes].
  let atMost: Int
  let inflated = false
  /// The number of bytes that were read.
  private(set) var position = 0
  private let handle: FileHandle

  init(_ path: String) throws(DatasetError) {
    self.path = path
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    if attributes?[.type] as? FileAttributeType == .typeDirectory {
      throw DatasetError(
        .unreadable, in: path, found: "a directory", expected: "a file",
        remedy: "Give the path of a file in it.")
    }
    // Pipes and devices may block the program, or never end.
    let target = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    let kind =
      try? FileManager.default.attributesOfItem(atPath: target)[.type] as? FileAttributeType
    if let kind, kind != .typeRegular, kind != .typeDirectory {
      throw DatasetError(
        .unreadable, in: path, found: "a pipe or a device", expected: "a regular file",
        remedy: "Copy what it gives into a file.")
    }
    guard let handle = FileHandle(forReadingAtPath: path) else {
      throw DatasetError(
        .missing, in: path, found: "no file that can be opened", expected: "a readable file",
        remedy: "Check the path and the permissions.")
    }
    self.handle = handle
    do {
      atMost = Int(clamping: try handle.seekToEnd())
      try handle.seek(toOffset: 0)
    } catch {
      throw Self.unreadable(path, at: 0, error)
    }
  }

  deinit { try? handle.close() }

  func read(_ limit: Int) throws(DatasetError) -> [UInt8] {
    do {
      let bytes = [UInt8](try handle.read(upToCount: limit) ?? Data())
      position += bytes.count
      return bytes
    } catch {
      throw Self.unreadable(path, at: position, error)
    }
  }

  /// Returns to the first byte.
  func rewind() throws(DatasetError) {
    do { try handle.seek(toOffset: 0) } catch {
      throw Self.unreadable(path, at: position, error)
    }
    position = 0
  }

  private static func unreadable(_ path: String, at offset: Int, _ error: any Error) -> DatasetError
  {
    // Foundation wraps the system's message in an error that only says that there was one.
    let cause = (error as NSError).userInfo[NSUnderlyingErrorKey] as? any Error ?? error
    return DatasetError(
      .unreadable, in: path, at: offset,
      found: "an error of the operating system (\(cause.localizedDescription))",
      expected: "a regular file", remedy: "Check the path, the permissions and the disk.")
  }
}

/// The bytes of a file, decompressed if it begins with the two magic bytes of gzip, whatever its name is.
func openBytes(_ path: String) throws(DatasetError) -> any ByteSource {
  let plain = try PlainBytes(path)
  let magic = try plain.read(2)
  try plain.rewind()
  return magic == [0x1f, 0x8b] ? try GzipBytes(plain) : plain
}

/// All bytes of a file, decompressed as by `openBytes`.
func allBytes(_ path: String) throws(DatasetError) -> [UInt8] {
  let source = try openBytes(path)
  var bytes: [UInt8] = []
  while true {
    let piece = try source.read(1 << 20)
    if piece.isEmpty { return bytes }
    bytes += piece
  }
}
