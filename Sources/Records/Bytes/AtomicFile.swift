import Foundation
import Synchronization

/// A file that appears whole or not at all.
///
/// Bytes are written to a hidden file in the same folder. `commit()` makes them durable (fsync) and gives the file its
/// name (rename). Without a commit the hidden file is removed.
///
///     let file = try AtomicFile(path)
///     try file.write(bytes)
///     try file.commit()
public final class AtomicFile {
  /// The path of the file after the commit.
  public let path: String
  private let temporary: String
  private var output: OutputDescriptor
  private var isCommitted = false

  private static let counter = Atomic<Int>(0)

  /// Starts a file for `path`.
  ///
  /// - Parameter expected: The expected number of bytes, which is compared with the free space.
  public init(_ path: String, expecting expected: Int = 0) throws(RecordError) {
    self.path = path
    let (folder, name) = splitPath(path)
    if expected > 1 << 20 { try FreeSpace.require(expected, for: path, in: folder) }
    let count = Self.counter.add(1, ordering: .relaxed).newValue
    temporary = "\(folder)/.\(shortened(name)).\(getpid())-\(count).tmp"
    output = try OutputDescriptor(
      opening: temporary, flags: O_WRONLY | O_CREAT | O_EXCL, reportedAs: path)
  }

  deinit {
    if !isCommitted { SystemCalls.remove(temporary) }
  }

  /// Appends bytes.
  public func write(_ bytes: [UInt8]) throws(RecordError) {
    try output.write(bytes)
  }

  /// Makes the bytes durable and gives the file its name; replaces a file of that name.
  public func commit() throws(RecordError) {
    try output.finish()
    try rename()
  }

  /// Gives the file its name, after which it stays.
  private func rename() throws(RecordError) {
    guard SystemCalls.move(temporary, to: path) else {
      throw .refused(.rename, path: path, reason: .last)
    }
    isCommitted = true
    synchroniseFolder(splitPath(path).folder)
  }

  /// Commits, and renames a file of that name to `older`. At each moment `path` is a whole file, the old one or the new
  /// one.
  public func commit(keepingOlderAs older: String) throws(RecordError) {
    try output.finish()
    let second = temporary + "-older.tmp"
    if SystemCalls.link(path, to: second) {
      _ = SystemCalls.move(second, to: older)
      SystemCalls.remove(second)  // if both were one file already, nothing was moved
    } else if errno != ENOENT {
      _ = SystemCalls.move(path, to: older)  // file systems without links
    }
    try rename()
  }

  /// Commits only if no file has that name; otherwise returns false and changes nothing.
  public func commitNew() throws(RecordError) -> Bool {
    try output.finish()
    // Only one of several processes can make the link.
    if SystemCalls.link(temporary, to: path) {
      SystemCalls.remove(temporary)
    } else if errno == EEXIST {
      return false
    } else {
      // File systems without links.
      if FileManager.default.fileExists(atPath: path) { return false }
      try rename()
    }
    isCommitted = true
    synchroniseFolder(splitPath(path).folder)
    return true
  }

  /// Writes `bytes` to `path`, whole or not at all.
  public static func write(_ bytes: [UInt8], to path: String) throws(RecordError) {
    let file = try AtomicFile(path, expecting: bytes.count)
    try file.write(bytes)
    try file.commit()
  }

  /// Writes `text` as UTF-8 to `path`, whole or not at all.
  public static func write(_ text: String, to path: String) throws(RecordError) {
    try write(Array(text.utf8), to: path)
  }
}

/// The folder and the name in a path; the folder of a bare name is `.`.
func splitPath(_ path: String) -> (folder: String, name: String) {
  guard let slash = path.lastIndex(of: "/") else { return (".", path) }
  let folder = path[..<slash]
  return (folder.isEmpty ? "/" : String(folder), String(path[path.index(after: slash)...]))
}

/// The beginning of a file's name, at most 200 bytes, so that a prefix and a suffix fit into the limit of 255.
func shortened(_ name: String) -> String {
  var result = "", count = 0
  for character in name {
    count += character.utf8.count
    if count > 200 { break }
    result.append(character)
  }
  return result
}

/// Makes a rename in `folder` durable; file systems that cannot are not an error.
private func synchroniseFolder(_ folder: String) {
  let descriptor = SystemCalls.open(folder, O_RDONLY | O_DIRECTORY)
  if descriptor >= 0 {
    fsync(descriptor)
    close(descriptor)
  }
}

/// The free space of a file system.
enum FreeSpace {
  /// Throws if the file system of `folder` has less than `needed` bytes free.
  static func require(_ needed: Int, for path: String, in folder: String) throws(RecordError) {
    if let available = SystemCalls.freeBytes(in: folder), available < needed {
      throw .noSpace(path: path, needed: needed, available: available)
    }
  }
}
