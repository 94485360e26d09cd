import Foundation

/// The memory that this process may use: the least of the machine's memory, the limit of `ulimit -v`, and the limits of
/// its control groups, such as those of a container or a batch job.
///
/// > *Linux kernel documentation*: admin-guide/cgroup-v2 (`memory.max`) and cgroup-v1/memory
/// > (`memory.limit_in_bytes`).
public struct MemoryLimit: Sendable, Equatable {
  /// The limit [bytes].
  public var bytes: Double
  /// The source of the limit in words: `this machine has`.
  public var words: String

  /// True if the limit counts addresses, used or not.
  public var isOfAddresses = false

  /// The size of this process's address space [bytes].
  public static var addresses: Double {
    let pages = lines(of: "/proc/self/statm").first?.split(separator: " ").first
    return pages.flatMap { Double($0) }.map { $0 * Double(getpagesize()) } ?? 0
  }

  /// The remaining memory for data [bytes]; the whole limit unless it counts addresses.
  public var free: Double { isOfAddresses ? max(0, bytes - Self.addresses) : bytes }

  /// The present limit of this process.
  public static var current: MemoryLimit { read(root: "") }

  /// The limit according to the files below `root`.
  static func read(root: String) -> MemoryLimit {
    var limit = MemoryLimit(
      bytes: Double(ProcessInfo.processInfo.physicalMemory), words: "this machine has")
    func lower(to bytes: Double?, _ words: String) {
      if let bytes, bytes < limit.bytes { limit = MemoryLimit(bytes: bytes, words: words) }
    }
    if let bytes = SystemCalls.addressSpaceLimit() {
      lower(to: Double(bytes), "ulimit -v allows")
      limit.isOfAddresses = limit.words == "ulimit -v allows"
    }
    for line in lines(of: root + "/proc/self/cgroup") {
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3 else { continue }
      let isOld = parts[1].split(separator: ",").contains("memory")
      guard isOld || parts[1].isEmpty else { continue }
      let (top, file) =
        isOld
        ? ("/sys/fs/cgroup/memory", "memory.limit_in_bytes") : ("/sys/fs/cgroup", "memory.max")
      // A parent group may have a lower limit; a container may see its own group as the root.
      var group = String(parts[2])
      while true {
        let text = lines(of: "\(root)\(top)\(group == "/" ? "" : group)/\(file)").first
        lower(to: text.flatMap { Double($0) }, "the control group of this process allows")
        guard group.count > 1, let slash = group.lastIndex(of: "/") else { break }
        group = String(group[..<slash])
        if group.isEmpty { group = "/" }
      }
    }
    return limit
  }

  private static func lines(of path: String) -> [Substring] {
    guard let bytes = try? readBytes(of: path) else { return [] }
    return Array(String(decoding: bytes, as: UTF8.self).split(separator: "\n"))
  }
}
