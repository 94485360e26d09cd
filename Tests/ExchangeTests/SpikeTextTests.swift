import Foundation
import Measurements
import Records
import Testing

@testable import Exchange

/// Spikes as text, as NEST, bmtk and editors leave it.
@Suite struct SpikeTextTests {
  private static let head = "# NEST version: 3.8.0\n# RecordingBackendASCII version: 2\n"
  private static let spikes = "sender\ttime_ms\n5\t9.3\n6\t10.1\n5\t20.0\n"
  private static let steps =
    head + "sender\ttime_step\ttime_offset\n5\t93\t0.000\n6\t101\t0.05\n5\t3\t0\n"

  private func table(
    _ text: String, _ name: String = "x.dat", resolution: Double? = nil
  ) throws -> SpikeTable {
    try withFolder { folder in
      try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/" + name))
      return try SpikeFile.read(folder + "/" + name, resolution: resolution)
    }
  }

  private func refusal(_ text: String, _ name: String = "x.dat") -> String {
    let error = #expect(throws: ExchangeError.self) { try table(text, name) }
    return error.map { "\($0)" } ?? ""
  }

  /// The same three spikes, as different programs leave them.
  static let variants: [(String, String)] = [
    ("x.dat", head + spikes), ("x.gdf", head + spikes), ("x.txt", head + spikes),
    ("x.csv", "sender,time_ms\n5,9.3\n6,10.1\n5,20.0\n"), ("x.dat", spikes),
    ("x.dat", "5\t9.3\n6\t10.1\n5\t20.0\n"), ("x.gdf", "5 9.3\n6 10.1\n5 20.0"),
    ("x.gdf", "5\t9.3\t\n6\t10.1\t\n5\t20.0\t\n"), ("x.gdf", "5,9.3\n6,10.1\n5,20.0\n"),
    ("x.gdf", "  5   9.3 \n\n# a note\n6 10.1\n5 20\n\n\n"),
    ("x.dat", head + "time_ms\tsender\n9.3\t5\n10.1\t6\n20.0\t5\n"),
  ]

  @Test(arguments: variants.indices, ["", "mark", "CRLF", "CR", "mark and CRLF"])
  func `files of NEST are read however they were saved`(_ index: Int, ends: String) throws {
    var text = Self.variants[index].1
    if ends.contains("CRLF") {
      text = text.replacingOccurrences(of: "\n", with: "\r\n")
    } else if ends == "CR" {
      text = text.replacingOccurrences(of: "\n", with: "\r")
    }
    if ends.contains("mark") { text = "\u{FEFF}" + text }
    let table = try table(text, Self.variants[index].0)
    #expect(table.populations == ["spikes"] && table.unit == [4, 5, 4])
    #expect(table.times == [9.3, 10.1, 20])
  }

  @Test func `times in steps need the resolution, and are the numbers that are written so`() throws
  {
    let text = refusal(Self.steps)
    #expect(text.contains("line 4") && text.contains("resolution"))
    #expect(text.contains("--resolution 0.1") && text.contains("'resolution: 0.1 ms'"))
    let table = try table(Self.steps, resolution: 0.1)
    #expect(table.times == [0.3, 9.3, 10.1 - 0.05] && table.unit == [4, 4, 5])
    #expect(
      try self.table(Self.head + "sender time_step\n1 3\n", resolution: 0.025).times == [0.075])
  }

  @Test(arguments: [
    (Self.head + "sender\ttime_ms\tV_m\n1\t1.0\t-70\n", ["line 3", "V_m", "multimeter"]),
    ("1 93 0.0\n", ["line 1", "3 fields", "time_step"]), ("sender\n5\n", ["line 1", "time_ms"]),
    ("sender time_ms\n0 1\n", ["line 2", "'0' is not an id of 1 or more"]),
    ("sender time_ms\n1\n", ["line 2", "1 fields"]),
    ("sender time_ms\n1 early\n", ["line 2", "'early'"]),
  ])
  func `what cannot be spikes of NEST is refused with the line`(
    _ text: String, _ words: [String]
  ) throws {
    let found = refusal(text)
    for word in words { #expect(found.contains(word), "\(found)") }
  }

  @Test func `text in UTF-16 is refused with the remedy`() throws {
    try withFolder { folder in
      let path = folder + "/x.dat"
      try #require("1 2.5\n".data(using: .utf16)).write(to: URL(fileURLWithPath: path))
      let error = #expect(throws: ExchangeError.self) { try SpikeFile.read(path) }
      #expect(error.map { "\($0)" }?.contains("UTF-16") == true)
    }
  }

  @Test(arguments: [
    "timestamps population node_ids\n1.5 a 0\n2.5 b 1\n",
    "timestamps\tpopulation\tnode_ids\n1.5\ta\t0\n2.5\tb\t1\n",
    "timestamps,population,node_ids\n1.5,a,0\n2.5,b,1\n",
    "timestamps, population, node_ids\n1.5, a, 0\n\n2.5, b, 1\n",
    "\"timestamps\";\"population\";\"node_ids\"\n1.5;\"a\";0\n2.5;\"b\";1\n",
    "node_ids population timestamps\n0 a 1.5\n1 b 2.5\n",
    "\u{FEFF}timestamps population node_ids\r\n1.5 a 0\r\n2.5 b 1\r\n",
    "# by hand\ntimestamps population gids\n1.5 a 0\n2.5 b 1\n",
  ])
  func `tables of bmtk are read with any separator`(_ text: String) throws {
    let table = try table(text, "x.csv")
    #expect(table.populations == ["a", "b"] && table.times == [1.5, 2.5] && table.unit == [0, 1])
  }

  @Test func `a name may hold spaces where other marks separate`() throws {
    let table = try table("timestamps,population,node_ids\n1.5,layer 4,0\n", "x.csv")
    #expect(table.populations == ["layer 4"])
  }
}
