import Foundation
import Testing

/// Trainings that are interrupted and go on, through the whole program.
@Suite struct ResumeTests {
  private static let model = SmallModel.text(train: 300, validation: 50, test: 50, epochs: 12)

  private func files(_ folder: URL) throws -> [String: Data] {
    var result: [String: Data] = [:]
    let weights = folder.appendingPathComponent("weights")
    for name in try FileManager.default.contentsOfDirectory(atPath: weights.path) {
      result[name] = try Data(contentsOf: weights.appendingPathComponent(name))
    }
    return result
  }

  @Test func `resume after Ctrl-C ends with the same bytes`() throws {
    let scratch = FileManager.default.temporaryDirectory.appendingPathComponent(
      "resume-\(UUID())")
    try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: scratch) }
    try Self.model.write(
      to: scratch.appendingPathComponent("small.yaml"), atomically: true, encoding: .utf8)
    let part = scratch.appendingPathComponent("part")
    let stopped = try Tool.run(
      arguments: ["run", "small.yaml", "--out", "part", "--threads", "1"], in: scratch
    ) { process in
      // As soon as there are results of an epoch.
      process.wait(for: "part/metrics.jsonl") { $0.count >= 10 }
      process.interrupt()
    }
    #expect(stopped.status == 130)
    #expect(stopped.errors.contains("go on with: equispike resume"))
    let resumed = try Tool.run("resume", "part", "--quiet", in: scratch)
    #expect(resumed.status == 0, "\(resumed.errors)")
    let whole = try Tool.run("run", "small.yaml", "--out", "whole", "--quiet", in: scratch)
    #expect(whole.status == 0, "\(whole.errors)")
    #expect(try files(part) == files(scratch.appendingPathComponent("whole")))
    let again = try Tool.run("resume", "part", in: scratch)
    #expect(again.status == 2)
    #expect(again.errors.contains("nothing to resume"))
  }

  private static let spiking = [
    "run", "digits", "data.train=150", "data.validation=20", "data.test=20", "data.size=8",
    "network.populations.input.size=64", "network.populations.hidden.size=20",
    "learning.epochs=2", "learning.batch=3", "learning.compare.every=20",
  ]

  @Test func `a spiking network that was stopped or killed learns on to the same bytes`() throws {
    try Tool.withFolder { scratch in
      let whole = try Tool.run(
        arguments: Self.spiking + ["--out", "whole", "--quiet", "--threads", "1"], in: scratch)
      #expect(whole.status == 0, "\(whole.errors)")
      for kills in [false, true] {
        let part = scratch.appendingPathComponent("part-\(kills)")
        let stopped = try Tool.run(
          arguments: Self.spiking + ["--out", part.path, "--threads", "2"], in: scratch,
          adding: ["EQUISPIKE_CHECKPOINT_SECONDS": "0"]
        ) { process in
          // As soon as it learns.
          process.wait(for: "part-\(kills)/checkpoint.bin.previous")
          if kills { process.kill() } else { process.interrupt() }
        }
        #expect(stopped.status == (kills ? SIGKILL : 130))
        #expect(kills || stopped.errors.contains("go on with: equispike resume"))
        let resumed = try Tool.run("resume", part.path, "--quiet", in: scratch)
        #expect(resumed.status == 0, "\(resumed.errors)")
        #expect(try files(part) == files(scratch.appendingPathComponent("whole")))
      }
    }
  }
}
