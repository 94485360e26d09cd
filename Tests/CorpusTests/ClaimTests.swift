import Foundation
import Measurements
import Testing

@testable import Records

/// Small files that claim to be huge are refused before anything is allocated for what they claim. Were it tried, the
/// process would die: no machine has 8 exabytes.
@Suite struct ClaimTests {
  /// 10^18, and counts whose bytes do not fit into 64 bits.
  static let counts = [1_000_000_000_000_000_000, 4_611_686_018_427_387_904, Int.max]

  private func refused(_ reader: Reader, _ bytes: [UInt8], saying words: String) throws {
    #expect(bytes.count <= 400)
    let error = #expect(throws: (any Error).self) { try reader.read(bytes) }
    let text = error.map { "\($0)" } ?? ""
    #expect(error.map(Reader.isClear) == true)
    #expect(text.contains(words), "\(text)")
  }

  private func little(_ value: Int, _ count: Int = 8) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  @Test func `IDX`() throws {
    // 10^6 x 10^6 x 10^6, and 255 dimensions of 2^32 - 1.
    let million: [UInt8] = [0, 0x0F, 0x42, 0x40]
    let cube: [UInt8] = [0, 0, 8, 3] + million + million + million
    try refused(.idx, cube + [1, 2, 3], saying: "elements of 1 bytes")
    let many: [UInt8] = [0, 0, 14, 90] + [UInt8](repeating: 0xFF, count: 360)
    try refused(.idx, many, saying: "elements of 8 bytes")
  }

  @Test func `IDX in gzip`() throws {
    let cube: [UInt8] = [0, 0, 8, 3, 0, 0x0F, 0x42, 0x40, 0, 0x0F, 0x42, 0x40, 0, 0x0F, 0x42, 0x40]
    let packed: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 1, 16, 0, 0xEF, 0xFF] + cube
    try refused(
      .idx, packed + little(Int(CRC32.ieee(cube)), 4) + little(16, 4), saying: "can hold")
  }

  /// A `.npy` of this shape that holds three bytes.
  private func array(_ shape: String) -> [UInt8] {
    let header = "{'descr': '<f8', 'fortran_order': False, 'shape': (\(shape)), }\n"
    return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.utf8.count), 0] + Array(header.utf8)
      + [1, 2, 3]
  }

  @Test(arguments: counts) func `npy`(_ count: Int) throws {
    try refused(.npy, array("\(count),"), saying: "not 3")
    try refused(.npy, array("1000000000, 1000000000"), saying: "not 3")
    try refused(.npy, array("\(count), \(count), 0"), saying: "not 3")
  }

  @Test(arguments: counts) func `npz`(_ count: Int) throws {
    let name = Array("x.npy".utf8), content = array("\(count),")
    let facts =
      little(20, 2) + little(0, 8) + little(Int(CRC32.ieee(content)), 4) + little(content.count, 4)
      + little(content.count, 4) + little(name.count, 2) + little(0, 2)
    let member = little(0x0403_4B50, 4) + facts + name + content
    let entry = little(0x0201_4B50, 4) + little(20, 2) + facts + little(0, 14) + name
    func end(_ members: Int) -> [UInt8] {
      little(0x0605_4B50, 4) + little(0, 4) + little(members, 2) + little(members, 2)
        + little(entry.count, 4) + little(member.count, 4) + little(0, 2)
    }
    try refused(.npz, member + entry + end(1), saying: "not 3")
    try refused(.npz, member + entry + end(0xFFFF), saying: "not 3")
  }

  @Test(arguments: counts) func `a checkpoint`(_ count: Int) throws {
    let magic = Array("EQUISPIKE-CHECKPOINT 3\n".utf8)
    // The length of the facts, the number of arrays, the length of an array: each one may lie.
    try refused(.checkpoint, magic + little(count), saying: "a length is wrong")
    let facts = little(2) + Array("{}".utf8)
    try refused(.checkpoint, magic + facts + little(count), saying: "a length is wrong")
    try refused(
      .checkpoint, magic + facts + little(1) + little(count) + little(8),
      saying: "a length is wrong")
    try refused(
      .checkpoint, magic + facts + little(1) + little(1) + little(count),
      saying: "a length is wrong")
  }

  @Test(arguments: counts) func `a raster`(_ count: Int) throws {
    func raster(_ sizes: String, _ names: String) -> [UInt8] {
      let spikes =
        "{\"populations\":[\(names)],\"sizes\":[\(sizes)],\"times\":[],\"population\":[],\"unit\":[]}"
      let rest = "\"phases\":[],\"traces\":[],\"start\":0,\"end\":1,\"label\":\"\""
      return Array("{\"spikes\":\(spikes),\(rest)}".utf8)
    }
    try refused(.raster, raster("\(count)", "\"a\""), saying: "from 0 to 10⁷")
    // Each one is fine, but not all together.
    let many = [String](repeating: "9999999", count: 9).joined(separator: ",")
    let names = [String](repeating: "\"a\"", count: 9).joined(separator: ",")
    try refused(.raster, raster(many, names), saying: "from 0 to 10⁷")
  }

  @Test(arguments: counts) func `spikes as text`(_ count: Int) throws {
    try refused(
      .spikes, Array("timestamps population node_ids\n1 a \(count)\n".utf8), saying: "line 1")
    try refused(.spikes, Array("\(count) 1.5\n".utf8), saying: "is not an id")
    try refused(
      .tables, Array("timestamps population node_ids\n1 a 999999999\n".utf8), saying: "time_ms")
    let path = FileManager.default.temporaryDirectory.path + "/claim-\(UUID()).csv"
    try Data("timestamps population node_ids\n1 a 999999999\n".utf8).write(
      to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    #expect(throws: RecordError.self) { try SpikeTable(csv: path, populations: []) }
  }

  @Test func `a model`() throws {
    func model(_ size: String, _ more: String = "") -> [UInt8] {
      Array(
        """
        name: big
        network:
          populations: {a: {kind: lif, size: \(size), C_m: 1 pF}}
          projections: [\(more)]
        simulate: {duration: 1 ms}
        """.utf8)
    }
    for size in ["1000000000", "1000000000000000000", "1e18", "99999999999999999999"] {
      try refused(.model, model(size), saying: "'size' must be a whole number from 1 to 10000000")
    }
    let list = "{from: a, to: a, weights: {list: [1]}}"
    try refused(.model, model("10000000", list), saying: "'list' has 1 values for 100000000000000")
  }
}
