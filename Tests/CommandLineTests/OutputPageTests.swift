import Foundation
import Testing

/// Documentation/outputs.md against what the program prints.
@Suite struct OutputPageTests {
  /// All words in back quotes of the page, and the parts of those with dots.
  private static func documented() throws -> Set<String> {
    let page = try String(
      contentsOf: Tool.package.appendingPathComponent("Documentation/outputs.md"), encoding: .utf8)
    var words: Set<String> = []
    for (index, part) in page.split(separator: "`", omittingEmptySubsequences: false).enumerated()
    where index % 2 == 1 {
      for word in part.split(separator: ".") { words.insert(String(word)) }
    }
    return words
  }

  /// Keys of objects, at any depth; those below `free` are names of populations or projections.
  private func keys(_ value: Any) -> Set<String> {
    let free: Set = [
      "meanActivity", "silentFraction", "rateDifference", "learningRates", "numbers", "point",
      "dataSHA256",
    ]
    var result: Set<String> = []
    if let object = value as? [String: Any] {
      for (key, value) in object {
        result.insert(key)
        if !free.contains(key) || !(value is [String: Any]) { result.formUnion(keys(value)) }
      }
    } else if let list = value as? [Any] {
      for value in list { result.formUnion(keys(value)) }
    }
    return result
  }

  @Test func `every key that is printed stands on the page about outputs`() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("keys-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let documented = try Self.documented()
    func check(_ data: Data, _ place: String) throws {
      let found = keys(try JSONSerialization.jsonObject(with: data))
      #expect(!found.isEmpty, "\(place)")
      #expect(found.subtracting(documented).isEmpty, "\(place): \(found.subtracting(documented))")
    }
    for arguments in [
      ["run", "xor", "learning.epochs=1", "--json", "-q", "--out", "learn"],
      ["run", "lif-dc", "simulate.duration=100 ms", "--json", "-q", "--out", "simulate"],
      ["run", "xor", "-n", "--json"], ["check", "lif-dc", "--json"],
      ["sweep", "xor", "seed=1,2", "-n", "--json"], ["--version", "--json"],
      ["convert", "learn", "net.nir", "--json"], ["report", "learn", "--json"],
      ["evaluate", "learn", "-q", "--json"],
      ["bench", "gsl", "--repeat", "1", "-q", "--json"],
    ] {
      let outcome = try Tool.run(arguments: arguments, in: folder)
      #expect(outcome.status == 0, "\(arguments): \(outcome.errors)")
      try check(Data(outcome.output.utf8), arguments.joined(separator: " "))
    }
    for name in ["learn/run.json", "learn/result.json", "simulate/result.json"] {
      try check(try Data(contentsOf: folder.appendingPathComponent(name)), name)
    }
    let metrics = try String(
      contentsOf: folder.appendingPathComponent("learn/metrics.jsonl"), encoding: .utf8)
    for line in metrics.split(separator: "\n") { try check(Data(line.utf8), "metrics.jsonl") }
  }
}
