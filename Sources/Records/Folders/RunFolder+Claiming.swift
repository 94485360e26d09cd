import Foundation

extension RunFolder {
  /// A folder that belongs to this process, and the replaced run, moved aside until the new one is established.
  struct Claim {
    var path: String
    var lock: FolderLock
    var replaced: (place: String, aside: String)?

    /// Removes the replaced run; a failure is ignored.
    func settle() {
      if let replaced { try? FileManager.default.removeItem(atPath: replaced.aside) }
    }

    /// Restores the replaced run.
    func undo() {
      guard let replaced else { return }
      try? FileManager.default.removeItem(atPath: replaced.place)
      _ = SystemCalls.move(replaced.aside, to: replaced.place)
    }
  }

  /// Claims `path`: creates it, or takes it over if it is empty or an earlier run that may be replaced.
  static func claim(_ path: String, replacing: Bool) throws(RecordError) -> Claim {
    let path = FolderContents.withoutTrailingSlash(path)
    try FolderContents.make(path)
    let lock = try FolderLock.take(path)
    if try claimed(path) { return Claim(path: path, lock: lock) }
    guard replacing else { throw .folderNotEmpty(path: path) }
    guard FolderContents.isRun(path) else { throw .notARun(path: path) }
    // The lock on the old folder is held until the new one is claimed.
    return try withExtendedLifetime(lock) { () throws(RecordError) in try replace(path) }
  }

  /// Creates `parent/name-YYYYMMDD-HHMMSS`, with a number added if that exists.
  static func claimFreshName(
    _ name: String, in parent: String, now: Date
  ) throws(RecordError) -> Claim {
    try FolderContents.make(parent)
    let base = "\(parent)/\(name)-\(RunningProcess.compactTimestamp(now))"
    var number = 1
    while true {
      let path = number == 1 ? base : "\(base)-\(number)"
      if SystemCalls.makeFolder(path) {
        do throws(RecordError) {
          let lock = try FolderLock.take(path)
          if try claimed(path) { return Claim(path: path, lock: lock) }
        } catch .inUse { /* Another one was faster: the next number. */  }
      } else if errno != EEXIST {
        throw .refused(.createFolder, path: path, reason: .last)
      }
      number += 1
    }
  }

  /// Creates `run.json` in an empty folder; returns false if the folder is not empty or another process was first.
  private static func claimed(_ path: String) throws(RecordError) -> Bool {
    guard try FolderContents.names(in: path).isEmpty else { return false }
    let file = "\(path)/run.json"
    let descriptor = SystemCalls.open(file, O_WRONLY | O_CREAT | O_EXCL)
    if descriptor >= 0 {
      close(descriptor)
      return true
    }
    let reason = SystemReason.last
    if reason.code == EEXIST { return false }
    throw .refused(.create, path: file, reason: reason)
  }

  /// Moves the run at `path` aside and claims a new folder in its place.
  private static func replace(_ path: String) throws(RecordError) -> Claim {
    // Symbolic links are followed, so that a link stays and its target is replaced.
    guard let place = SystemCalls.resolved(path) else {
      throw .refused(.replaceFolder, path: path, reason: .last)
    }
    // If the current directory were inside the old run, it would vanish with it.
    if let here = SystemCalls.resolved("."), here == place || here.hasPrefix(place + "/") {
      throw .holdsCurrent(path: path)
    }
    let (parent, name) = splitPath(place)
    let aside = "\(parent)/.\(shortened(name)).replaced-\(getpid())"
    guard SystemCalls.move(place, to: aside) else {
      throw .refused(.replaceFolder, path: path, reason: .last)
    }
    let lock: FolderLock
    do throws(RecordError) {
      try FolderContents.make(place)
      lock = try FolderLock.take(place)
      guard try claimed(place) else { throw .folderNotEmpty(path: path) }
    } catch {
      _ = SystemCalls.move(aside, to: place)
      throw error
    }
    return Claim(path: path, lock: lock, replaced: (place, aside))
  }
}

/// Functions on folders.
enum FolderContents {
  /// Creates the folder `path` and its parents; an existing folder is accepted.
  static func make(_ path: String) throws(RecordError) {
    if SystemCalls.makeFolder(path) { return }
    let reason = SystemReason.last
    if reason.code == ENOENT, path.contains("/") {
      let parent = splitPath(withoutTrailingSlash(path)).folder
      if parent != path {
        try make(parent)
        if SystemCalls.makeFolder(path) || errno == EEXIST { return }
        throw .refused(.createFolder, path: path, reason: .last)
      }
    }
    if reason.code == EEXIST || reason.code == EROFS || reason.code == EACCES {
      if isFolder(path) { return }
      if reason.code == EEXIST {
        throw .refused(.createFolder, path: path, reason: SystemReason(ENOTDIR))
      }
    }
    throw .refused(.createFolder, path: path, reason: reason)
  }

  /// True if `path` is a folder or a link to one.
  static func isFolder(_ path: String) -> Bool {
    let descriptor = SystemCalls.open(path, O_RDONLY | O_DIRECTORY)
    if descriptor >= 0 { close(descriptor) }
    return descriptor >= 0
  }

  /// The names in the folder `path`, sorted.
  static func names(in path: String) throws(RecordError) -> [String] {
    let descriptor = SystemCalls.open(path, O_RDONLY | O_DIRECTORY)
    guard descriptor >= 0 else { throw .refused(.listFolder, path: path, reason: .last) }
    close(descriptor)
    do {
      return try FileManager.default.contentsOfDirectory(atPath: path).sorted()
    } catch {
      throw .refused(.listFolder, path: path, reason: .last)
    }
  }

  /// True if `path` is a run of this program: its `run.json` says so, or it is empty and the only file, which a run
  /// leaves that is killed at its very beginning.
  static func isRun(_ path: String) -> Bool {
    guard let bytes = try? readBytes(of: "\(path)/run.json") else { return false }
    if bytes.isEmpty { return (try? names(in: path)) == ["run.json"] }
    let information = try? JSONText.decode(RunInformation.self, from: bytes)
    return information?.program == RunInformation.programName
  }

  /// `path` without trailing slashes, except for `/` itself.
  static func withoutTrailingSlash(_ path: String) -> String {
    var path = path
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    return path
  }
}
