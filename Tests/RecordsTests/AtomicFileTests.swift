import Foundation
import Testing

@testable import Records

@Suite struct AtomicFileTests {
  @Test func `a file that is not committed leaves nothing`() throws {
    let folder = try ScratchFolder()
    do {
      let file = try AtomicFile("\(folder.path)/a.txt")
      try file.write(Array("half".utf8))
      #expect(folder.names.count == 1)
    }
    #expect(folder.names.isEmpty)
  }

  @Test func `a committed file replaces the one before`() throws {
    let folder = try ScratchFolder()
    try AtomicFile.write("one", to: "\(folder.path)/a.txt")
    try AtomicFile.write("two", to: "\(folder.path)/a.txt")
    #expect(folder.names == ["a.txt"])
    #expect(try folder.text("a.txt") == "two")
  }

  @Test func `a full disk is an error, and the file before stays as it was`() throws {
    let disk = try SmallDisk()
    guard disk.isMounted else { return }  // Mounting needs root; /dev/full is tested below.
    try AtomicFile.write("before", to: "\(disk.path)/a.txt")
    let error = #expect(throws: RecordError.self) {
      try AtomicFile.write([UInt8](repeating: 1, count: 1_048_000), to: "\(disk.path)/a.txt")
    }
    #expect(
      error == .refused(.write, path: "\(disk.path)/a.txt", reason: SystemReason(ENOSPC)))
    #expect(error?.description.contains("no space left on device") == true)
    #expect(try FileManager.default.contentsOfDirectory(atPath: disk.path) == ["a.txt"])
    #expect(try readBytes(of: "\(disk.path)/a.txt") == Array("before".utf8))
  }

  @Test func `a file known to be too large is refused before it is begun`() throws {
    let disk = try SmallDisk()
    guard disk.isMounted else { return }
    let error = #expect(throws: RecordError.self) {
      try AtomicFile.write([UInt8](repeating: 1, count: 3_000_000), to: "\(disk.path)/a.txt")
    }
    guard case .noSpace(_, 3_000_000, let available) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(available <= 1 << 20)
  }

  @Test func `metrics on a full disk keep whole lines only`() throws {
    let disk = try SmallDisk()
    guard disk.isMounted else { return }
    let metrics = try MetricsWriter("\(disk.path)/metrics.jsonl")
    let long = String(repeating: "x", count: 100_000)
    #expect(throws: RecordError.self) {
      for index in 0..<100 { try metrics.append(record: ["i": "\(index)", "text": long]) }
    }
    let bytes = try readBytes(of: "\(disk.path)/metrics.jsonl")
    #expect(bytes.last == UInt8(ascii: "\n"))
    #expect(bytes.split(separator: UInt8(ascii: "\n")).allSatisfy { $0.last == UInt8(ascii: "}") })
  }

  @Test func `a device without room refuses a line of metrics`() throws {
    let metrics = try MetricsWriter("/dev/full")
    let error = #expect(throws: RecordError.self) { try metrics.append(record: ["epoch": 1]) }
    #expect(error == .refused(.write, path: "/dev/full", reason: SystemReason(ENOSPC)))
    #expect(error?.remedy.contains("Free some space") == true)
  }

  @Test func `a file below a file is not a directory`() throws {
    let folder = try ScratchFolder()
    try AtomicFile.write("", to: "\(folder.path)/file")
    let error = #expect(throws: RecordError.self) {
      try AtomicFile.write("", to: "\(folder.path)/file/b")
    }
    #expect(error?.description.contains("not a directory") == true)
  }
}

/// A file system of 1 MiB in memory, where mounting is permitted.
private final class SmallDisk {
  let folder: ScratchFolder
  let isMounted: Bool
  var path: String { folder.path }

  init() throws {
    folder = try ScratchFolder()
    isMounted = Self.run("mount", "-t", "tmpfs", "-o", "size=1m", "equispike", folder.path)
  }

  deinit { if isMounted { _ = Self.run("umount", folder.path) } }

  private static func run(_ words: String...) -> Bool {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = words
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }
}
