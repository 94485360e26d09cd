import Foundation
import Testing

/// Faults of the machine, or of other users, that end the program.
@Suite struct FaultTests {
  private static let model = SmallModel.text()

  private func text(_ file: String, in folder: URL) throws -> String {
    try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
  }

  private func names(_ place: String, in folder: URL) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.appendingPathComponent(place).path)
  }

  @Test(arguments: [
    "run lif-dc -q --out a", "run lif-dc -q --json --out a", "list", "show digits",
    "--version --json",
  ])
  func `results that do not fit on stdout are an error, and the run is whole`(
    _ arguments: String
  ) throws {
    try Tool.withFolder { folder in
      let outcome = try Tool.run(shell: "exec \"$0\" \(arguments) >/dev/full", in: folder)
      #expect(outcome.status == 73, "\(outcome.errors)")
      #expect(outcome.errors.contains("cannot write to standard output: no space left on device"))
      if arguments.hasPrefix("run") {
        #expect(try text("a/run.json", in: folder).contains(#""status" : "finished""#))
      }
    }
  }

  @Test func `a reader that has gone does not end a run`() throws {
    try Tool.withFolder { folder in
      // The program begins when its reader has closed the pipe.
      let command = """
        mkfifo gone
        (read line <gone; "$0" run lif-dc -q --json --out a; echo $? >code) | (exec <&-; echo >gone)
        """
      _ = try Tool.run(shell: command, in: folder)
      #expect(try text("code", in: folder) == "0\n")
      #expect(try text("a/run.json", in: folder).contains(#""status" : "finished""#))
    }
  }

  @Test func `a file that may not become so large is an error that says so, and leaves no part`()
    throws
  {
    try Tool.withFolder { folder in
      let outcome = try Tool.run(
        shell: "ulimit -f 8; exec env --default-signal=XFSZ \"$0\" run lif-dc -q --out a",
        in: folder)
      #expect(outcome.status == 73)
      #expect(outcome.errors.contains("file too large. Free some space"))
      #expect(try text("a/run.json", in: folder).contains(#""status" : "failed""#))
      #expect(!(try names("a", in: folder)).contains { $0.hasSuffix(".tmp") })
      #expect(!(try names("a", in: folder)).contains("traces.csv"))
    }
  }

  @Test func `while a run goes on, no other one gets its folder`() throws {
    try Tool.withFolder { folder in
      let outcome = try Tool.run(
        arguments: ["run", "brette2007-jump", "simulate.duration=1000 s", "--out", "a", "-q"],
        in: folder
      ) { process in
        process.wait(for: "a/model.yaml")
        for other in [
          ["run", "lif-dc", "-q", "--out", "a"], ["run", "lif-dc", "-q", "--out", "a", "--force"],
        ] {
          let second = try? Tool.run(arguments: other, in: folder)
          #expect(second?.status == 73)
          #expect(
            second?.errors == """
              error: another run is writing into 'a'. Wait until it has ended, or name another folder with \
              --out.

              """)
        }
        process.interrupt()
      }
      #expect(outcome.status == 130)
      #expect(try text("a/result.json", in: folder).contains("brette2007-jump"))
    }
  }

  @Test func `a damaged checkpoint is told, and the one before it leads to the same bytes`() throws
  {
    try Tool.withFolder { folder in
      try Data(Self.model.utf8).write(to: folder.appendingPathComponent("small.yaml"))
      let file = folder.appendingPathComponent("a/checkpoint.bin")
      _ = try Tool.run(
        arguments: ["run", "small.yaml", "-q", "--out", "a"], in: folder,
        adding: ["EQUISPIKE_CHECKPOINT_SECONDS": "0"]
      ) { process in
        process.wait(for: "a/checkpoint.bin.previous")
        // Nobody may write while another run goes on.
        let second = try? Tool.run("resume", "a", in: folder)
        #expect(second?.status == 73 || !process.isRunning)
        process.kill()
      }
      var bytes = try Data(contentsOf: file)
      bytes[bytes.count / 2] ^= 1
      // A new file: a kill between two steps of saving leaves one file under both names.
      try bytes.write(to: file, options: .atomic)
      let lost = folder.appendingPathComponent("lost")
      try FileManager.default.copyItem(at: folder.appendingPathComponent("a"), to: lost)
      let resumed = try Tool.run("resume", "a", "-q", in: folder)
      #expect(resumed.status == 0, "\(resumed.errors)")
      #expect(resumed.errors.contains("its checksum is wrong. The checkpoint before it is used."))
      #expect(try Tool.run("run", "small.yaml", "-q", "--out", "b", in: folder).status == 0)
      for name in try names("b/weights", in: folder) {
        let found = ["a", "b"].map {
          FileManager.default.contents(atPath: "\(folder.path)/\($0)/weights/\(name)")
        }
        #expect(found[0] != nil && found[0] == found[1])
      }
      // Without either there is nothing to go on with.
      try bytes.write(to: lost.appendingPathComponent("checkpoint.bin.previous"))
      let hopeless = try Tool.run("resume", "lost", in: folder)
      #expect(hopeless.status == 65)
      #expect(hopeless.errors.contains("begin anew with: equispike run lost/model.yaml"))
      // Nor with those of an earlier version.
      let old = Data("EQUISPIKE-CHECKPOINT 2\n".utf8) + bytes.dropFirst(23)
      for name in ["checkpoint.bin", "checkpoint.bin.previous"] {
        try old.write(to: lost.appendingPathComponent(name))
      }
      let outdated = try Tool.run("resume", "lost", in: folder)
      #expect(outdated.status == 65)
      for part in [
        "lost/checkpoint.bin", "found checkpoint format 2 of another version of this program",
        "expected format 3", "begin anew with: equispike run lost/model.yaml",
      ] {
        #expect(outdated.errors.contains(part), "\(outdated.errors)")
      }
    }
  }

  @Test func `a file that is removed while a training writes into it is told`() throws {
    try Tool.withFolder { folder in
      try Data(Self.model.utf8).write(to: folder.appendingPathComponent("small.yaml"))
      let outcome = try Tool.run(
        arguments: ["run", "small.yaml", "training.epochs=40", "-q", "--out", "a"], in: folder
      ) { process in
        process.wait(for: "a/metrics.jsonl") { !$0.isEmpty }
        try? FileManager.default.removeItem(at: folder.appendingPathComponent("a/metrics.jsonl"))
      }
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.errors.contains("metrics.jsonl was removed while the training wrote into it"))
      #expect(try names("a", in: folder).contains("weights"))
    }
  }

  @Test func `Ctrl-C ends a measurement at once, and its folder says so`() throws {
    try Tool.withFolder { folder in
      let outcome = try Tool.run(
        arguments: ["rule", "zero-area", "--synapses", "1000000", "-q", "--out", "a"], in: folder
      ) { process in
        process.wait(for: "a/model.yaml")
        process.interrupt()
      }
      #expect(outcome.status == 130)
      #expect(outcome.errors == "interrupted; what there is was written to a\n")
      #expect(try text("a/run.json", in: folder).contains(#""status" : "interrupted""#))
    }
  }

  @Test(arguments: [
    "run big.yaml", "run lif-dc simulate.duration=\"1e13 s\"",
    "compare digits network.populations.hidden.size=1000000",
  ])
  func `what does not fit into memory is refused before it begins, with its size`(
    _ arguments: String
  ) throws {
    try Tool.withFolder { folder in
      let big = Self.model.replacing("[20, 10]", with: "[16000, 10]")
        .replacing("input: 64", with: "input: 4096").replacing("size: 8", with: "size: 64")
      try Data(big.utf8).write(to: folder.appendingPathComponent("big.yaml"))
      let outcome = try Tool.run(
        shell: "ulimit -v 2000000; exec \"$0\" \(arguments) -q --out a", in: folder)
      #expect(outcome.status == 65, "\(outcome.errors)")
      #expect(outcome.errors.contains(", but ulimit -v allows 1.9 GiB; make populations smaller"))
      #expect(!(try names(".", in: folder)).contains("a"))
    }
  }

  @Test func `without gnuplot a run is whole, and says what it left out`() throws {
    try Tool.withFolder { folder in
      let outcome = try Tool.run(
        arguments: ["run", "lif-dc", "-q", "--out", "a"], in: folder,
        adding: ["PATH": "/nowhere"])
      #expect(outcome.status == 0)
      #expect(outcome.errors.contains("gnuplot"))
      #expect(try text("a/run.json", in: folder).contains(#""status" : "finished""#))
      let figures = try names("a/figures", in: folder)
      #expect(figures.contains("raster.gp") && figures.contains("raster.svg"))
    }
  }

  @Test func `a page shows nothing that a link in the run's folder leads to`() throws {
    try Tool.withFolder { folder in
      #expect(try Tool.run("run", "lif-dc", "-q", "--out", "a", in: folder).status == 0)
      let model = folder.appendingPathComponent("a/model.yaml")
      // A model that is sound in all but its name and source.
      let secret =
        "source: secret source\n"
        + (try String(contentsOf: model, encoding: .utf8)).split(separator: "\n").filter {
          !$0.hasPrefix("source:") && !$0.hasPrefix("name:")
        }.joined(separator: "\n") + "\nname: secret\n"
      try Data(secret.utf8).write(to: folder.appendingPathComponent("secret.yaml"))
      #expect(try Tool.run("check", "secret.yaml", in: folder).status == 0)
      try FileManager.default.removeItem(at: model)
      try FileManager.default.createSymbolicLink(
        at: model, withDestinationURL: folder.appendingPathComponent("secret.yaml"))
      #expect(try Tool.run("report", "a", "--out", "a.html", in: folder).status == 0)
      let page = try text("a.html", in: folder)
      #expect(!page.contains("secret"))
      #expect(page.contains("model.yaml was left out: it is a link that leads out of the run"))
    }
  }
}
