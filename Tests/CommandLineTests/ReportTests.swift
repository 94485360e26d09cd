import Foundation
import Testing

@Suite struct ReportTests {
  @Test func `a report is one file beside the run, for one run and for two`() throws {
    try Tool.withFolder { folder in
      #expect(try Tool.run("run", "lif-dc", "--out", "a", "-q", in: folder).status == 0)
      #expect(
        try Tool.run("run", "lif-dc", "simulate.duration=0.5 s", "--out", "b", "-q", in: folder)
          .status == 0)
      let one = try Tool.run("report", "a", in: folder)
      #expect(one == Tool.Outcome(status: 0, output: "a/report.html\n", errors: ""))
      let page = try text("a/report.html", in: folder)
      #expect(page.contains("<h1>lif-dc</h1>"))
      #expect(page.contains("17 spikes of neuron (1)"))
      // The model's claims are answered.
      #expect(
        page.contains(
          "55.451774 ms ± 1e-06 ms</td><td class=\"strong\">55.451774 ms</td><td class=\"good\">met"
        ))
      let two = try Tool.run("report", "a", "b", "--json", "--out", "ab.html", in: folder)
      #expect(two.status == 0)
      #expect(two.output.contains("\"page\" : \"ab.html\""))
      let both = try text("ab.html", in: folder)
      #expect(
        both.contains("simulate.duration</th><td>1000 ms</td><td>500 ms"))
      // Files that somebody named, or made otherwise, are not lost.
      #expect(try Tool.run("report", "a", in: folder).status == 0)
      let refused = try Tool.run("report", "a", "--out", "ab.html", in: folder)
      #expect(refused.status == 73)
      #expect(refused.errors.contains("there is a file 'ab.html' already"))
      #expect(try text("ab.html", in: folder) == both)
      #expect(try Tool.run("report", "a", "--out", "ab.html", "--force", in: folder).status == 0)
      #expect(try text("ab.html", in: folder) != both)
      let own = folder.appendingPathComponent("report.html")
      try Data("<p>my notes</p>".utf8).write(to: own)
      #expect(try Tool.run("report", "a", "b", in: folder).status == 73)
      #expect(try text("report.html", in: folder) == "<p>my notes</p>")
      #expect(try Tool.run("report", "a", "b", "--force", in: folder).status == 0)
      #expect(try Tool.run("report", "b", "a", in: folder).status == 0)
      // The page of other runs is no earlier page of these.
      #expect(try Tool.run("run", "lif-dc", "--out", "c", "-q", in: folder).status == 0)
      #expect(try Tool.run("report", "a", "c", in: folder).status == 73)
      let twice = try Tool.run("report", "a", "./a/", in: folder)
      #expect(twice.status == 0 && twice.output == "a/report.html\n")
      #expect(twice.errors.contains("shown once"))
    }
  }

  @Test func `the page of a sweep shows its points`() throws {
    try Tool.withFolder { folder in
      #expect(
        try Tool.run(
          "sweep", "lif-dc", "simulate.duration=100 ms,200 ms", "--out", "s", "-q", in: folder
        ).status == 0)
      let page = try Tool.run("report", "s/", in: folder)
      #expect(page == Tool.Outcome(status: 0, output: "s/report.html\n", errors: ""))
      #expect(try text("s/report.html", in: folder).contains("<h1>2 runs of lif-dc</h1>"))
      let other = try Tool.run("resume", "s", in: folder)
      #expect(other.status == 73 && other.errors.contains("is the folder of a sweep"))
    }
  }

  @Test func `a rule, a theorem and a run that was cut off have pages too`() throws {
    try Tool.withFolder { folder in
      #expect(
        try Tool.run("rule", "hebbian", "--synapses", "10", "--out", "r", "-q", in: folder).status
          == 0)
      #expect(try Tool.run("report", "r", in: folder).status == 0)
      #expect(try text("r/report.html", in: folder).contains("Window of hebbian"))
      let cut = folder.appendingPathComponent("cut")
      try FileManager.default.createDirectory(at: cut, withIntermediateDirectories: true)
      try Data().write(to: cut.appendingPathComponent("run.json"))
      #expect(try Tool.run("report", "cut", in: folder).status == 0)
      #expect(try text("cut/report.html", in: folder).contains("There is no result yet"))
    }
  }

  @Test func `a folder that is no run is refused`() throws {
    try Tool.withFolder { folder in
      let missing = try Tool.run("report", "none", in: folder)
      #expect(missing.status == 66)
      let other = try Tool.run("report", ".", in: folder)
      #expect(other.status == 73)
      #expect(other.errors.contains("is not a run of this program"))
      #expect(try Tool.run("watch", ".", in: folder).status == 73)
    }
  }

  private static let hasCurl =
    (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").contains {
      FileManager.default.isExecutableFile(atPath: $0 + "/curl")
    }

  @Test(.enabled(if: hasCurl, "curl, which asks as a browser does, is not installed"))
  func `watch serves the page and its figures, to this machine alone`() throws {
    try Tool.withFolder { folder in
      #expect(try Tool.run("run", "lif-dc", "--out", "a", "-q", in: folder).status == 0)
      try Data("secret".utf8).write(to: folder.appendingPathComponent("secret.svg"))
      try FileManager.default.createSymbolicLink(
        at: folder.appendingPathComponent("a/figures/link.svg"),
        withDestinationURL: folder.appendingPathComponent("secret.svg"))
      var base = ""
      // The shell writes the address to a file that can be looked at while the server runs.
      let command = ["-c", "exec \"$0\" watch a --port 0 >address", Tool.program.path]
      let outcome = try Tool.run(
        arguments: command, of: URL(fileURLWithPath: "/bin/sh"), in: folder
      ) { process in
        process.wait(for: "address") { text in
          base = String(text.dropLast(2))
          return text.hasSuffix("/\n")
        }
        #expect(base.hasPrefix("http://127.0.0.1:"))
        let page = answer(base + "/")
        #expect(page.status == 200 && page.text.contains("<h1>lif-dc</h1>"))
        #expect(page.text.contains("EventSource"))
        #expect(answer(base + "/", header: true).text.contains("frame-ancestors 'none'"))
        #expect(answer(base + "/", host: "evil.example").status == 403)
        for place in ["/nowhere", "/body", "/run.json"] {
          let head = answer(base + place, header: true).text.lowercased()
          #expect(head.contains("nosniff") && head.contains("default-src 'none'"), "\(place)")
        }
        #expect(answer(base + "/", host: "127.0.0.1:1").status == 403)
        #expect(answer(base + "/body").text.hasPrefix("<header>"))
        #expect(answer(base + "/", method: "POST").status == 405)
        for path in [
          "/run.json", "/figures/../run.json", "/figures/%2e%2e/run.json", "/figures/..%2Frun.json",
          "/figures/link.svg", "/figures/style.gp", "/figures/", "//etc/passwd", "/a/run.json",
        ] {
          #expect(answer(base + path).status == 404, "\(path)")
        }
        let figures = folder.appendingPathComponent("a/figures")
        let files = (try? FileManager.default.contentsOfDirectory(atPath: figures.path)) ?? []
        let name =
          "/figures/" + (files.first { $0 != "link.svg" && $0.hasSuffix(".svg") } ?? "none")
        #expect(answer(base + name).status == 200)
        let moved = folder.appendingPathComponent("elsewhere")
        try? FileManager.default.moveItem(at: figures, to: moved)
        try? FileManager.default.createSymbolicLink(at: figures, withDestinationURL: moved)
        #expect(answer(base + name).status == 404)
        // A stream is left by whoever has seen enough; the server does not wait for the reader.
        let events = answer(base + "/events", seconds: 300) { text in
          if text.contains("event: begin") {
            try? Data("{}".utf8).write(to: folder.appendingPathComponent("a/metrics.jsonl"))
          }
          return text.contains("event: change")
        }
        #expect(events.text.contains("event: begin") && events.text.contains("event: change"))
        #expect(answer(base + "/").status == 200)
        process.interrupt()
      }
      #expect(outcome.status == 0)
    }
  }

  private func text(_ file: String, in folder: URL) throws -> String {
    try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
  }

  /// The server's answer, through curl, which sends paths and hosts unchanged; status 0 for no answer. `isEnough` is
  /// asked about the text so far whenever there is more; when it says so the reader is killed.
  private func answer(
    _ address: String, host: String? = nil, method: String = "GET", seconds: Int = 20,
    header: Bool = false, until isEnough: ((String) -> Bool)? = nil
  ) -> (status: Int, text: String) {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("answer-\(UUID())")
    let file = folder.appendingPathComponent("answer"), code = folder.appendingPathComponent("code")
    try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments =
      [
        "curl", "-sN", "--path-as-is", "-m", "\(seconds)", "-X", method, "-o", file.path, "-w",
        "%{http_code}",
      ]
      + (header ? ["-i"] : []) + (host.map { ["-H", "Host: \($0)"] } ?? []) + [address]
    // A file, not a pipe: processes of other tests that begin at this moment would hold its end open.
    guard (try? Data().write(to: code)) != nil, let output = try? FileHandle(forWritingTo: code)
    else { return (0, "") }
    process.standardOutput = output
    let end = Pipe()
    process.terminationHandler = { _ in try? end.fileHandleForWriting.write(contentsOf: [0]) }
    guard (try? process.run()) != nil else { return (0, "") }
    if let isEnough {
      let reader = RunningTool(process: process, folder: folder, end: end.fileHandleForReading)
      reader.wait(for: "answer", until: isEnough)
      if reader.isRunning { reader.kill() }
    }
    process.waitUntilExit()
    let status = (try? String(contentsOf: code, encoding: .utf8)) ?? ""
    return (Int(status) ?? 0, (try? String(contentsOf: file, encoding: .utf8)) ?? "")
  }
}
