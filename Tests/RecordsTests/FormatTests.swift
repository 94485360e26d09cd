import Measurements
import Quantities
import Testing

@testable import Records

@Suite struct FormatTests {
  private struct Sample: Encodable {
    var b = 0.1
    var a: [Double] = [1, .nan, -.infinity, 1e-300]
    var path = "a/b \"c\""
  }

  @Test func `JSON has sorted keys and null for what is not a number`() throws {
    let text = String(decoding: try JSONText.encode(Sample(), as: .line), as: UTF8.self)
    #expect(text == #"{"a":[1,null,null,1e-300],"b":0.1,"path":"a/b \"c\""}"#)
  }

  @Test func `JSON has the same bytes each time, whatever the order of a dictionary`() throws {
    let pairs = (0..<50).map { ("key\($0)", Double($0) / 3) }
    let one = Dictionary(uniqueKeysWithValues: pairs)
    let other = Dictionary(uniqueKeysWithValues: pairs.reversed())
    #expect(try JSONText.encode(one) == JSONText.encode(other))
  }

  @Test func `metrics are one object a line, added to what is there`() throws {
    let folder = try ScratchFolder()
    let path = "\(folder.path)/metrics.jsonl"
    let metrics = try MetricsWriter(path)
    try metrics.append(record: ["name": "x\"\n\u{1}"])
    #expect(try folder.text("metrics.jsonl").hasSuffix("\n"))
    try metrics.append(record: Sample())
    try metrics.close()
    let again = try MetricsWriter(path)
    try again.append(record: ["ok": true])
    #expect(
      try folder.text("metrics.jsonl").split(separator: "\n").map(String.init) == [
        #"{"name":"x\"\n\u0001"}"#, #"{"a":[1,null,null,1e-300],"b":0.1,"path":"a/b \"c\""}"#,
        #"{"ok":true}"#,
      ])
  }

  @Test func `a NumPy file has the header that NumPy writes, and reads back exactly`() throws {
    let array = NumPyArray(shape: [2, 3], values: [0, -1.5, .pi, 1e-300, .infinity, -0.0])
    let bytes = array.encoded()
    // As numpy.save writes it: 118 bytes of header, filled up with spaces.
    var header: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0]
    header += Array("{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }".utf8)
    header += [UInt8](repeating: 0x20, count: 127 - header.count) + [0x0A]
    #expect(Array(bytes[..<128]) == header)
    #expect(bytes.count == 128 + 48)
    #expect(try NumPyArray(decoding: bytes) == array)
    for shape in [[], [1], [0, 4]] {
      let array = NumPyArray(
        shape: shape, values: [Double](repeating: 2, count: shape.reduce(1, *)))
      #expect(try NumPyArray(decoding: array.encoded()) == array)
      #expect((array.encoded().count - 8 * array.values.count) % 64 == 0)
    }
  }

  @Test func `weights of each projection get a file of their own, named after it`() {
    let long = String(repeating: "x", count: 90)
    let files = WeightFiles(
      projections: ["hidden → output", "a->b", "a-b", long + "1", long + "2", "b.bias"],
      populations: ["a", "b"])
    #expect(files.weights(of: "hidden → output") == "weights/hidden-output.npy")
    #expect(files.weights(of: "a->b") == "weights/a-b.npy")
    #expect(files.weights(of: "a-b") == "weights/a-b-2.npy")
    #expect(files.weights(of: long + "1") != files.weights(of: long + "2"))
    #expect(files.weights(of: "b.bias") == "weights/b.bias.npy")
    #expect(files.currents(of: "a") == "weights/a.bias.npy")
    #expect(files.currents(of: "b") == "weights/b-2.bias.npy")
    #expect(files.projection(in: "weights/a-b-2.npy") == "a-b")
  }

  @Test func `a damaged NumPy file is an error that says why`() {
    let bytes = NumPyArray(shape: [2], values: [1, 2]).encoded()
    for damaged in [[], Array("hello world".utf8), Array(bytes[..<20]), Array(bytes.dropLast())] {
      #expect(throws: RecordError.self) { try NumPyArray(decoding: damaged) }
    }
  }

  @Test func `spikes are written as the page about outputs says, and as NEST reads them`() throws {
    let folder = try ScratchFolder()
    let spikes = SpikeTable(
      populations: ["in put", "out"], sizes: [3, 2], times: [0.5, 1.25], population: [0, 1],
      unit: [2, 0])
    try spikes.writeCSV(to: "\(folder.path)/s.csv")
    try spikes.writeGDF(to: "\(folder.path)/s.gdf")
    #expect(
      try folder.text("s.csv") == "time_ms,population,unit\n0.5,in_put,2\n1.25,out,0\n")
    #expect(try folder.text("s.gdf") == "3\t0.5\n4\t1.25\n")
  }

  @Test func `traces are CSV with quotes where a name needs them`() throws {
    let folder = try ScratchFolder()
    let table = TraceTable(
      times: [0, 0.5],
      columns: [.init(name: "v", values: [-65, .nan]), .init(name: "a,\"b\"", values: [1])])
    try table.writeCSV(to: "\(folder.path)/t.csv")
    #expect(try folder.text("t.csv") == "time_ms,v,\"a,\"\"b\"\"\"\n0.0,-65.0,1.0\n0.5,,\n")
  }

  @Test func `a sample is as large as asked, within range, and the same each time`() {
    let chosen = sample(120, of: 784, seed: Seed(1))
    #expect(Set(chosen).count == 120)
    #expect(chosen == chosen.sorted() && chosen.allSatisfy { (0..<784).contains($0) })
    #expect(chosen == sample(120, of: 784, seed: Seed(1)))
    #expect(chosen != sample(120, of: 784, seed: Seed(2)))
    #expect(sample(120, of: 3, seed: Seed(1)) == [0, 1, 2])
  }

  @Test func `updates that agree but for a factor have cosine 1`() {
    let group = Scatter(
      name: "a", reference: [1, -2, 0], update: [3, -6, 0], limit: 2)
    #expect(abs(group.cosine - 1) < 1e-15)
    #expect(group.signAgreement == 1)
    #expect(group.count == 3 && group.update.count == 2)
  }

  @Test(arguments: [
    ("hidden → output", "hidden-output"), ("../../etc", "etc"), ("", "unnamed"), ("a b/c", "a-b-c"),
    ("→", "unnamed"), ("W1.npy", "W1.npy"),
  ])
  func `file names are safe`(name: String, file: String) { #expect(safeFileName(name) == file) }
}
