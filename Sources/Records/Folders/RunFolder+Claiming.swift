import Foundation

extension RunFolder {
  /// A folder that is ours, and the run that was there, moved aside: it may go when the new one stands.
  struct Claim {
    var path: String
    var lock: FolderLock
    var replaced: (place: String, aside: String)?

    /// Removes what was replaced; an old run that cannot be removed wholly is no reason to stop.
    func settle() {
      if let replaced { try? FileManager.default.removeItem(atPath: replaced.aside) }
    }

    /// Puts what was replaced back.
    func undo() {
      guard let replaced else { return }
      try? FileManager.default.removeItem(atPath: replaced.place)
      _ = SystemCalls.move(replaced.aside, to: replaced.place)
    }
  }

  /// Makes `path` ours: creates it, or takes it over where it is empty or an earlier run that may go.
  static func claim(_ path: String, replacing: Bool) throws(RecordError) -> Claim {
    let path = FolderContents.withoutTrailingSlash(path)
    try FolderContents.make(path)
    let lock = try FolderLock.take(path)
    if try claimed(path) { return Claim(path: path, lock: lock) }
    guard replacing else { throw .folderNotEmpty(path: path) }
    guard FolderContents.isRun(path) else { throw .notARun(path: path) }
    // The lock on the old one is held until the new one stands.
    return try withExtendedLifetime(lock) { () throws(RecordError) in try replace(path) }
  }

  /// Creates `parent/name-YYYYMMDD-HHMMSS`, or the same with a number where that is taken.
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

  /// Creates `run.json` in an empty folder; false if the folder holds anything or another process
  /// was first.
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

  /// Moves the run at `path` aside and claims a new folder there.
  private static func replace(_ path: String) throws(RecordError) -> Claim {
    // Through symbolic links, so that a link stays and what it points to is replaced.
    guard let place = SystemCalls.resolved(path) else {
      throw .refused(.replaceFolder, path: path, reason: .last)
    }
    // What the current directory is in would go with the old run, and the new one have no place.
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

/// Questions to the file system about folders.
enum FolderContents {
  /// Creates the folder `path` and those above it; a folder that exists is fine.
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

  /// Whether `path` is a folder, or a link to one.
  static func isFolder(_ path: String) -> Bool {
    let descriptor = SystemCalls.open(path, O_RDONLY | O_DIRECTORY)
    if descriptor >= 0 { close(descriptor) }
    return descriptor >= 0
  }

  /// What is in the folder `path`, sorted.
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

  /// Whether `path` is a run of this program: its `run.json` says so, or is all there is and empty,
  /// as a run leaves it that is killed in its first moment.
  static func isRun(_ path: String) -> Bool {
    guard let bytes = try? readBytes(of: "\(path)/run.json") else { return false }
    if bytes.isEmpty { return (try? names(in: path)) == ["run.json"] }
    let information = try? JSONText.decode(RunInformation.self, from: bytes)
    return information?.program == RunInformation.programName
  }

  /// `path` without slashes at its end, except for `/` itself.
  static func withoutTrailingSlash(_ path: String) -> String {
    var path = path
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    return path
  }
}
