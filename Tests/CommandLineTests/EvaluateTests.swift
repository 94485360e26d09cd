import Foundation
import Testing

/// `equispike evaluate` against the run's own test.
@Suite struct EvaluateTests {
  private struct Found: Decodable {
    var samples: Int, wrong: Int
    var error: Double?, interval: [Double]?, majorityError: Double?
    var confusion: [[Int]]
  }

  private static let small = "data.train=60 data.validation=40 data.test=80"
  private static let runs: [(name: String, arguments: String)] = [
    ("spiking", "digits \(small) learning.epochs=2"),
    ("failing spikes", "plausibility/failures \(small) learning.epochs=1"),
    ("one life", "plausibility/one-life \(small) learning.epochs=1"),
    ("convolution", "conv-digits \(small) learning.epochs=1"),
    ("rate, two repetitions", "rate.yaml \(small) training.epochs=1 training.seeds=2"),
    (
      "rate, convolution",
      "papers/mnist-rate-conv data.set=digits data.size=28 \(small) training.epochs=1 training.seeds=1"
    ),
  ]

  @Test(arguments: runs)
  func `without changes the error is that of the run, to the last sample`(
    _ name: String, _ arguments: String
  ) throws {
    try Tool.withFolder { folder in
      #expect(try Tool.run("init", "rate.yaml", "--kind", "rate", in: folder).status == 0)
      let run = try Tool.run(
        arguments: ["run"] + arguments.split(separator: " ").map(String.init)
          + ["--quiet", "--out", "run"], in: folder)
      #expect(run.status == 0, "\(run.errors)")
      let result = try JSONSerialization.jsonObject(
        with: Data(contentsOf: folder.appendingPathComponent("run/result.json")))
      let own = try #require(result as? [String: Any])
      // Rate models are repeated with several seeds; the checkpoint is that of the last.
      let last = (own["seeds"] as? [[String: Any]])?.last
      let expected = try #require((last ?? own)["testError"] as? Double)
      let json = try Tool.run(
        "evaluate", "run", "--quiet", "--json", "--answers", "a.csv", in: folder)
      #expect(json.status == 0, "\(json.errors)")
      let found = try JSONDecoder().decode(Found.self, from: Data(json.output.utf8))
      #expect(found.error == expected)
      #expect(found.confusion.flatMap(\.self).reduce(0, +) == found.samples)
      let right = found.confusion.indices.map { found.confusion[$0][$0] }.reduce(0, +)
      #expect(found.samples - right == found.wrong)
      let lines = try String(
        contentsOf: folder.appendingPathComponent("a.csv"), encoding: .utf8
      ).split(separator: "\n")
      #expect(lines.first == "sample,label,answer" && lines.count == found.samples + 1)
      let wrong = lines.dropFirst().count {
        let fields = $0.split(separator: ",")
        return fields[1] != fields[2]
      }
      #expect(wrong == found.wrong)
    }
  }

