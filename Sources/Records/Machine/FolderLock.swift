import Foundation

/// The right to write into a folder. One process at a time has it; it ends with the process, also after a crash. It is
/// a flock on the folder itself, so that no lock file remains.
///
/// *Edge cases*: on file systems without locks (ENOLCK, ENOSYS) every process gets the right, and the user must see
/// that only one writes.
final class FolderLock: Sendable {
  private let descriptor: Int32

  private init(_ descriptor: Int32) { self.descriptor = descriptor }

  deinit {
    // `close` alone would leave the lock to a child that has been forked but has not called exec yet.
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }

  /// Takes the right to write into the folder `path`.
  ///
  /// *Errors*: another process has the right.
  static func take(_ path: String) throws(RecordError) -> FolderLock {
    while true {
      let descriptor = SystemCalls.open(path, O_RDONLY | O_DIRECTORY)
      guard descriptor >= 0 else { throw .refused(.listFolder, path: path, reason: .last) }
      let lock = FolderLock(descriptor)
      if flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
        throw .inUse(path: path)
      }
      // The previous owner may have replaced the folder between `open` and `flock`.
      if SystemCalls.identity(of: descriptor) == SystemCalls.identity(of: path) { return lock }
    }
  }
}
