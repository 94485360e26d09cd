import Foundation

/// A program that goes on, in a folder whose files say how far it is.
struct RunningTool {
  /// The program.
  let process: Process
  /// The folder that it was started in.
  let folder: URL
  /// A pipe from which a byte can be read when the program has ended.
  let end: FileHandle

  /// False once the program has ended.
  var isRunning: Bool { process.isRunning }

  /// Ctrl-C.
  func interrupt() { process.interrupt() }

  /// SIGKILL.
  func kill() { Foundation.kill(process.processIdentifier, SIGKILL) }

  /// Returns when `file`, a path in the folder, is there and `holds` of its text, or when the program has ended.
  func wait(for file: String, until holds: (String) -> Bool = { _ in true }) {
    FolderChanges.wait(in: folder, end: end) {
      let path = folder.appendingPathComponent(file)
      // Files that are no text have some, too.
      guard let bytes = try? Data(contentsOf: path) else { return false }
      return holds(String(decoding: bytes, as: UTF8.self))
    }
  }
}

/// Changes below a folder, as Linux tells them (inotify).
enum FolderChanges {
  /// Returns when `isReached`, or when something can be read from `end`. `isReached` is asked at the beginning and after
  /// each change.
  static func wait(in folder: URL, end: FileHandle, until isReached: () -> Bool) {
    let changes = inotify_init1(Int32(IN_NONBLOCK))
    precondition(changes >= 0, "inotify: \(errno)")
    defer { close(changes) }
    let kinds = UInt32(IN_CREATE | IN_MOVED_TO | IN_MODIFY | IN_CLOSE_WRITE | IN_DELETE)
    var bytes = [UInt8](repeating: 0, count: 4096)
    while true {
      // New folders are watched before files in them are asked for: no change falls between.
      for path in [folder.path] + folders(below: folder) {
        unsafe inotify_add_watch(changes, path, kinds)
      }
      if isReached() { return }
      var both = [
        pollfd(fd: changes, events: Int16(POLLIN), revents: 0),
        pollfd(fd: end.fileDescriptor, events: Int16(POLLIN), revents: 0),
      ]
      unsafe poll(&both, nfds_t(both.count), -1)
      if both[1].revents != 0 { return }
      while unsafe read(changes, &bytes, bytes.count) > 0 {}
    }
  }

  private static func folders(below folder: URL) -> [String] {
    let all = FileManager.default.enumerator(
      at: folder, includingPropertiesForKeys: [.isDirectoryKey])
    return (all?.compactMap { $0 as? URL } ?? []).filter { $0.hasDirectoryPath }.map(\.path)
  }
}
