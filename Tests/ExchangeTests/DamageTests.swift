import Foundation
import Networks
import Quantities
import Records
import Testing

@testable import Exchange

/// Files that were cut off or changed are read, or refused with a clear error, but nothing worse.
@Suite struct DamageTests {
  /// The bytes with damage: a few are flipped, or the end is cut off.
  private func damaged(_ bytes: [UInt8], _ number: Int) -> [UInt8] {
    var stream = Seed(UInt64(number)).stream()
    var bytes = bytes
    if number % 8 == 0 { return Array(bytes.prefix(stream.below(bytes.count))) }
    for _ in 0..<1 + stream.below(4) {
      bytes[stream.below(bytes.count)] ^= UInt8(1 << stream.below(8))
    }
    return bytes
  }

  private func isClear(_ error: any Error) -> Bool {
    switch error {
    case ExchangeError.damaged(let file, _, let reason): !file.isEmpty && !reason.isEmpty
    case ExchangeError.unsupported, ExchangeError.record(.damaged): true
    default: false
    }
  }

  private func survive(
    _ bytes: [UInt8], times: Int, _ read: ([UInt8]) throws -> Void
  ) {
    var refused = 0
    for number in 0..<times {
      do { try read(damaged(bytes, number)) } catch {
        refused += 1
        #expect(isClear(error), "\(error)")
      }
    }
    #expect(refused > times / 20, "only \(refused) of \(times) were refused")
  }

  @Test func `damaged NIR files`() throws {
    for name in ["fixed-strings.nir", "by-nir.nir"] {
      survive(try readBytes(of: resource(name)), times: 400) { bytes in
        let graph = try NIRFile.decode(bytes, file: "damaged.nir")
        _ = try NIRImport.network(graph, file: "damaged.nir")
        _ = try? NIRImport.network(
          graph, file: "damaged.nir",
          conventions: NIRConventions(step: 1.ms, inputs: .spikes, isEuler: true))
      }
    }
  }

  @Test func `damaged SONATA files`() throws {
    survive(try readBytes(of: resource("bmtk-spikes.h5")), times: 400) {
      _ = try SONATASpikes.decode($0, file: "damaged.h5")
    }
  }

  @Test func `damaged NumPy files`() throws {
    survive(try readBytes(of: resource("spikes.npz")), times: 800) {
      _ = try NumPyArchive(decoding: $0, path: "damaged.npz")
    }
    survive(try readBytes(of: resource("fortran-f4.npy")), times: 800) {
      do { _ = try NumPyArray(decoding: $0, path: "damaged.npy") } catch let error as RecordError {
        throw ExchangeError.record(error)
      }
    }
  }

