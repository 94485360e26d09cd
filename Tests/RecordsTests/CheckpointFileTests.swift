import Dispatch
import Foundation
import Measurements
import Records
import Synchronization
import Testing

/// Checkpoints on disk.
@Suite struct CheckpointFileTests {
  private let checkpoint = CheckpointFile(
    facts: Array("{\"epoch\":3}".utf8),
    arrays: [
      .floats([1.5, -0, .infinity]), .floats([]), .floats([Float(bitPattern: 3)]),
      .doubles([0.1, -0, .nan, Double(bitPattern: 5)]), .doubles([]),
    ])

  private func scratch(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder.appendingPathComponent("checkpoint.bin").path)
  }

  @Test func `what was written is read, bit for bit`() throws {
    try scratch { path in
      try checkpoint.write(to: path)
      let again = try CheckpointFile.read(from: path)
      #expect(again.facts == checkpoint.facts)
      #expect(
        again.arrays.map { $0.floats.map(\.bitPattern) }
          == checkpoint.arrays.map { $0.floats.map(\.bitPattern) })
      #expect(
        again.arrays.map { $0.doubles.map(\.bitPattern) }
          == checkpoint.arrays.map { $0.doubles.map(\.bitPattern) })
    }
  }

  @Test func `facts that are not finite are read back`() throws {
    struct Facts: Codable, Equatable {
      var drift: Double
      var error: Double?
      var agreements: [String: Double]
    }
    let facts = Facts(
      drift: .infinity, error: nil, agreements: ["a": .nan, "b": -.infinity, "c": 0.1])
    try scratch { path in
      try CheckpointFile(encoding: facts, arrays: []).write(to: path)
      let again = try #require(try CheckpointFile.read(from: path).facts(as: Facts.self))
      #expect(again.drift == .infinity)
      #expect(again.error == nil)
      #expect(try #require(again.agreements["a"]).isNaN)
      #expect(again.agreements["b"] == -.infinity)
      #expect(again.agreements["c"] == 0.1)
    }
  }

  @Test func `any changed byte is noticed`() throws {
    try scratch { path in
      let bytes = checkpoint.encoded
      for position in bytes.indices {
        var damaged = bytes
        damaged[position] ^= 0x10
        try Data(damaged).write(to: URL(fileURLWithPath: path))
        #expect(throws: RecordError.self) { try CheckpointFile.read(from: path) }
      }
    }
  }

  @Test func `any length of a cut file is noticed`() throws {
    try scratch { path in
      let bytes = checkpoint.encoded
      for count in 0..<bytes.count {
        try Data(bytes[..<count]).write(to: URL(fileURLWithPath: path))
        #expect(throws: RecordError.self) { try CheckpointFile.read(from: path) }
      }
    }
  }

  @Test func `a checkpoint of another format is refused, with both formats`() throws {
    try scratch { path in
      let bytes = Array("EQUISPIKE-CHECKPOINT 2\n".utf8) + checkpoint.encoded.dropFirst(23)
      try Data(bytes).write(to: URL(fileURLWithPath: path))
      #expect(
        throws: RecordError.damaged(
          path: path,
          reason: "found checkpoint format 2 of another version of this program, expected format 3")
      ) { try CheckpointFile.read(from: path) }
    }
  }

  @Test func `the checkpoint before a damaged one is used, and that is said`() throws {
    try scratch { path in
      try checkpoint.write(to: path)
      var newer = checkpoint
      newer.arrays[0] = .floats([7])
      try newer.write(to: path)
      #expect(try CheckpointFile.read(from: path).encoded == newer.encoded)
      try Data([1, 2, 3]).write(to: URL(fileURLWithPath: path))
      var warnings: [String] = []
      let found = try CheckpointFile.read(from: path) { warnings.append($0) }
      #expect(found.encoded == checkpoint.encoded)
      #expect(warnings.count == 1 && warnings[0].contains("before it"))
    }
  }

  @Test func `a damaged checkpoint that was set aside does not push out the good one`() throws {
    try scratch { path in
      try checkpoint.write(to: path)
      try checkpoint.write(to: path)
      try Data([1, 2, 3]).write(to: URL(fileURLWithPath: path))
      CheckpointFile.setAside(path)
      var newer = checkpoint
      newer.arrays[0] = .floats([7])
      try newer.write(to: path)
      try Data([4, 5, 6]).write(to: URL(fileURLWithPath: path))
      #expect(try CheckpointFile.read(from: path).encoded == checkpoint.encoded)
      #expect(FileManager.default.contents(atPath: path + ".damaged") == Data([1, 2, 3]))
    }
  }

  @Test func `at no moment of writing is there no checkpoint`() throws {
    try scratch { path in
      try checkpoint.write(to: path)
      let isEnough = Atomic<Bool>(false)
      let missing = Atomic<Int>(0)
      let looks = Atomic<Int>(0)
      let hasLooked = DispatchSemaphore(value: 0)
      let looker = Thread {
        while !isEnough.load(ordering: .relaxed) {
          if !FileManager.default.fileExists(atPath: path) { missing.add(1, ordering: .relaxed) }
          if looks.add(1, ordering: .relaxed).newValue == 100 { hasLooked.signal() }
        }
      }
      looker.start()
      for _ in 0..<200 { try checkpoint.write(to: path) }
      hasLooked.wait()
      isEnough.store(true, ordering: .relaxed)
      #expect(missing.load(ordering: .relaxed) == 0)
      let names = try FileManager.default.contentsOfDirectory(
        atPath: URL(fileURLWithPath: path).deletingLastPathComponent().path)
      #expect(names.sorted() == ["checkpoint.bin", "checkpoint.bin.previous"])
    }
  }
}
