import Foundation
import Testing

/// Attacks on a run by a hostile machine or folder: faults that were found by attacking the program.
@Suite struct AttackTests {
  @Test func `a run is not replaced from inside`() throws {
    try Tool.withFolder { folder in
      #expect(try Tool.run("run", "lif-dc", "-q", "--out", "a", in: folder).status == 0)
      for (place, out) in [("a", "."), ("a/figures", "..")] {
        let outcome = try Tool.run(
          "run", "lif-dc", "-q", "--out", out, "--force", in: folder.appendingPathComponent(place))
        #expect(outcome.status == 73 && outcome.errors.contains("cannot be replaced from inside"))
      }
      #expect(try Tool.text("a/run.json", in: folder).contains(#""status" : "finished""#))
    }
  }

  @Test func `a run is replaced only when there is room for the new one`() throws {
    try Tool.withFolder { folder in
      #expect(try Tool.run("run", "lif-dc", "-q", "--out", "a", in: folder).status == 0)
      // Not a byte may be written.
      let outcome = try Tool.run(
        shell: "ulimit -f 0; exec \"$0\" run lif-dc -q --out a --force", in: folder)
      #expect(outcome.status == 73)
      #expect(try Tool.text("a/run.json", in: folder).contains(#""status" : "finished""#))
      #expect(
        FileManager.default.fileExists(atPath: folder.appendingPathComponent("a/spikes.h5").path))
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a"])
    }
  }

  @Test func `words for people are not written into files where standard error is closed`() throws {
    try Tool.withFolder { folder in
      let run = "exec \"$0\" run xor learning.epochs=2 data.train=8 --out"
      let quiet = try Tool.run(shell: run + " a <&- 2>&- >/dev/null", in: folder)
      #expect(quiet.status == 0)
      let lines = try Tool.text("a/metrics.jsonl", in: folder).split(separator: "\n")
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
      let table = try Tool.text("s/table.csv", in: folder)
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
      let result = try Tool.text("a/result.json", in: folder)
      #expect(result.contains(old), "\(result)")
      try Tool.write(result.replacing(old, with: new), as: "a/result.json", in: folder)
      let outcome = try Tool.run("report", "a", "--out", "a.html", in: folder)
      #expect(outcome.status == 0, "\(outcome.status)")
    }
  }

  @Test(arguments: ["report a --out a.html", "resume a", "cite a", "convert a a.nir"])
  func `a pipe in the place of a run's model holds up nothing`(_ arguments: String) throws {
    try Tool.withFolder { folder in
      #expect(try Tool.run("run", "lif-dc", "-q", "--out", "a", in: folder).status == 0)
      let outcome = try Tool.run(
        shell:
          "sed -i 's/finished/interrupted/' a/run.json; rm a/model.yaml; mkfifo a/model.yaml; exec timeout -s KILL 20 \"$0\" \(arguments)",
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
      #expect(try Tool.text("a/run.json", in: folder).contains(#""status" : "failed""#))
    }
  }

  @Test(arguments: [
    ("rule pair tau_plus=1e8 --synapses 5 -q --out r", "can be measured up to"),
    ("rule pair A_plus=1e308 --synapses 5 -q --out r", "not finite"),
    ("run lif-dc network.populations.neuron.tau_m=1e16 -q --out r", "at most 1e10 ms"),
    ("sweep lif-dc seed=1,2 --threads 100000 -q --out r", "expected 1 to 1024"),
    ("run lif-dc -q --out \"$(printf '\\377\\376')\"", "is not UTF-8"),
    ("sweep xor 'seed=linspace(-1.7e308,1.7e308,3)'", "values beyond all numbers"),
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

  @Test func `resume writes through no link out of the run`() throws {
    try Tool.withFolder { folder in
      let run = try Tool.run(
        arguments: ["run", "xor", "learning.epochs=100000", "-q", "--out", "a"], in: folder,
        adding: ["EQUISPIKE_CHECKPOINT_SECONDS": "0"]
      ) { process in
        process.wait(for: "a/checkpoint.bin")
        process.interrupt()
      }
      #expect(run.status == 130)
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
