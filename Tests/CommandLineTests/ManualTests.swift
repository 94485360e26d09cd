import Foundation
import Testing

@Suite struct ManualTests {
  @Test func `the manual page has every verb and every option of the help`() throws {
    let page = try Tool.run("manual").output.replacing("\\-", with: "-")
    #expect(page.hasPrefix(".TH EQUISPIKE 1 "))
    let help = try Tool.run("--help").output
    let verbs = help.components(separatedBy: "SUBCOMMANDS:\n")[1].split(separator: "\n")
      .filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") && !$0.contains("See '") }
      .map { String($0.split(separator: " ")[0]) }
    #expect(verbs.count >= 11)
    for verb in verbs {
      #expect(page.contains("\n.SS equispike \(verb)\n"))
      let text = try Tool.run("help", verb).output
      for match in text.matches(of: #/\n  (?:-., )?(--[a-z][a-z-]*)/#) {
        let option = match.output.1
        if ["--help", "--version"].contains(option) { continue }
        #expect(page.contains("\\fB\(option)\\fR"), "\(verb) \(option)")
      }
    }
  }

  @Test func `the manual page names every environment variable that the sources read`() throws {
    let page = try Tool.run("manual").output
    let sources = Tool.package.appendingPathComponent("Sources").path
    let files = try #require(FileManager.default.enumerator(atPath: sources))
    var names: Set<String> = []
    for case let file as String in files where file.hasSuffix(".swift") {
      let text = try String(contentsOfFile: sources + "/" + file, encoding: .utf8)
      for match in text.matches(of: #/environment\["([A-Z_]+)"\]/#) {
        names.insert(String(match.output.1))
      }
    }
    #expect(names.contains("EQUISPIKE_MODELS"))
    for name in names { #expect(page.contains("\n.B \(name)\n"), "\(name)") }
  }

  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/groff")))
  func `groff finds nothing wrong with the manual page`() throws {
    try Tool.withFolder { folder in
      let file = folder.appendingPathComponent("equispike.1")
      try Data(try Tool.run("manual").output.utf8).write(to: file)
      let process = Process(), pipe = Pipe()
      process.executableURL = URL(fileURLWithPath: "/usr/bin/groff")
      process.arguments = ["-man", "-ww", "-Tutf8", "-z", file.path]
      process.standardError = pipe
      try process.run()
      let complaints = pipe.fileHandleForReading.readDataToEndOfFile()
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
      #expect(String(decoding: complaints, as: UTF8.self) == "")
    }
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func `there is a completion script for each shell`(_ shell: String) throws {
    let outcome = try Tool.run("--generate-completion-script", shell)
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("compare"))
    #expect(!outcome.output.contains("manual"))
  }

  @Test func `tab in bash completes verbs, models, rules and lists of rules`() throws {
    let script = try Tool.run("--generate-completion-script", "bash").output
    try Tool.withFolder { folder in
      try Data(script.utf8).write(to: folder.appendingPathComponent("complete.bash"))
      for (line, expected) in [
        ("equispike comp", "compare"), ("equispike run dig", "digits"),
        ("equispike run papers/mnist-spiking-2", "papers/mnist-spiking-2h"),
        ("equispike rule zero", "zero-area"), ("equispike show weight", "weight-dependent-pair"),
        ("equispike init --kind sim", "simulate"),
      ] {
        #expect(try Self.complete(line, in: folder) == expected, "\(line)")
      }
      #expect(try Self.complete("equispike run digits --no", in: folder) == "")
    }
  }

  /// The first completion that bash offers for this line.
  private static func complete(_ line: String, in folder: URL) throws -> String {
    let program = Tool.program.deletingLastPathComponent().path
    let words = line.split(separator: " ").map { "'\($0)'" }.joined(separator: " ")
    let script = """
      PATH='\(program)':"$PATH"; source ./complete.bash
      COMP_WORDS=(\(words)); COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
      COMP_LINE='\(line)'; COMP_POINT=${#COMP_LINE}; COMP_TYPE=9
      _equispike equispike "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
      echo "${COMPREPLY[0]}"
      """
    let process = Process(), pipe = Pipe()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = ["-c", script]
    process.currentDirectoryURL = folder
    var environment = ProcessInfo.processInfo.environment
    environment["EQUISPIKE_MODELS"] = Tool.package.appendingPathComponent("Models").path
    process.environment = environment
    process.standardOutput = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: output, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
