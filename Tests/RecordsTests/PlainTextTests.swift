import Foundation
import Measurements
import Quantities
import Records
import Testing

@Suite struct PlainTextTests {
  @Test(arguments: ["a\nb\n", "a\r\nb\r\n", "a\rb\r", "\u{FEFF}a\nb\n", "\u{FEFF}a\r\nb\r\n"])
  func `marks and ends of lines of other systems are taken off`(_ text: String) {
    #expect(PlainText.normalized(text) == "a\nb\n")
    #expect(PlainText.normalized(Array(text.utf8)) == Array("a\nb\n".utf8))
  }

  @Test func `text of this system stays as it is`() {
    for text in ["", "a", "\n\n", "ä\n"] { #expect(PlainText.normalized(text) == text) }
    #expect(PlainText.normalized([0xFF, 0xFE, 0x41, 0]) == nil)
    #expect(PlainText.normalized([0xFE, 0xFF, 0, 0x41]) == nil)
  }

  @Test func `spikes and traces are read whatever an editor made of their ends of lines`() throws {
    let folder = try ScratchFolder()
    let path = folder.path + "/table.csv"
    var stream = Seed(2).stream()
    for _ in 0..<20 {
      let count = stream.below(30)
      var spikes = SpikeTable(populations: ["a", "b"], sizes: [9, 40])
      spikes.times = (0..<count).map { _ in stream.uniform(0, 100) }
      spikes.population = (0..<count).map { _ in stream.below(2) }
      spikes.unit = (0..<count).map { _ in stream.below(9) }
      let traces = TraceTable(
        times: spikes.times,
        columns: [
          .init(name: "V a 0, \"x\" (mV)", values: (0..<count).map { _ in stream.uniform() })
        ])
      for end in ["\n", "\r\n", "\r"] {
        for mark in ["", "\u{FEFF}"] {
          func rewrite() throws {
            let text = try folder.text("table.csv").replacing("\n", with: end)
            try Data((mark + text).utf8).write(to: URL(fileURLWithPath: path))
          }
          try spikes.writeCSV(to: path)
          try rewrite()
          #expect(try SpikeTable(csv: path, populations: [("a", 9), ("b", 40)]) == spikes)
          try traces.writeCSV(to: path)
          try rewrite()
          #expect(try TraceTable(csv: path) == traces)
        }
      }
    }
  }

  @Test func `tables in UTF-16 are refused with the remedy`() throws {
    let folder = try ScratchFolder()
    let path = folder.path + "/table.csv"
    try Data([0xFF, 0xFE, 0x74, 0]).write(to: URL(fileURLWithPath: path))
    let expected = RecordError.damaged(path: path, reason: PlainText.isUTF16)
    #expect(throws: expected) { try SpikeTable(csv: path, populations: []) }
    #expect(throws: expected) { try TraceTable(csv: path) }
  }
}
