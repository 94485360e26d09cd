import Foundation

/// The system calls of this module that Swift considers unsafe, because they take C strings or pointers. No pointer
/// leaves these functions.
package enum SystemCalls {
  /// Opens a file; a negative number on failure, with errno set.
  static func open(_ path: String, _ flags: Int32) -> Int32 {
    var descriptor: Int32
    repeat {
      descriptor = unsafe Foundation.open(path, flags | O_CLOEXEC, 0o666)
    } while descriptor < 0 && errno == EINTR
    return descriptor
  }

  /// The kind of an open file, such as S_IFREG; 0 on failure, with errno set.
  static func kind(_ descriptor: Int32) -> mode_t {
    var facts = stat()
    return unsafe fstat(descriptor, &facts) == 0 ? facts.st_mode & S_IFMT : 0
  }

  /// The device and inode number of an open file; empty on failure.
  static func identity(of descriptor: Int32) -> [UInt64] {
    var facts = stat()
    return unsafe fstat(descriptor, &facts) == 0
      ? [UInt64(facts.st_dev), UInt64(facts.st_ino)] : []
  }

  /// The device and inode number of the file at a path, links followed; nil on failure.
  static func identity(of path: String) -> [UInt64]? {
    var facts = stat()
    return unsafe stat(path, &facts) == 0 ? [UInt64(facts.st_dev), UInt64(facts.st_ino)] : nil
  }

  /// The number of names (hard links) of an open file; nil on failure.
  static func names(of descriptor: Int32) -> Int? {
    var facts = stat()
    return unsafe fstat(descriptor, &facts) == 0 ? Int(facts.st_nlink) : nil
  }

  /// Creates a folder; returns true on success.
  static func makeFolder(_ path: String) -> Bool { unsafe mkdir(path, 0o777) == 0 }

  /// Renames a file or folder; returns true on success.
  static func move(_ path: String, to other: String) -> Bool { unsafe rename(path, other) == 0 }

  /// Gives a file a second path, which must be free; returns true on success, otherwise errno is set.
  static func link(_ path: String, to other: String) -> Bool {
    unsafe Foundation.link(path, other) == 0
  }

  /// Removes a file; returns true on success.
  @discardableResult
  static func remove(_ path: String) -> Bool { unsafe unlink(path) == 0 }

  /// Writes bytes from `start` on; returns their number, or a negative number with errno set.
  static func write(_ descriptor: Int32, _ bytes: [UInt8], from start: Int) -> Int {
    unsafe bytes.withUnsafeBytes { buffer in
      let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[start...])
      return unsafe Foundation.write(descriptor, rest.baseAddress, rest.count)
    }
  }

  /// Reads up to 256 KiB; nil on failure, with errno set.
  static func read(_ descriptor: Int32) -> [UInt8]? {
    var received = 0
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: 1 << 18) { buffer, count in
      received = unsafe Foundation.read(descriptor, buffer.baseAddress, buffer.count)
      count = max(0, received)
    }
    return received < 0 ? nil : bytes
  }

  /// The absolute path without symbolic links; nil on failure, with errno set.
  package static func resolved(_ path: String) -> String? {
    guard let pointer = unsafe realpath(path, nil) else { return nil }
    defer { unsafe free(pointer) }
    return unsafe String(cString: pointer)
  }

  /// The free bytes for this user on the file system of `folder`; nil if it does not tell.
  static func freeBytes(in folder: String) -> Int? {
    var facts = statvfs()
    guard unsafe statvfs(folder, &facts) == 0, facts.f_blocks > 0 else { return nil }
    let blocks = geteuid() == 0 ? facts.f_bfree : facts.f_bavail
    let (bytes, overflow) = Int(clamping: blocks).multipliedReportingOverflow(
      by: Int(clamping: facts.f_frsize))
    return overflow ? .max : bytes
  }

  /// The limit of this process's address space [bytes]; nil if there is none.
  static func addressSpaceLimit() -> UInt64? {
    var limit = rlimit()
    guard unsafe getrlimit(numericCast(RLIMIT_AS.rawValue), &limit) == 0 else { return nil }
    return limit.rlim_cur < UInt64(Int64.max) ? UInt64(limit.rlim_cur) : nil
  }

  /// Processor time [s] and largest resident memory [bytes] of this process, or of its ended children.
  static func usage(ofChildren: Bool) -> (seconds: Double, peak: Int) {
    var facts = rusage()
    let who = ofChildren ? RUSAGE_CHILDREN : RUSAGE_SELF
    guard unsafe getrusage(numericCast(who.rawValue), &facts) == 0 else { return (0, 0) }
    let seconds = Double(facts.ru_utime.tv_sec + facts.ru_stime.tv_sec)
    let micro = Double(facts.ru_utime.tv_usec + facts.ru_stime.tv_usec)
    return (seconds + micro * 1e-6, Int(facts.ru_maxrss) * 1024)
  }
}