  @Test func `a small file that claims many elements is refused at once`() throws {
    var bytes = try readBytes(of: resource("bmtk-spikes.h5"))
    // The one size of the first data space, 3, stands as 64 bits after version, rank and flags.
    let mark: [UInt8] = [3, 0, 0, 0, 0, 0, 0, 0]
    let places = bytes.indices.filter { bytes[$0...].starts(with: mark) }
    #expect(!places.isEmpty)
    for place in places { bytes[place + 7] = 0x0D }
    #expect(throws: ExchangeError.self) { try SONATASpikes.decode(bytes, file: "huge.h5") }
    let header = "{'descr': '<f8', 'fortran_order': False, 'shape': (4611686018427387904,), }"
    let huge =
      [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.utf8.count), 0] + Array(header.utf8)
    #expect(throws: RecordError.self) { try NumPyArray(decoding: huge, path: "huge.npy") }
  }

  @Test func `whatever the library does with a file, this process only sees its answers`() throws {
    // Each file is opened and asked for everything: the process that dies of it is another one.
    let bytes = try readBytes(of: resource("by-nir.nir"))
    var endings: [String: Int] = [:]
    for number in 0..<300 {
      do {
        try HDF5.read(damaged(bytes, 8 * number + 1), from: "x.nir") {
          (reader) throws(ExchangeError) in
          for name in try reader.names(in: "/node/nodes") {
            for part in try reader.names(in: "/node/nodes/" + name) {
              let path = "/node/nodes/\(name)/\(part)"
              guard reader.kind(at: path) == .dataset else { continue }
              do throws(ExchangeError) { _ = try reader.doubles(at: path) } catch {
                _ = try reader.strings(at: path)
              }
            }
          }
        }
        endings["read", default: 0] += 1
      } catch {
        #expect(isClear(error), "\(error)")
        endings["refused", default: 0] += 1
      }
    }
    #expect(endings["read", default: 0] > 20 && endings["refused", default: 0] > 20, "\(endings)")
  }

  @Test func `a question after the process has gone is damage, and so is the whole reading`() throws
  {
    let bytes = try readBytes(of: resource("by-nir.nir"))
    let error = #expect(throws: ExchangeError.self) {
      try HDF5.read(bytes, from: "x.nir") { (reader) throws(ExchangeError) in
        #expect(reader.kind(at: "/node") == .group)
        // A path that is longer than any: the process ends rather than believing it.
        #expect(reader.kind(at: String(repeating: "/x", count: 40_000)) == .nothing)
        #expect(reader.kind(at: "/node") == .nothing)
      }
    }
    #expect(error.map { "\($0)" }?.contains("'x.nir'") == true)
    #expect(error.map { "\($0)" }?.contains("damaged") == true)
  }

  @Test func `answers of any length come whole`() throws {
    try withFolder { folder in
      let path = folder + "/long.h5"
      let values = (0..<3_000_000).map { Double($0) / 3 }
      try HDF5.write(to: path) { (writer) throws(ExchangeError) in
        try writer.write(values, shape: [1000, 3000], at: "/x")
        try writer.write(["", "ä", "a b"], shape: [3], at: "/texts")
      }
      let bytes = try readBytes(of: path)
      let (read, texts) = try HDF5.read(bytes, from: path) { (reader) throws(ExchangeError) in
        (try reader.doubles(at: "/x"), try reader.strings(at: "/texts").values)
      }
      #expect(read.shape == [1000, 3000] && read.values == values)
      #expect(texts == ["", "ä", "a b"])
    }
  }

  @Test(arguments: ["external-link", "external-storage", "virtual-data-set"])
  func `a file that takes its data from other files is refused`(_ name: String) {
    let error = #expect(throws: ExchangeError.self) { try NIRFile.read(resource(name + ".nir")) }
    #expect(error.map { "\($0)" }?.contains("takes data from other files") == true)
  }

  @Test func `links within a file are followed`() throws {
    let graph = try NIRFile.read(resource("soft-link.nir"))
    #expect(graph.nodes["fc"]?.parameters["weight"] == .init(shape: [2, 2], [1, 2, 3, 4]))
  }

  @Test func `no elements in rows of more than can be counted are refused`() throws {
    try withFolder { folder in
      let path = folder + "/x.h5"
      try HDF5.write(to: path) { (writer) throws(ExchangeError) in
        try writer.write([Double](), shape: [0, 7777], at: "/x")
      }
      var bytes = try readBytes(of: path)
      let mark: [UInt8] = [0x61, 0x1E, 0, 0, 0, 0, 0, 0]
      let places = bytes.indices.filter { bytes[$0...].starts(with: mark) }
      #expect(!places.isEmpty)
      for place in places { bytes[place + 7] = 0xFF }
      #expect(throws: ExchangeError.self) {
        try HDF5.read(bytes, from: "x.h5") { (reader) throws(ExchangeError) in
          try reader.doubles(at: "/x").shape
        }
      }
    }
  }

  @Test func `an archive whose directory names a member twice is refused`() throws {
    let array = NumPyArray(shape: [100], values: [Double](repeating: 1, count: 100))
    var bytes = try NumPyArchive([.init(name: "x", array: array)]).encoded()
    let end = bytes.count - 22
    let start = (0..<4).reduce(0) { $0 | Int(bytes[end + 16 + $1]) << (8 * $1) }
    bytes.insert(contentsOf: bytes[start..<end], at: end)
    bytes[bytes.count - 12] = 2
    let error = #expect(throws: ExchangeError.self) {
      try NumPyArchive(decoding: bytes, path: "x.npz")
    }
    #expect(error.map { "\($0)" }?.contains("overlap") == true)
  }
}
