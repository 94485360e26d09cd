import Foundation
import Records
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
        again.arrays.map { $0.floats?.map(\.bitPattern) }
          == checkpoint.arrays.map { $0.floats?.map(\.bitPattern) })
      #expect(
        again.arrays.map { $0.doubles?.map(\.bitPattern) }
          == checkpoint.arrays.map { $0.doubles?.map(\.bitPattern) })
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
}
