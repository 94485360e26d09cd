import Foundation
import Testing

/// Sweeps through the whole program: what is run, what is kept, and what is told.
@Suite struct SweepTests {
  private static let model = SmallModel.text(train: 200, test: 50, epochs: 2)

  private static let sweep = [
    "sweep", "small.yaml", "training.rates.input->hidden=0.05,0.2", "seed=1,2,3", "--quiet",
  ]

  private func inFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
    try Tool.withFolder { folder in
      try Self.model.write(
        to: folder.appendingPathComponent("small.yaml"), atomically: true, encoding: .utf8)
      return try body(folder)
    }
  }

  private func text(_ folder: URL, _ file: String) throws -> String {
    try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
  }

  private func starts(_ folder: URL) throws -> [String] {
    let points = folder.appendingPathComponent("points")
    return try FileManager.default.contentsOfDirectory(atPath: points.path).sorted().map { name in
      let run = try JSONSerialization.jsonObject(
        with: Data(contentsOf: points.appendingPathComponent(name + "/run.json")))
      return (run as? [String: Any])?["start"] as? String ?? ""
    }
  }

  @Test func `the table does not depend on how many points run at a time, and no point runs twice`()
    throws
  {
    try inFolder { folder in
      let one = try Tool.run(arguments: Self.sweep + ["--out", "one", "--jobs", "1"], in: folder)
      #expect(one.status == 0, "\(one.errors)")
      let two = try Tool.run(arguments: Self.sweep + ["--out", "two", "--jobs", "3"], in: folder)
      #expect(two.status == 0, "\(two.errors)")
      let table = try text(folder, "one/table.csv")
      #expect(table == (try text(folder, "two/table.csv")))
      #expect(try text(folder, "one/means.csv") == text(folder, "two/means.csv"))
      #expect(table.split(separator: "\n").count == 7)
      #expect(table.hasPrefix("point,training.rates.input->hidden,seed,status,testError,"))
      for name in ["table.json", "figures/sweep-testError.svg", "points/0006/result.json"] {
        let file = folder.appendingPathComponent("two/" + name)
        #expect(FileManager.default.fileExists(atPath: file.path), "\(name)")
      }
      let before = try starts(folder.appendingPathComponent("two"))
      #expect(try Tool.run(arguments: Self.sweep + ["--out", "two"], in: folder).status == 0)
      #expect(before.count == 6)
      #expect(try starts(folder.appendingPathComponent("two")) == before)
    }
  }

  /// Killed as soon as this file is there, at different moments of its points.
  @Test(arguments: [
    "logs/0001.txt", "points/0001/model.yaml", "points/0001/metrics.jsonl",
    "points/0002/metrics.jsonl", "points/0002/result.json", "points/0004/run.json",
  ])
  func `a sweep that was killed goes on to the same table`(event: String) throws {
    try inFolder { folder in
      let whole = try Tool.run(arguments: Self.sweep + ["--out", "whole"], in: folder)
      #expect(whole.status == 0, "\(whole.errors)")
      let killed = try Tool.run(
        arguments: Self.sweep + ["--out", "part", "--jobs", "2"], in: folder
      ) { process in
        process.wait(for: "part/" + event)
        process.kill()
      }
      // On a fast machine it may have ended before it was seen.
      #expect(killed.status == SIGKILL || killed.status == 0)
      let again = try Tool.run(
        arguments: Self.sweep + ["--out", "part", "--jobs", "2"], in: folder)
      #expect(again.status == 0, "\(again.errors)")
      #expect(try text(folder, "part/table.csv") == text(folder, "whole/table.csv"))
    }
  }

  @Test func `Ctrl-C stops the points, and the same command goes on from their checkpoints`() throws
  {
    try inFolder { folder in
      // Longer points: there is time to stop them.
      let sweep = ["sweep", "small.yaml", "seed=1,2,3", "training.epochs=30", "--jobs", "2"]
      let part = folder.appendingPathComponent("part")
      let stopped = try Tool.run(
        arguments: sweep + ["--out", "part"], in: folder
      ) { process in
        process.wait(for: "part/points/0001/metrics.jsonl") { $0.count >= 10 }
        process.interrupt()
      }
      #expect(stopped.status == 130)
      #expect(stopped.errors.contains("the same command goes on"))
      let checkpoint = part.appendingPathComponent("points/0001/checkpoint.bin")
      #expect(FileManager.default.fileExists(atPath: checkpoint.path))
      #expect(try Tool.run(arguments: sweep + ["--out", "part"], in: folder).status == 0)
      #expect(try text(part, "points/0001/run.json").contains(#""resume""#))
      #expect(try Tool.run(arguments: sweep + ["--out", "whole"], in: folder).status == 0)
      #expect(try text(folder, "part/table.csv") == text(folder, "whole/table.csv"))
    }
  }

  @Test func `a point that fails does not stop the others`() throws {
    try inFolder { folder in
      let sweep = [
        "sweep", "small.yaml", "training.rates.input->hidden=0.1,1.0e+300,0.2", "--quiet", "--out",
        "s",
      ]
      let outcome = try Tool.run(arguments: sweep, in: folder)
      #expect(outcome.status == 2)
      #expect(outcome.errors.contains("1 of 3 points failed"))
      let rows = try text(folder, "s/table.csv").split(separator: "\n")
      #expect(rows[1].contains("finished") && rows[3].contains("finished"))
      #expect(
        rows[2].contains("failed") && rows[2].contains("ceased to be finite"), "\(rows[2])")
      // It is not run again, unless that is asked for.
      let before = try starts(folder.appendingPathComponent("s"))
      #expect(try Tool.run(arguments: sweep, in: folder).status == 2)
      #expect(try starts(folder.appendingPathComponent("s")) == before)
      #expect(try Tool.run(arguments: sweep + ["--retry"], in: folder).status == 2)
      let after = try starts(folder.appendingPathComponent("s"))
      #expect(after[0] == before[0] && after[1] != before[1] && after[2] == before[2])
    }
  }

  @Test func `points run one by one, as a cluster runs them, make the same table`() throws {
    try inFolder { folder in
      #expect(try Tool.run(arguments: Self.sweep + ["--out", "whole"], in: folder).status == 0)
      let count = try Tool.run(arguments: Self.sweep + ["--count"], in: folder)
      #expect(count.output == "6\n")
      for part in [["--only", "2-4"], ["--only", "6"], ["--shard", "1/4"]] {
        let outcome = try Tool.run(arguments: Self.sweep + ["--out", "part"] + part, in: folder)
        #expect(outcome.status == 0, "\(outcome.errors)")
      }
      let collected = try Tool.run(
        arguments: Self.sweep + ["--out", "part", "--collect"], in: folder)
      #expect(collected.status == 0, "\(collected.errors)")
      #expect(try text(folder, "part/table.csv") == text(folder, "whole/table.csv"))
    }
  }

  @Test func `mistakes in any point are told before anything runs`() throws {
    try inFolder { folder in
      let wrong = try Tool.run(
        "sweep", "small.yaml", "training.batch=10,20", "seed=1,2,x", "--out", "s", in: folder)
      #expect(wrong.status == 65)
      #expect(
        wrong.errors.contains("point 3 of the sweep, training.batch=10 seed=x, cannot be run"))
      #expect(!FileManager.default.fileExists(atPath: folder.appendingPathComponent("s").path))
      let list = try Tool.run("sweep", "small.yaml", "seed=1,2", "--dry-run", in: folder)
      #expect(list.output == "point,seed\n1,1\n2,2\n")
      #expect(try Tool.run(arguments: Self.sweep + ["--only", "7"], in: folder).status == 64)
      #expect(try Tool.run("sweep", "small.yaml", "seed=1", in: folder).status == 64)
      #expect(
        try Tool.run(arguments: Self.sweep + ["--out", "s", "--only", "1"], in: folder).status == 0)
      let other = try Tool.run("sweep", "small.yaml", "seed=1,2", "--out", "s", in: folder)
      #expect(other.status == 73 && other.errors.contains("holds another sweep"))
    }
  }

  @Test
  func `files that a model names are found from the folder of the sweep, and must not change`()
    throws
  {
    try Tool.withFolder { folder in
      let weights = folder.appendingPathComponent("near/W.npy")
      try FileManager.default.createDirectory(
        at: weights.deletingLastPathComponent(), withIntermediateDirectories: true)
      try """
      name: small
      network:
        populations:
          a: {size: 2, kind: poisson, rate: 100 Hz}
          b: {size: 3, kind: lif, tau_m: 10 ms, tau_syn: 2 ms, r_max: 1 /ms}
        projections:
          - {from: a, to: b, weights: {file: W.npy}}
      simulate: {duration: 20 ms}
      """.write(
        to: folder.appendingPathComponent("near/m.yaml"), atomically: true, encoding: .utf8)
      func write(_ value: Double) throws {
        // Version 1.0 of the format: 10 bytes, a header that fills up 64 or 128, the numbers.
        let header = "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }"
        var bytes = Data([0x93]) + Data("NUMPY".utf8) + Data([1, 0, 118, 0])
        bytes +=
          Data(header.padding(toLength: 117, withPad: " ", startingAt: 0).utf8) + Data("\n".utf8)
        let number = (0..<8).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) }
        for _ in 0..<6 { bytes += Data(number) }
        try bytes.write(to: weights)
      }
      try write(1)
      let sweep = ["sweep", "near/m.yaml", "seed=1,2,3", "--out", "s", "--quiet"]
      let first = try Tool.run(arguments: sweep + ["--only", "1-2"], in: folder)
      #expect(first.status == 0, "\(first.output)\(first.errors)")
      #expect(try text(folder, "s/plan.json").contains(#""W.npy" : ""#))
      #expect(try text(folder, "s/points/0001/model.yaml").contains(weights.path))
      try write(2)
      let changed = try Tool.run(arguments: sweep, in: folder)
      #expect(changed.status == 73 && changed.errors.contains("'W.npy' has changed since"))
      try write(1)
      #expect(try Tool.run(arguments: sweep, in: folder).status == 0)
    }
  }

  @Test func `copies that mpirun or srun started are refused where they would do the same work`()
    throws
  {
    try inFolder { folder in
      func run(_ arguments: [String], _ variables: [String: String]) throws -> Tool.Outcome {
        try Tool.run(arguments: arguments, in: folder, adding: variables)
      }
      let train = ["run", "small.yaml", "training.epochs=1", "--quiet"]
      let slurm = ["SLURM_PROCID": "0", "SLURM_NTASKS": "4"]
      let starters = [
        ["OMPI_COMM_WORLD_RANK": "0", "OMPI_COMM_WORLD_SIZE": "4"],
        ["PMI_RANK": "0", "PMI_SIZE": "4"], slurm.merging(["SLURM_STEP_ID": "0"]) { $1 },
      ]
      for variables in starters {
        for arguments in [train, ["compare", "digits"], ["verify", "--quick"], ["bench", "gsl"]] {
          let refused = try run(arguments, variables)
          #expect(refused.status == 2, "\(arguments) \(variables)")
          #expect(refused.errors.contains("started 4 copies"), "\(refused.errors)")
        }
      }
      // A batch script is one process, and its sweep has all cores.
      for step in [[:], ["SLURM_STEP_ID": "4294967291"]] {
        let outcome = try run(train + ["--out", "r", "--force"], slurm.merging(step) { $1 })
        #expect(outcome.status == 0, "\(outcome.errors)")
      }
    }
  }

  @Test func `errors stay in the table where all points have the same`() throws {
    try Tool.withFolder { folder in
      // Without learning the error is that of the beginning, cosines move with the phase.
      let outcome = try Tool.run(
        "sweep", "xor", "learning.epochs=0", "learning.twin=false",
        "learning.phases.free=60 ms,61 ms", "--quiet", "--out", "s", in: folder)
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.output.contains("testError") && outcome.output.contains("cosine"))
    }
  }

  @Test func `a sweep of one value has a table and no figure`() throws {
    try inFolder { folder in
      let outcome = try Tool.run(
        "sweep", "small.yaml", "training.batch=range(10,11)", "training.epochs=1", "--out", "s",
        in: folder)
      #expect(outcome.status == 0 && !outcome.errors.contains("warning"), "\(outcome.errors)")
      #expect(!outcome.output.contains("figure"))
    }
  }
}
