import Foundation
import Testing

/// Faults that were found by reading the program, each with what it did.
@Suite struct TrustTests {
  private func write(_ text: String, as name: String, in folder: URL) throws {
    try Data(text.utf8).write(to: folder.appendingPathComponent(name))
  }

  private func text(_ file: String, in folder: URL) throws -> String {
    try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
  }

  @Test func `projections whose names are alike keep their own weights`() throws {
    try Tool.withFolder { folder in
      try write(
        """
        name: alike
        network:
          populations:
            a: {kind: poisson, size: 2, rate: 50 Hz}
            b: {kind: lif, size: 2, tau_m: 20 ms, tau_syn: 5 ms, r_max: 1 /ms}
          projections:
            - {from: a, to: b, weights: 0.1}
            - {from: a, to: b, name: a-b, weights: 0.7}
        simulate: {duration: 20 ms, plasticity: {a->b: pair, a-b: pair}}

        """, as: "m.yaml", in: folder)
      let run = try Tool.run("run", "m.yaml", "-q", "--out", "r", in: folder)
      #expect(run.status == 0, "\(run.errors)")
      let files = try FileManager.default.contentsOfDirectory(
        atPath: folder.appendingPathComponent("r/weights").path)
      #expect(Set(files) == ["a-b.npy", "a-b-2.npy"])
      #expect(try Tool.run("convert", "r", "again.yaml", in: folder).status == 0)
      let sizes = try ["a-b", "a-b-2"].map { name in
        let bytes = [UInt8](
          try Data(contentsOf: folder.appendingPathComponent("again-weights/\(name).npy")))
        return bytes.suffix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      }.map(Double.init(bitPattern:))
      #expect(abs(sizes[0] - 0.1) < 0.05 && abs(sizes[1] - 0.7) < 0.2, "\(sizes)")
    }
  }

  @Test(arguments: ["verify big.yaml -q --out a", "convert sparse.yaml a.nir"])
  func `what does not fit into memory is refused by all commands`(_ arguments: String) throws {
    try Tool.withFolder { folder in
      try write(
        """
        name: big
        rate: {input: 64, layers: [300000, 300000, 10], order: asynchronous, cost: matching}
        data: {set: digits, size: 8, train: 100, validation: 20, test: 20}
        training: {phases: {free: 10, nudged: 6}, rates: {input->hidden1: 0.1}}

        """, as: "big.yaml", in: folder)
      try write(
        """
        name: sparse
        network:
          populations:
            a: {kind: poisson, size: 200000, rate: 1 Hz}
            b: {kind: lif, size: 200000, tau_m: 20 ms, tau_syn: 5 ms, r_max: 1 /ms}
          projections:
            - {from: a, to: b, connect: {in_degree: 1}, weights: 0.1}
        simulate: {duration: 1 ms}

        """, as: "sparse.yaml", in: folder)
      let outcome = try Tool.run(
        shell: "ulimit -v 4000000; exec \"$0\" \(arguments)", in: folder)
      #expect(outcome.status == 65, "\(outcome.status) \(outcome.errors)")
      #expect(outcome.errors.contains("ulimit -v allows"), "\(outcome.errors)")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 2)
    }
  }

  @Test func `a comparison with more points than can be listed is refused`() throws {
    try Tool.withFolder { folder in
      let model = try Tool.run("init", "--kind", "compare").output
      let keys = (0..<28).map { "    key.\($0): [1, 2, 3]\n" }.joined()
      try write(
        model.replacing("\ncomparison:\n", with: "\ncomparison:\n  sweep:\n" + keys),
        as: "m.yaml", in: folder)
      let outcome = try Tool.run("compare", "m.yaml", "-q", in: folder)
      #expect(outcome.status == 65 || outcome.status == 64, "\(outcome.status) \(outcome.errors)")
      #expect(outcome.errors.contains("points; expected at most 100000"), "\(outcome.errors)")
    }
  }

