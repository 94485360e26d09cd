import Foundation
import Measurements
import Records
import Testing

@testable import Exchange

@Suite struct PlainTests {
  @Test func `an archive has room for all arrays, or is refused`() throws {
    let array = NumPyArray(shape: [1], values: [1])
    var archive = NumPyArchive((0..<300).map { .init(name: "a\($0)", array: array) })
    let bytes = try archive.encoded()
    #expect(try NumPyArchive(decoding: bytes, path: "a.npz") == archive)
    // Another number of arrays than there are.
    var wrong = bytes
    wrong[bytes.count - 12] = 200
    wrong[bytes.count - 11] = 0
    #expect(throws: ExchangeError.self) { try NumPyArchive(decoding: wrong, path: "a.npz") }
    archive.arrays = Array(repeating: .init(name: "a", array: array), count: 70_000)
    #expect {
      _ = try archive.encoded()
    } throws: { "\($0)".contains("it has room for 65534 arrays") }
  }

  private let table = SpikeTable(
    populations: ["a", "b"], sizes: [3, 2], times: [0.1, 1.25, 1.25], population: [0, 1, 0],
    unit: [2, 1, 0])

  @Test(arguments: ["h5", "csv", "npz"])
  func `spikes come back from a file with names`(_ ending: String) throws {
    try withFolder { folder in
      try SpikeFile.write(table, to: "\(folder)/s.\(ending)")
      let again = try SpikeFile.read("\(folder)/s.\(ending)")
      #expect(again.populations == ["a", "b"] && again.times == table.times)
      for name in 0..<2 {
        func units(_ t: SpikeTable) -> [Int] {
          (0..<3).filter { t.population[$0] == name }.map { t.unit[$0] }
        }
        #expect(units(again) == units(table))
      }
    }
  }

  @Test func `a gdf file counts units through all populations, from 1`() throws {
    try withFolder { folder in
      try SpikeFile.write(table, to: folder + "/s.gdf")
      #expect(
        try String(contentsOfFile: folder + "/s.gdf", encoding: .utf8)
          == "3\t0.1\n5\t1.25\n1\t1.25\n")
      let again = try SpikeFile.read(folder + "/s.gdf")
      #expect(again.populations == ["spikes"] && again.unit == [2, 4, 0])
    }
  }

  @Test func `an npz of numpy is read, and an own one has its bytes`() throws {
    let table = try SpikeFile.read(resource("spikes.npz"))
    #expect(table.populations == ["a"] && table.times == [1.5, 2.5] && table.unit == [3, 0])
    let bytes = try NumPyArchive([.init(name: "x", array: NumPyArray(shape: [1], values: [1]))])
      .encoded()
    #expect(bytes.prefix(4) == [0x50, 0x4B, 3, 4])
    #expect(try NumPyArchive(decoding: bytes, path: "x.npz")["x"]?.values == [1])
  }

  @Test func `arrays of 32 bits in Fortran's order are read`() throws {
    let path = resource("fortran-f4.npy")
    let array = try NumPyArray(decoding: try readBytes(of: path), path: path)
    #expect(array.shape == [2, 3] && array.values == [0, 1, 2, 3, 4, 5])
  }

  @Test(arguments: [
    ("x.csv", "timestamps population node_ids\n1.5 a\n", "line 2"),
    ("x.csv", "timestamps node_ids\n-1 0\n", "line 2"), ("x.csv", "time id\n1 1\n", "line 1"),
    ("x.gdf", "1 2.5\n0 3\n", "line 2"), ("x.gdf", "1 2.5\n\n# note\n7 nan\n", "line 4"),
  ])
  func `a wrong line is told by its number`(name: String, text: String, place: String) throws {
    try withFolder { folder in
      let path = folder + "/" + name
      try Data(text.utf8).write(to: URL(fileURLWithPath: path))
      do {
        _ = try SpikeFile.read(path)
        Issue.record("\(text) was read")
      } catch let error as ExchangeError {
        guard case .damaged(path, place, _) = error else {
          Issue.record("\(error)")
          return
        }
      }
    }
  }

  @Test func `checks are those of the standards`() {
    let digits = Array("123456789".utf8)
    #expect(CRC32.ieee(digits) == 0xCBF4_3926)
    #expect(CRC32.castagnoli(digits) == 0xE306_9283)
  }
}
