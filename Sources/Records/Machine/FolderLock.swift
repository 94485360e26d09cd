import Foundation

/// The right to write into a folder: one process at a time has it, and it ends with that process, however
/// that ends (flock on the folder itself, so that no file is left behind).
///
/// *Edge cases*: on file systems without locks (ENOLCK, ENOSYS) everybody gets the right, and one process
/// at a time is the user's care.
final class FolderLock: Sendable {
  private let descriptor: Int32

  private init(_ descriptor: Int32) { self.descriptor = descriptor }

  deinit {
    // Closing alone would leave it to a child that has just been forked and not yet become its program.
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }

  /// Takes the right to write into the folder `path`.
  ///
  /// *Errors*: another process has it.
  static func take(_ path: String) throws(RecordError) -> FolderLock {
    while true {
      let descriptor = SystemCalls.open(path, O_RDONLY | O_DIRECTORY)
      guard descriptor >= 0 else { throw .refused(.listFolder, path: path, reason: .last) }
      let lock = FolderLock(descriptor)
      if flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
        throw .inUse(path: path)
      }
      // While we waited for nothing, whoever had it may have put another folder in its place.
      if SystemCalls.identity(of: descriptor) == SystemCalls.identity(of: path) { return lock }
    }
  }
}