  @Test func `a key of ever so many parts is refused`() throws {
    let path = Array(repeating: "a", count: 30_000).joined(separator: ".")
    let outcome = try Tool.run("check", "xor", path + "=1")
    #expect(
      outcome.status == 65 && outcome.errors.contains("30000 keys in a row"), "\(outcome.status)")
  }

  @Test
  func
    `a model that is too long in full is refused before it runs, one value for all units is short`()
    throws
  {
    try Tool.withFolder { folder in
      let model = """
        name: long
        network:
          populations:
            a: {kind: clamp, size: SIZE}
            b: {kind: lif, size: 1, tau_m: 20 ms, tau_syn: 5 ms, r_max: 1 /ms}
          projections: [{from: a, to: b, weights: 1e-9}]
        simulate: {duration: 1 ms, clamps: {a: VALUE}}

        """
      try write(
        model.replacing("SIZE", with: "2000000").replacing("VALUE", with: "0.125"), as: "one.yaml",
        in: folder)
      #expect(try Tool.run("run", "one.yaml", "-q", "--out", "one", in: folder).status == 0)
      #expect(try Tool.run("check", "one/model.yaml", in: folder).status == 0)
      // Each '.5' becomes ' 0.5,'.
      let list = "[" + Array(repeating: ".5", count: 1_700_000).joined(separator: ",") + ",1]"
      try write(
        model.replacing("SIZE", with: "1700001").replacing("VALUE", with: list), as: "many.yaml",
        in: folder)
      let outcome = try Tool.run("run", "many.yaml", "-q", "--out", "many", in: folder)
      #expect(outcome.status == 65 && outcome.errors.contains("in full it has"), "\(outcome)")
      #expect(!FileManager.default.fileExists(atPath: folder.appendingPathComponent("many").path))
    }
  }

  @Test func `a free phase of next to nothing does not hold up the end`() throws {
    try Tool.withFolder { folder in
      let outcome = try Tool.run(
        "run", "xor", "learning.epochs=1", "learning.phases.free=1e-7 ms",
        "learning.phases.readout=1e-7 ms", "-q", "--out", "r", in: folder)
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(try text("r/activity.json", in: folder).utf8.count < 100_000)
    }
  }

  @Test func `a training goes on with the model that it began with, or not at all`() throws {
    try Tool.withFolder { folder in
      try write(
        """
        name: small
        rate: {input: 64, layers: [20, 10], order: asynchronous, cost: matching}
        data: {set: digits, size: 8, train: 100, validation: 20, test: 20}
        training:
          phases: {free: 10, nudged: 6}
          batch: 10
          epochs: 40
          seeds: 3
          rates: {input->hidden: 0.1, hidden->output: 0.05}

        """, as: "m.yaml", in: folder)
      let run = try Tool.run(
        arguments: ["run", "m.yaml", "-q", "--out", "r"], in: folder,
        adding: ["EQUISPIKE_CHECKPOINT_SECONDS": "0"]
      ) { process in
        let metrics = folder.appendingPathComponent("r/metrics.jsonl")
        while process.isRunning,
          (try? String(contentsOf: metrics, encoding: .utf8))?.contains(#""seed":2"#) != true
        { usleep(2_000) }
        process.interrupt()
      }
      guard run.status == 130 else { return }
      let model = try text("r/model.yaml", in: folder)
      #expect(model.contains("seeds: 3"))
      try write(model.replacing("seeds: 3", with: "seeds: 1"), as: "r/model.yaml", in: folder)
      let resumed = try Tool.run("resume", "r", "-q", in: folder)
      #expect(
        resumed.status == 65 && resumed.errors.contains("is not the model that the run began with"),
        "\(resumed.errors)")
      try write(model, as: "r/model.yaml", in: folder)
      #expect(try Tool.run("resume", "r", "-q", in: folder).status == 0)
    }
  }

  @Test func `a name of many bytes in few letters is a name`() throws {
    try Tool.withFolder { folder in
      let name = String(repeating: "ä", count: 122) + ".yaml"
      let outcome = try Tool.run("init", name, in: folder)
      #expect(outcome.status == 0, "\(outcome.errors)")
    }
  }

  @Test func `a run is not replaced from inside`() throws {
    try Tool.withFolder { folder in
      #expect(try Tool.run("run", "lif-dc", "-q", "--out", "a", in: folder).status == 0)
      for (place, out) in [("a", "."), ("a/figures", "..")] {
        let outcome = try Tool.run(
          "run", "lif-dc", "-q", "--out", out, "--force", in: folder.appendingPathComponent(place))
        #expect(outcome.status == 73 && outcome.errors.contains("cannot be replaced from inside"))
      }
      #expect(try text("a/run.json", in: folder).contains(#""status" : "finished""#))
    }
  }

  @Test func `words for people are not written into files where standard error is closed`() throws {
    try Tool.withFolder { folder in
      let run = "exec \"$0\" run xor learning.epochs=2 data.train=8 --out"
      let quiet = try Tool.run(shell: run + " a <&- 2>&- >/dev/null", in: folder)
      #expect(quiet.status == 0)
      let lines = try text("a/metrics.jsonl", in: folder).split(separator: "\n")
      #expect(lines.count == 3 && lines.allSatisfy { $0.hasPrefix("{") })
      // Results that go nowhere are an error.
      #expect(try Tool.run(shell: run + " b <&- 2>&- >&-", in: folder).status == 73)
    }
  }

  @Test func `points of a sweep are run also where standard output is closed`() throws {
    try Tool.withFolder { folder in
      let outcome = try Tool.run(
        shell: "exec \"$0\" sweep lif-dc seed=1,2 -q --out s <&- >&- 2>&-", in: folder)
      #expect(outcome.status == 73)
      let table = try text("s/table.csv", in: folder)
      #expect(table.split(separator: "\n").count == 3 && !table.contains("failed"), "\(table)")
    }
  }

  @Test(arguments: [
    (#""units" : 1"#, #""units" : -9223372036854775808"#),
    (#""units" : 1"#, #""units" : 9223372036854775807"#),
    (#""units" : 1"#, #""units" : 1000000000000"#),
    (#""spikes" : "#, #""spikes" : -9223372036854775808, "was" : "#),
  ])
  func `counts that cannot be do not end a page in a trap`(_ old: String, _ new: String) throws {
    try Tool.withFolder { folder in
      #expect(try Tool.run("run", "lif-dc", "-q", "--out", "a", in: folder).status == 0)
      let result = try text("a/result.json", in: folder)
      #expect(result.contains(old), "\(result)")
      try write(result.replacing(old, with: new), as: "a/result.json", in: folder)
      let outcome = try Tool.run("report", "a", "--out", "a.html", in: folder)
      #expect(outcome.status == 0, "\(outcome.status)")
    }
  }

  @Test(arguments: ["report a --out a.html", "resume a", "cite a", "convert a a.nir"])
  func `a pipe in the place of a run's model holds up nothing`(_ arguments: String) throws {
    try Tool.withFolder { folder in
      #expect(try Tool.run("run", "lif-dc", "-q", "--out", "a", in: folder).status == 0)
      let outcome = try Tool.run(
        shell: "rm a/model.yaml; mkfifo a/model.yaml; exec timeout -s KILL 20 \"$0\" \(arguments)",
        in: folder)
      #expect(outcome.status < 100, "\(outcome.status)")
    }
  }

  @Test func `a refractory time beyond all others is no saturation and no trap`() throws {
    try Tool.withFolder { folder in
      for time in ["1e300 ms", "1e5 ms"] {
        let outcome = try Tool.run(
          "run", "lif-dc", "network.populations.neuron.t_ref=\(time)", "-q", "--out", "a",
          "--force",
          in: folder)
        #expect(outcome.status == 0 && !outcome.errors.contains("saturated"), "\(outcome)")
      }
    }
  }

  @Test func `spikes that no longer fit into memory end a simulation with an error`() throws {
    try Tool.withFolder { folder in
      let outcome = try Tool.run(
        shell:
          "ulimit -v 640000; exec timeout -s KILL 300 \"$0\" run lif-dc -q --out a --threads 1 "
          + "network.populations.neuron.I_e='1e9 pA' network.populations.neuron.t_ref='0 ms'",
        in: folder)
      #expect(outcome.status == 2, "\(outcome.status) \(outcome.errors)")
      #expect(outcome.errors.contains("no longer fit into memory"), "\(outcome.errors)")
      #expect(try text("a/run.json", in: folder).contains(#""status" : "failed""#))
    }
  }

  @Test(arguments: [
    ("rule pair tau_plus=1e8 --synapses 5 -q --out r", "can be measured up to"),
    ("rule pair A_plus=1e308 --synapses 5 -q --out r", "not finite"),
    ("run lif-dc network.populations.neuron.tau_m=1e16 -q --out r", "at most 1e10 ms"),
    ("sweep lif-dc seed=1,2 --threads 100000 -q --out r", "expected 1 to 1024"),
    ("run lif-dc -q --out \"$(printf '\\377\\376')\"", "is not UTF-8"),
    ("--help >/dev/full", "no space left on device"),
  ])
  func `what cannot be is refused with the reason`(_ arguments: String, _ words: String) throws {
    try Tool.withFolder { folder in
      let outcome = try Tool.run(
        shell: "exec timeout -s KILL 60 \"$0\" \(arguments)", in: folder)
      #expect([2, 64, 65, 73].contains(outcome.status), "\(outcome.status)")
      #expect(outcome.errors.contains(words), "\(outcome.errors)")
    }
  }

  @Test func `a file from the far future is a file`() throws {
    try Tool.withFolder { folder in
      #expect(try Tool.run("run", "lif-dc", "-q", "--out", "a", in: folder).status == 0)
      let outcome = try Tool.run(
        shell: "touch -d @9223372036854775 a/spikes.csv; exec \"$0\" report a --out a.html",
        in: folder)
      #expect(outcome.status == 0, "\(outcome.status)")
    }
  }

  @Test func `resume writes through no link out of the run`() throws {
    try Tool.withFolder { folder in
      let run = try Tool.run(
        arguments: ["run", "xor", "learning.epochs=200", "-q", "--out", "a"], in: folder,
        adding: ["EQUISPIKE_CHECKPOINT_SECONDS": "0"]
      ) { process in
        let file = folder.appendingPathComponent("a/checkpoint.bin").path
        while process.isRunning, !FileManager.default.fileExists(atPath: file) { usleep(2_000) }
        process.interrupt()
      }
      guard run.status == 130 else { return }
      let outcome = try Tool.run(
        shell: "mkdir out; rm -rf a/weights; ln -s ../out a/weights; \"$0\" resume a -q", in: folder
      )
      #expect(outcome.status == 65 && outcome.errors.contains("it is a link"), "\(outcome)")
      let there = try FileManager.default.contentsOfDirectory(
        atPath: folder.appendingPathComponent("out").path)
      #expect(there.isEmpty)
    }
  }
}
