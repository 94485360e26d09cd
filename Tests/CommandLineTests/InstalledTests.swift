import Foundation
import Testing

/// A program that is installed below a prefix.
@Suite struct InstalledTests {
  private static func write(_ text: String, to file: URL) throws {
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  @Test func `an installed program has its own models and version in a folder with other ones`()
    throws
  {
    try Tool.withFolder { folder in
      let program = folder.appendingPathComponent("prefix/bin/equispike")
      try FileManager.default.createDirectory(
        at: program.deletingLastPathComponent(), withIntermediateDirectories: true)
      try FileManager.default.copyItem(at: Tool.program, to: program)
      let share = folder.appendingPathComponent("prefix/share/equispike")
      let own = """
        name: own
        network: {populations: {a: {size: 1, kind: poisson, rate: 5 Hz}}, projections: []}
        simulate: {duration: 1 ms}
        """
      try Self.write("ours", to: share.appendingPathComponent("Models/README.md"))
      try Self.write(own, to: share.appendingPathComponent("Models/own.yaml"))
      // Older than the program, as files of packages may be.
      let build = share.appendingPathComponent("build.json")
      try Self.write(
        #"{"commit": "0123456789", "modified": false, "swift": "6.9", "packages": {"yams": "1.2.3"}}"#,
        to: build)
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSince1970: 0)], ofItemAtPath: build.path)
      let other = folder.appendingPathComponent("work/Models")
      try Self.write("theirs", to: other.appendingPathComponent("README.md"))
      try Self.write(own, to: other.appendingPathComponent("theirs.yaml"))
      func run(_ arguments: String...) throws -> Tool.Outcome {
        try Tool.run(
          arguments: arguments, of: program, in: other.deletingLastPathComponent(),
          adding: ["EQUISPIKE_MODELS": ""])
      }
      #expect(try run("check", "own").status == 0)
      #expect(try run("check", "theirs").status == 66)
      let version = try run("--version").output
      #expect(version.hasPrefix("equispike 0.2.0+g0123456\n"))
      #expect(version.contains("\nswift 6.9") && version.contains("\nyams 1.2.3"))
    }
  }

  @Test func `CITATION cff and the Python package have the version of the program`() throws {
    let package = Tool.package
    func text(_ name: String) throws -> String {
      try String(contentsOf: package.appendingPathComponent(name), encoding: .utf8)
    }
    let line = try #require(
      try text("Sources/equispike/Help/Version.swift")
        .firstMatch(of: /static let number = "([0-9.]+)"/))
    let number = String(line.1)
    #expect(try Tool.run("--version").output.hasPrefix("equispike \(number)"))
    #expect(try text("CITATION.cff").contains("\nversion: \(number)\n"))
    #expect(try text("CHANGELOG.md").contains("\n## \(number)"))
    // The Python package reads it from the same file by the same pattern.
    let project = try text("Python/pyproject.toml")
    #expect(project.contains("../Sources/equispike/Help/Version.swift"))
    #expect(project.contains(#"static let number = "(?P<version>[^"]+)""#))
  }
}
