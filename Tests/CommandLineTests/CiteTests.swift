import Foundation
import Testing

@Suite struct CiteTests {
  @Test func `the program is cited as in CITATION cff`() throws {
    let file = try String(
      contentsOf: Tool.package.appendingPathComponent("CITATION.cff"), encoding: .utf8)
    func field(_ name: String) throws -> String {
      let line = try #require(file.split(separator: "\n").first { $0.hasPrefix(name + ": ") })
      return String(line.dropFirst(name.count + 2)).trimmingCharacters(in: .init(charactersIn: "."))
    }
    let entry = try Tool.run("cite").output
    #expect(entry.contains("@software{equispike,"))
    let (title, abstract) = (try field("title"), try field("abstract"))
    let (version, license) = (try field("version"), try field("license"))
    #expect(entry.contains("title = {{\(title): \(abstract)}}"))
    #expect(entry.contains("version = {\(version)}"))
    #expect(entry.contains("license = {\(license)}"))
    let author = try #require(file.firstMatch(of: /- name: (.*)/)).output.1
    #expect(entry.contains("author = {{\(author)}}"))
  }

  @Test(arguments: [
    ("digits", ["scellier2017", "laborieux2021", "rotter1999", "glorot2010"], ["lecun1998"]),
    ("mnist", ["lecun1998", "scellier2017"], ["brette2005"]),
    ("adex-adaptation", ["brette2005", "galassi2009"], ["scellier2017"]),
    ("adex-digits", ["brette2005", "corliss1982"], ["galassi2009"]),
    ("song2000", ["song2000", "brette2007"], ["galassi2009"]),
    ("theorems", ["ernoult2019", "scellier2019", "almeida1987"], ["lapicque1907"]),
    ("compare/rules", ["martin2021", "mesnard2016", "morrison2008", "pineda1987"], []),
  ])
  func `a model cites its methods, each once`(
    _ model: String, keys: [String], absent: [String]
  ) throws {
    let outcome = try Tool.run("cite", model)
    #expect(outcome.status == 0)
    for key in keys {
      #expect(outcome.output.components(separatedBy: "{\(key),").count == 2, "\(key)")
    }
    for key in absent { #expect(!outcome.output.contains("{\(key),"), "\(key)") }
  }

  @Test func `every rule and every membrane of the program has a publication`() throws {
    for name in try names(of: "rules") {
      let text = try Tool.run("cite", "digits", "learning.rule=\(name)").output
      #expect(text.contains("% rule \(name)\n"), "\(name)")
    }
    for name in try names(of: "neurons")
    where !["clamp", "spikes", "regular", "poisson"].contains(name) {
      try Tool.withFolder { folder in
        let model = """
          name: m
          network: {populations: {a: {size: 1, kind: \(name), t_ref: 2 ms, tau_syn_ex: 2 ms, tau_syn_in: 2 ms, I_e: 0 pA}}, projections: []}
          simulate: {duration: 1 ms}
          """
        try Data(model.utf8).write(to: folder.appendingPathComponent("m.yaml"))
        let outcome = try Tool.run("cite", "m.yaml", in: folder)
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("% neuron \(name)\n"), "\(name)")
      }
    }
  }

  @Test func `entries have balanced braces, a year, and plain ASCII`() throws {
    let output = try Tool.run("cite", "compare/rules").output
    #expect(output.allSatisfy { $0.isASCII })
    var count = 0
    for entry in output.components(separatedBy: "\n@").dropFirst() {
      let body = entry.components(separatedBy: "\n}")[0] + "\n}"
      #expect(body.count { $0 == "{" } == body.count { $0 == "}" }, "\(entry)")
      #expect(body.contains("  year = {"))
      #expect(body.contains("  author = {"))
      count += 1
    }
    #expect(count > 10)
  }

  @Test func `a run is cited with its own version and a rule of one's own with its source`() throws
  {
    try Tool.withFolder { folder in
      _ = try Tool.run("run", "lif-dc", "--out", "run", "--quiet", in: folder)
      let run = try Tool.run("cite", "run", "--format", "text", in: folder)
      #expect(run.status == 0)
      #expect(run.output.contains("Rotter, Stefan; Diesmann, Markus (1999)."))
      try Data(try Tool.run("init", "--kind", "compare").output.utf8)
        .write(to: folder.appendingPathComponent("c.yaml"))
      let own = try Tool.run("cite", "c.yaml", in: folder)
      #expect(own.output.contains("% rule mine: where it comes from"))
      #expect(try Tool.run("cite", folder.path).status == 73)
    }
  }

  @Test func `a source of several lines is one comment`() throws {
    try Tool.withFolder { folder in
      let model = try Tool.run("init", "--kind", "compare").output
      let line = try #require(model.firstMatch(of: /source: "?where it comes from"?/)).output
      try Data(
        model.replacingOccurrences(of: line, with: "source: \"first\\nsecond @article{x\"").utf8
      )
      .write(to: folder.appendingPathComponent("c.yaml"))
      let output = try Tool.run("cite", "c.yaml", in: folder).output
      #expect(output.contains("% rule mine: first second @article{x\n"))
    }
  }

  private func names(of topic: String) throws -> [String] {
    let data = Data(try Tool.run("list", topic, "--json").output.utf8)
    let lists = try JSONSerialization.jsonObject(with: data) as? [String: [[String: String]]]
    return lists?[topic]?.compactMap { $0["name"] } ?? []
  }
}