  @Test func `changes are those of the model, and a network of other sizes is refused`() throws {
    try Tool.withFolder { folder in
      let run = try Tool.run(
        arguments: [
          "run", "digits", "data.train=60", "data.validation=40", "data.test=80",
          "learning.epochs=2", "--quiet", "--out", "run",
        ], in: folder)
      #expect(run.status == 0, "\(run.errors)")
      func evaluate(_ changes: String...) throws -> Tool.Outcome {
        try Tool.run(arguments: ["evaluate", "run", "--quiet"] + changes, in: folder)
      }
      let fewer = try evaluate("--json", "data.test=30")
      #expect(try JSONDecoder().decode(Found.self, from: Data(fewer.output.utf8)).samples == 30)
      // Without spikes from the hidden units all answers are the same.
      let lesion = try evaluate(
        "--json", "network.projections.hidden->output.release=0.001",
        "network.projections.input->hidden.release=1")
      let found = try JSONDecoder().decode(Found.self, from: Data(lesion.output.utf8))
      #expect(try #require(found.error) > 0.6)
      let sizes = try evaluate("network.populations.hidden.size=50")
      #expect(sizes.status != 0 && sizes.errors.contains("belongs to another model"))
      // Another seed would draw other synapses than those that were trained.
      let seed = try evaluate("seed=2")
      #expect(seed.status != 0 && seed.errors.contains("for other data change data.seed"))
      #expect(try evaluate("data.seed=2").status == 0)
      #expect(try evaluate("--answers", "run/run.json").status == 73)
      #expect(try evaluate("learning.epoch=3").status == 65)
      #expect(try Tool.run("evaluate", "nothing", in: folder).status == 66)
      // A damaged checkpoint is told; the one before it is of epoch 1.
      let file = folder.appendingPathComponent("run/checkpoint.bin")
      var bytes = try Data(contentsOf: file)
      bytes[bytes.count / 2] ^= 1
      try bytes.write(to: file)
      let damaged = try evaluate()
      #expect(
        damaged.status == 0 && damaged.errors.contains("its checksum is wrong"), "\(damaged.errors)"
      )
      try FileManager.default.removeItem(at: file)
      #expect(try evaluate().errors.contains("has no checkpoint.bin"))
    }
  }

  @Test func `a changed membrane keeps the drive scale with which its weights were learned`() throws
  {
    try Tool.withFolder { folder in
      let model = """
        name: physical
        network:
          populations:
            input: {size: 64, kind: clamp}
            hidden: &cell {size: 20, kind: lif, tau_m: 20 ms, C_m: 250 pF, E_L: -70 mV, V_th: -55 mV, V_reset: -70 mV,
                           t_ref: 3 ms, tau_syn: 20 ms, r_max: 100 Hz, drive: measured, bias: 0.3}
            output: {<<: *cell, size: 10, bias: 0.1}
          projections:
            - {from: input, to: hidden, connect: {in_degree: 40}, weights: {glorot_uniform: {gain: 0.5}}}
            - {from: hidden, to: output, symmetric: true, weights: {glorot_uniform: {gain: 0.3}}}
        data: {set: digits, size: 8, train: 60, validation: 20, test: 60}
        learning:
          rule: {name: zero-area, tau_fast: 100 ms, tau_slow: 1000 ms}
          nudging: {form: drive, scheme: symmetric, beta: 0.4}
          phases: {free: 150 ms, nudged: 150 ms, readout: 50 ms}
          epochs: 1
          rates: {input->hidden: 0.2, hidden->output: 0.05}
        """
      try Data(model.utf8).write(to: folder.appendingPathComponent("m.yaml"))
      #expect(try Tool.run("run", "m.yaml", "-q", "--out", "run", in: folder).status == 0)
      let curves = try JSONSerialization.jsonObject(
        with: Data(contentsOf: folder.appendingPathComponent("run/curves.json")))
      let list = try #require((curves as? [String: Any])?["curves"] as? [[String: Any]])
      let scale = try #require(list[0]["unit"] as? Double)
      let zero = try #require(list[0]["zero"] as? Double)
      func answers(_ changes: [String]) throws -> String {
        let outcome = try Tool.run(
          arguments: ["evaluate", "run", "-q", "--force", "--answers", "a.csv"] + changes,
          in: folder)
        #expect(outcome.status == 0, "\(outcome.errors)")
        return try String(contentsOf: folder.appendingPathComponent("a.csv"), encoding: .utf8)
      }
      let leaky = ["hidden", "output"].map { "network.populations.\($0).E_L=-73 mV" }
      let given = ["hidden", "output"].map {
        "network.populations.\($0).drive={scale: \(scale), zero: \(zero)}"
      }
      let changed = try answers(leaky)
      #expect(try changed == answers(leaky + given))
      #expect(try changed != answers([]))
      let other = try Tool.run(
        "evaluate", "run", "-q", "network.projections.input->hidden.connect={probability: 0.6}",
        in: folder)
      #expect(other.status != 0 && other.errors.contains("weights were not learned"))
    }
  }
}
