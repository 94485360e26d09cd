import Foundation
import Testing

@testable import Records

@Suite struct MemoryLimitTests {
  private func limit(_ files: [String: String]) throws -> MemoryLimit {
    let scratch = try ScratchFolder()
    for (name, text) in files {
      let file = URL(fileURLWithPath: "\(scratch.path)/\(name)")
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try text.write(to: file, atomically: true, encoding: .utf8)
    }
    return MemoryLimit.read(root: scratch.path)
  }

  @Test func `without control groups the machine is the limit`() throws {
    let limit = try limit([:])
    #expect(limit.bytes <= Double(ProcessInfo.processInfo.physicalMemory))
    #expect(limit.bytes > 1e8)
  }

  @Test func `the least of the control groups counts, of either version`() throws {
    let words = "the control group of this process allows"
    let new = [
      "proc/self/cgroup": "0::/job/step\n", "sys/fs/cgroup/job/step/memory.max": "max\n",
      "sys/fs/cgroup/job/memory.max": "1048576\n",
    ]
    #expect(try limit(new) == MemoryLimit(bytes: 1_048_576, words: words))
    let old = [
      "proc/self/cgroup": "5:cpu:/x\n4:memory:/a/b\n0::/\n",
      "sys/fs/cgroup/memory/a/b/memory.limit_in_bytes": "2097152\n",
      "sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n",
    ]
    #expect(try limit(old) == MemoryLimit(bytes: 2_097_152, words: words))
    // A container that sees its own group at the top.
    let own = ["proc/self/cgroup": "0::/elsewhere\n", "sys/fs/cgroup/memory.max": "4096\n"]
    #expect(try limit(own) == MemoryLimit(bytes: 4096, words: words))
  }
}
