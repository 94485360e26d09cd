import Foundation
import Testing

@Suite struct InitTests {
  @Test(arguments: ["learn", "simulate", "rate", "compare"])
  func `what init writes runs as it stands, and is not overwritten`(_ kind: String) throws {
    try Tool.withFolder { folder in
      let file = "my \(kind).model.yaml"
      let outcome = try Tool.run("init", file, "--kind", kind, in: folder)
      #expect(outcome.status == 0)
      #expect(outcome.output == "")
      #expect(outcome.errors.contains(file))
      let path = folder.appendingPathComponent(file)
      let text = try String(contentsOf: path, encoding: .utf8)
      #expect(text.contains("\nname: my-\(kind) "))

      let verb = kind == "compare" ? "compare" : "run"
      let run = try Tool.run(verb, file, "--out", "run", "--quiet", "--strict", in: folder)
      #expect(run.status == 0)
      #expect(run.errors == "")
      #expect(
        FileManager.default.fileExists(atPath: folder.path + "/run/result.json")
          || kind == "compare")

      let again = try Tool.run("init", file, in: folder)
      #expect(again.status == 73)
      #expect(again.errors.contains("--force"))
      #expect(try String(contentsOf: path, encoding: .utf8) == text)
      #expect(try Tool.run("init", file, "--force", in: folder).status == 0)
      #expect(try String(contentsOf: path, encoding: .utf8) != text || kind == "learn")
    }
  }

  @Test(arguments: ["learn", "simulate", "rate"])
  func `a template explains every key that the resolved model has`(_ kind: String) throws {
    try Tool.withFolder { folder in
      let text = try Tool.run("init", "--kind", kind).output
      try Data(text.utf8).write(to: folder.appendingPathComponent("m.yaml"))
      let resolved = try Tool.run("check", "m.yaml", "--resolved", in: folder).output
      let keys = Set(resolved.matches(of: #/([A-Za-z_]+): /#).map { String($0.output.1) })
      #expect(keys.count > 20)
      for key in keys { #expect(text.contains(key + ":") || text.contains(key + ","), "\(key)") }
      // Each line with a value says what it means, or belongs to one that does.
      for line in text.split(separator: "\n") where line.contains(": ") && !line.contains("#") {
        #expect(line.contains("{") || line.contains("name: "), "not explained: \(line)")
      }
    }
  }

  @Test func `the defaults that templates name are those of the program`() throws {
    let text = try Tool.run("init", "--kind", "learn").output
    try Tool.withFolder { folder in
      // Without the optional keys of 'learning', what check fills in is what the comments say.
      let minimal = """
        name: m
        network:
          populations:
            input: {size: 256, kind: clamp}
            hidden: {size: 4, kind: lif, tau_m: 20 ms, tau_syn: 5 ms, r_max: 1 /ms}
            output: {size: 10, kind: lif, tau_m: 20 ms, tau_syn: 5 ms, r_max: 1 /ms}
          projections:
            - {from: input, to: hidden, weights: 0}
            - {from: hidden, to: output, symmetric: true, weights: 0}
        data: {set: digits}
        learning: {rates: {input->hidden: 1}}
        """
      try Data(minimal.utf8).write(to: folder.appendingPathComponent("m.yaml"))
      let resolved = try Tool.run("check", "m.yaml", "--resolved", in: folder).output
      var compared = 0
      for line in text.split(separator: "\n") {
        guard
          let match = line.firstMatch(
            of: /^ +([a-z_]+): [^#]*# .*default (-?[0-9a-z.\/]+( ms| mV| pF| pA| \/ms)?)$/)
        else { continue }
        let (key, value) = (String(match.output.1), String(match.output.2))
        // If a key occurs in several sections, one of them has the value.
        #expect(resolved.contains("\(key): \(value)"), "\(key): \(value)")
        compared += 1
      }
      #expect(compared > 20)
    }
  }
}
