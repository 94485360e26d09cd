import Foundation

/// An open file to which bytes are appended; every failure is thrown.
struct OutputDescriptor: ~Copyable {
  private var descriptor: Int32
  /// The path in messages.
  private let path: String
  /// The size of the file [bytes], including the bytes written so far.
  private(set) var size: Int

  /// Opens `file`; failures name `path`.
  init(opening file: String, flags: Int32, reportedAs path: String) throws(RecordError) {
    let descriptor = SystemCalls.open(file, flags)
    guard descriptor >= 0 else { throw .refused(.create, path: path, reason: .last) }
    self.descriptor = descriptor
    self.path = path
    size = max(0, Int(lseek(descriptor, 0, SEEK_END)))
  }

  deinit {
    if descriptor >= 0 { _ = Foundation.close(descriptor) }
  }

  /// Appends all of `bytes`.
  mutating func write(_ bytes: [UInt8]) throws(RecordError) {
    var done = 0
    while done < bytes.count {
      let count = SystemCalls.write(descriptor, bytes, from: done)
      if count < 0 {
        let reason = SystemReason.last
        if reason.code == EINTR { continue }
        throw .refused(.write, path: path, reason: reason)
      }
      done += count
    }
    size += bytes.count
  }

  /// True if the file was removed after it was opened.
  var isRemoved: Bool { SystemCalls.names(of: descriptor) == 0 }

  /// Truncates the file to `size` bytes, if it allows that.
  mutating func truncate(to size: Int) {
    if ftruncate(descriptor, off_t(size)) == 0 { lseek(descriptor, off_t(size), SEEK_SET) }
  }

  /// Waits until the bytes are on the disk. Pipes and terminals have no disk: no error.
  mutating func synchronise() throws(RecordError) {
    while fsync(descriptor) != 0 {
      let reason = SystemReason.last
      if reason.code == EINTR { continue }
      if reason.code == EINVAL || reason.code == ENOTSUP || reason.code == EROFS { return }
      throw .refused(.finish, path: path, reason: reason)
    }
  }

  /// Makes the bytes durable and closes the file.
  mutating func finish() throws(RecordError) {
    try synchronise()
    try close()
  }

  /// Closes the file; some file systems report a full disk only here.
  mutating func close() throws(RecordError) {
    guard descriptor >= 0 else { return }
    let result = Foundation.close(descriptor)
    let reason = SystemReason.last
    descriptor = -1
    if result != 0, reason.code != EINTR {
      throw .refused(.finish, path: path, reason: reason)
    }
  }
}

/// Opens a file for reading. Pipes and devices, which may never end, are refused.
func openForReading(_ path: String) throws(RecordError) -> Int32 {
  // Without O_NONBLOCK a pipe without a writer would block the program.
  let descriptor = SystemCalls.open(path, O_RDONLY | O_NONBLOCK)
  guard descriptor >= 0 else { throw .refused(.read, path: path, reason: .last) }
  let kind = SystemCalls.kind(descriptor)
  if kind == S_IFREG { return descriptor }
  let reason = kind == 0 ? SystemReason.last : SystemReason(EISDIR)
  close(descriptor)
  if kind == 0 || kind == S_IFDIR { throw .refused(.read, path: path, reason: reason) }
  throw .damaged(path: path, reason: "it is a pipe or a device, not a regular file")
}

/// Reads a whole file.
public func readBytes(of path: String) throws(RecordError) -> [UInt8] {
  let descriptor = try openForReading(path)
  defer { close(descriptor) }
  var bytes: [UInt8] = []
  while let chunk = try readChunk(descriptor, path) { bytes += chunk }
  return bytes
}

/// The next bytes of an open file; nil at its end.
func readChunk(_ descriptor: Int32, _ path: String) throws(RecordError) -> [UInt8]? {
  while true {
    if let bytes = SystemCalls.read(descriptor) { return bytes.isEmpty ? nil : bytes }
    let reason = SystemReason.last
    if reason.code != EINTR { throw .refused(.read, path: path, reason: reason) }
  }
}
