import Foundation
import Synchronization

/// A file that appears whole or not at all.
///
/// Bytes go to a hidden file in the same folder; `commit()` makes them durable (fsync) and gives the
/// file its name (rename). Without a commit the hidden file is removed.
///
///     let file = try AtomicFile(path)
///     try file.write(bytes)
///     try file.commit()
public final class AtomicFile {
  /// Where the file will be.
  public let path: String
  private let temporary: String
  private var output: OutputDescriptor
  private var isCommitted = false

  private static let counter = Atomic<Int>(0)

  /// Starts a file that will be at `path`.
  ///
  /// - Parameter expected: how many bytes are known to come; checked against the free space.
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

  /// Adds bytes.
  public func write(_ bytes: [UInt8]) throws(RecordError) {
    try output.write(bytes)
  }

  /// Makes the bytes durable and gives the file its name, replacing a file that has it.
  public func commit() throws(RecordError) {
    try output.synchronise()
    try output.close()
    guard SystemCalls.move(temporary, to: path) else {
      throw .refused(.rename, path: path, reason: .last)
    }
    isCommitted = true
    synchroniseFolder(splitPath(path).folder)
  }

  /// The same; a file that has the name gets the name `older`. At each moment `path` is a whole file, the old
  /// one or the new one.
  public func commit(keepingOlderAs older: String) throws(RecordError) {
    try output.synchronise()
    try output.close()
    let second = temporary + "-older.tmp"
    if SystemCalls.link(path, to: second) {
      _ = SystemCalls.move(second, to: older)
      SystemCalls.remove(second)  // where both were one file already, nothing was moved
    } else if errno != ENOENT {
      _ = SystemCalls.move(path, to: older)  // file systems without links
    }
    guard SystemCalls.move(temporary, to: path) else {
      throw .refused(.rename, path: path, reason: .last)
    }
    isCommitted = true
    synchroniseFolder(splitPath(path).folder)
  }

  /// The same for a file that nobody has made yet; false, and nothing is changed, when somebody has.
  public func commitNew() throws(RecordError) -> Bool {
    try output.synchronise()
    try output.close()
    // Of several processes, one can make the link.
    if SystemCalls.link(temporary, to: path) {
      SystemCalls.remove(temporary)
    } else if errno == EEXIST {
      return false
    } else {
      // File systems without links.
      if FileManager.default.fileExists(atPath: path) { return false }
      guard SystemCalls.move(temporary, to: path) else {
        throw .refused(.rename, path: path, reason: .last)
      }
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

/// The start of a file's name, of at most 200 bytes: what is put around it has room in the 255 that a name may have.
func shortened(_ name: String) -> String {
  var result = "", count = 0
  for character in name {
    count += character.utf8.count
    if count > 200 { break }
    result.append(character)
  }
  return result
}

/// Makes a rename in `folder` survive a power cut; file systems that cannot are not an error.
private func synchroniseFolder(_ folder: String) {
  let descriptor = SystemCalls.open(folder, O_RDONLY | O_DIRECTORY)
  if descriptor >= 0 {
    fsync(descriptor)
    close(descriptor)
  }
}

/// Room on a file system.
enum FreeSpace {
  /// Throws if `folder` has no room for `needed` bytes.
  static func require(_ needed: Int, for path: String, in folder: String) throws(RecordError) {
    if let available = SystemCalls.freeBytes(in: folder), available < needed {
      throw .noSpace(path: path, needed: needed, available: available)
    }
  }
}
