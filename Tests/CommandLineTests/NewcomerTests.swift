import Foundation
import Testing

/// Obstacles that people met who had never seen the program.
@Suite struct NewcomerTests {
  private func json(_ url: URL) throws -> [String: Any] {
    try #require(
      try JSONSerialization.jsonObject(with: try Data(contentsOf: url)) as? [String: Any])
  }

  @Test func `check and a dry run look at data files, as run does`() throws {
    try Tool.withFolder { folder in
      let here = folder.path
      for arguments in [
        ["check", "mnist", "data.path=\(here)"], ["run", "mnist", "data.path=\(here)", "-n"],
        ["run", "mnist", "data.path=\(here)"],
      ] {
        let outcome = try Tool.run(arguments: arguments, in: folder)
        #expect(outcome.status == 66, "\(arguments): \(outcome.errors)")
        #expect(outcome.errors.contains("found no file of the train images"))
      }
      // Two pictures of 2 x 2 pixels, and their labels.
      try Data([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 2] + [UInt8](repeating: 9, count: 8))
        .write(to: folder.appendingPathComponent("images"))
      try Data([0, 0, 8, 1, 0, 0, 0, 2, 0, 1]).write(to: folder.appendingPathComponent("labels"))
      try """
      name: own
      network:
        populations:
          input: {size: 4, kind: clamp}
          hidden: &unit {size: 3, kind: lif, tau_m: 20 ms, tau_syn: 5 ms, r_max: 1 /ms}
          output: {<<: *unit, size: 2}
        projections:
          - {from: input, to: hidden, weights: 0.1}
          - {from: hidden, to: output, symmetric: true, weights: 0.1}
      data: {set: idx, path: images, labels: labels}
      learning:
        rule: zero-area
        phases: {free: 40 ms, nudged: 40 ms}
        rates: {input->hidden: 0.1, hidden->output: 0.1}
      """.write(
        to: folder.appendingPathComponent("own.yaml"), atomically: true, encoding: .utf8)
      let fine = try Tool.run("check", "own.yaml", in: folder)
      #expect(fine.status == 0, "\(fine.errors)")
      for (change, words) in [
        ("data.labels=images", "images"), ("data.train=200", "200"), ("data.path=none", "none"),
        ("network.populations.input.size=5", "5"),
      ] {
        let outcome = try Tool.run("check", "own.yaml", change, "--json", in: folder)
        #expect(outcome.status == 65 || outcome.status == 66, "\(change): \(outcome.status)")
        #expect(
          outcome.output.contains("\"ok\" : false") || outcome.output.contains("\"ok\":false"))
        #expect(outcome.output.contains(words))
      }
    }
  }

  @Test func `data that do not fit are refused before a network is made or a folder taken`() throws
  {
    try Tool.withFolder { folder in
      // Six pictures of 2 x 2 pixels in three classes.
      try Data([0, 0, 8, 3, 0, 0, 0, 6, 0, 0, 0, 2, 0, 0, 0, 2] + [UInt8](repeating: 9, count: 24))
        .write(to: folder.appendingPathComponent("images"))
      try Data([0, 0, 8, 1, 0, 0, 0, 6, 0, 1, 2, 0, 1, 2])
        .write(to: folder.appendingPathComponent("labels"))
      func model(_ name: String, _ text: String) throws {
        try ("name: \(name)\ndata: {set: idx, path: images, labels: labels}\n" + text).write(
          to: folder.appendingPathComponent(name + ".yaml"), atomically: true, encoding: .utf8)
      }
      try model(
        "rate",
        """
        rate: {input: 4, layers: [3, 3]}
        training: {nudging: {beta: 0.1}, phases: {free: 10, nudged: 5}, batch: 2, epochs: 1,
          rates: {input->hidden: 0.1, hidden->output: 0.1}}
        """)
      #expect(try Tool.run("run", "rate.yaml", "--quiet", "--out", "fine", in: folder).status == 0)
      for (change, words) in [
        ("rate.layers=[3,2]", "found 3, expected 2"), ("rate.input=5", "found 4, expected 5"),
      ] {
        for verb in [["check"], ["run", "--out", "r"], ["run", "-n"]] {
          let outcome = try Tool.run(arguments: verb + ["rate.yaml", change], in: folder)
          #expect(outcome.status == 65 && outcome.errors.contains(words), "\(verb): \(outcome)")
        }
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/r"))
      }
      // 9 * 10^10 synapses: whether data fit is said without making them.
      try model(
        "large",
        """
        network:
          populations:
            input: {size: 4, kind: clamp}
            hidden: &unit {size: 300000, kind: lif, tau_m: 20 ms, tau_syn: 5 ms, r_max: 1 /ms}
            hidden2: {<<: *unit}
            output: {<<: *unit, size: 3}
          projections:
            - {from: input, to: hidden, weights: 0.1}
            - {from: hidden, to: hidden2, symmetric: true, weights: 0.1}
            - {from: hidden2, to: output, symmetric: true, weights: 0.1}
        learning:
          rule: zero-area
          phases: {free: 40 ms, nudged: 40 ms}
          rates: {input->hidden: 0.1, hidden->hidden2: 0.1, hidden2->output: 0.1}
        """)
      for arguments in [["check", "large.yaml"], ["run", "large.yaml", "-n"]] {
        let outcome = try Tool.run(arguments: arguments, in: folder, megabytes: 4096)
        #expect(outcome.status == 0, "\(arguments): \(outcome)")
      }
    }
  }

  @Test func `files that nobody named are not looked at, and check says so`() throws {
    let outcome = try Tool.run(
      arguments: ["check", "mnist"], adding: ["EQUISPIKE_MNIST": ""])
    #expect(outcome.status == 0 && outcome.output.contains("say data.path=PATH"), "\(outcome)")
  }

  @Test func `a mistake in a rule is told once, where it is`() throws {
    try Tool.withFolder { folder in
      let text = try Tool.run("init", "--kind", "compare").output
        .replacingOccurrences(of: "w -= A_minus*y; x += 1 ", with: "w =+ A_minus*y; x += 1 ")
      try Data(text.utf8).write(to: folder.appendingPathComponent("m.yaml"))
      let outcome = try Tool.run("check", "m.yaml", in: folder)
      #expect(outcome.status == 65)
      #expect(outcome.errors.contains("error: did you mean '+='? '=' alone sets the variable"))
      #expect(outcome.errors.components(separatedBy: "error: ").count == 2, "\(outcome.errors)")
    }
  }

  @Test
  func `a warning comes once for all epochs, and cosines are those of the weights that are kept`()
    throws
  {
    try Tool.withFolder { folder in
      let outcome = try Tool.run(
        "run", "xor", "learning.epochs=2", "network.populations.hidden.bias=-5", "--quiet", "--out",
        "x", in: folder)
      #expect(outcome.status == 0)
      let lines = outcome.errors.split(separator: "\n").filter {
        $0.contains("of 'hidden' are silent")
      }
      #expect(lines.count == 1, "\(outcome.errors)")
      _ = try Tool.run("run", "xor", "learning.epochs=2", "--quiet", "--out", "y", in: folder)
      let run = folder.appendingPathComponent("y")
      let result = try json(run.appendingPathComponent("result.json"))
      let best = try #require(result["bestEpoch"] as? Int)
      #expect(best == 1, "else this shows nothing")
      let metrics = try String(
        contentsOf: run.appendingPathComponent("metrics.jsonl"), encoding: .utf8
      ).split(separator: "\n")
      let array = try Data(contentsOf: run.appendingPathComponent("weights/input-hidden.npy"))
      #expect(String(decoding: array.prefix(128), as: UTF8.self).contains("'shape': (2, 20)"))
      let epoch = try #require(
        try JSONSerialization.jsonObject(with: Data(metrics[best].utf8)) as? [String: Any])
      #expect(epoch["epoch"] as? Int == best)
      let kept = try #require(result["agreements"] as? [[String: Any]])
      let own = try #require(epoch["agreements"] as? [[String: Any]])
      #expect(kept.map { $0["cosine"] as? Double } == own.map { $0["cosine"] as? Double })
      #expect(kept.count == 2)
    }
  }

  @Test func `a baseline is looked for in PATH`() throws {
    try Tool.withFolder { folder in
      try Data("echo 'RESULT {\"syn_events_per_cpu_s\": 1e7}'\n".utf8).write(
        to: folder.appendingPathComponent("b.sh"))
      let outcome = try Tool.run(
        "bench", "gsl", "--repeat", "1", "--quiet", "--baseline", "gsl=sh b.sh", in: folder)
      #expect(outcome.status == 0 && outcome.output.contains("10.0 M"), "\(outcome)")
      let unknown = try Tool.run("bench", "nosuch", in: folder)
      #expect(unknown.status == 64 && unknown.errors.contains("there are dense, jump"))
    }
  }

  @Test func `a time constant of next to nothing does not end rule in a trap`() throws {
    try Tool.withFolder { folder in
      let text = try Tool.run("init", "--kind", "compare").output
        .replacingOccurrences(of: "tau_plus: 15 ms", with: "tau_plus: 1e-300 ms")
      try Data(text.utf8).write(to: folder.appendingPathComponent("m.yaml"))
      let outcome = try Tool.run(
        "rule", "m.yaml", "--name", "mine", "--synapses", "20", "--quiet", "--out", "r", in: folder)
      #expect(outcome.status == 0, "\(outcome)")
      #expect(outcome.output.contains("There is no prediction"))
      // The page shows what was measured all the same.
      #expect(try Tool.run("report", "r", in: folder).status == 0)
      let page = try String(
        contentsOf: folder.appendingPathComponent("r/report.html"), encoding: .utf8)
      #expect(page.contains("There is no prediction"))
    }
  }

  @Test func `each data set shows its keys`() throws {
    for name in ["digits", "mnist", "idx", "xor", "moons", "bars"] {
      let outcome = try Tool.run("show", "data", name)
      #expect(outcome.status == 0 && outcome.output.contains("  train "), "\(outcome.output)")
    }
    #expect(try Tool.run("show", "idx").output.contains("IDX file of the labels"))
  }
}
